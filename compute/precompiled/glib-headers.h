/* GLib's headers, which are a third of the compiler's work in a file that has no widgets: a library
 * of many such files has them read once.  No file relies on it; each includes what it uses
 * (`meson configure -Db_pch=false` tells, and so does `./dev fuzz`, which builds without). */
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
