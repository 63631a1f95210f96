#include "app/cli/input-list.h"

#include <glib.h>

static void
test_picture_names (void)
{
  g_assert_true (acu_is_picture_name ("a.jpg"));
  g_assert_true (acu_is_picture_name ("/b.c/a.JPEG"));
  g_assert_true (acu_is_picture_name ("a.tar.WebP"));
  g_assert_false (acu_is_picture_name ("jpg"));
  g_assert_false (acu_is_picture_name ("a.jpg.xmp"));
  g_assert_false (acu_is_picture_name ("a."));
  g_assert_false (acu_is_picture_name (""));
}

/* Each name comes before the next, and not after it. */
static void
test_order (void)
{
  static const char *const ordered[] = {
      "",
      "1.jpg",
      "2.jpg",
      "007.jpg",
      "10.jpg",
      "00010.png",
      "a",
      "a0",
      "a00",
      "a1",
      "a1b",
      "a9",
      "a10",
      "A10b",
      "a100",
      "ab",
      "Ac",
      "ad",
      "img9.jpg",
      "IMG10.jpg",
      "img10.jpg",
      "img11.jpg",
      "img99999999999999999999.jpg",
      "img100000000000000000000.jpg",
      "\xc3\xa4",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ordered); i++) {
    g_assert_cmpint (acu_compare_names (ordered[i], ordered[i]), ==, 0);
    for (gsize j = i + 1; j < G_N_ELEMENTS (ordered); j++) {
      g_assert_cmpint (acu_compare_names (ordered[i], ordered[j]), <, 0);
      g_assert_cmpint (acu_compare_names (ordered[j], ordered[i]), >, 0);
    }
  }
}

static void
test_shards (void)
{
  static const char *const wrong[] = {
      "",     "1",   "/",   "1/",    "/2",   "3/2",          "1/2/3",
      "-1/2", "1/0", "a/b", "1.0/2", " 1/2", "1/99999999999"};
  AcuShard shard;

  g_assert_true (acu_shard_parse ("1/1", &shard));
  g_assert_cmpuint (shard.index, ==, 0);
  g_assert_cmpuint (shard.count, ==, 1);
  g_assert_true (acu_shard_parse ("2/8", &shard));
  g_assert_cmpuint (shard.index, ==, 1);
  g_assert_true (acu_shard_parse ("8/8", &shard));
  g_assert_cmpuint (shard.index, ==, 7);
  g_assert_true (acu_shard_parse ("0/8", &shard));
  g_assert_cmpuint (shard.index, ==, 7);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (acu_shard_parse (wrong[i], &shard));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/input-list/picture-names", test_picture_names);
  g_test_add_func ("/input-list/order", test_order);
  g_test_add_func ("/input-list/shards", test_shards);
  return g_test_run ();
}
