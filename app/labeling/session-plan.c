#include "app/labeling/session-plan.h"

#include "app/catalog/photo-store.h"
#include "app/labeling/error.h"
#include "app/labeling/pair-round.h"
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
  g_clear_pointer (&settings->controls, g_array_unref);
}

static void
add_photos (JsonBuilder *builder, const char *name, const GArray *photos)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; photos != NULL && i < photos->len; i++)
    json_builder_add_int_value (builder, g_array_index (photos, gint64, i));
  json_builder_end_array (builder);
}

static GArray *
read_photos (JsonObject *object, const char *name)
{
  GArray *photos = g_array_new (FALSE, FALSE, sizeof (gint64));
  JsonArray *array = object != NULL && json_object_has_member (object, name)
                         ? json_object_get_array_member (object, name)
                         : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    gint64 photo = json_array_get_int_element (array, i);

    g_array_append_val (photos, photo);
  }
  return photos;
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
  add_photos (builder, "photos", settings->photos);
  add_photos (builder, "controls", settings->controls);
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

  settings->photos = read_photos (object, "photos");
  settings->controls = read_photos (object, "controls");
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

GArray *
acu_session_plan_make_items (AcuCatalog *catalog,
                             const AcuRatingPlan *plan,
                             const AcuLabelSet *set,
                             const AcuSessionSettings *settings,
                             guint64 seed,
                             GError **error)
{
  return set->method == ACU_METHOD_PAIRWISE
             ? acu_pair_round_make_first (catalog, plan, settings, seed, error)
             : make_single_items (catalog, plan, set->method == ACU_METHOD_PATCH, seed, error);
}
