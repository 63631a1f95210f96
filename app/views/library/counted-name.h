/* What has photos in it, in words. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a folder or collection of @n photos is called for a screen reader. (transfer full) */
char *acu_counted_name_new (const char *name, guint n);

G_END_DECLS
