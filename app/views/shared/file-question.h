/* Which file?  The toolkit's own chooser, one at a time for each widget that asks. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Called with what was chosen; @path is the callee's to look at only. */
typedef void (*AcuFileFunc) (GtkWidget *owner, const char *path);

/* Asks, over the window of @owner, under @title with a button that says @accept; calls @func unless
 * nothing was chosen or @owner was disposed of meanwhile.
 * @name: (nullable): what a file that is to be written is called to begin with */
void acu_file_ask (GtkWidget *owner,
                   GtkFileChooserAction action,
                   const char *title,
                   const char *accept,
                   const char *name,
                   AcuFileFunc func);

G_END_DECLS
