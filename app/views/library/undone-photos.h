/* Where a person looks when something was undone: has the photos shown that it was done to.
 *
 * Whoever rates goes on to the next photo; what is taken back then happens to another one than is
 * looked at, which nobody would see. */
#pragma once

#include "app/views/shared/library.h"

G_BEGIN_DECLS

/* How a page shows photos. */
typedef struct {
  void (*show) (gpointer page, const GArray *photos); /* (element-type gint64) */
  gint64 (*get_photo) (gpointer page);                /* the one that is looked at; 0 for none */
} AcuUndoneSight;

typedef struct _AcuUndonePhotos AcuUndonePhotos;

/* Has @page, which is not held, show what is undone and done again: at once, and once more where
 * the list follows in the next moments, unless a person has gone to another photo by then.
 * (transfer full) */
AcuUndonePhotos *
acu_undone_photos_new (AcuLibrary *library, const AcuUndoneSight *sight, gpointer page);
void acu_undone_photos_free (AcuUndonePhotos *undone);

/* The list has been brought up to date. */
void acu_undone_photos_look (AcuUndonePhotos *undone);

G_END_DECLS
