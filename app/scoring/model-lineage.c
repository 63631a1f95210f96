#include "app/scoring/model-lineage.h"

#include <json-glib/json-glib.h>

/* A file may say anything. */
#define MAX_GENERATIONS 64

void
acu_model_lineage_free (AcuModelLineage *lineage)
{
  g_strfreev (lineage->names);
  g_strfreev (lineage->fingerprints);
  g_free (lineage);
}

/* The member @name of @node, both objects; else NULL. */
static JsonNode *
get_object (JsonNode *node, const char *name)
{
  JsonNode *member =
      node != NULL ? json_object_get_member (json_node_get_object (node), name) : NULL;

  return member != NULL && JSON_NODE_HOLDS_OBJECT (member) ? member : NULL;
}

/* What @base says under @name, in one line; "-" where that is nothing. (transfer full) */
static char *
dup_line (JsonNode *base, const char *name)
{
  JsonNode *member = json_object_get_member (json_node_get_object (base), name);
  const char *text = member != NULL && json_node_get_value_type (member) == G_TYPE_STRING
                         ? json_node_get_string (member)
                         : NULL;

  return g_strdelimit (g_strdup (text != NULL && *text != '\0' ? text : "-"), "\n", ' ');
}

AcuModelLineage *
acu_model_lineage_read (const char *training)
{
  AcuModelLineage *lineage = g_new (AcuModelLineage, 1);
  g_autoptr (JsonNode) root = training != NULL ? json_from_string (training, NULL) : NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new (), fingerprints = g_ptr_array_new ();
  JsonNode *base = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? get_object (root, "base") : NULL;

  while (base != NULL && names->len < MAX_GENERATIONS) {
    g_ptr_array_add (names, dup_line (base, "name"));
    g_ptr_array_add (fingerprints, dup_line (base, "fingerprint"));
    base = get_object (get_object (base, "training"), "base");
  }
  g_ptr_array_add (names, NULL);
  g_ptr_array_add (fingerprints, NULL);
  lineage->names = (char **)g_ptr_array_steal (names, NULL);
  lineage->fingerprints = (char **)g_ptr_array_steal (fingerprints, NULL);
  return lineage;
}
