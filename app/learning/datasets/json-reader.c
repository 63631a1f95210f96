#include "app/learning/datasets/json-reader.h"

#include "app/learning/datasets/dataset-error.h"
#include "app/learning/datasets/label-file.h"
#include "compute/json-depth.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#define SIZE_LIMIT    ((gsize)64 << 20)
#define NESTING_LIMIT 16

/* Adds one element; FALSE where it is not as it should be.  JSON-GLib knows the octal escapes of C,
 * by which text that is UTF-8 says what is none. */
static gboolean
add_element (AcuTable *table, JsonNode *node, guint number)
{
  JsonObject *object;
  JsonNode *image, *score;
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  const char *cells[2];
  GType type;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  object = json_node_get_object (node);
  image = json_object_get_member (object, "image");
  score = json_object_get_member (object, "score");
  if (image == NULL || score == NULL || json_node_get_value_type (image) != G_TYPE_STRING)
    return FALSE;
  type = json_node_get_value_type (score);
  if (type != G_TYPE_DOUBLE && type != G_TYPE_INT64)
    return FALSE;
  cells[0] = json_node_get_string (image);
  if (!g_utf8_validate (cells[0], -1, NULL))
    return FALSE;
  cells[1] = g_ascii_dtostr (buffer, sizeof (buffer), json_node_get_double (score));
  acu_table_add_row (table, number, cells, G_N_ELEMENTS (cells));
  return TRUE;
}

AcuTable *
acu_json_scores_read (const char *path, GError **error)
{
  static const char *const columns[] = {"image", "score"};
  g_autoptr (AcuTable) table = NULL;
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autofree char *text = NULL;
  JsonNode *root;
  JsonArray *list;
  gsize length;

  g_return_val_if_fail (path != NULL, NULL);

  if (!acu_label_file_read (path, SIZE_LIMIT, &text, &length, error))
    return NULL;
  if (!acu_json_is_shallow (text, length, NESTING_LIMIT)) {
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                 _ ("%s is no list of scores: its values are nested too deeply"), path);
    return NULL;
  }
  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, text, (gssize)length, &local_error)) {
    /* It quotes what it stumbled over, which may be any bytes. */
    g_autofree char *reason = g_utf8_make_valid (local_error->message, -1);

    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT, _ ("%s is no JSON: %s"), path,
                 reason);
    return NULL;
  }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_ARRAY (root)) {
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                 _ ("%s holds no list; [{\"image\": …, \"score\": …}, …] is expected"), path);
    return NULL;
  }

  table = acu_table_new (path);
  acu_table_set_columns (table, columns, G_N_ELEMENTS (columns));
  list = json_node_get_array (root);
  for (guint i = 0; i < json_array_get_length (list); i++) {
    if (!add_element (table, json_array_get_element (list, i), i + 1)) {
      g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                   _ ("%s: element %u is not {\"image\": text, \"score\": number}"), path, i + 1);
      return NULL;
    }
  }
  return g_steal_pointer (&table);
}
