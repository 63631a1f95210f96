/* The pooled maps that quick runs keep: what was written is there when the store is opened again,
 * and opening one of many patches takes few reads. */
#include "app/learning/training/pooled-store.h"
#include "tests/headless/test-support.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PATCHES 5
#define MANY    70000

static AcuArchitecture *architecture;

static AcuPooledStore *
open_store (const char *key, gsize count, gsize n_done)
{
  g_autoptr (GError) error = NULL;
  gsize found;
  AcuPooledStore *store = acu_pooled_store_open (architecture, key, count, &found, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (found, ==, n_done);
  return store;
}

/* Maps of two patches; every element is of its own. (transfer full) */
static void
make_maps (const AcuPooledStore *store, float seed, float *maps[ACU_POOLED_MAPS])
{
  for (guint map = 0; map < ACU_POOLED_MAPS; map++) {
    gsize length = 2 * acu_pooled_store_map_length (store, map);

    maps[map] = g_new (float, length + 1);
    for (gsize i = 0; i < length; i++)
      maps[map][i] = seed + (float)(10000 * map + i);
  }
}

static void
free_maps (float *maps[ACU_POOLED_MAPS])
{
  for (guint map = 0; map < ACU_POOLED_MAPS; map++)
    g_free (maps[map]);
}

/* Writes row @row of make_maps() with @seed. */
static void
write_patch (AcuPooledStore *store, gsize patch, float seed, gsize row)
{
  float *maps[ACU_POOLED_MAPS];
  g_autoptr (GError) error = NULL;

  make_maps (store, seed, maps);
  acu_pooled_store_write (store, patch, (const float *const *)maps, row, &error);
  g_assert_no_error (error);
  free_maps (maps);
}

static void
write_unread (AcuPooledStore *store, gsize patch)
{
  g_autoptr (GError) error = NULL;

  acu_pooled_store_write (store, patch, NULL, 0, &error);
  g_assert_no_error (error);
}

/* Whether @patch has what write_patch() wrote. */
static void
assert_patch (AcuPooledStore *store, guint32 patch, float seed, gsize row)
{
  float *maps[ACU_POOLED_MAPS], *expected[ACU_POOLED_MAPS];
  g_autoptr (GError) error = NULL;

  g_assert_true (acu_pooled_store_has (store, patch));
  make_maps (store, 0, maps);
  make_maps (store, seed, expected);
  acu_pooled_store_gather (store, &patch, 1, maps, &error);
  g_assert_no_error (error);
  for (guint map = 0; map < ACU_POOLED_MAPS; map++) {
    gsize length = acu_pooled_store_map_length (store, map), size = length * sizeof (float);

    g_assert_cmpmem (maps[map], size, expected[map] + row * length, size);
  }
  free_maps (maps);
  free_maps (expected);
}

static char *
store_path (const char *key)
{
  return g_build_filename (g_get_user_cache_dir (), "acutance", "pooled-maps", key, NULL);
}

static void
test_kept (void)
{
  AcuPooledStore *store = open_store ("kept", PATCHES, 0);

  g_assert_cmpuint (acu_pooled_store_map_length (store, 0), >, 0);
  write_patch (store, 0, 1, 0);
  write_unread (store, 1);
  write_patch (store, 2, 2, 1);
  acu_pooled_store_free (store);
  store = open_store ("kept", PATCHES, 3);
  assert_patch (store, 0, 1, 0);
  g_assert_false (acu_pooled_store_has (store, 1));
  assert_patch (store, 2, 2, 1);
  g_assert_false (acu_pooled_store_has (store, 3));
  /* What is read later takes its place. */
  write_patch (store, 1, 3, 0);
  write_unread (store, 3);
  write_unread (store, 4);
  acu_pooled_store_free (store);
  store = open_store ("kept", PATCHES, PATCHES);
  assert_patch (store, 0, 1, 0);
  assert_patch (store, 1, 3, 0);
  assert_patch (store, 2, 2, 1);
  g_assert_false (acu_pooled_store_has (store, 4));
  acu_pooled_store_free (store);
}

/* A file that lost its end. */
static void
test_cut_off (void)
{
  g_autofree char *path = store_path ("cut");
  AcuPooledStore *store = open_store ("cut", PATCHES, 0);
  g_autofree char *bytes = NULL;
  gsize length;

  for (guint i = 0; i < PATCHES; i++)
    write_patch (store, i, (float)i, 0);
  acu_pooled_store_free (store);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_cmpint (truncate (path, (off_t)length - 1), ==, 0);
  store = open_store ("cut", PATCHES, PATCHES - 1);
  assert_patch (store, PATCHES - 2, PATCHES - 2, 0);
  g_assert_false (acu_pooled_store_has (store, PATCHES - 1));
  acu_pooled_store_free (store);
  g_assert_cmpint (truncate (path, 2), ==, 0);
  acu_pooled_store_free (open_store ("cut", PATCHES, 0));
}

/* How often this process has read. */
static guint64
count_reads (void)
{
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/io", &text, NULL, NULL) ||
      (line = strstr (text, "syscr: ")) == NULL)
    return 0;
  return g_ascii_strtoull (line + strlen ("syscr: "), NULL, 10);
}

static void
test_many (void)
{
  AcuPooledStore *store = open_store ("many", MANY, 0);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  guint64 before, after;
  gsize n_done;

  for (gsize i = 0; i < MANY; i++)
    write_unread (store, i);
  acu_pooled_store_free (store);
  before = count_reads ();
  store = open_store ("many", MANY, MANY);
  after = count_reads ();
  acu_pooled_store_free (store);
  g_cancellable_cancel (cancellable);
  store = acu_pooled_store_open (architecture, "many", MANY, &n_done, cancellable, &error);
  g_assert_null (store);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  if (before == 0)
    g_test_skip ("this system does not count what is read");
  else
    g_assert_cmpuint (after - before, <, 100);
}

int
main (int argc, char **argv)
{
  g_autofree char *cache = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  cache = acu_test_temporary_folder ();
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  architecture = acu_architecture_new_preset ("nano", ACU_FUSION_CONCAT, NULL);
  g_test_add_func ("/pooled-store/kept", test_kept);
  g_test_add_func ("/pooled-store/cut-off", test_cut_off);
  g_test_add_func ("/pooled-store/many", test_many);
  status = g_test_run ();
  acu_architecture_free (architecture);
  return status;
}
