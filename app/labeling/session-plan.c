#include "app/labeling/session-plan.h"

#include "app/catalog/photo-store.h"
#include "app/labeling/error.h"
#include "app/labeling/photo-group.h"
#include "app/labeling/session-order.h"
#include "compute/random.h"

#include <json-glib/json-glib.h>
#include <math.h>

/* ---- Settings ---- */

void
acu_session_settings_clear (AcuSessionSettings *settings)
{
  g_clear_pointer (&settings->photos, g_array_unref);
}

char *
acu_session_settings_to_json (const AcuSessionSettings *settings)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "display");
  json_builder_add_string_value (builder,
                                 settings->display == ACU_DISPLAY_ACTUAL ? "actual" : "fit");
  json_builder_set_member_name (builder, "informed");
  json_builder_add_boolean_value (builder, settings->informed);
  json_builder_set_member_name (builder, "break_minutes");
  json_builder_add_double_value (builder, settings->break_minutes);
  json_builder_set_member_name (builder, "repeat_share");
  json_builder_add_double_value (builder, settings->repeat_share);
  json_builder_set_member_name (builder, "n_total");
  json_builder_add_int_value (builder, settings->n_total);
  json_builder_set_member_name (builder, "photos");
  json_builder_begin_array (builder);
  for (guint i = 0; settings->photos != NULL && i < settings->photos->len; i++)
    json_builder_add_int_value (builder, g_array_index (settings->photos, gint64, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

void
acu_session_settings_from_json (const char *json, AcuSessionSettings *settings)
{
  g_autoptr (JsonNode) root = *json != '\0' ? json_from_string (json, NULL) : NULL;
  JsonObject *object =
      root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;

  settings->photos = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (object == NULL)
    return;
  if (g_str_equal (json_object_get_string_member_with_default (object, "display", "fit"), "actual"))
    settings->display = ACU_DISPLAY_ACTUAL;
  settings->informed = json_object_get_boolean_member_with_default (object, "informed", FALSE);
  settings->break_minutes =
      json_object_get_double_member_with_default (object, "break_minutes", settings->break_minutes);
  settings->repeat_share =
      json_object_get_double_member_with_default (object, "repeat_share", settings->repeat_share);
  settings->n_total = (guint)json_object_get_int_member_with_default (object, "n_total", 0);
  if (json_object_has_member (object, "photos")) {
    JsonArray *photos = json_object_get_array_member (object, "photos");

    for (guint i = 0; photos != NULL && i < json_array_get_length (photos); i++) {
      gint64 photo = json_array_get_int_element (photos, i);

      g_array_append_val (settings->photos, photo);
    }
  }
}

/* ---- Single pictures and patches ---- */

/* The rows of photos in the order of @photos; ACU_LABELING_ERROR_DATA where one is gone. */
static GPtrArray *
get_rows (AcuCatalog *catalog, const gint64 *photos, gsize n, GError **error)
{
  GPtrArray *rows = acu_photo_store_get_rows (catalog, photos, n, 0, error);

  if (rows == NULL || rows->len == n)
    return rows;
  g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA,
               "%" G_GSIZE_FORMAT " of the photos to be rated are no longer in the catalog",
               n - rows->len);
  g_ptr_array_unref (rows);
  return NULL;
}

/* A square of @side pixels somewhere in the photo; FALSE where it does not fit. */
static gboolean
cut_patch (const AcuPhotoRow *row, int side, AcuRandom *random, AcuLabelItem *item)
{
  if (!row->has_facts || row->facts.width < side || row->facts.height < side)
    return FALSE;
  item->side = side;
  item->y = (int)acu_random_below (random, (guint32)(row->facts.height - side + 1));
  item->x = (int)acu_random_below (random, (guint32)(row->facts.width - side + 1));
  return TRUE;
}

/* What is to be rated, one entry for every photo or patch, with its photo's group. */
static gboolean
list_pieces (const AcuRatingPlan *plan,
             gboolean patches,
             const GPtrArray *rows,
             const guint32 *queue,
             const guint *groups,
             guint64 seed,
             GArray *pieces,
             GArray *piece_groups,
             GError **error)
{
  AcuRandom random = acu_random_new (seed, G_MAXUINT32 - 1);

  for (gsize k = 0; k < plan->n_photos + plan->n_anchors; k++) {
    gsize place = k < plan->n_photos ? queue[k] : k;
    const AcuPhotoRow *row = g_ptr_array_index (rows, place);
    guint n = patches && k < plan->n_photos ? plan->patches : 1;

    for (guint i = 0; i < n; i++) {
      AcuLabelItem item = {.image = row->id};

      if (patches && !cut_patch (row, plan->patch_side, &random, &item))
        continue;
      g_array_append_val (pieces, item);
      g_array_append_val (piece_groups, groups[place]);
    }
  }
  if (pieces->len > 0)
    return TRUE;
  g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA,
               "none of the photos is known to be as large as a patch of %d pixels",
               plan->patch_side);
  return FALSE;
}

static GArray *
make_single_items (
    AcuCatalog *catalog, const AcuRatingPlan *plan, gboolean patches, guint64 seed, GError **error)
{
  gsize n = plan->n_photos + plan->n_anchors;
  g_autofree gint64 *photos = g_new (gint64, n + 1);
  g_autofree guint *groups = g_new (guint, n + 1);
  g_autofree guint32 *queue = NULL, *sequence = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GArray) pieces = g_array_new (FALSE, FALSE, sizeof (AcuLabelItem));
  g_autoptr (GArray) piece_groups = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) order = NULL;
  GArray *items;
  AcuOrderOptions options = {
      .repeat_share = plan->repeat_share, .repeat_distance = plan->repeat_distance, .seed = seed};

  for (gsize i = 0; i < n; i++)
    photos[i] = i < plan->n_photos ? plan->photos[i] : plan->anchors[i - plan->n_photos];
  rows = get_rows (catalog, photos, n, error);
  queue = rows != NULL ? acu_rating_queue_order (catalog, &plan->queue, plan->photos,
                                                 plan->n_photos, seed, error)
                       : NULL;
  if (queue == NULL)
    return NULL;
  acu_photo_group_find (rows, groups);
  if (!list_pieces (plan, patches, rows, queue, groups, seed, pieces, piece_groups, error))
    return NULL;
  options.groups = (const guint *)piece_groups->data;
  options.n_items = pieces->len;
  options.n_anchors = MIN (plan->n_anchors, pieces->len);
  /* The pieces stand in the order of the queue already. */
  sequence = g_new (guint32, pieces->len + 1);
  for (guint32 k = 0; k < pieces->len; k++)
    sequence[k] = k;
  options.queue = plan->queue.queue != ACU_QUEUE_RANDOM ? sequence : NULL;
  order = acu_session_order_make (&options);
  items = g_array_new (FALSE, FALSE, sizeof (AcuLabelItem));
  for (gsize i = 0; i < plan->n_training; i++) {
    AcuLabelItem item = {.image = plan->training[i], .role = ACU_ROLE_TRAINING};

    g_array_append_val (items, item);
  }
  for (guint k = 0; k < order->len; k++) {
    const AcuOrderEntry *entry = &g_array_index (order, AcuOrderEntry, k);
    AcuLabelItem item = g_array_index (pieces, AcuLabelItem, entry->item);

    item.role = entry->role;
    g_array_append_val (items, item);
  }
  return items;
}

/* ---- Pairs ---- */

static AcuPairTable *
read_answers (AcuCatalog *catalog, gint64 set, const GArray *photos, GError **error)
{
  g_autoptr (GPtrArray) labels = acu_label_store_list (catalog, set, error);
  g_autoptr (GHashTable) places = g_hash_table_new (g_int64_hash, g_int64_equal);
  AcuPairTable *table;

  if (labels == NULL)
    return NULL;
  table = acu_pair_table_new (photos->len);
  for (guint i = 0; i < photos->len; i++)
    g_hash_table_insert (places, &g_array_index (photos, gint64, i), GUINT_TO_POINTER (i));
  for (guint i = 0; i < labels->len; i++) {
    const AcuLabel *label = g_ptr_array_index (labels, i);
    gpointer first, second;

    if (!isnan (label->score) && label->item.role != ACU_ROLE_TRAINING &&
        g_hash_table_lookup_extended (places, &label->item.image, NULL, &first) &&
        g_hash_table_lookup_extended (places, &label->item.other, NULL, &second) && first != second)
      acu_pair_table_add (table, GPOINTER_TO_UINT (first), GPOINTER_TO_UINT (second), label->score,
                          1.0);
  }
  return table;
}

static gboolean
shares_picture (const AcuLabelItem *a, const AcuLabelItem *b)
{
  return a->image == b->image || a->image == b->other || a->other == b->image ||
         a->other == b->other;
}

/* Lets no picture be in two pairs running, where another pair can come between. */
static void
spread_pairs (GArray *items, const AcuLabelItem *last)
{
  for (guint k = 0; k < items->len; k++) {
    const AcuLabelItem *before = k > 0 ? &g_array_index (items, AcuLabelItem, k - 1) : last;
    guint other = k;
    AcuLabelItem item;

    while (before != NULL && other < items->len &&
           shares_picture (before, &g_array_index (items, AcuLabelItem, other)))
      other++;
    if (other == k || other == items->len)
      continue;
    item = g_array_index (items, AcuLabelItem, other);
    g_array_remove_index (items, other);
    g_array_insert_val (items, k, item);
  }
}

GArray *
acu_session_plan_make_round (AcuCatalog *catalog,
                             gint64 set,
                             const AcuSessionSettings *settings,
                             const GArray *shown,
                             guint max,
                             guint64 seed,
                             GError **error)
{
  g_autoptr (AcuPairTable) table = read_answers (catalog, set, settings->photos, error);
  AcuRandom random = acu_random_new (seed, G_MAXUINT32 - 2 - shown->len);
  guint n = MIN (max, MAX (settings->photos->len / 2, 8));
  guint n_repeats = (guint)lround (settings->repeat_share * n);
  const AcuLabelItem *last =
      shown->len > 0 ? &g_array_index (shown, AcuLabelItem, shown->len - 1) : NULL;
  g_autoptr (GArray) picks = NULL;
  GArray *items;

  if (table == NULL)
    return NULL;
  items = g_array_new (FALSE, FALSE, sizeof (AcuLabelItem));
  /* What has been seen lately is no hidden repeat. */
  n_repeats = shown->len < 2 * n ? 0 : n_repeats;
  picks = acu_pair_choice_pick (table, n - n_repeats, seed + shown->len);
  for (guint k = 0; k < picks->len; k++) {
    const AcuPairPick *pick = &g_array_index (picks, AcuPairPick, k);
    AcuLabelItem item = {.image = g_array_index (settings->photos, gint64, pick->first),
                         .other = g_array_index (settings->photos, gint64, pick->second)};

    g_array_append_val (items, item);
  }
  for (guint k = 0; k < n_repeats; k++) {
    const AcuLabelItem *old =
        &g_array_index (shown, AcuLabelItem, acu_random_below (&random, shown->len - n));
    AcuLabelItem item = {.image = old->other, .other = old->image, .role = ACU_ROLE_REPEAT};
    guint place = acu_random_below (&random, items->len + 1);

    if (old->other != 0)
      g_array_insert_val (items, place, item);
  }
  spread_pairs (items, last);
  return items;
}

GArray *
acu_session_plan_make_items (AcuCatalog *catalog,
                             const AcuRatingPlan *plan,
                             const AcuLabelSet *set,
                             guint64 seed,
                             GError **error)
{
  if (set->method != ACU_METHOD_PAIRWISE)
    return make_single_items (catalog, plan, set->method == ACU_METHOD_PATCH, seed, error);
  {
    g_autoptr (GArray) photos = g_array_new (FALSE, FALSE, sizeof (gint64));
    g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (AcuLabelItem));
    AcuSessionSettings settings = {.photos = photos, .repeat_share = plan->repeat_share};

    g_array_append_vals (photos, plan->photos, (guint)plan->n_photos);
    return acu_session_plan_make_round (catalog, set->id, &settings, none, plan->n_pairs, seed,
                                        error);
  }
}
