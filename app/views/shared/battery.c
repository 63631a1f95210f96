#include "app/views/shared/battery.h"

struct _AcuBattery {
  GObject parent_instance;

  GDBusProxy *proxy;
  GCancellable *cancellable;
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AcuBattery, acu_battery, G_TYPE_OBJECT)

gboolean
acu_battery_is_used (AcuBattery *self)
{
  g_return_val_if_fail (ACU_IS_BATTERY (self), FALSE);

  g_autoptr (GVariant) value =
      self->proxy ? g_dbus_proxy_get_cached_property (self->proxy, "OnBattery") : NULL;
  return value && g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) &&
         g_variant_get_boolean (value);
}

static void
properties_changed_cb (AcuBattery *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
proxy_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GDBusProxy *proxy = g_dbus_proxy_new_for_bus_finish (result, NULL);

  if (!proxy)
    return; /* no UPower, or nobody waits any more */

  AcuBattery *self = data;
  self->proxy = proxy;
  g_signal_connect_object (proxy, "g-properties-changed", G_CALLBACK (properties_changed_cb), self,
                           G_CONNECT_SWAPPED);
  properties_changed_cb (self);
}

static void
acu_battery_finalize (GObject *object)
{
  AcuBattery *self = ACU_BATTERY (object);

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_clear_object (&self->proxy);
  G_OBJECT_CLASS (acu_battery_parent_class)->finalize (object);
}

static void
acu_battery_init (AcuBattery *self)
{
  self->cancellable = g_cancellable_new ();
  g_dbus_proxy_new_for_bus (G_BUS_TYPE_SYSTEM, G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START, NULL,
                            "org.freedesktop.UPower", "/org/freedesktop/UPower",
                            "org.freedesktop.UPower", self->cancellable, proxy_cb, self);
}

static void
acu_battery_class_init (AcuBatteryClass *class)
{
  G_OBJECT_CLASS (class)->finalize = acu_battery_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

AcuBattery *
acu_battery_new (void)
{
  return g_object_new (ACU_TYPE_BATTERY, NULL);
}
