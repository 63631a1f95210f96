#include "app/views/models/card-facts.h"

#include "app/scoring/fault-words.h"

#include "app/text/number-text.h"
#include "compute/train/bootstrap.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <math.h>

/* (transfer full) (nullable) */
static JsonNode *
read_training (const AcuModelFile *file)
{
  g_autoptr (JsonNode) node =
      file->training != NULL ? json_from_string (file->training, NULL) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? g_steal_pointer (&node) : NULL;
}

/* The member @name of @object if it is an object: a file may say anything. */
static JsonObject *
get_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static guint
get_count (JsonObject *object, const char *name)
{
  return (guint)CLAMP (json_object_get_int_member_with_default (object, name, 0), 0, G_MAXINT);
}

static const char *
get_text (JsonObject *object, const char *name)
{
  return json_object_get_string_member_with_default (object, name, NULL);
}

/* "SRCC 0.81 (0.74 to 0.86)". (transfer full) */
static char *
dup_figure (JsonObject *held_out, const char *name, const char *member, const char *interval)
{
  double value = json_object_get_double_member_with_default (held_out, member, NAN);
  JsonNode *node = json_object_get_member (held_out, interval);
  JsonArray *bounds =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (!isfinite (value))
    return NULL;

  g_autofree char *number = acu_number_format (value, 3);
  if (bounds == NULL || json_array_get_length (bounds) != 2)
    return g_strdup_printf ("%s %s", name, number);

  g_autofree char *low = acu_number_format (json_array_get_double_element (bounds, 0), 3);
  g_autofree char *high = acu_number_format (json_array_get_double_element (bounds, 1), 3);
  /* Translators: what is measured, its value, and its 95 % interval */
  return g_strdup_printf (_ ("%s %s (%s to %s)"), name, number, low, high);
}

char *
acu_card_dup_agreement (const AcuModelFile *file)
{
  g_return_val_if_fail (file, NULL);

  g_autoptr (JsonNode) node = read_training (file);
  JsonObject *held_out = node != NULL ? get_object (json_node_get_object (node), "held_out") : NULL;
  g_autofree char *srcc = NULL, *plcc = NULL, *words = NULL;
  guint n;

  if (node == NULL)
    return NULL;
  if (held_out == NULL)
    return g_strdup (_ ("Nothing was held out: how well it agrees with people is not known."));
  srcc = dup_figure (held_out, "SRCC", "srcc", "srcc_interval");
  plcc = dup_figure (held_out, "PLCC", "plcc", "plcc_interval");
  n = get_count (held_out, "pictures");
  if (srcc == NULL || plcc == NULL)
    return NULL;
  /* Translators: two figures with their names, and of how many pictures they are */
  words = g_strdup_printf (ngettext ("%s, %s on %u picture that it did not learn from.",
                                     "%s, %s on %u pictures that it did not learn from.", n),
                           srcc, plcc, n);
  if (get_count (held_out, "groups") < ACU_BOOTSTRAP_MIN_GROUPS)
    return g_strdup_printf (
        C_ ("sentences", "%s %s"), words,
        _ ("Of so few photos and bursts nobody can tell how sure these figures are."));
  if (json_object_get_boolean_member_with_default (held_out, "chose_epoch", FALSE))
    return g_strdup_printf (C_ ("sentences", "%s %s"), words,
                            _ ("These pictures also chose the epoch: the figures are optimistic."));
  return g_steal_pointer (&words);
}

char *
acu_card_dup_training (const AcuModelFile *file)
{
  g_return_val_if_fail (file, NULL);

  g_autoptr (JsonNode) node = read_training (file);
  JsonObject *root = node != NULL ? json_node_get_object (node) : NULL;
  JsonObject *data = root != NULL ? get_object (root, "data") : NULL;
  JsonObject *settings = root != NULL ? get_object (root, "settings") : NULL;
  const char *name = data != NULL ? get_text (data, "name") : NULL;
  const char *mode = settings != NULL ? get_text (settings, "mode") : NULL;
  g_autofree char *words = NULL;
  guint n;

  if (name == NULL)
    return NULL;
  n = get_count (data, "training");
  words = g_strdup_printf (ngettext ("%u picture of “%s”.", "%u pictures of “%s”.", n), n, name);
  if (mode == NULL)
    return g_steal_pointer (&words);
  return g_strdup_printf (C_ ("sentences", "%s %s"), words,
                          g_str_equal (mode, "quick")
                              ? _ ("Quick: the head alone, on what the base’s backbone sees.")
                              : _ ("Full: every weight."));
}

char *
acu_card_dup_faults (const AcuArchitecture *architecture)
{
  g_return_val_if_fail (architecture, NULL);

  char *words = NULL;

  for (guint i = 0; i < acu_architecture_count_faults (architecture); i++) {
    const char *word = acu_fault_get_word (architecture->fault_names[i]);
    g_autofree char *before = words;

    words =
        before != NULL ? g_strdup_printf (C_ ("clauses", "%s, %s"), before, word) : g_strdup (word);
  }
  return words != NULL ? words : g_strdup ("");
}
