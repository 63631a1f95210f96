/* The preferences: what scores, how the viewer and the keys behave, what is written. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ACU_TYPE_PREFERENCES (acu_preferences_get_type ())
G_DECLARE_FINAL_TYPE (AcuPreferences, acu_preferences, ACU, PREFERENCES, AdwPreferencesWindow)

GtkWidget *acu_preferences_new (void);

G_END_DECLS
