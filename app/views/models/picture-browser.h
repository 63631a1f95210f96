/* Pictures to click through, one at a time, each with a sentence about it. */
#pragma once

#include "app/imaging/decoder.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ACU_TYPE_PICTURE_BROWSER (acu_picture_browser_get_type ())
G_DECLARE_FINAL_TYPE (AcuPictureBrowser, acu_picture_browser, ACU, PICTURE_BROWSER, GtkWidget)

/* @decoder: (nullable): without it the sentences remain.  Actions: "browser.next",
 * "browser.previous", "browser.show", which opens the picture in the library. */
GtkWidget *acu_picture_browser_new (AcuDecoder *decoder, const char *title);

/* Shows @paths with their @sentences, the first first. */
void acu_picture_browser_set_pictures (AcuPictureBrowser *browser,
                                       const char *const *paths,
                                       const char *const *sentences);

/* Shows the picture @path; one that is none of them comes after them, with @sentence. */
void acu_picture_browser_show_picture (AcuPictureBrowser *browser,
                                       const char *path,
                                       const char *sentence);

G_END_DECLS
