#include "app/catalog/photo-query.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

void
acu_photo_query_init (AcuPhotoQuery *query)
{
  *query = (AcuPhotoQuery){
      .score_min = (double)-INFINITY,
      .score_max = (double)INFINITY,
      .stars_max = 5,
      .taken_from = G_MININT64,
      .taken_to = G_MAXINT64,
  };
}

void
acu_photo_query_clear (AcuPhotoQuery *query)
{
  g_clear_pointer (&query->text, g_free);
}

AcuPhotoQuery *
acu_photo_query_copy (const AcuPhotoQuery *query)
{
  AcuPhotoQuery *copy = g_memdup2 (query, sizeof *query);

  copy->text = g_strdup (query->text);
  return copy;
}

void
acu_photo_query_free (AcuPhotoQuery *query)
{
  if (query == NULL)
    return;
  acu_photo_query_clear (query);
  g_free (query);
}

gboolean
acu_photo_query_has_score_condition (const AcuPhotoQuery *query)
{
  g_return_val_if_fail (query != NULL, FALSE);

  return query->scorer != 0 &&
         (query->score_min > (double)-INFINITY || query->score_max < (double)INFINITY);
}

gboolean
acu_photo_query_has_filter (const AcuPhotoQuery *query)
{
  return acu_photo_query_has_score_condition (query) || query->stars_min > 0 ||
         query->stars_max < 5 || query->flags != 0 || query->colours != 0 ||
         query->taken_from != G_MININT64 || query->taken_to != G_MAXINT64 || query->camera != 0 ||
         (query->text != NULL && *query->text != '\0') || query->errors != ACU_ERRORS_WITH ||
         query->unscored;
}

gboolean
acu_photo_query_equal (const AcuPhotoQuery *a, const AcuPhotoQuery *b)
{
  g_autofree char *text_a = acu_photo_query_to_string (a);
  g_autofree char *text_b = acu_photo_query_to_string (b);

  return g_str_equal (text_a, text_b);
}

static void
put_int (GVariantDict *dict, const char *key, gint64 value, gint64 default_value)
{
  if (value != default_value)
    g_variant_dict_insert (dict, key, "x", value);
}

char *
acu_photo_query_to_string (const AcuPhotoQuery *query)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) variant = NULL;

  put_int (&dict, "scope", (gint64)query->scope, ACU_SCOPE_ALL);
  put_int (&dict, "scope-id", query->scope_id, 0);
  put_int (&dict, "scorer", query->scorer, 0);
  if (query->score_min > (double)-INFINITY)
    g_variant_dict_insert (&dict, "score-min", "d", query->score_min);
  if (query->score_max < (double)INFINITY)
    g_variant_dict_insert (&dict, "score-max", "d", query->score_max);
  put_int (&dict, "stars-min", query->stars_min, 0);
  put_int (&dict, "stars-max", query->stars_max, 5);
  put_int (&dict, "flags", query->flags, 0);
  put_int (&dict, "colours", query->colours, 0);
  put_int (&dict, "taken-from", query->taken_from, G_MININT64);
  put_int (&dict, "taken-to", query->taken_to, G_MAXINT64);
  put_int (&dict, "camera", query->camera, 0);
  if (query->text != NULL && *query->text != '\0')
    g_variant_dict_insert (&dict, "text", "s", query->text);
  put_int (&dict, "errors", (gint64)query->errors, ACU_ERRORS_WITH);
  put_int (&dict, "unscored", query->unscored != FALSE, 0);
  put_int (&dict, "sort", (gint64)query->sort, ACU_SORT_NAME);
  put_int (&dict, "descending", query->descending != FALSE, 0);
  variant = g_variant_ref_sink (g_variant_dict_end (&dict));
  return g_variant_print (variant, FALSE);
}

static gint64
get_int (GVariantDict *dict, const char *key, gint64 default_value, gint64 min, gint64 max)
{
  gint64 value;

  return g_variant_dict_lookup (dict, key, "x", &value) ? CLAMP (value, min, max) : default_value;
}

gboolean
acu_photo_query_parse (const char *text, AcuPhotoQuery *query, GError **error)
{
  g_autoptr (GVariant) variant = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, NULL);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (variant);
  const gint64 any = G_MAXINT64;

  acu_photo_query_init (query);
  if (variant == NULL) {
    g_set_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_ARGUMENT,
                 _ ("this is not a filter: %.100s"), text);
    return FALSE;
  }
  query->scope = (AcuScope)get_int (&dict, "scope", ACU_SCOPE_ALL, 0, ACU_SCOPE_COLLECTION);
  query->scope_id = get_int (&dict, "scope-id", 0, 0, any);
  query->scorer = get_int (&dict, "scorer", 0, 0, any);
  g_variant_dict_lookup (&dict, "score-min", "d", &query->score_min);
  g_variant_dict_lookup (&dict, "score-max", "d", &query->score_max);
  query->stars_min = (int)get_int (&dict, "stars-min", 0, 0, 5);
  query->stars_max = (int)get_int (&dict, "stars-max", 5, 0, 5);
  query->flags = (guint)get_int (&dict, "flags", 0, 0, 7);
  query->colours = (guint)get_int (&dict, "colours", 0, 0, 63);
  query->taken_from = get_int (&dict, "taken-from", G_MININT64, G_MININT64, any);
  query->taken_to = get_int (&dict, "taken-to", any, G_MININT64, any);
  query->camera = get_int (&dict, "camera", 0, 0, any);
  g_variant_dict_lookup (&dict, "text", "s", &query->text);
  query->errors = (AcuErrors)get_int (&dict, "errors", 0, 0, ACU_ERRORS_WITHOUT);
  query->unscored = get_int (&dict, "unscored", 0, 0, 1) != 0;
  query->sort = (AcuSort)get_int (&dict, "sort", ACU_SORT_NAME, 0, ACU_SORT_SIZE);
  query->descending = get_int (&dict, "descending", 0, 0, 1) != 0;
  return TRUE;
}
