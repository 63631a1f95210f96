/* Photos that somebody named by their paths, as on a command line, until the list has them. */
#pragma once

#include "app/views/shared/library.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _AcuWantedPhotos AcuWantedPhotos;

/* Gets the places in the library's list, which are the receiver's while it looks at them. */
typedef void (*AcuWantedFunc) (const GtkBitset *positions, gpointer user_data);

/* (transfer full) */
AcuWantedPhotos *acu_wanted_photos_new (AcuLibrary *library, AcuWantedFunc func, gpointer data);
void acu_wanted_photos_free (AcuWantedPhotos *wanted);

/* Has @func called once, as soon as the list has the photos at @paths; or, where some of them are
 * not there at all, when their folder has been read.  Takes the place of what was wanted before;
 * NULL: nothing is wanted any more. */
void acu_wanted_photos_set (AcuWantedPhotos *wanted, const char *const *paths);

/* To be called whenever the list or what is known of its folder may have changed. */
void acu_wanted_photos_look (AcuWantedPhotos *wanted);

G_END_DECLS
