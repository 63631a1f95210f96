#include "app/imaging/patch-plan.h"

#include "app/imaging/error.h"
#include "compute/random.h"

#include <glib/gi18n.h>
#include <string.h>

/* More patches than any image has use for; the bound keeps a typing error from taking all memory.
 */
#define MAX_PATCHES 100000

/* A finer grid would score every pixel more than 64 times. */
#define MAX_FINENESS 8

static const char *
describe_forms (void)
{
  return _ ("use grid, grid:N, center, random:N, random:N@SEED or at:Y,X;Y,X…");
}

static gboolean
parse_grid (const char *text, const char *fineness, AcuPatchPlan *plan, GError **error)
{
  guint64 count;

  if (!g_ascii_string_to_unsigned (fineness, 10, 2, MAX_FINENESS, &count, NULL)) {
    g_set_error (
        error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_ARGUMENT,
        _ ("patch plan “%s”: “%s” is not a number from 2 to %d, how many times finer the grid "
           "is"),
        text, fineness, MAX_FINENESS);
    return FALSE;
  }
  plan->kind = ACU_PATCH_PLAN_GRID;
  plan->count = (guint)count;
  return TRUE;
}

static gboolean
parse_random (const char *text, const char *arguments, AcuPatchPlan *plan, GError **error)
{
  const char *at = strchr (arguments, '@');
  g_autofree char *count_text =
      at == NULL ? g_strdup (arguments) : g_strndup (arguments, (gsize)(at - arguments));
  guint64 count;

  if (!g_ascii_string_to_unsigned (count_text, 10, 1, MAX_PATCHES, &count, NULL)) {
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_ARGUMENT,
                 _ ("patch plan “%s”: “%s” is not a number of patches from 1 to %d"), text,
                 count_text, MAX_PATCHES);
    return FALSE;
  }
  if (at != NULL && !g_ascii_string_to_unsigned (at + 1, 10, 0, G_MAXUINT64, &plan->seed, NULL)) {
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_ARGUMENT,
                 _ ("patch plan “%s”: “%s” is not a seed from 0 to 2^64 - 1"), text, at + 1);
    return FALSE;
  }
  plan->kind = ACU_PATCH_PLAN_RANDOM;
  plan->count = (guint)count;
  return TRUE;
}

static gboolean
parse_position (const char *text, AcuPatch *patch)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", 3);
  guint64 y, x;

  if (g_strv_length (parts) != 2 ||
      !g_ascii_string_to_unsigned (g_strstrip (parts[0]), 10, 0, G_MAXINT, &y, NULL) ||
      !g_ascii_string_to_unsigned (g_strstrip (parts[1]), 10, 0, G_MAXINT, &x, NULL))
    return FALSE;
  *patch = (AcuPatch){.y = (int)y, .x = (int)x};
  return TRUE;
}

static gboolean
parse_at (const char *text, const char *arguments, AcuPatchPlan *plan, GError **error)
{
  g_auto (GStrv) positions = g_strsplit (arguments, ";", MAX_PATCHES + 1);
  guint count = g_strv_length (positions);

  if (count == 0 || count > MAX_PATCHES) {
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_ARGUMENT,
                 count == 0 ? _ ("patch plan “%.60s”: it names no positions; %s")
                            : _ ("patch plan “%.60s”: it names too many positions; %s"),
                 text, describe_forms ());
    return FALSE;
  }
  plan->kind = ACU_PATCH_PLAN_AT;
  plan->count = count;
  plan->at = g_new (AcuPatch, count);
  for (guint i = 0; i < count; i++)
    if (!parse_position (positions[i], &plan->at[i])) {
      g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_ARGUMENT,
                   _ ("patch plan “%.60s”: “%s” is not a position Y,X in pixels"), text,
                   positions[i]);
      return FALSE;
    }
  return TRUE;
}

AcuPatchPlan *
acu_patch_plan_parse (const char *text, GError **error)
{
  g_autoptr (AcuPatchPlan) plan = g_new0 (AcuPatchPlan, 1);
  gboolean understood = TRUE;

  g_return_val_if_fail (text != NULL, NULL);

  if (g_str_equal (text, "grid")) {
    plan->kind = ACU_PATCH_PLAN_GRID;
    plan->count = 1;
  } else if (g_str_has_prefix (text, "grid:"))
    understood = parse_grid (text, text + strlen ("grid:"), plan, error);
  else if (g_str_equal (text, "center"))
    plan->kind = ACU_PATCH_PLAN_CENTER;
  else if (g_str_has_prefix (text, "random:"))
    understood = parse_random (text, text + strlen ("random:"), plan, error);
  else if (g_str_has_prefix (text, "at:"))
    understood = parse_at (text, text + strlen ("at:"), plan, error);
  else {
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_ARGUMENT,
                 _ ("unknown patch plan “%s”: %s"), text, describe_forms ());
    understood = FALSE;
  }
  return understood ? g_steal_pointer (&plan) : NULL;
}

char *
acu_patch_plan_to_string (const AcuPatchPlan *plan)
{
  GString *text;

  switch (plan->kind) {
  case ACU_PATCH_PLAN_GRID:
    return plan->count > 1 ? g_strdup_printf ("grid:%u", plan->count) : g_strdup ("grid");
  case ACU_PATCH_PLAN_CENTER:
    return g_strdup ("center");
  case ACU_PATCH_PLAN_RANDOM:
    return g_strdup_printf ("random:%u@%" G_GUINT64_FORMAT, plan->count, plan->seed);
  case ACU_PATCH_PLAN_AT:
    text = g_string_new ("at:");
    for (guint i = 0; i < plan->count; i++)
      g_string_append_printf (text, "%s%d,%d", i == 0 ? "" : ";", plan->at[i].y, plan->at[i].x);
    return g_string_free (text, FALSE);
  }
  g_return_val_if_reached (NULL);
}

void
acu_patch_plan_free (AcuPatchPlan *plan)
{
  g_free (plan->at);
  g_free (plan);
}

/* The start of tile @i of the @n that cover @length pixels with tiles of @patch: the first at 0,
 * the last at the far edge, the others spread evenly, to the nearest pixel. */
static int
spread (int i, int n, int length, int patch)
{
  gint64 room = length - patch;

  return n == 1 ? 0 : (int)((2 * i * room + n - 1) / (2 * (n - 1)));
}

/* Tiles of @patch pixels that cover @length, neighbours at most a @fineness-th of them apart. */
static int
count_tiles (int length, int patch, guint fineness)
{
  int step = MAX (1, patch / (int)fineness);

  return (length - patch + step - 1) / step + 1;
}

static AcuPatch *
place_grid (const AcuPatchPlan *plan, int width, int height, int patch, gsize *n)
{
  int columns = count_tiles (width, patch, MAX (1, plan->count));
  int rows = count_tiles (height, patch, MAX (1, plan->count));
  AcuPatch *patches = g_new (AcuPatch, (gsize)rows * (gsize)columns);

  *n = 0;
  for (int row = 0; row < rows; row++)
    for (int column = 0; column < columns; column++)
      patches[(*n)++] = (AcuPatch){.y = spread (row, rows, height, patch),
                                   .x = spread (column, columns, width, patch)};
  return patches;
}

static AcuPatch *
place_random (const AcuPatchPlan *plan, int width, int height, int patch, gsize *n)
{
  AcuRandom random = acu_random_new (plan->seed, 0);
  AcuPatch *patches = g_new (AcuPatch, plan->count);

  for (guint i = 0; i < plan->count; i++) {
    patches[i].y = (int)acu_random_below (&random, (guint32)(height - patch) + 1);
    patches[i].x = (int)acu_random_below (&random, (guint32)(width - patch) + 1);
  }
  *n = plan->count;
  return patches;
}

static AcuPatch *
place_at (const AcuPatchPlan *plan, int width, int height, int patch, gsize *n, GError **error)
{
  for (guint i = 0; i < plan->count; i++)
    if (plan->at[i].y > height - patch || plan->at[i].x > width - patch) {
      g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_ARGUMENT,
                   _ ("the patch of %d x %d pixels at y %d, x %d does not lie inside an image of "
                      "%d x %d; y goes to %d, x to %d"),
                   patch, patch, plan->at[i].y, plan->at[i].x, width, height, height - patch,
                   width - patch);
      return NULL;
    }
  *n = plan->count;
  return g_memdup2 (plan->at, plan->count * sizeof (AcuPatch));
}

AcuPatch *
acu_patch_plan_place (
    const AcuPatchPlan *plan, int width, int height, int patch, gsize *n, GError **error)
{
  AcuPatch *center;

  g_return_val_if_fail (plan != NULL && patch > 0 && n != NULL, NULL);

  if (width < patch || height < patch) {
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_ARGUMENT,
                 _ ("an image of %d x %d pixels is smaller than a patch of %d"), width, height,
                 patch);
    return NULL;
  }
  switch (plan->kind) {
  case ACU_PATCH_PLAN_GRID:
    return place_grid (plan, width, height, patch, n);
  case ACU_PATCH_PLAN_RANDOM:
    return place_random (plan, width, height, patch, n);
  case ACU_PATCH_PLAN_AT:
    return place_at (plan, width, height, patch, n, error);
  case ACU_PATCH_PLAN_CENTER:
    center = g_new (AcuPatch, 1);
    *center = (AcuPatch){.y = (height - patch) / 2, .x = (width - patch) / 2};
    *n = 1;
    return center;
  }
  g_return_val_if_reached (NULL);
}
