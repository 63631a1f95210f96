#include "compute/vulkan/vk-profile.h"

#include "compute/vulkan/vk-result.h"

#define VARIABLE "ACUTANCE_VULKAN_PROFILE"

typedef struct {
  char *name;
  double cost; /* of one run */
  double seconds;
  guint n_launches;
} Row;

struct _AcuVkProfile {
  AcuVkContext *context;
  VkQueryPool queries; /* before the first launch, and after each */
  guint n_launches;
  guint n_runs;
  Row *rows; /* one a launch */
};

AcuVkProfile *
acu_vk_profile_new (AcuVkContext *context, guint n_launches, GError **error)
{
  const VkQueryPoolCreateInfo info = {
      .sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO,
      .queryType = VK_QUERY_TYPE_TIMESTAMP,
      .queryCount = n_launches + 1,
  };
  AcuVkProfile *profile = NULL;
  VkQueryPool queries;

  if (g_getenv (VARIABLE) == NULL || n_launches == 0 ||
      !context->traits.properties.limits.timestampComputeAndGraphics)
    return NULL;
  VK (context->api.CreateQueryPool (context->device, &info, NULL, &queries));
  profile = g_new0 (AcuVkProfile, 1);
  profile->context = context;
  profile->queries = queries;
  profile->n_launches = n_launches;
  profile->rows = g_new0 (Row, n_launches);

cleanup:
  return profile;
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const Row *first = *(const Row *const *)a, *second = *(const Row *const *)b;

  return (first->seconds < second->seconds) - (first->seconds > second->seconds);
}

static void
print (const AcuVkProfile *profile)
{
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  double total = 0.0;

  for (guint i = 0; i < profile->n_launches; i++) {
    Row *row = &profile->rows[i], *first = g_hash_table_lookup (by_name, row->name);

    total += row->seconds;
    row->n_launches = 1;
    if (first == NULL) {
      g_hash_table_insert (by_name, row->name, row);
      g_ptr_array_add (rows, row);
      continue;
    }
    first->seconds += row->seconds;
    first->cost += row->cost;
    first->n_launches++;
  }
  g_ptr_array_sort (rows, compare_rows);
  g_printerr ("%u runs of %u launches, %.3f ms each\n", profile->n_runs, profile->n_launches,
              1e3 * total / profile->n_runs);
  for (guint i = 0; i < rows->len; i++) {
    const Row *row = g_ptr_array_index (rows, i);
    double seconds = row->seconds / profile->n_runs;

    g_printerr ("%8.3f ms %5.1f %%  %4u x  %8.1f Gcost/s  %s\n", 1e3 * seconds,
                100 * row->seconds / total, row->n_launches, 1e-9 * row->cost / seconds, row->name);
  }
}

void
acu_vk_profile_free (AcuVkProfile *profile)
{
  if (profile == NULL)
    return;
  if (profile->n_runs > 0)
    print (profile);
  profile->context->api.DestroyQueryPool (profile->context->device, profile->queries, NULL);
  for (guint i = 0; i < profile->n_launches; i++)
    g_free (profile->rows[i].name);
  g_free (profile->rows);
  g_free (profile);
}

void
acu_vk_profile_name (AcuVkProfile *profile, guint index, char *name, double cost)
{
  if (profile == NULL) {
    g_free (name);
    return;
  }
  profile->rows[index].name = name;
  profile->rows[index].cost = cost;
}

static void
write_stamp (AcuVkProfile *profile, VkCommandBuffer commands, guint query)
{
  profile->context->api.CmdWriteTimestamp (commands, VK_PIPELINE_STAGE_BOTTOM_OF_PIPE_BIT,
                                           profile->queries, query);
}

void
acu_vk_profile_begin (AcuVkProfile *profile, VkCommandBuffer commands)
{
  if (profile == NULL)
    return;
  profile->context->api.CmdResetQueryPool (commands, profile->queries, 0, profile->n_launches + 1);
  write_stamp (profile, commands, 0);
}

void
acu_vk_profile_stamp (AcuVkProfile *profile, VkCommandBuffer commands, guint index)
{
  if (profile != NULL)
    write_stamp (profile, commands, index + 1);
}

gboolean
acu_vk_profile_collect (AcuVkProfile *profile, GError **error)
{
  g_autofree guint64 *stamps = NULL;
  AcuVkContext *context;
  gboolean success = FALSE;
  double tick;

  if (profile == NULL)
    return TRUE;
  context = profile->context;
  tick = 1e-9 * context->traits.properties.limits.timestampPeriod;
  stamps = g_new (guint64, profile->n_launches + 1);
  VK (context->api.GetQueryPoolResults (
      context->device, profile->queries, 0, profile->n_launches + 1,
      (profile->n_launches + 1) * sizeof *stamps, stamps, sizeof *stamps,
      VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WAIT_BIT));
  for (guint i = 0; i < profile->n_launches; i++)
    profile->rows[i].seconds += tick * (double)(stamps[i + 1] - stamps[i]);
  profile->n_runs++;
  success = TRUE;

cleanup:
  return success;
}
