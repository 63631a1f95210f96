/* The window that exports photos: which, in what form, where to; then how it gets on, and what came
 * of it. */
#pragma once

#include "app/views/shared/library.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ACU_TYPE_EXPORT_DIALOG (acu_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AcuExportDialog, acu_export_dialog, ACU, EXPORT_DIALOG, AdwWindow)

/* Offers the @n photos @selected, which are copied, and all that @library shows. */
GtkWidget *acu_export_dialog_new (AcuLibrary *library, const gint64 *selected, gsize n);

G_END_DECLS
