/* The registry of back ends, and the choice among their devices. */
#include <glib/gi18n.h>
#include <string.h>

#include "compute/backend.h"
#include "compute/cpu/cpu-backend.h"
#include "compute/vulkan/vulkan-backend.h"

typedef const AcuBackend *(*BackendFunc) (void);

static const BackendFunc backends[] = {acu_cpu_backend, acu_vulkan_backend};

static int
compare_preference (gconstpointer a, gconstpointer b)
{
  const AcuDeviceInfo *x = *(AcuDeviceInfo *const *)a;
  const AcuDeviceInfo *y = *(AcuDeviceInfo *const *)b;

  if (x->kind != y->kind)
    return (int)x->kind - (int)y->kind;
  return (int)x->index - (int)y->index;
}

/* How many threads use a driver: have a device open, or look for one. */
static struct {
  GMutex lock;
  GCond none;
  guint n;
} users;

static void
begin_use (void)
{
  g_mutex_lock (&users.lock);
  users.n++;
  g_mutex_unlock (&users.lock);
}

static void
end_use (void)
{
  g_mutex_lock (&users.lock);
  if (--users.n == 0)
    g_cond_broadcast (&users.none);
  g_mutex_unlock (&users.lock);
}

/* Whether @selector may mean a device of @backend.  Only those are asked for theirs: who wants the
 * CPU need not wait for a graphics driver to start. */
static gboolean
concerns (const char *selector, const AcuBackend *backend)
{
  gsize length = strcspn (selector, ":");

  return g_str_equal (selector, "auto") ||
         (strlen (backend->name) == length && strncmp (selector, backend->name, length) == 0);
}

static GPtrArray *
list_devices (const char *selector)
{
  GPtrArray *infos = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_device_info_free);

  for (guint i = 0; i < G_N_ELEMENTS (backends); i++)
    if (concerns (selector, backends[i]()))
      backends[i]()->list_devices (infos);
  g_ptr_array_sort (infos, compare_preference);
  return infos;
}

GPtrArray *
acu_device_list (void)
{
  GPtrArray *infos;

  begin_use ();
  infos = list_devices ("auto");
  end_use ();
  return infos;
}

/* Every device, for a message. (transfer full) */
static char *
name_devices (void)
{
  g_autoptr (GPtrArray) infos = acu_device_list ();
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < infos->len; i++) {
    const AcuDeviceInfo *info = g_ptr_array_index (infos, i);

    g_string_append_printf (names, "%s%s:%u (%s)", i > 0 ? ", " : "", info->backend, info->index,
                            info->name);
  }
  return g_string_free (names, FALSE);
}

static gboolean
name_contains (const char *name, const char *part)
{
  g_autofree char *folded_name = g_utf8_casefold (name, -1);
  g_autofree char *folded_part = g_utf8_casefold (part, -1);

  return strstr (folded_name, folded_part) != NULL;
}

/* Whether @selector, which concerns the device's back end, means this one. */
static gboolean
matches (const AcuDeviceInfo *info, const char *selector)
{
  const char *colon = strchr (selector, ':');
  guint64 index;

  if (g_str_equal (selector, "auto"))
    return info->kind != ACU_DEVICE_SOFTWARE_GPU;
  if (colon == NULL)
    return TRUE;
  if (g_ascii_string_to_unsigned (colon + 1, 10, 0, G_MAXUINT, &index, NULL))
    return info->index == index;
  return name_contains (info->name, colon + 1);
}

static AcuDevice *
open_device (const AcuDeviceInfo *info, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (backends); i++)
    if (g_str_equal (backends[i]()->name, info->backend))
      return backends[i]()->open (info, error);
  g_assert_not_reached ();
}

/* Who is told what becomes of "auto", and what was said last. */
static struct {
  GMutex lock;
  AcuDeviceWatch watch;
  gpointer user_data;
  char *passed_over;
} automatic;

void
acu_device_watch_auto (AcuDeviceWatch watch, gpointer user_data)
{
  g_mutex_lock (&automatic.lock);
  automatic.watch = watch;
  automatic.user_data = user_data;
  g_clear_pointer (&automatic.passed_over, g_free);
  g_mutex_unlock (&automatic.lock);
}

static void
tell_of_auto (const AcuDeviceInfo *info)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&automatic.lock);

  if (automatic.watch == NULL || g_strcmp0 (automatic.passed_over, info->passed_over) == 0)
    return;
  g_free (automatic.passed_over);
  automatic.passed_over = g_strdup (info->passed_over);
  automatic.watch (info, automatic.user_data);
}

/* acu_device_open() of a thread that counts as a driver's user. */
static AcuDevice *
open_chosen (const char *selector, GError **error)
{
  g_autoptr (GPtrArray) infos = NULL;
  g_autofree char *names = NULL;
  g_autofree char *passed_over = NULL;
  gboolean is_auto = g_str_equal (selector, "auto");

  infos = list_devices (selector);
  for (guint i = 0; i < infos->len; i++) {
    const AcuDeviceInfo *info = g_ptr_array_index (infos, i);
    g_autoptr (GError) failure = NULL;
    AcuDevice *device;

    if (!matches (info, selector))
      continue;
    device = open_device (info, &failure);
    if (device != NULL) {
      device->info.passed_over = g_steal_pointer (&passed_over);
      if (is_auto)
        tell_of_auto (&device->info);
      return device;
    }
    /* Who did not ask for this one gets the next: the CPU at the end is always there. */
    if (!is_auto) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
    if (passed_over == NULL)
      passed_over = g_strdup_printf (_ ("%s cannot be used: %s"), info->name, failure->message);
  }
  names = name_devices ();
  g_set_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_NO_DEVICE,
               _ ("no device “%s”; there are: %s"), selector, names);
  return NULL;
}

AcuDevice *
acu_device_open (const char *selector, GError **error)
{
  AcuDevice *device;

  g_return_val_if_fail (selector != NULL, NULL);

  begin_use ();
  device = open_chosen (selector, error);
  if (device == NULL)
    end_use ();
  return device;
}

void
acu_device_close (AcuDevice *device)
{
  if (device == NULL)
    return;
  device->backend->close (device);
  end_use ();
}

gboolean
acu_device_wait_closed (double seconds)
{
  const gint64 end = g_get_monotonic_time () + (gint64)(seconds * G_USEC_PER_SEC);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&users.lock);

  while (users.n > 0)
    if (!g_cond_wait_until (&users.none, &users.lock, end))
      return FALSE;
  return TRUE;
}
