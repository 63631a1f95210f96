/* The photos beside the one that is looked at, whose previews are made ahead. */
#pragma once

#include "app/views/shared/picture-cache.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _AcuPhotoNeighbours AcuPhotoNeighbours;

/* @previews must live longer. (transfer full) */
AcuPhotoNeighbours *acu_photo_neighbours_new (AcuPictureCache *previews);
void acu_photo_neighbours_free (AcuPhotoNeighbours *neighbours);

/* Goes on to @position of @photos, a list of AcuPhoto: gives up what is not near it any more, and
 * keeps what is, the photo there itself included, which is asked for now.
 * GTK_INVALID_LIST_POSITION gives up everything. */
void acu_photo_neighbours_move (AcuPhotoNeighbours *neighbours, GListModel *photos, guint position);

/* Has what is beside @position made, the nearest first and the next before the previous. */
void
acu_photo_neighbours_request (AcuPhotoNeighbours *neighbours, GListModel *photos, guint position);

G_END_DECLS
