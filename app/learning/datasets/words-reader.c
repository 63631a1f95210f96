#include "app/learning/datasets/words-reader.h"

#include "app/learning/datasets/dataset-error.h"
#include "app/learning/datasets/label-file.h"

#include <glib/gi18n.h>
#include <string.h>

#define SIZE_LIMIT ((gsize)64 << 20)

AcuTable *
acu_words_read (const char *path, const char *const *columns, gsize optional, GError **error)
{
  g_autoptr (AcuTable) table = NULL;
  g_autoptr (GPtrArray) words = NULL;
  g_autofree char *text = NULL;
  gsize length;
  gsize n_columns;
  char *at;

  g_return_val_if_fail (path != NULL && columns != NULL, NULL);

  n_columns = g_strv_length ((char **)columns);
  g_return_val_if_fail (optional <= n_columns, NULL);
  if (!acu_label_file_read (path, SIZE_LIMIT, &text, &length, error))
    return NULL;
  if (strlen (text) != length) {
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                 _ ("%s is no text: there is a NUL byte in it"), path);
    return NULL;
  }

  table = acu_table_new (path);
  acu_table_set_columns (table, columns, n_columns);
  words = g_ptr_array_new ();
  at = text;
  for (guint line = 1; at != NULL; line++) {
    char *next = strpbrk (at, "\r\n");
    char *position = NULL;

    if (next != NULL) {
      gboolean pair = next[0] == '\r' && next[1] == '\n';

      *next = '\0';
      next += pair ? 2 : 1;
    }
    g_ptr_array_set_size (words, 0);
    for (char *word = strtok_r (at, " \t", &position); word != NULL;
         word = strtok_r (NULL, " \t", &position))
      g_ptr_array_add (words, word);
    at = next;
    if (words->len == 0)
      continue;
    if (words->len > n_columns || words->len + optional < n_columns) {
      g_autofree char *list = g_strjoinv (" ", (char **)columns);

      g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                   ngettext ("%s, line %u: there is %u word where “%s” is expected",
                             "%s, line %u: there are %u words where “%s” is expected", words->len),
                   path, line, words->len, list);
      return NULL;
    }
    acu_table_add_row (table, line, (const char *const *)words->pdata, words->len);
  }
  return g_steal_pointer (&table);
}
