#include "app/labeling/session-plan.h"

#include "app/catalog/content-hash.h"
#include "app/catalog/photo-store.h"
#include "app/labeling/error.h"
#include "app/labeling/pair-round.h"
#include "app/labeling/photo-group.h"
#include "app/labeling/session-order.h"
#include "compute/random.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* Which of a photo's patches is an example: one that is not rated. */
#define EXAMPLE_PATCH G_MAXUINT32

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
  json_builder_add_string_value (builder, acu_display_scale_to_string (settings->display));
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
  settings->has_display = acu_display_scale_from_string (
      json_object_get_string_member_with_default (object, "display", NULL), &settings->display);
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

/* What the patches of a photo in a set are drawn from.  Every rater of the set is shown the same
 * ones, on other machines too, since what nobody else has seen has no mean opinion: the set and the
 * photo's content decide, or its path where its file cannot be read, and never the session. */
static guint64
make_patch_seed (const AcuLabelSet *set, const AcuPhotoRow *row)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 hash[ACU_CONTENT_HASH_SIZE], digest[32];
  gsize length = sizeof digest;
  goffset size;
  guint64 seed;

  g_checksum_update (checksum, set->uid, ACU_UID_SIZE);
  if (acu_content_hash_compute (row->path, hash, &size, NULL))
    g_checksum_update (checksum, hash, sizeof hash);
  else
    g_checksum_update (checksum, (const guchar *)row->path, -1);
  g_checksum_get_digest (checksum, digest, &length);
  memcpy (&seed, digest, sizeof seed);
  return GUINT64_FROM_LE (seed);
}

/* The @index-th square of @side pixels of the photo; FALSE where none fits. */
static gboolean
cut_patch (const AcuPhotoRow *row, guint64 seed, guint index, int side, AcuLabelItem *item)
{
  AcuRandom random = acu_random_new (seed, (guint64)side << 32 | index);

  if (!row->has_facts || row->facts.width < side || row->facts.height < side)
    return FALSE;
  item->side = side;
  item->y = (int)acu_random_below (&random, (guint32)(row->facts.height - side + 1));
  item->x = (int)acu_random_below (&random, (guint32)(row->facts.width - side + 1));
  return TRUE;
}

/* Photos or patches, and the group of each one's photo. */
typedef struct {
  GArray *items;  /* AcuLabelItem */
  GArray *groups; /* guint */
} Pieces;

static void
pieces_clear (Pieces *pieces)
{
  g_clear_pointer (&pieces->items, g_array_unref);
  g_clear_pointer (&pieces->groups, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pieces, pieces_clear)

static void
pieces_init (Pieces *pieces)
{
  pieces->items = g_array_new (FALSE, FALSE, sizeof (AcuLabelItem));
  pieces->groups = g_array_new (FALSE, FALSE, sizeof (guint));
}

/* Adds a photo, or of a patch set its @n patches from the @first-th on. */
static void
add_pieces (Pieces *pieces,
            const AcuRatingPlan *plan,
            const AcuLabelSet *set,
            const AcuPhotoRow *row,
            guint group,
            guint first,
            guint n)
{
  gboolean patches = set->method == ACU_METHOD_PATCH;
  guint64 seed = patches ? make_patch_seed (set, row) : 0;

  for (guint i = 0; i < (patches ? n : 1); i++) {
    AcuLabelItem item = {.image = row->id};

    if (patches && !cut_patch (row, seed, first + i, plan->patch_side, &item))
      continue;
    g_array_append_val (pieces->items, item);
    g_array_append_val (pieces->groups, group);
  }
}

/* While a session is blind its order must not tell what the model thinks: so many pictures running
 * are the next of the queue, and among themselves in a random order. */
#define ROUND 20

static void
shuffle_rounds (guint32 *queue, gsize n, guint64 seed)
{
  AcuRandom random = acu_random_new (seed, G_MAXUINT32 - 1);

  for (gsize first = 0; first < n; first += ROUND)
    acu_random_shuffle (&random, queue + first, MIN (n - first, ROUND));
}

/* The photos in the order of the plan's queue, as places in plan->photos. */
static guint32 *
order_photos (AcuCatalog *catalog, const AcuRatingPlan *plan, guint64 seed, GError **error)
{
  guint32 *queue =
      acu_rating_queue_order (catalog, &plan->queue, plan->photos, plan->n_photos, seed, error);
  gboolean tells =
      plan->queue.queue == ACU_QUEUE_UNCERTAIN || plan->queue.queue == ACU_QUEUE_BOUNDARY;

  if (queue != NULL && tells && !plan->informed)
    shuffle_rounds (queue, plan->n_photos, seed);
  return queue;
}

/* Adds @pieces to @items in an order of @options, whose last @n_anchors are anchors; examples keep
 * their role. */
static void
arrange (GArray *items, const Pieces *pieces, gboolean examples, AcuOrderOptions *options)
{
  g_autoptr (GArray) order = NULL;

  options->groups = (const guint *)pieces->groups->data;
  options->n_items = pieces->items->len;
  order = acu_session_order_make (options);
  for (guint k = 0; k < order->len; k++) {
    const AcuOrderEntry *entry = &g_array_index (order, AcuOrderEntry, k);
    AcuLabelItem item = g_array_index (pieces->items, AcuLabelItem, entry->item);

    item.role = examples ? ACU_ROLE_TRAINING : entry->role;
    g_array_append_val (items, item);
    options->last_group = &g_array_index (pieces->groups, guint, entry->item);
  }
}

static GArray *
make_single_items (AcuCatalog *catalog,
                   const AcuRatingPlan *plan,
                   const AcuLabelSet *set,
                   guint64 seed,
                   GError **error)
{
  gsize n_rated = plan->n_photos + plan->n_anchors, n = n_rated + plan->n_training;
  gsize n_anchors = 0;
  g_autoptr (GArray) photos = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree guint *groups = g_new (guint, n + 1);
  g_autofree guint32 *queue = NULL, *sequence = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_auto (Pieces) examples = {NULL}, pieces = {NULL};
  GArray *items;
  /* The examples are shuffled, as from weak to strong they would tell what the model thinks, and
   * not by the seed of the rest, which would be shuffled alike. */
  AcuOrderOptions options = {.seed = ~seed};

  g_array_append_vals (photos, plan->photos, (guint)plan->n_photos);
  g_array_append_vals (photos, plan->anchors, (guint)plan->n_anchors);
  g_array_append_vals (photos, plan->training, (guint)plan->n_training);
  rows = get_rows (catalog, (const gint64 *)photos->data, n, error);
  queue = rows != NULL ? order_photos (catalog, plan, seed, error) : NULL;
  if (queue == NULL)
    return NULL;
  acu_photo_group_find (rows, groups);
  pieces_init (&examples);
  pieces_init (&pieces);
  for (gsize k = n_rated; k < n; k++)
    add_pieces (&examples, plan, set, g_ptr_array_index (rows, k), groups[k], EXAMPLE_PATCH, 1);
  for (gsize k = 0; k < n_rated; k++) {
    gsize place = k < plan->n_photos ? queue[k] : k;
    guint n_before = pieces.items->len;

    add_pieces (&pieces, plan, set, g_ptr_array_index (rows, place), groups[place], 0,
                k < plan->n_photos ? plan->patches : 1);
    if (k >= plan->n_photos)
      n_anchors += pieces.items->len - n_before;
  }
  if (pieces.items->len == 0) {
    g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA,
                 "none of the photos is known to be as large as a patch of %d pixels",
                 plan->patch_side);
    return NULL;
  }
  items = g_array_new (FALSE, FALSE, sizeof (AcuLabelItem));
  arrange (items, &examples, TRUE, &options);
  options.seed = seed;
  options.n_anchors = n_anchors;
  options.repeat_share = plan->repeat_share;
  options.repeat_distance = plan->repeat_distance;
  /* The pieces stand in the order of the queue already. */
  sequence = g_new (guint32, pieces.items->len + 1);
  for (guint32 k = 0; k < pieces.items->len; k++)
    sequence[k] = k;
  options.queue = plan->queue.queue != ACU_QUEUE_RANDOM ? sequence : NULL;
  arrange (items, &pieces, FALSE, &options);
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
             : make_single_items (catalog, plan, set, seed, error);
}
