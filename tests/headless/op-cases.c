#include "op-cases.h"

/* Sums are F32 whatever the storage: only a result that is F16 is rounded. */
#define HALF_TOLERANCE 2

/* Opening a device and making its kernels ready take most of the time: all cases have one, which is
 * closed after the last of them. */
typedef struct {
  AcuDevice *device;
} Shared;

typedef struct {
  const AcuOpCase *test;
  Shared *shared; /* in a box with a count of references */
  AcuDType storage;
} Subject;

static void
shared_clear (gpointer data)
{
  Shared *shared = data;

  acu_device_close (shared->device);
}

static void
subject_free (gpointer data)
{
  Subject *subject = data;

  g_rc_box_release_full (subject->shared, shared_clear);
  g_free (subject);
}

static void
test_case (gconstpointer data)
{
  const Subject *subject = data;
  const AcuOpCase *test = subject->test;
  g_autoptr (AcuOpFixture) fixture = acu_op_fixture_new (subject->storage, g_str_hash (test->name));

  acu_graph_set_output (fixture->graph, test->build (fixture, test->n), "result");
  acu_op_fixture_check (fixture, subject->shared->device, test->tolerance,
                        test->tolerance > 0 ? MAX (test->half_tolerance, HALF_TOLERANCE) : 0);
}

static void
add_cases_of (const char *suite, const AcuOpCase *cases, gsize n_cases, Shared *shared)
{
  static const AcuDType storages[] = {ACU_DTYPE_F32, ACU_DTYPE_F16};
  const AcuDeviceInfo *info = acu_device_get_info (shared->device);

  for (guint s = 0; s < G_N_ELEMENTS (storages); s++) {
    if (storages[s] == ACU_DTYPE_F16 && !info->has_f16_storage)
      continue;
    for (gsize i = 0; i < n_cases; i++) {
      g_autofree char *path = g_strdup_printf ("/%s/%s:%u/%s/%s", suite, info->backend, info->index,
                                               acu_dtype_name (storages[s]), cases[i].name);
      Subject *subject = g_new (Subject, 1);

      *subject = (Subject){&cases[i], g_rc_box_acquire (shared), storages[s]};
      g_test_add_data_func_full (path, subject, test_case, subject_free);
    }
  }
}

static void
skip_device (gconstpointer message)
{
  g_test_skip (message);
}

static void
add_cases_of_named (const char *suite, const AcuOpCase *cases, gsize n_cases, const char *selector)
{
  g_autoptr (GError) error = NULL;
  AcuDevice *device = acu_device_open (selector, &error);
  const char *subgroup = g_getenv ("ACUTANCE_TEST_SUBGROUP");
  Shared *shared;

  if (g_error_matches (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_NO_DEVICE)) {
    g_test_add_data_func_full ("/device", g_strdup (error->message), skip_device, g_free);
    return;
  }
  g_assert_no_error (error);
  if (subgroup != NULL &&
      g_ascii_strtoull (subgroup, NULL, 10) != acu_device_get_info (device)->subgroup_size) {
    g_test_add_data_func_full (
        "/subgroup",
        g_strdup_printf ("the driver was asked for a subgroup of %s and has one of %u", subgroup,
                         acu_device_get_info (device)->subgroup_size),
        skip_device, g_free);
    acu_device_close (device);
    return;
  }
  shared = g_rc_box_new (Shared);
  shared->device = device;
  add_cases_of (suite, cases, n_cases, shared);
  g_rc_box_release_full (shared, shared_clear);
}

typedef struct {
  const AcuOpCase *cases;
  gsize n_cases;
  AcuOp first;
  AcuOp end;
} Range;

/* A new operation without a case would go unnoticed. */
static void
test_every_op (gconstpointer data)
{
  const Range *range = data;
  gboolean is_seen[ACU_N_OPS] = {FALSE};

  for (gsize i = 0; i < range->n_cases; i++) {
    /* With F32 alone there are no conversions. */
    g_autoptr (AcuOpFixture) fixture = acu_op_fixture_new (ACU_DTYPE_F16, 0);

    range->cases[i].build (fixture, range->cases[i].n);
    for (guint k = 0; k < acu_graph_get_n_nodes (fixture->graph); k++)
      is_seen[acu_graph_get_node (fixture->graph, k)->op] = TRUE;
  }
  for (AcuOp op = range->first; op < range->end; op++)
    if (!is_seen[op])
      g_test_fail_printf ("no case has the operation %s", acu_op_name (op));
}

void
acu_op_add_cases (const char *suite, const AcuOpCase *cases, gsize n_cases, AcuOp first, AcuOp end)
{
  g_autoptr (GPtrArray) infos = acu_device_list ();
  const char *named = g_getenv ("ACUTANCE_TEST_DEVICE");
  g_autofree char *path = g_strdup_printf ("/%s/every", suite);
  Range *range = g_new (Range, 1);

  *range = (Range){cases, n_cases, first, end};
  g_test_add_data_func_full (path, range, test_every_op, g_free);

  if (named != NULL) {
    add_cases_of_named (suite, cases, n_cases, named);
    return;
  }
  for (guint i = 0; i < infos->len; i++) {
    const AcuDeviceInfo *info = g_ptr_array_index (infos, i);
    g_autofree char *selector = g_strdup_printf ("%s:%u", info->backend, info->index);

    add_cases_of_named (suite, cases, n_cases, selector);
  }
}
