/* The window: header bar, the pages Library, Label and Train, and toasts. */
#pragma once

#include "app/views/application.h"

G_BEGIN_DECLS

#define ACU_TYPE_WINDOW (acu_window_get_type ())
G_DECLARE_FINAL_TYPE (AcuWindow, acu_window, ACU, WINDOW, AdwApplicationWindow)

AcuWindow *acu_window_new (AcuApplication *application);

/* Opens @file: a folder, or a photo within its folder. */
void acu_window_open_file (AcuWindow *window, GFile *file);

/* Opens the folder of the first of @files, or the first where that is one, with those of the others
 * selected that are in or below it; tells of the rest that they are elsewhere. */
void acu_window_open_files (AcuWindow *window, GFile *const *files, int n_files);

/* Opens the folder that was open last; else the user's pictures; else, where there are none, the
 * sample pictures.  Nothing happens where a folder is open already. */
void acu_window_open_default (AcuWindow *window);

G_END_DECLS
