/* Where the patches are cut. */
#include "app/imaging/error.h"
#include "app/imaging/patch-plan.h"

#include <string.h>

static AcuPatch *
place (const char *text, int width, int height, int patch, gsize *n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuPatchPlan) plan = acu_patch_plan_parse (text, &error);
  AcuPatch *patches;

  g_assert_no_error (error);
  patches = acu_patch_plan_place (plan, width, height, patch, n, &error);
  g_assert_no_error (error);
  return patches;
}

static void
test_text (void)
{
  const char *const good[] = {
      "grid",   "grid:3",          "center", "random:20@7", "random:1@18446744073709551615",
      "at:0,0", "at:113,188;0,376"};
  const char *const bad[] = {"",          "Grid",       "grid:",       "grid:1",   "grid:9",
                             "grid:2x",   "random",     "random:",     "random:0", "random:-1",
                             "random:2@", "random:2@x", "random:2@-1", "at:",      "at:1",
                             "at:1,2,3",  "at:1,2;",    "at:-1,2",     "at:1,2;x", "random:1e9",
                             "centre"};

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (AcuPatchPlan) plan = acu_patch_plan_parse (good[i], NULL);
    g_autofree char *text = acu_patch_plan_to_string (plan);

    g_assert_cmpstr (text, ==, good[i]);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (acu_patch_plan_parse (bad[i], &error));
    g_assert_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_ARGUMENT);
    g_assert_nonnull (strstr (error->message, bad[i]));
  }
}

static void
assert_center (int width, int height, int y, int x)
{
  gsize n;
  g_autofree AcuPatch *patches = place ("center", width, height, 224, &n);

  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpint (patches[0].y, ==, y);
  g_assert_cmpint (patches[0].x, ==, x);
}

/* The first patches of the reference scores; an odd remainder goes below and to the right. */
static void
test_center (void)
{
  assert_center (600, 450, 113, 188);
  assert_center (384, 512, 144, 80);
  assert_center (260, 300, 38, 18);
  assert_center (1507, 2048, 912, 641);
  assert_center (224, 224, 0, 0);
}

/* Every pixel lies in a patch, the corners are reached, and no patch hangs over. */
static void
test_grid_covers (void)
{
  static const int sizes[][2] = {{224, 224}, {225, 224},  {448, 448},  {449, 448},
                                 {600, 450}, {1000, 223}, {4000, 257}, {997, 1009}};

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    int width = sizes[i][0], height = sizes[i][1], patch = MIN (224, MIN (width, height));
    gsize n;
    g_autofree AcuPatch *patches = place ("grid", width, height, patch, &n);
    g_autofree guint8 *covered = g_malloc0 ((gsize)(width * height));
    gsize columns = (gsize)((width + patch - 1) / patch);

    g_assert_cmpuint (n, ==, columns * (gsize)((height + patch - 1) / patch));
    for (gsize p = 0; p < n; p++) {
      g_assert_cmpint (patches[p].y, >=, 0);
      g_assert_cmpint (patches[p].x, >=, 0);
      g_assert_cmpint (patches[p].y + patch, <=, height);
      g_assert_cmpint (patches[p].x + patch, <=, width);
      for (int y = 0; y < patch; y++)
        memset (covered + (patches[p].y + y) * width + patches[p].x, 1, (gsize)patch);
    }
    g_assert_null (memchr (covered, 0, (gsize)(width * height)));
    for (gsize p = 1; p + 1 < columns; p++)
      g_assert_cmpint (ABS (patches[p + 1].x - 2 * patches[p].x + patches[p - 1].x), <=,
                       1); /* evenly spread */
  }
}

/* A finer grid has neighbours within its part of a patch, and patches of the coarse one at its
 * edges. */
static void
test_grid_fine (void)
{
  static const int sizes[][2] = {{224, 224}, {230, 448}, {600, 450}, {1000, 1337}};

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (int fineness = 2; fineness <= 4; fineness++) {
      int width = sizes[i][0], height = sizes[i][1];
      g_autofree char *text = g_strdup_printf ("grid:%d", fineness);
      gsize n, columns = 1;
      g_autofree AcuPatch *patches = place (text, width, height, 224, &n);

      while (columns < n && patches[columns].x > patches[columns - 1].x)
        columns++;
      g_assert_cmpuint (n % columns, ==, 0);
      g_assert_cmpint (patches[0].x, ==, 0);
      g_assert_cmpint (patches[0].y, ==, 0);
      g_assert_cmpint (patches[n - 1].x, ==, width - 224);
      g_assert_cmpint (patches[n - 1].y, ==, height - 224);
      for (gsize p = 1; p < columns; p++)
        g_assert_cmpint (patches[p].x - patches[p - 1].x, <=, 224 / fineness + 1);
      for (gsize p = columns; p < n; p += columns)
        g_assert_cmpint (patches[p].y - patches[p - columns].y, <=, 224 / fineness + 1);
      g_assert_cmpuint (columns, ==,
                        (gsize)(width - 224 + 224 / fineness - 1) / (gsize)(224 / fineness) + 1);
    }
}

static void
test_random (void)
{
  gsize n, few;
  g_autofree AcuPatch *patches = place ("random:2000@1", 600, 450, 224, &n);
  g_autofree AcuPatch *again = place ("random:20@1", 600, 450, 224, &few);
  g_autofree AcuPatch *other = place ("random:20@2", 600, 450, 224, &few);
  int low_y = G_MAXINT, high_y = 0, low_x = G_MAXINT, high_x = 0;

  g_assert_cmpuint (n, ==, 2000);
  g_assert_cmpuint (few, ==, 20);
  g_assert_cmpmem (patches, 20 * sizeof (AcuPatch), again, 20 * sizeof (AcuPatch));
  g_assert_true (memcmp (again, other, 20 * sizeof (AcuPatch)) != 0);
  for (gsize i = 0; i < n; i++) {
    low_y = MIN (low_y, patches[i].y);
    high_y = MAX (high_y, patches[i].y);
    low_x = MIN (low_x, patches[i].x);
    high_x = MAX (high_x, patches[i].x);
  }
  g_assert_cmpint (low_y, >=, 0);
  g_assert_cmpint (low_y, <, 5);
  g_assert_cmpint (high_y, <=, 226);
  g_assert_cmpint (high_y, >, 221);
  g_assert_cmpint (low_x, >=, 0);
  g_assert_cmpint (low_x, <, 8);
  g_assert_cmpint (high_x, <=, 376);
  g_assert_cmpint (high_x, >, 368);
}

static void
test_at (void)
{
  gsize n;
  g_autofree AcuPatch *patches = place ("at:226,0;0,376", 600, 450, 224, &n);
  g_autoptr (AcuPatchPlan) outside = acu_patch_plan_parse ("at:0,0;227,376", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpint (patches[0].y, ==, 226);
  g_assert_cmpint (patches[1].x, ==, 376);
  g_assert_null (acu_patch_plan_place (outside, 600, 450, 224, &n, &error));
  g_assert_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "y 227"));
}

static void
test_too_small (void)
{
  const char *const plans[] = {"grid", "center", "random:3", "at:0,0"};

  for (gsize i = 0; i < G_N_ELEMENTS (plans); i++) {
    g_autoptr (AcuPatchPlan) plan = acu_patch_plan_parse (plans[i], NULL);
    g_autoptr (GError) error = NULL;
    gsize n;

    g_assert_null (acu_patch_plan_place (plan, 224, 223, 224, &n, &error));
    g_assert_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_ARGUMENT);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/patch-plan/text", test_text);
  g_test_add_func ("/patch-plan/center", test_center);
  g_test_add_func ("/patch-plan/grid-covers", test_grid_covers);
  g_test_add_func ("/patch-plan/grid-fine", test_grid_fine);
  g_test_add_func ("/patch-plan/random", test_random);
  g_test_add_func ("/patch-plan/at", test_at);
  g_test_add_func ("/patch-plan/too-small", test_too_small);
  return g_test_run ();
}
