/* What needs no back end to be known. */
#include "compute/backend.h"

#include <glib/gi18n.h>

G_DEFINE_QUARK (acu - compute - error - quark, acu_compute_error)

AcuDeviceInfo *
acu_device_info_copy (const AcuDeviceInfo *info)
{
  AcuDeviceInfo *copy = g_memdup2 (info, sizeof *info);

  copy->backend = g_strdup (info->backend);
  copy->name = g_strdup (info->name);
  copy->driver = g_strdup (info->driver);
  copy->passed_over = g_strdup (info->passed_over);
  return copy;
}

void
acu_device_info_clear (AcuDeviceInfo *info)
{
  g_clear_pointer (&info->backend, g_free);
  g_clear_pointer (&info->name, g_free);
  g_clear_pointer (&info->driver, g_free);
  g_clear_pointer (&info->passed_over, g_free);
}

void
acu_device_info_free (AcuDeviceInfo *info)
{
  if (info == NULL)
    return;
  acu_device_info_clear (info);
  g_free (info);
}

const char *
acu_device_kind_name (AcuDeviceKind kind)
{
  switch (kind) {
  case ACU_DEVICE_DISCRETE_GPU:
    return N_ ("discrete GPU");
  case ACU_DEVICE_INTEGRATED_GPU:
    return N_ ("integrated GPU");
  case ACU_DEVICE_VIRTUAL_GPU:
    return N_ ("virtual GPU");
  case ACU_DEVICE_CPU:
    return N_ ("CPU");
  case ACU_DEVICE_SOFTWARE_GPU:
    return N_ ("software GPU");
  }
  g_assert_not_reached ();
}

const AcuDeviceInfo *
acu_device_get_info (const AcuDevice *device)
{
  return &device->info;
}
