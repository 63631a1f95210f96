#include "app/labeling/session-plan.h"

#include "app/catalog/content-hash.h"
#include "app/catalog/photo-store.h"
#include "app/labeling/error.h"
#include "app/labeling/pair-round.h"
#include "app/labeling/photo-group.h"
#include "app/labeling/session-order.h"
#include "compute/random.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* Which of a photo's patches is an example: one that is not rated. */
#define EXAMPLE_PATCH G_MAXUINT32

/* ---- Settings ---- */

/* Marks settings that say no more than is known. */
#define FORM "2"

void
acu_session_settings_clear (AcuSessionSettings *settings)
{
  g_clear_pointer (&settings->photos, g_array_unref);
  g_clear_pointer (&settings->controls, g_array_unref);
  g_clear_pointer (&settings->queue, g_free);
  g_clear_pointer (&settings->basis, g_free);
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

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

char *
acu_session_settings_to_json (const AcuSessionSettings *settings)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  if (settings->has_display)
    add_text (builder, "display", acu_display_scale_to_string (settings->display));
  if (settings->has_informed) {
    json_builder_set_member_name (builder, "informed");
    json_builder_add_boolean_value (builder, settings->informed);
  }
  json_builder_set_member_name (builder, "break_minutes");
  json_builder_add_double_value (builder, settings->break_minutes);
  if (!isnan (settings->repeat_share)) {
    json_builder_set_member_name (builder, "repeat_share");
    json_builder_add_double_value (builder, settings->repeat_share);
  }
  add_text (builder, "queue", settings->queue);
  add_text (builder, "basis", settings->basis);
  add_text (builder, "of", FORM);
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

  *settings = (AcuSessionSettings){.photos = read_photos (object, "photos"),
                                   .controls = read_photos (object, "controls"),
                                   .break_minutes = 20.0,
                                   .repeat_share = (double)NAN};
  if (object == NULL)
    return;
  settings->n_total = (guint)json_object_get_int_member_with_default (object, "n_total", 0);
  settings->has_display = acu_display_scale_from_string (
      json_object_get_string_member_with_default (object, "display", NULL), &settings->display);
  settings->break_minutes =
      json_object_get_double_member_with_default (object, "break_minutes", settings->break_minutes);
  settings->queue = g_strdup (json_object_get_string_member_with_default (object, "queue", NULL));
  settings->basis = g_strdup (json_object_get_string_member_with_default (object, "basis", NULL));
  /* Before sessions said their form, one from elsewhere claimed what nobody had told. */
  if (settings->n_total == 0 && !json_object_has_member (object, "of"))
    return;
  settings->has_informed = json_object_has_member (object, "informed");
  settings->informed = json_object_get_boolean_member_with_default (object, "informed", FALSE);
  settings->repeat_share =
      json_object_get_double_member_with_default (object, "repeat_share", settings->repeat_share);
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
               ngettext ("%u of the photos to be rated is no longer in the catalog",
                         "%u of the photos to be rated are no longer in the catalog",
                         (guint)n - rows->len),
               (guint)n - rows->len);
  g_ptr_array_unref (rows);
  return NULL;
}

/* A photo by what it holds: the catalog's hash, which is computed where it has none; FALSE where
 * the file is not there either. */
static gboolean
get_content (AcuCatalog *catalog,
             const AcuPhotoRow *row,
             guint8 hash[ACU_CONTENT_HASH_SIZE],
             gboolean *is_known,
             GError **error)
{
  goffset size;

  if (!acu_label_store_get_content (catalog, row->id, &size, hash, is_known, error))
    return FALSE;
  *is_known = *is_known || acu_content_hash_compute (row->path, hash, &size, NULL);
  return TRUE;
}

/* What the patches of a photo are drawn from.  Every rater is shown the same ones, on other
 * machines too, where the set may have been made anew and the photos lie elsewhere, since what
 * nobody else has seen has no mean opinion: the photo's content decides, or its name where its file
 * cannot be read, and never the session. */
static gboolean
make_patch_seed (AcuCatalog *catalog, const AcuPhotoRow *row, guint64 *seed, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 hash[ACU_CONTENT_HASH_SIZE], digest[32];
  gsize length = sizeof digest;
  gboolean is_known;

  if (!get_content (catalog, row, hash, &is_known, error))
    return FALSE;
  if (is_known) {
    g_checksum_update (checksum, hash, sizeof hash);
  } else {
    g_autofree char *name = g_path_get_basename (row->path);

    g_checksum_update (checksum, (const guchar *)name, -1);
  }
  g_checksum_get_digest (checksum, digest, &length);
  memcpy (seed, digest, sizeof *seed);
  *seed = GUINT64_FROM_LE (*seed);
  return TRUE;
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
static gboolean
add_pieces (Pieces *pieces,
            AcuCatalog *catalog,
            const AcuRatingPlan *plan,
            const AcuLabelSet *set,
            const AcuPhotoRow *row,
            guint group,
            guint first,
            guint n,
            GError **error)
{
  gboolean patches = set->method == ACU_METHOD_PATCH;
  guint64 seed = 0;

  if (patches && !make_patch_seed (catalog, row, &seed, error))
    return FALSE;
  for (guint i = 0; i < (patches ? n : 1); i++) {
    AcuLabelItem item = {.image = row->id};

    if (patches && !cut_patch (row, seed, first + i, plan->patch_side, &item))
      continue;
    g_array_append_val (pieces->items, item);
    g_array_append_val (pieces->groups, group);
  }
  return TRUE;
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
  g_autoptr (GPtrArray) rows = NULL, names = NULL;
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
  names =
      queue != NULL ? acu_photo_group_find_in_set (catalog, set->id, rows, groups, error) : NULL;
  if (names == NULL)
    return NULL;
  pieces_init (&examples);
  pieces_init (&pieces);
  for (gsize k = n_rated; k < n; k++)
    if (!add_pieces (&examples, catalog, plan, set, g_ptr_array_index (rows, k), groups[k],
                     EXAMPLE_PATCH, 1, error))
      return NULL;
  for (gsize k = 0; k < n_rated; k++) {
    gsize place = k < plan->n_photos ? queue[k] : k;
    guint n_before = pieces.items->len;

    if (!add_pieces (&pieces, catalog, plan, set, g_ptr_array_index (rows, place), groups[place], 0,
                     k < plan->n_photos ? plan->patches : 1, error))
      return NULL;
    if (k >= plan->n_photos)
      n_anchors += pieces.items->len - n_before;
  }
  if (pieces.items->len == 0) {
    g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA,
                 _ ("none of the photos is known to be as large as a patch of %d pixels"),
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

/* ---- In the same order everywhere ---- */

guint64
acu_session_plan_mix_seed (guint64 seed, const char *rater)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint64 given = GUINT64_TO_LE (seed), mixed;
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *)&given, sizeof given);
  g_checksum_update (checksum, (const guchar *)rater, -1);
  g_checksum_get_digest (checksum, digest, &length);
  memcpy (&mixed, digest, sizeof mixed);
  return GUINT64_FROM_LE (mixed);
}

typedef struct {
  gint64 photo;
  gboolean is_known;
  guint8 hash[ACU_CONTENT_HASH_SIZE];
  guint place;
} Content;

static int
compare_contents (gconstpointer a, gconstpointer b)
{
  const Content *first = a, *second = b;
  int order = first->is_known && second->is_known
                  ? memcmp (first->hash, second->hash, sizeof first->hash)
                  : second->is_known - first->is_known;

  return order != 0 ? order : (first->place > second->place) - (first->place < second->place);
}

GArray *
acu_session_plan_sort_photos (AcuCatalog *catalog, const gint64 *photos, gsize n, GError **error)
{
  g_autoptr (GArray) contents = g_array_sized_new (FALSE, TRUE, sizeof (Content), (guint)n);
  g_autoptr (GPtrArray) rows = get_rows (catalog, photos, n, error);
  GArray *sorted;

  if (rows == NULL)
    return NULL;
  for (guint i = 0; i < rows->len; i++) {
    Content content = {.photo = photos[i], .place = i};

    if (!get_content (catalog, g_ptr_array_index (rows, i), content.hash, &content.is_known, error))
      return NULL;
    g_array_append_val (contents, content);
  }
  g_array_sort (contents, compare_contents);
  sorted = g_array_sized_new (FALSE, FALSE, sizeof (gint64), (guint)n);
  for (guint i = 0; i < contents->len; i++)
    g_array_append_val (sorted, g_array_index (contents, Content, i).photo);
  return sorted;
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
