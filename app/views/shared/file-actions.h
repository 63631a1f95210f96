/* Photos' files handed to other programs of the desktop. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Has the file manager open the folder of @files with these selected. */
void acu_show_in_files (GFile *const *files, guint n);

/* Asks which program is to open @file, and has it do so. */
void acu_open_with (GtkWindow *parent, GFile *file);

G_END_DECLS
