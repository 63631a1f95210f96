#include "tests/headless/golden-keys.h"

#include <json-glib/json-glib.h>

#include "tests/headless/test-support.h"

static void
key_free (gpointer data)
{
  AcuGoldenKey *key = data;

  g_free (key->name);
  g_free (key->dtype);
  g_free (key);
}

GPtrArray *
acu_golden_keys (const char *file)
{
  g_autofree char *relative = g_strconcat ("tests/golden/state-dict-keys/", file, ".json", NULL);
  g_autofree char *path = acu_test_source_path (relative);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  GPtrArray *keys = g_ptr_array_new_with_free_func (key_free);
  g_autoptr (GList) names = NULL;
  JsonObject *tensors;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  tensors = json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)),
                                           "tensors");
  names = json_object_get_members (tensors);
  for (GList *name = names; name != NULL; name = name->next) {
    AcuGoldenKey *key = g_new0 (AcuGoldenKey, 1);
    JsonArray *value = json_object_get_array_member (tensors, name->data);
    JsonArray *dims = json_array_get_array_element (value, 1);

    key->name = g_strdup (name->data);
    key->dtype = g_strdup (json_array_get_string_element (value, 0));
    key->rank = json_array_get_length (dims);
    g_assert_cmpuint (key->rank, <=, G_N_ELEMENTS (key->dims));
    for (guint i = 0; i < key->rank; i++)
      key->dims[i] = json_array_get_int_element (dims, i);
    g_ptr_array_add (keys, key);
  }
  return keys;
}
