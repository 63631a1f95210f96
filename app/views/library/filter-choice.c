#include "app/views/library/filter-choice.h"

#include "app/catalog/rating-store.h"
#include "app/views/library/day-span.h"

#include <glib/gi18n.h>

static const struct {
  const char *name;
  const char *title;
  guint flags; /* as AcuPhotoQuery has them */
} flag_filters[] = {
    {"any", N_ ("Any flag"), 0},
    {"pick", N_ ("Picked"), 1 << (ACU_FLAG_PICK + 1)},
    {"keep", N_ ("Not rejected"), 1 << (ACU_FLAG_PICK + 1) | 1 << (ACU_FLAG_NONE + 1)},
    {"none", N_ ("No flag"), 1 << (ACU_FLAG_NONE + 1)},
    {"reject", N_ ("Rejected"), 1 << (ACU_FLAG_REJECT + 1)},
};

static const char *const colour_titles[] = {
    [ACU_COLOUR_RED] = N_ ("Red label"),       [ACU_COLOUR_YELLOW] = N_ ("Yellow label"),
    [ACU_COLOUR_GREEN] = N_ ("Green label"),   [ACU_COLOUR_BLUE] = N_ ("Blue label"),
    [ACU_COLOUR_PURPLE] = N_ ("Purple label"),
};

static const struct {
  const char *name;
  const char *title;
} error_filters[] = {
    [ACU_ERRORS_WITH] = {"with", N_ ("Readable or not")},
    [ACU_ERRORS_ONLY] = {"only", N_ ("Cannot be read")},
    [ACU_ERRORS_WITHOUT] = {"without", N_ ("Can be read")},
};

/* From a choice to the query. */

static void
apply_stars (AcuPhotoQuery *query, GVariant *value)
{
  int wanted = CLAMP (g_variant_get_int32 (value), -6, 5);

  query->stars_min = wanted < 0 ? -1 - wanted : wanted;
  query->stars_max = wanted < 0 ? query->stars_min : 5;
}

static void
apply_flag (AcuPhotoQuery *query, GVariant *value)
{
  const char *name = g_variant_get_string (value, NULL);

  query->flags = 0;
  for (guint i = 0; i < G_N_ELEMENTS (flag_filters); i++)
    if (g_str_equal (name, flag_filters[i].name))
      query->flags = flag_filters[i].flags;
}

static void
apply_colour (AcuPhotoQuery *query, GVariant *value)
{
  int colour = CLAMP (g_variant_get_int32 (value), 0, ACU_COLOUR_PURPLE);

  query->colours = colour == ACU_COLOUR_NONE ? 0 : 1u << colour;
}

static void
apply_errors (AcuPhotoQuery *query, GVariant *value)
{
  const char *name = g_variant_get_string (value, NULL);

  query->errors = ACU_ERRORS_WITH;
  for (guint i = 0; i < G_N_ELEMENTS (error_filters); i++)
    if (g_str_equal (name, error_filters[i].name))
      query->errors = (AcuErrors)i;
}

static void
apply_span (AcuPhotoQuery *query, AcuDaySpan span)
{
  query->taken_from = span.from;
  query->taken_to = span.to;
}

static void
apply_date (AcuPhotoQuery *query, GVariant *value)
{
  apply_span (query, acu_day_span_get (g_variant_get_string (value, NULL)));
}

static void
apply_days (AcuPhotoQuery *query, GVariant *value)
{
  const char *first, *last;
  AcuDaySpan span;

  g_variant_get (value, "(&s&s)", &first, &last);
  if (acu_day_span_parse (first, last, &span))
    apply_span (query, span);
}

static void
apply_camera (AcuPhotoQuery *query, GVariant *value)
{
  query->camera = g_variant_get_int64 (value);
}

static void
apply_text (AcuPhotoQuery *query, GVariant *value)
{
  g_autofree char *text = g_strstrip (g_variant_dup_string (value, NULL));

  g_free (query->text);
  query->text = *text ? g_steal_pointer (&text) : NULL;
}

/* From the query to what is chosen. */

static GVariant *
get_stars (const AcuPhotoQuery *query)
{
  return g_variant_new_int32 (query->stars_max == 5 ? query->stars_min : -1 - query->stars_max);
}

static GVariant *
get_flag (const AcuPhotoQuery *query)
{
  const char *name = flag_filters[0].name;

  for (guint i = 0; i < G_N_ELEMENTS (flag_filters); i++)
    if (flag_filters[i].flags == query->flags)
      name = flag_filters[i].name;
  return g_variant_new_string (name);
}

static GVariant *
get_colour (const AcuPhotoQuery *query)
{
  return g_variant_new_int32 (query->colours ? g_bit_nth_lsf (query->colours, -1) : 0);
}

static GVariant *
get_errors (const AcuPhotoQuery *query)
{
  return g_variant_new_string (error_filters[query->errors].name);
}

static AcuDaySpan
get_span (const AcuPhotoQuery *query)
{
  return (AcuDaySpan){query->taken_from, query->taken_to};
}

static GVariant *
get_date (const AcuPhotoQuery *query)
{
  return g_variant_new_string (acu_day_span_get_name (get_span (query)));
}

static GVariant *
get_camera (const AcuPhotoQuery *query)
{
  return g_variant_new_int64 (query->camera);
}

static GVariant *
get_text (const AcuPhotoQuery *query)
{
  return g_variant_new_string (query->text ?: "");
}

static const struct {
  const char *action;
  void (*apply) (AcuPhotoQuery *query, GVariant *value);
  GVariant *(*get) (const AcuPhotoQuery *query);
} choices[] = {
    {"filter-stars", apply_stars, get_stars},    {"filter-flag", apply_flag, get_flag},
    {"filter-colour", apply_colour, get_colour}, {"filter-errors", apply_errors, get_errors},
    {"filter-date", apply_date, get_date},       {"filter-days", apply_days, NULL},
    {"filter-camera", apply_camera, get_camera}, {"filter-text", apply_text, get_text},
};

gboolean
acu_filter_choice_apply (AcuPhotoQuery *query, const char *action, GVariant *value)
{
  g_return_val_if_fail (query && action && value, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if (g_str_equal (action, choices[i].action)) {
      choices[i].apply (query, value);
      return TRUE;
    }
  return FALSE;
}

GVariant *
acu_filter_choice_get_state (const AcuPhotoQuery *query, const char *action)
{
  g_return_val_if_fail (query && action, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if (g_str_equal (action, choices[i].action) && choices[i].get)
      return choices[i].get (query);
  g_return_val_if_reached (NULL);
}

/* In words. */

char *
acu_filter_choice_describe_stars (const AcuPhotoQuery *query)
{
  g_autoptr (GString) stars = g_string_new (NULL);
  gboolean is_exact = query->stars_max < 5;
  int n = query->stars_min;

  if (n == 0)
    return g_strdup (is_exact ? _ ("Unrated") : _ ("Any stars"));
  for (int i = 0; i < 5; i++)
    g_string_append (stars, i < n ? "★" : "☆");
  if (is_exact) /* Translators: stars, "Exactly ★★★☆☆" */
    return g_strdup_printf (_ ("Exactly %s"), stars->str);
  if (n < 5) /* Translators: stars, "★★★☆☆ and up" */
    return g_strdup_printf (_ ("%s and up"), stars->str);
  return g_strdup (stars->str);
}

char *
acu_filter_choice_describe_marks (const AcuPhotoQuery *query)
{
  const char *titles[3 + G_N_ELEMENTS (colour_titles)];
  g_autofree char *text = NULL;
  guint n = 0;

  for (guint i = 1; i < G_N_ELEMENTS (flag_filters); i++)
    if (flag_filters[i].flags == query->flags)
      titles[n++] = _ (flag_filters[i].title);
  for (guint colour = ACU_COLOUR_RED; colour < G_N_ELEMENTS (colour_titles); colour++)
    if (query->colours & 1u << colour)
      titles[n++] = _ (colour_titles[colour]);
  if (query->errors != ACU_ERRORS_WITH)
    titles[n++] = _ (error_filters[query->errors].title);
  if (query->unscored)
    titles[n++] = _ ("Not scored yet");

  text = g_strdup (n > 0 ? titles[0] : _ (flag_filters[0].title));
  for (guint i = 1; i < n; i++) {
    char *before = g_steal_pointer (&text);
    /* Translators: filters that hold at once, such as "Picked · Red label" */
    text = g_strdup_printf (C_ ("filters", "%s · %s"), before, titles[i]);
    g_free (before);
  }
  return g_steal_pointer (&text);
}

char *
acu_filter_choice_describe_date (const AcuPhotoQuery *query)
{
  return acu_day_span_describe (get_span (query));
}
