/* The photos beside the one that is looked at, whose previews are made ahead, and what would be
 * seen of them where that one is looked at closely. */
#pragma once

#include "app/views/shared/picture-cache.h"
#include "app/views/viewer/photo-details.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _AcuPhotoNeighbours AcuPhotoNeighbours;

/* @previews and @details must live longer. (transfer full) */
AcuPhotoNeighbours *acu_photo_neighbours_new (AcuPictureCache *previews, AcuPhotoDetails *details);
void acu_photo_neighbours_free (AcuPhotoNeighbours *neighbours);

/* Goes on to @position of @photos, a list of AcuPhoto: gives up what is not near it any more, and
 * keeps what is, the photo there itself included, which is asked for now.
 * GTK_INVALID_LIST_POSITION gives up everything. */
void acu_photo_neighbours_move (AcuPhotoNeighbours *neighbours, GListModel *photos, guint position);

/* Has what is beside @position made, the nearest first and the next before the previous. */
void
acu_photo_neighbours_request (AcuPhotoNeighbours *neighbours, GListModel *photos, guint position);

/* Has what @sight would show of the photos beside @position made with every pixel, first in the
 * direction in which pages were turned last; where @sight is NULL, nothing. */
void acu_photo_neighbours_look (AcuPhotoNeighbours *neighbours,
                                GListModel *photos,
                                guint position,
                                const AcuPhotoSight *sight);

G_END_DECLS
