#include "app/views/label/label-choices.h"

#include "app/views/shared/settings.h"

struct _AcuLabelChoices {
  GVariant *methods; /* a{ss}: uid of the set, name of the method */
  GStrv kept;        /* uid of the set, colon, uid of the rater */
};

static char *
format_uid (const guint8 *uid)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ACU_UID_SIZE; i++)
    g_string_append_printf (text, "%02x", uid[i]);
  return g_string_free (text, FALSE);
}

static char *
format_rater (const AcuLabelSet *set, const AcuRater *rater)
{
  g_autofree char *first = format_uid (set->uid);
  g_autofree char *second = format_uid (rater->uid);

  return g_strdup_printf ("%s:%s", first, second);
}

AcuLabelChoices *
acu_label_choices_read (void)
{
  AcuLabelChoices *choices = g_new0 (AcuLabelChoices, 1);

  choices->methods = g_settings_get_value (acu_settings_get (), "label-methods");
  choices->kept = g_settings_get_strv (acu_settings_get (), "label-kept-raters");
  return choices;
}

void
acu_label_choices_free (AcuLabelChoices *choices)
{
  if (!choices)
    return;
  g_variant_unref (choices->methods);
  g_strfreev (choices->kept);
  g_free (choices);
}

AcuOpinionMethod
acu_label_choices_get_method (const AcuLabelChoices *choices, const AcuLabelSet *set)
{
  g_autofree char *uid = format_uid (set->uid);
  AcuOpinionMethod method;
  const char *name;

  if (set->method != ACU_METHOD_PAIRWISE && g_variant_lookup (choices->methods, uid, "&s", &name) &&
      acu_opinion_method_from_string (name, &method, NULL) && method != ACU_OPINION_BRADLEY_TERRY)
    return method;
  return acu_opinion_method_choose (set->method);
}

gboolean
acu_label_choices_is_kept (const AcuLabelChoices *choices,
                           const AcuLabelSet *set,
                           const AcuRater *rater)
{
  g_autofree char *name = format_rater (set, rater);

  return g_strv_contains ((const char *const *)choices->kept, name);
}

AcuLabelResult *
acu_label_choices_compute (const AcuLabelChoices *choices,
                           AcuCatalog *catalog,
                           const char *name,
                           GError **error)
{
  AcuLabelTable *table = acu_label_table_load (catalog, name, error);
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!table)
    return NULL;
  for (guint i = 0; i < table->raters->len; i++) {
    const AcuRater *rater = g_ptr_array_index (table->raters, i);
    if (acu_label_choices_is_kept (choices, table->set, rater))
      g_array_append_val (kept, rater->id);
  }
  return acu_label_result_new (table, acu_label_choices_get_method (choices, table->set),
                               (const gint64 *)kept->data, kept->len, error);
}

void
acu_label_choices_set_method (const AcuLabelSet *set, AcuOpinionMethod method)
{
  g_autoptr (GVariant) methods = g_settings_get_value (acu_settings_get (), "label-methods");
  g_autofree char *uid = format_uid (set->uid);
  GVariantIter iter;
  const char *key, *value;
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_variant_iter_init (&iter, methods);
  while (g_variant_iter_next (&iter, "{&s&s}", &key, &value))
    if (!g_str_equal (key, uid))
      g_variant_builder_add (&builder, "{ss}", key, value);
  g_variant_builder_add (&builder, "{ss}", uid, acu_opinion_method_to_string (method));
  g_settings_set_value (acu_settings_get (), "label-methods", g_variant_builder_end (&builder));
}

char *
acu_label_choices_name_rater (const AcuRater *rater)
{
  return format_uid (rater->uid);
}

void
acu_label_choices_set_kept (const AcuLabelSet *set, const AcuRater *rater, gboolean kept)
{
  g_auto (GStrv) old = g_settings_get_strv (acu_settings_get (), "label-kept-raters");
  g_autofree char *name = format_rater (set, rater);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; old[i]; i++)
    if (!g_str_equal (old[i], name))
      g_strv_builder_add (builder, old[i]);
  if (kept)
    g_strv_builder_add (builder, name);
  g_auto (GStrv) all = g_strv_builder_end (builder);
  g_settings_set_strv (acu_settings_get (), "label-kept-raters", (const char *const *)all);
}
