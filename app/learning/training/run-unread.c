/* What the saved state of a quick run says of the pooled maps it learns from: which they are, and
 * the patches it leaves out. */
#include <string.h>

#include "app/learning/training/run-private.h"

#define POOLED_KEY "run.pooled_maps"
#define UNREAD_KEY "run.unread_patches" /* runs of them, "FIRST-LAST " each */

void
acu_run_keep_unread (const AcuRun *run, AcuTensorSet *state)
{
  gsize n = acu_run_count_patches (run), next;
  g_autoptr (GString) runs = g_string_new (NULL);

  if (run->unread == NULL)
    return;
  for (gsize i = 0; i < n; i = next + 1) {
    for (next = i; next < n && run->unread[next] != 0; next++)
      ;
    if (next > i)
      g_string_append_printf (runs, "%" G_GSIZE_FORMAT "-%" G_GSIZE_FORMAT " ", i, next - 1);
  }
  acu_tensor_set_set_metadata (state, POOLED_KEY, run->pooled_key);
  acu_tensor_set_set_metadata (state, UNREAD_KEY, runs->str);
}

/* Marks what @runs lists of @n patches; returns whether it is such a list. */
static gboolean
read_runs (const char *runs, guint8 *unread, gsize n)
{
  char *end;

  for (const char *text = runs; *text != '\0'; text = end + 1) {
    guint64 first = g_ascii_strtoull (text, &end, 10), last;

    if (*end != '-')
      return FALSE;
    last = g_ascii_strtoull (end + 1, &end, 10);
    if (*end != ' ' || first > last || last >= n)
      return FALSE;
    memset (unread + first, 1, last - first + 1);
  }
  return TRUE;
}

gboolean
acu_run_restore_unread (AcuRun *run, GError **error)
{
  gsize n = acu_run_count_patches (run);
  g_autofree guint8 *unread = g_new0 (guint8, n + 1);
  const char *key, *runs;

  if (run->state == NULL)
    return TRUE;
  key = acu_tensor_set_get_metadata (run->state, POOLED_KEY);
  runs = acu_tensor_set_get_metadata (run->state, UNREAD_KEY);
  /* Earlier versions left nothing out. */
  if (runs != NULL && (key == NULL || strchr (key, '/') != NULL || !read_runs (runs, unread, n)))
    return acu_run_folder_set_changed_error (run->folder, error);
  g_free (run->pooled_key);
  run->pooled_key = g_strdup (key);
  g_free (run->unread);
  run->unread = g_steal_pointer (&unread);
  return TRUE;
}
