#include "app/learning/training/run-card.h"

#include "app/learning/datasets/dataset-spec.h"
#include "app/learning/training/json-members.h"
#include "app/scoring/model-lineage.h"
#include "app/scoring/model-provenance.h"

#include <math.h>
#include <string.h>

/* Markdown has headings of so many levels. */
#define MAX_HEADING 6

/* Of the settings, what is a place on this machine and no hyperparameter. */
static const char *const private_settings[] = {"base",       "data",           "validation",
                                               "patch_list", "device",         "precision",
                                               "data_name",  "validation_name"};

/* The last part of a path, without its ending; any other name as it is. (transfer full) */
static char *
dup_stem (const char *name)
{
  g_autofree char *base = NULL;
  char *dot;

  if (strchr (name, '/') == NULL)
    return g_strdup (name);
  base = g_path_get_basename (name);
  dot = strrchr (base, '.');
  if (dot != NULL && dot != base)
    *dot = '\0';
  return g_steal_pointer (&base);
}

char *
acu_run_card_dup_data_name (const char *name, const char *spec, const AcuDataset *data)
{
  g_autofree char *path = spec != NULL ? g_canonicalize_filename (spec, NULL) : NULL;

  if (name != NULL)
    return g_strdup (name);
  if (path != NULL && g_str_has_suffix (path, "/labels.csv")) {
    g_autofree char *folder = g_path_get_dirname (path);

    return g_path_get_basename (folder);
  }
  return data != NULL ? g_path_get_basename (acu_dataset_get_name (data)) : dup_stem (spec);
}

/* (transfer full) */
static char *
dup_training_name (const AcuRunCard *card)
{
  const AcuRunSettings *settings = card->settings;

  return acu_run_card_dup_data_name (settings->data_name,
                                     settings->data != NULL ? settings->data : settings->patch_list,
                                     settings->data != NULL ? card->data : NULL);
}

/* (transfer full) (nullable) */
static char *
dup_validation_name (const AcuRunCard *card)
{
  const AcuRunSettings *settings = card->settings;

  return card->validation_data != NULL
             ? acu_run_card_dup_data_name (settings->validation_name, settings->validation,
                                           card->validation_data)
             : NULL;
}

/* As "2026-04-30", of this day. (transfer full) */
static char *
dup_date (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return g_date_time_format (now, "%Y-%m-%d");
}

static const char *
describe_division (AcuRunDivision division)
{
  switch (division) {
  case ACU_DIVISION_MARKED:
    return ACU_DATA_MARKED;
  case ACU_DIVISION_DRAWN:
    return "drawn by the seed, groups of one source kept together";
  case ACU_DIVISION_OTHER:
    return "another set is held out";
  default:
    return "nothing is held out";
  }
}

/* For programs. */

static void
add_interval (JsonObject *object, const char *name, const AcuInterval *interval)
{
  JsonArray *bounds;

  if (!isfinite (interval->low) || !isfinite (interval->high))
    return;
  bounds = json_array_new ();
  json_array_add_double_element (bounds, interval->low);
  json_array_add_double_element (bounds, interval->high);
  json_object_set_array_member (object, name, bounds);
}

/* What a model that is learned from says of its own training; nothing where that is NULL. */
static void
add_training (JsonObject *object, const char *training)
{
  JsonNode *node = training != NULL ? json_from_string (training, NULL) : NULL;

  if (node != NULL)
    json_object_set_member (object, "training", node);
}

static JsonObject *
make_base (const AcuRunCard *card)
{
  JsonObject *object = json_object_new ();
  g_autofree char *name = dup_stem (card->settings->base);

  acu_json_add_text (object, "name", name);
  acu_json_add_text (object, "fingerprint", card->base->fingerprint);
  acu_json_add_text (object, "licence", card->base->licence);
  acu_json_add_text (object, "provenance", card->base->provenance);
  add_training (object, card->base->training);
  return object;
}

static JsonObject *
make_teacher (const AcuRunCard *card)
{
  JsonObject *object = json_object_new ();
  g_autofree char *name = dup_stem (card->settings->teacher);

  acu_json_add_text (object, "name", name);
  acu_json_add_text (object, "fingerprint", acu_teacher_get_fingerprint (card->teacher));
  add_training (object, acu_teacher_get_training (card->teacher));
  return object;
}

static JsonObject *
make_data (const AcuRunCard *card)
{
  JsonObject *object = json_object_new ();
  g_autofree char *name = dup_training_name (card);
  g_autofree char *validation = dup_validation_name (card);

  acu_json_add_text (object, "name", name);
  acu_json_add_text (object, "collection", acu_dataset_spec_get_collection (card->settings->data));
  json_object_set_int_member (object, "pictures", (gint64)acu_dataset_get_length (card->data));
  acu_json_add_text (object, "held_out_name", validation);
  if (card->validation_data != NULL) {
    acu_json_add_text (object, "held_out_collection",
                       acu_dataset_spec_get_collection (card->settings->validation));
    json_object_set_int_member (object, "held_out_pictures",
                                (gint64)acu_dataset_get_length (card->validation_data));
  }
  json_object_set_double_member (object, "score_min", acu_dataset_get_score_min (card->data));
  json_object_set_double_member (object, "score_max", acu_dataset_get_score_max (card->data));
  json_object_set_int_member (object, "training", (gint64)card->n_training);
  json_object_set_int_member (object, "validation", (gint64)card->n_validation);
  json_object_set_int_member (object, "test", (gint64)card->n_test);
  json_object_set_int_member (object, "left_out", (gint64)card->n_left_out);
  json_object_set_int_member (object, "split_off", (gint64)card->n_split_off);
  json_object_set_int_member (object, "unmarked", (gint64)card->n_unmarked);
  acu_json_add_text (object, "split", describe_division (card->division));
  json_object_set_boolean_member (object, "data_marked", card->data_marks_parts);
  return object;
}

/* (transfer full) (nullable) */
static JsonNode *
make_settings (const AcuRunCard *card)
{
  g_autofree char *text = acu_run_settings_to_json (card->settings);
  JsonNode *node = json_from_string (text, NULL);
  JsonObject *object = json_node_get_object (node);
  const char *const names[][2] = {
      {"schedule", acu_schedule_kind_name (card->settings->schedule.kind)},
      {"loss", acu_loss_kind_name (card->settings->loss.kind)},
      {"mode", card->settings->mode == ACU_RUN_QUICK ? "quick" : "full"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (private_settings); i++)
    json_object_remove_member (object, private_settings[i]);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    json_object_set_string_member (object, names[i][0], names[i][1]);
  if (card->settings->teacher != NULL) {
    g_autofree char *teacher = dup_stem (card->settings->teacher);

    json_object_set_string_member (object, "teacher", teacher);
  }
  return node;
}

static JsonObject *
make_held_out (const AcuRunHeldOut *held_out)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "pictures", (gint64)held_out->agreement.count);
  json_object_set_int_member (object, "groups", held_out->n_groups);
  json_object_set_boolean_member (object, "chose_epoch", held_out->chose_epoch);
  acu_json_add_number (object, "srcc", held_out->agreement.srcc);
  add_interval (object, "srcc_interval", &held_out->srcc);
  acu_json_add_number (object, "plcc", held_out->agreement.plcc);
  add_interval (object, "plcc_interval", &held_out->plcc);
  acu_json_add_number (object, "krcc", held_out->agreement.krcc);
  acu_json_add_number (object, "rmse", held_out->agreement.rmse);
  return object;
}

static char *
make_json (const AcuRunCard *card, const char *date)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  acu_json_add_text (object, "date", date);
  json_object_set_object_member (object, "base", make_base (card));
  if (card->teacher != NULL)
    json_object_set_object_member (object, "teacher", make_teacher (card));
  json_object_set_object_member (object, "data", make_data (card));
  json_object_set_int_member (object, "epoch", card->epoch + 1);
  if (card->held_out->agreement.count > 0)
    json_object_set_object_member (object, "held_out", make_held_out (card->held_out));
  json_object_set_member (object, "settings", make_settings (card));
  json_node_set_object (node, object);
  return json_to_string (node, FALSE);
}

/* For people.  Cards are English whoever makes them, and so are their numbers. */

/* (transfer full) */
static char *
format_number (const char *format, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (text, sizeof text, format, value));
}

static void
append_figure (GString *text, const char *name, double value, const AcuInterval *interval)
{
  g_autofree char *figure = format_number ("%.3f", value);

  if (!isfinite (value))
    return;
  g_string_append_printf (text, "| %s | %s |", name, figure);
  if (interval != NULL && isfinite (interval->low) && isfinite (interval->high)) {
    g_autofree char *low = format_number ("%.3f", interval->low);
    g_autofree char *high = format_number ("%.3f", interval->high);

    g_string_append_printf (text, " %s to %s", low, high);
  }
  g_string_append (text, " |\n");
}

static void
append_held_out (GString *text, const AcuRunCard *card)
{
  const AcuRunHeldOut *held_out = card->held_out;
  const AcuAgreement *agreement = &held_out->agreement;

  g_string_append (text, "## How well\n\n");
  if (agreement->count == 0) {
    g_string_append (text, "Nothing was held out: how well it agrees with people is not known.\n");
    return;
  }
  g_string_append_printf (text,
                          "On %" G_GSIZE_FORMAT " %s from %u %s that %s did not learn from, the "
                          "mean over the patches of each:\n\n",
                          agreement->count, agreement->count == 1 ? "picture" : "pictures",
                          held_out->n_groups, held_out->n_groups == 1 ? "source" : "sources",
                          card->is_seen ? "this training" : "it");
  g_string_append (text, "| | figure | 95 % interval |\n| --- | --- | --- |\n");
  append_figure (text, "SRCC", agreement->srcc, &held_out->srcc);
  append_figure (text, "PLCC", agreement->plcc, &held_out->plcc);
  append_figure (text, "KRCC", agreement->krcc, NULL);
  append_figure (text, "RMSE", agreement->rmse, NULL);
  if (held_out->n_groups < ACU_BOOTSTRAP_MIN_GROUPS)
    g_string_append (text, "\nOf so few sources nobody can tell how sure these figures are.\n");
  if (card->is_seen)
    g_string_append (text, "\nThe model it was trained from, or its teacher, learned from this set "
                           "before, perhaps from these very pictures: the figures flatter.\n");
  if (!held_out->chose_epoch)
    g_string_append (text, "\nThe epoch was chosen by other pictures: nothing about the model was "
                           "fitted to these.\n");
  else if (card->settings->validation_is_whole)
    g_string_append (text, "\nThese pictures also chose the epoch that is kept: the figures are "
                           "optimistic.\n");
  else
    g_string_append (text, "\nThese pictures also chose the epoch that is kept, because there were "
                           "too few to set some apart: the figures are optimistic.\n");
}

static void
append_data (GString *text, const AcuRunCard *card)
{
  g_autofree char *name = dup_training_name (card);
  g_autofree char *validation = dup_validation_name (card);
  g_autofree char *low = format_number ("%g", acu_dataset_get_score_min (card->data));
  g_autofree char *high = format_number ("%g", acu_dataset_get_score_max (card->data));
  gboolean is_listed = card->settings->patch_list != NULL;

  g_string_append_printf (
      text, "\n## What it learned from\n\n- %" G_GSIZE_FORMAT " %s of “%s”, scored from %s to %s\n",
      card->n_training, is_listed ? "patches" : "pictures", name, low, high);
  if (card->n_validation > 0)
    g_string_append_printf (text, "- %" G_GSIZE_FORMAT " pictures of “%s” chose the epoch\n",
                            card->n_validation, validation != NULL ? validation : name);
  if (card->n_test > 0)
    g_string_append_printf (text, "- %" G_GSIZE_FORMAT " pictures of “%s” judged it\n",
                            card->n_test, validation != NULL ? validation : name);
  g_string_append_printf (text, "- divided: %s\n", describe_division (card->division));
  if (card->n_split_off > 0)
    g_string_append_printf (text,
                            "- the data have no validation part: %" G_GSIZE_FORMAT
                            " of their training pictures chose the epoch\n",
                            card->n_split_off);
  if (card->n_unmarked > 0)
    g_string_append_printf (
        text, "- %" G_GSIZE_FORMAT " pictures have no mark, and were not used\n", card->n_unmarked);
  if (card->n_left_out > 0)
    g_string_append_printf (text,
                            "- %" G_GSIZE_FORMAT " pictures for training are held out as well, and "
                            "were left out\n",
                            card->n_left_out);
}

static void
append_training (GString *text, const AcuRunCard *card)
{
  const AcuRunSettings *settings = card->settings;
  g_autofree char *rate = format_number ("%g", settings->schedule.rate);
  g_autofree char *head_ratio = format_number ("%g", settings->schedule.head_ratio);
  g_autofree char *weight_decay = format_number ("%g", (double)settings->weight_decay);
  g_autofree char *dropout = format_number ("%g", (double)settings->dropout);
  g_autofree char *drop_path = format_number ("%g", (double)settings->drop_path);

  g_string_append_printf (
      text,
      "\n## How it was trained\n\n- epoch %u of at most %u is kept\n- %s\n- loss `%s`, schedule "
      "`%s`, learning rate %s (head %s times as much), weight decay %s\n- batches of %u, %u "
      "patches of a picture an epoch, dropout %s, drop path %s, seed %" G_GUINT64_FORMAT "\n",
      card->epoch + 1, settings->schedule.epochs,
      settings->mode == ACU_RUN_QUICK ? "quick: the head alone, on what the base's backbone sees"
                                      : "full: every weight",
      acu_loss_kind_name (settings->loss.kind), acu_schedule_kind_name (settings->schedule.kind),
      rate, head_ratio, weight_decay, settings->batch, settings->patches_per_image, dropout,
      drop_path, settings->seed);
  if (settings->teacher != NULL) {
    g_autofree char *teacher = dup_stem (settings->teacher);

    g_string_append_printf (text, "- beside people, the model “%s” was learned from\n", teacher);
  }
}

/* The card of the base as a part of this one: its headings are below those of here, and pictures,
 * which lie beside it, are left out. */
static void
append_base_card (GString *text, const char *card)
{
  g_auto (GStrv) lines = g_strsplit (card, "\n", -1);
  gboolean in_code = FALSE;

  g_string_append (text, "\n## What the base says of itself\n\n");
  for (guint i = 0; lines[i] != NULL; i++) {
    const char *line = g_strchomp (lines[i]);

    if (g_str_has_prefix (line, "```"))
      in_code = !in_code;
    if (!in_code && g_str_has_prefix (line, "!["))
      continue;
    if (!in_code && *line == '#' && strspn (line, "#") <= MAX_HEADING - 2)
      g_string_append (text, "##");
    g_string_append_printf (text, "%s\n", line);
  }
}

static void
append_base (GString *text, const AcuRunCard *card)
{
  const AcuTrainingBase *base = card->base;
  g_autofree char *name = dup_stem (card->settings->base);

  g_string_append (text, "\n## Base and licence\n\n");
  if (base->is_random) {
    g_string_append (text, "Random weights: nobody else's went into it.\n");
    return;
  }
  g_string_append_printf (text, "- base: “%s”\n- licence of the base: %s\n", name,
                          base->licence != NULL ? base->licence : "not known");
  if (base->provenance != NULL)
    g_string_append_printf (text, "- where the base comes from: %s\n", base->provenance);
  g_string_append (text, "\nThese weights are derived from the base's: what its licence asks, such "
                         "as naming its authors, holds for them as well.\n");
  if (base->card != NULL)
    append_base_card (text, base->card);
}

static char *
make_markdown (const AcuRunCard *card, const AcuModelFile *file, const char *date)
{
  const AcuArchitecture *architecture = file->architecture;
  GString *text = g_string_new (NULL);
  g_autofree char *name = dup_training_name (card);
  g_autofree char *low = format_number ("%g", (double)architecture->score_min);
  g_autofree char *high = format_number ("%g", (double)architecture->score_max);

  g_string_printf (text,
                   "# Trained on “%s”\n\nA %s network with %s fusion, trained by Acutance on %s. "
                   "Scores lie on %s to %s.\n\n",
                   name, architecture->preset, acu_fusion_to_string (architecture->fusion), date,
                   low, high);
  append_held_out (text, card);
  append_data (text, card);
  append_training (text, card);
  append_base (text, card);
  return g_string_free (text, FALSE);
}

void
acu_run_card_write (const AcuRunCard *card, AcuModelFile *file)
{
  g_autofree char *base = dup_stem (card->settings->base);
  g_autofree char *data = dup_training_name (card);
  g_autofree char *date = dup_date ();

  g_free (file->licence);
  g_free (file->provenance);
  g_free (file->training);
  g_free (file->card);
  file->licence = g_strdup (card->base->licence);
  file->provenance = acu_provenance_of_training (base, data, date);
  file->training = make_json (card, date);
  file->card = make_markdown (card, file, date);
}

/* What programs are told of @file; NULL where that is nothing. (transfer full) (nullable) */
static JsonNode *
read_training (const AcuModelFile *file)
{
  g_autoptr (JsonNode) node =
      file->training != NULL ? json_from_string (file->training, NULL) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? g_steal_pointer (&node) : NULL;
}

void
acu_run_card_set_run (AcuModelFile *file, const char *id)
{
  g_autoptr (JsonNode) node = read_training (file);

  g_return_if_fail (id != NULL);

  if (node == NULL) {
    node = json_node_new (JSON_NODE_OBJECT);
    json_node_take_object (node, json_object_new ());
  }
  json_object_set_string_member (json_node_get_object (node), "run", id);
  g_free (file->training);
  file->training = json_to_string (node, FALSE);
}

char *
acu_run_card_dup_run (const AcuModelFile *file)
{
  g_autoptr (JsonNode) node = read_training (file);

  return node != NULL ? g_strdup (json_object_get_string_member_with_default (
                            json_node_get_object (node), "run", NULL))
                      : NULL;
}
