/* Whether the machine runs on its battery, as UPower says it. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ACU_TYPE_BATTERY (acu_battery_get_type ())
G_DECLARE_FINAL_TYPE (AcuBattery, acu_battery, ACU, BATTERY, GObject)

/* Signal: changed ().  Until UPower answers, and where there is none, the machine has mains power.
 */
AcuBattery *acu_battery_new (void);

gboolean acu_battery_is_used (AcuBattery *battery);

G_END_DECLS
