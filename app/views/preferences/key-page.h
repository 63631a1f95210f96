/* The keys among the preferences: each with what it does, to be changed or reset. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ACU_TYPE_KEY_PAGE (acu_key_page_get_type ())
G_DECLARE_FINAL_TYPE (AcuKeyPage, acu_key_page, ACU, KEY_PAGE, AdwPreferencesPage)

/* Its actions, whose parameter is what acu_keymap_dup_name() says:
 *   keys.change (name)   asks for another key
 *   keys.reset (name)    the key as by default; asks where another has it by now
 *   keys.reset-all ()    all of them */

G_END_DECLS
