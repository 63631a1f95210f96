#include "app/learning/training/run-settings.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "app/learning/datasets/dataset-spec.h"
#include "app/learning/training/training-error.h"
#include "app/scoring/model-store.h"

/* How each field is written and read, so that neither can forget one. */
typedef enum {
  FIELD_STRING,
  FIELD_UINT,
  FIELD_UINT64,
  FIELD_ENUM,
  FIELD_BOOLEAN,
  FIELD_FLAG, /* a boolean that earlier versions did not write: then it is FALSE */
  FIELD_FLOAT,
  FIELD_DOUBLE,
} FieldType;

typedef struct {
  const char *name;
  FieldType type;
  gsize offset;
} Field;

#define FIELD(name, type, member)                                                                  \
  {                                                                                                \
    name, type, G_STRUCT_OFFSET (AcuRunSettings, member)                                           \
  }

static const Field fields[] = {
    FIELD ("base", FIELD_STRING, base),
    FIELD ("data", FIELD_STRING, data),
    FIELD ("validation", FIELD_STRING, validation),
    FIELD ("validation_is_whole", FIELD_FLAG, validation_is_whole),
    FIELD ("data_name", FIELD_STRING, data_name),
    FIELD ("validation_name", FIELD_STRING, validation_name),
    FIELD ("patch_list", FIELD_STRING, patch_list),
    FIELD ("device", FIELD_STRING, device),
    FIELD ("precision", FIELD_ENUM, precision),
    FIELD ("fusion", FIELD_STRING, fusion),
    FIELD ("teacher", FIELD_STRING, teacher),
    FIELD ("mode", FIELD_ENUM, mode),
    FIELD ("schedule", FIELD_ENUM, schedule.kind),
    FIELD ("learning_rate", FIELD_DOUBLE, schedule.rate),
    FIELD ("head_ratio", FIELD_DOUBLE, schedule.head_ratio),
    FIELD ("epochs", FIELD_UINT, schedule.epochs),
    FIELD ("warmup_steps", FIELD_UINT, schedule.warmup_steps),
    FIELD ("cosine_floor", FIELD_DOUBLE, schedule.cosine_floor),
    FIELD ("loss", FIELD_ENUM, loss.kind),
    FIELD ("rank_alpha", FIELD_DOUBLE, loss.rank_alpha),
    FIELD ("rank_margin", FIELD_DOUBLE, loss.rank_margin),
    FIELD ("fidelity_sigma", FIELD_DOUBLE, loss.fidelity_sigma),
    FIELD ("flips", FIELD_BOOLEAN, augmentation.flips),
    FIELD ("jitters", FIELD_BOOLEAN, augmentation.jitters),
    FIELD ("scale_low", FIELD_DOUBLE, augmentation.scale_low),
    FIELD ("scale_high", FIELD_DOUBLE, augmentation.scale_high),
    FIELD ("batch", FIELD_UINT, batch),
    FIELD ("patches_per_image", FIELD_UINT, patches_per_image),
    FIELD ("patience", FIELD_UINT, patience),
    FIELD ("weight_decay", FIELD_FLOAT, weight_decay),
    FIELD ("clip_norm", FIELD_FLOAT, clip_norm),
    FIELD ("dropout", FIELD_FLOAT, dropout),
    FIELD ("drop_path", FIELD_FLOAT, drop_path),
    FIELD ("fusion_dropout", FIELD_FLOAT, fusion_dropout),
    FIELD ("fault_weight", FIELD_FLOAT, fault_weight),
    FIELD ("teacher_share", FIELD_FLOAT, teacher_share),
    FIELD ("token_weight", FIELD_FLOAT, token_weight),
    FIELD ("mosaic", FIELD_DOUBLE, mosaic),
    FIELD ("seed", FIELD_UINT64, seed),
};

void
acu_run_settings_init (AcuRunSettings *settings, AcuRunMode mode, const char *preset)
{
  gboolean is_tiny = g_str_equal (preset, "tiny") || g_str_equal (preset, "nano");
  gboolean is_small = g_str_equal (preset, "small");

  *settings = (AcuRunSettings){
      .mode = mode,
      .schedule = ACU_SCHEDULE_INIT,
      .loss = ACU_LOSS_OPTIONS_INIT,
      .augmentation = {.flips = TRUE},
      .batch = 32,
      .patches_per_image = 20,
      .patience = 5,
      .weight_decay = 2e-4f,
      .clip_norm = 1.0f,
      .dropout = is_tiny    ? 0.3f
                 : is_small ? 0.35f
                            : 0.4f,
      .drop_path = is_tiny    ? 0.2f
                   : is_small ? 0.25f
                              : 0.3f,
      .fusion_dropout = 0.5f,
      .fault_weight = 0.25f,
      .teacher_share = 0.5f,
  };
  if (mode == ACU_RUN_QUICK) {
    /* A head alone is small and its epochs take seconds: larger steps, more of them. */
    settings->schedule.rate = 5e-5;
    settings->schedule.epochs = 30;
    settings->patience = 10;
  }
}

void
acu_run_settings_from_nothing (AcuRunSettings *settings)
{
  settings->schedule.rate = 1e-3;
  settings->schedule.head_ratio = 0.2;
  settings->schedule.warmup_steps = 60;
  settings->schedule.epochs = 20;
  settings->batch = 8;
  settings->patches_per_image = 1;
  settings->patience = 0;
  settings->weight_decay = 0.02f;
  settings->dropout = 0.0f;
  settings->drop_path = 0.0f;
  settings->fault_weight = 5.0f;
  settings->token_weight = 40.0f;
  settings->mosaic = 0.9;
}

static char **
string_at (AcuRunSettings *settings, const Field *field)
{
  return (char **)G_STRUCT_MEMBER_P (settings, field->offset);
}

void
acu_run_settings_clear (AcuRunSettings *settings)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (fields[i].type == FIELD_STRING)
      g_clear_pointer (string_at (settings, &fields[i]), g_free);
}

static void
write_field (JsonBuilder *builder, gconstpointer settings, const Field *field)
{
  gconstpointer place = (const guint8 *)settings + field->offset;

  json_builder_set_member_name (builder, field->name);
  switch (field->type) {
  case FIELD_STRING:
    if (*(char *const *)place != NULL)
      json_builder_add_string_value (builder, *(char *const *)place);
    else
      json_builder_add_null_value (builder);
    break;
  case FIELD_UINT:
    json_builder_add_int_value (builder, *(const guint *)place);
    break;
  case FIELD_UINT64:
    json_builder_add_int_value (builder, (gint64) * (const guint64 *)place);
    break;
  case FIELD_ENUM:
    json_builder_add_int_value (builder, *(const int *)place);
    break;
  case FIELD_BOOLEAN:
  case FIELD_FLAG:
    json_builder_add_boolean_value (builder, *(const gboolean *)place);
    break;
  case FIELD_FLOAT:
    json_builder_add_double_value (builder, *(const float *)place);
    break;
  case FIELD_DOUBLE:
    json_builder_add_double_value (builder, *(const double *)place);
    break;
  }
}

char *
acu_run_settings_to_json (const AcuRunSettings *settings)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    write_field (builder, settings, &fields[i]);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}

static gboolean
has_type (JsonNode *node, FieldType type)
{
  GType value = json_node_get_value_type (node);

  switch (type) {
  case FIELD_STRING:
    return JSON_NODE_HOLDS_NULL (node) || value == G_TYPE_STRING;
  case FIELD_UINT:
  case FIELD_ENUM:
    return value == G_TYPE_INT64 && json_node_get_int (node) >= 0 &&
           json_node_get_int (node) <= G_MAXINT;
  case FIELD_UINT64:
    return value == G_TYPE_INT64;
  case FIELD_BOOLEAN:
  case FIELD_FLAG:
    return value == G_TYPE_BOOLEAN;
  case FIELD_FLOAT:
  case FIELD_DOUBLE:
    return value == G_TYPE_DOUBLE || value == G_TYPE_INT64;
  }
  return FALSE;
}

static void
read_field (JsonNode *node, AcuRunSettings *settings, const Field *field)
{
  gpointer place = (guint8 *)settings + field->offset;

  switch (field->type) {
  case FIELD_STRING:
    *(char **)place = JSON_NODE_HOLDS_NULL (node) ? NULL : json_node_dup_string (node);
    break;
  case FIELD_UINT:
    *(guint *)place = (guint)json_node_get_int (node);
    break;
  case FIELD_UINT64:
    *(guint64 *)place = (guint64)json_node_get_int (node);
    break;
  case FIELD_ENUM:
    *(int *)place = (int)json_node_get_int (node);
    break;
  case FIELD_BOOLEAN:
  case FIELD_FLAG:
    *(gboolean *)place = json_node_get_boolean (node);
    break;
  case FIELD_FLOAT:
    *(float *)place = (float)json_node_get_double (node);
    break;
  case FIELD_DOUBLE:
    *(double *)place = json_node_get_double (node);
    break;
  }
}

gboolean
acu_run_settings_from_json (const char *text, AcuRunSettings *settings, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object;

  memset (settings, 0, sizeof *settings);
  if (!json_parser_load_from_data (parser, text, -1, error))
    return FALSE;
  if (!JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser))) {
    g_set_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_RUN,
                 _ ("the settings are no object"));
    return FALSE;
  }
  object = json_node_get_object (json_parser_get_root (parser));
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++) {
    JsonNode *node = json_object_get_member (object, fields[i].name);

    /* What has no value need not be written, as by versions that did not know it. */
    if (node == NULL && (fields[i].type == FIELD_STRING || fields[i].type == FIELD_FLAG))
      continue;
    if (node == NULL || !has_type (node, fields[i].type)) {
      g_set_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_RUN,
                   _ ("the setting “%s” is missing or of the wrong type"), fields[i].name);
      acu_run_settings_clear (settings);
      return FALSE;
    }
    read_field (node, settings, &fields[i]);
  }
  return TRUE;
}

gboolean
acu_run_settings_check (const AcuRunSettings *settings, GError **error)
{
  gboolean is_random =
      settings->base != NULL && g_str_has_prefix (settings->base, ACU_BASE_PRESET_PREFIX);

  if (settings->base == NULL || *settings->base == '\0') {
    g_set_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_OPTIONS,
                 _ ("the setting “%s” is missing or of the wrong type"), fields[0].name);
    return FALSE;
  }
  if (is_random && settings->mode == ACU_RUN_QUICK) {
    g_set_error_literal (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_OPTIONS,
                         _ ("a quick run trains the head alone, and a backbone of random weights "
                            "sees nothing: train it in full, or choose a trained model or an "
                            "imported backbone"));
    return FALSE;
  }
  if (settings->patch_list == NULL &&
      g_str_equal (settings->base, ACU_BASE_PRESET_PREFIX "resnet50")) {
    g_set_error_literal (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_OPTIONS,
                         _ ("a ResNet-50 learns nothing from random weights with so few pictures: "
                            "import trained ones first, such as torchvision’s resnet50 or a "
                            "HyperIQA checkpoint, and choose them as the base"));
    return FALSE;
  }
  return TRUE;
}

/* Replaces a path by its absolute one, or leaves NULL. */
static void
make_absolute (char **path)
{
  char *absolute;

  if (*path == NULL || **path == '\0')
    return;
  absolute = g_canonicalize_filename (*path, NULL);
  g_free (*path);
  *path = absolute;
}

/* As make_absolute(), for the specification of a dataset. */
static void
make_spec_absolute (char **spec)
{
  char *absolute;

  if (*spec == NULL || **spec == '\0')
    return;
  absolute = acu_dataset_spec_make_absolute (*spec);
  g_free (*spec);
  *spec = absolute;
}

/* A model's name comes before a file that is called like it, as wherever models are opened. */
static void
make_model_absolute (char **model, AcuModelStore *store)
{
  if (*model == NULL || g_str_has_prefix (*model, ACU_BASE_PRESET_PREFIX) ||
      g_str_has_prefix (*model, ACU_TEST_WEIGHTS_PREFIX) ||
      acu_model_store_has (store, *model, NULL))
    return;
  if (g_file_test (*model, G_FILE_TEST_IS_REGULAR))
    make_absolute (model);
}

void
acu_run_settings_make_absolute (AcuRunSettings *settings)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();

  make_spec_absolute (&settings->data);
  make_spec_absolute (&settings->validation);
  make_absolute (&settings->patch_list);
  make_model_absolute (&settings->base, store);
  make_model_absolute (&settings->teacher, store);
}
