/* A button that asks why a picture is skipped. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ACU_TYPE_SKIP_BUTTON (acu_skip_button_get_type ())
G_DECLARE_FINAL_TYPE (AcuSkipButton, acu_skip_button, ACU, SKIP_BUTTON, GtkWidget)

GtkWidget *acu_skip_button_new (void);

/* Asks. The answer activates win.label-skip; what was asked stays until it was taken. */
void acu_skip_button_open (AcuSkipButton *button);

/* The answer was taken. */
void acu_skip_button_close (AcuSkipButton *button);

G_END_DECLS
