#include "app/scoring/model-lineage.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

/* A file may say anything. */
#define MAX_TRAININGS 64

const char *
acu_data_use_get_name (AcuDataUse use)
{
  static const char *const names[] = {[ACU_DATA_CHOSE_EPOCH] = "epoch",
                                      [ACU_DATA_TAUGHT] = "teacher",
                                      [ACU_DATA_LEARNED] = "learned"};

  return names[use];
}

const char *
acu_data_use_describe (AcuDataUse use)
{
  /* Translators: of a model; “it” is a dataset */
  static const char *const words[] = {[ACU_DATA_CHOSE_EPOCH] = N_ ("it chose the epoch"),
                                      [ACU_DATA_TAUGHT] = N_ ("its teacher learned from it"),
                                      [ACU_DATA_LEARNED] = N_ ("learned from it")};

  return words[use] != NULL ? _ (words[use]) : NULL;
}

static void
used_data_free (gpointer data)
{
  AcuUsedData *used = data;

  g_free (used->name);
  g_free (used->collection);
  g_free (used);
}

void
acu_model_lineage_free (AcuModelLineage *lineage)
{
  g_strfreev (lineage->names);
  g_strfreev (lineage->fingerprints);
  g_ptr_array_unref (lineage->data);
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

/* What @node says under @name; NULL where that is no text. */
static const char *
get_text (JsonNode *node, const char *name)
{
  JsonNode *member = json_object_get_member (json_node_get_object (node), name);
  const char *text = member != NULL && json_node_get_value_type (member) == G_TYPE_STRING
                         ? json_node_get_string (member)
                         : NULL;

  return text != NULL && *text != '\0' ? text : NULL;
}

/* The same in one line; "-" where that is nothing. (transfer full) */
static char *
dup_line (JsonNode *node, const char *name)
{
  const char *text = get_text (node, name);

  return g_strdelimit (g_strdup (text != NULL ? text : "-"), "\n", ' ');
}

void
acu_model_training_free (AcuModelTraining *training)
{
  g_free (training->base);
  g_free (training->data);
  g_free (training->date);
  g_free (training);
}

AcuModelTraining *
acu_model_training_read (const char *text)
{
  g_autoptr (JsonNode) root = text != NULL ? json_from_string (text, NULL) : NULL;
  JsonNode *base, *data;
  AcuModelTraining *training;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  base = get_object (root, "base");
  data = get_object (root, "data");
  if (base == NULL || get_text (base, "name") == NULL || data == NULL ||
      get_text (data, "name") == NULL || get_text (root, "date") == NULL)
    return NULL;
  training = g_new (AcuModelTraining, 1);
  training->base = g_strdup (get_text (base, "name"));
  training->data = g_strdup (get_text (data, "name"));
  training->date = g_strdup (get_text (root, "date"));
  return training;
}

static gint64
get_count (JsonNode *node, const char *name, gint64 otherwise)
{
  return json_object_get_int_member_with_default (json_node_get_object (node), name, otherwise);
}

/* What is being read. */
typedef struct {
  GPtrArray *names;
  GPtrArray *fingerprints;
  GPtrArray *data;
  guint n_trainings;
} Reading;

/* @name, @collection and @pictures are the members of @data that tell them. */
static void
add_data (Reading *reading,
          JsonNode *data,
          const char *name,
          const char *collection,
          const char *pictures,
          AcuDataUses uses)
{
  AcuUsedData *used = g_new (AcuUsedData, 1);

  used->name = dup_line (data, name);
  used->collection = g_strdup (get_text (data, collection));
  used->n_pictures = get_count (data, pictures, 0);
  used->uses = uses;
  g_ptr_array_add (reading->data, used);
}

static gboolean
get_boolean (JsonNode *node, const char *name)
{
  return node != NULL &&
         json_object_get_boolean_member_with_default (json_node_get_object (node), name, FALSE);
}

/* What a training that says @told had; @use: what learning from it there is to the model that is
 * asked about.  Parts that the data mark are free of learning only where the file says that their
 * marks were gone by.  A set that is held out beside the data is divided however it is marked, so
 * that no part of it is known to be free of the choice. */
static void
read_data (Reading *reading, JsonNode *told, AcuDataUse use)
{
  JsonNode *data = get_object (told, "data");
  JsonNode *held_out = get_object (told, "held_out");
  AcuDataUses uses = {.whole = use};

  if (data == NULL)
    return;
  if (g_strcmp0 (get_text (data, "split"), ACU_DATA_MARKED) == 0) {
    uses.validation = ACU_DATA_CHOSE_EPOCH;
    if (get_boolean (held_out, "chose_epoch"))
      uses.test = ACU_DATA_CHOSE_EPOCH;
  } else if (!get_boolean (data, "data_marked")) {
    uses.validation = uses.test = use;
  }
  add_data (reading, data, "name", "collection", "pictures", uses);
  if (get_text (data, "held_out_name") != NULL && get_count (data, "validation", 1) > 0)
    add_data (reading, data, "held_out_name", "held_out_collection", "held_out_pictures",
              (AcuDataUses){ACU_DATA_CHOSE_EPOCH, ACU_DATA_CHOSE_EPOCH, ACU_DATA_CHOSE_EPOCH});
}

/* The training that says @told, those of its teachers, and then those of its base: what the model
 * itself was trained from is noted where it learned by itself, and not from a teacher. */
static void
read_trainings (Reading *reading, JsonNode *told, AcuDataUse use)
{
  while (told != NULL && reading->n_trainings < MAX_TRAININGS) {
    JsonNode *base = get_object (told, "base");

    reading->n_trainings++;
    read_data (reading, told, use);
    read_trainings (reading, get_object (get_object (told, "teacher"), "training"),
                    ACU_DATA_TAUGHT);
    if (base != NULL && use == ACU_DATA_LEARNED) {
      g_ptr_array_add (reading->names, dup_line (base, "name"));
      g_ptr_array_add (reading->fingerprints, dup_line (base, "fingerprint"));
    }
    told = get_object (base, "training");
  }
}

AcuModelLineage *
acu_model_lineage_read (const char *training)
{
  AcuModelLineage *lineage = g_new (AcuModelLineage, 1);
  g_autoptr (JsonNode) root = training != NULL ? json_from_string (training, NULL) : NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new (), fingerprints = g_ptr_array_new ();
  Reading reading = {.names = names, .fingerprints = fingerprints};

  lineage->data = reading.data = g_ptr_array_new_with_free_func (used_data_free);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    read_trainings (&reading, root, ACU_DATA_LEARNED);
  g_ptr_array_add (names, NULL);
  g_ptr_array_add (fingerprints, NULL);
  lineage->names = (char **)g_ptr_array_steal (names, NULL);
  lineage->fingerprints = (char **)g_ptr_array_steal (fingerprints, NULL);
  return lineage;
}

/* A published collection is itself also where some of its pictures are missing; anything else is
 * known by its name and as many pictures. */
static gboolean
is_same (const AcuUsedData *used, const AcuDataIdentity *identity)
{
  if (used->collection != NULL && identity->collection != NULL)
    return g_str_equal (used->collection, identity->collection);
  return g_strv_contains (identity->names, used->name) &&
         (identity->n_pictures == 0 || used->n_pictures == (gint64)identity->n_pictures);
}

AcuDataUses
acu_model_lineage_find_data (const AcuModelLineage *lineage, const AcuDataIdentity *identity)
{
  AcuDataUses uses = {ACU_DATA_UNSEEN};

  for (guint i = 0; i < lineage->data->len; i++) {
    const AcuUsedData *used = g_ptr_array_index (lineage->data, i);

    if (!is_same (used, identity))
      continue;
    uses.whole = MAX (uses.whole, used->uses.whole);
    uses.validation = MAX (uses.validation, used->uses.validation);
    uses.test = MAX (uses.test, used->uses.test);
  }
  return uses;
}
