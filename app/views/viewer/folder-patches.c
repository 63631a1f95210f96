#include "app/views/viewer/folder-patches.h"

/* Milliseconds from a new score until a folder is read again; and where it is large, at most this
 * part of the time is spent reading. */
#define REST         1500
#define PART_OF_TIME 0.1

/* What is known of one folder by one scorer.  The key comes first. */
typedef struct {
  gint64 folder, scorer;
  AcuPatchHistogram *histogram;
  guint age; /* the state of the catalog that it was read from */
} Entry;

struct _AcuFolderPatches {
  GObject parent_instance;

  AcuLibrary *library;
  gint64 folder;
  GHashTable *entries; /* Entry to itself */
  guint age;           /* grows with every change of scores or photos */
  gboolean reading, again;
  gint64 began; /* of the reading, microseconds */
  guint rest;
  guint timeout;
  GCancellable *cancellable;
  gboolean watching;
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AcuFolderPatches, acu_folder_patches, G_TYPE_OBJECT)

static guint
entry_hash (gconstpointer data)
{
  const Entry *entry = data;

  return g_int64_hash (&entry->folder) * 31 + g_int64_hash (&entry->scorer);
}

static gboolean
entry_equal (gconstpointer a, gconstpointer b)
{
  const Entry *x = a, *y = b;

  return x->folder == y->folder && x->scorer == y->scorer;
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_clear_pointer (&entry->histogram, acu_patch_histogram_free);
  g_free (entry);
}

static Entry *
find (AcuFolderPatches *self)
{
  const AcuScorerInfo *scorer = acu_library_get_scorer (self->library);
  Entry key = {.folder = self->folder, .scorer = scorer ? scorer->id : 0};

  return g_hash_table_lookup (self->entries, &key);
}

static gpointer
read_folder (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const Entry *wanted = data;
  g_autoptr (AcuPatchHistogram) histogram =
      acu_patch_histogram_load (catalog, wanted->scorer, wanted->folder, cancellable, error);
  if (!histogram)
    return NULL;

  Entry *entry = g_memdup2 (wanted, sizeof *wanted);
  entry->histogram = g_steal_pointer (&histogram);
  return entry;
}

static void request (AcuFolderPatches *self);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuFolderPatches) self = data;
  g_autoptr (GError) error = NULL;
  Entry *entry = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);

  if (!entry && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  guint took = (guint)((g_get_monotonic_time () - self->began) / 1000);
  self->rest = MAX (REST, (guint)(took / PART_OF_TIME));
  self->reading = FALSE;
  /* Without it the chart shows the photo alone; what ails the catalog is told elsewhere. */
  if (entry) {
    g_hash_table_replace (self->entries, entry, entry);
    g_signal_emit (self, signals[CHANGED], 0);
  }
  if (self->again)
    request (self);
}

/* Reads the folder, unless what is known of it is up to date. */
static void
request (AcuFolderPatches *self)
{
  const AcuScorerInfo *scorer = acu_library_get_scorer (self->library);
  const Entry *known = find (self);

  self->again = self->reading;
  if (self->reading || !self->folder || !scorer || (known && known->age == self->age))
    return;

  Entry wanted = {.folder = self->folder, .scorer = scorer->id, .age = self->age};
  self->reading = TRUE;
  self->began = g_get_monotonic_time ();
  acu_catalog_run_async (acu_library_get_catalog (self->library), ACU_CATALOG_READS, read_folder,
                         g_memdup2 (&wanted, sizeof wanted), g_free, entry_free, self->cancellable,
                         read_cb, g_object_ref (self));
}

static gboolean
timeout_cb (gpointer data)
{
  AcuFolderPatches *self = data;

  self->timeout = 0;
  request (self);
  return G_SOURCE_REMOVE;
}

static void
catalog_changed_cb (AcuFolderPatches *self, const AcuCatalogChange *change)
{
  if (!(change->flags & (ACU_CHANGE_SCORES | ACU_CHANGE_LIST)))
    return;
  self->age++;
  if (self->folder && !self->timeout)
    self->timeout = g_timeout_add (self->rest, timeout_cb, self);
}

static void
scorer_changed_cb (AcuFolderPatches *self)
{
  request (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
acu_folder_patches_set_folder (AcuFolderPatches *self, gint64 folder)
{
  g_return_if_fail (ACU_IS_FOLDER_PATCHES (self));

  if (self->folder == folder)
    return;
  if (!self->watching) {
    self->watching = TRUE;
    g_signal_connect_object (acu_library_get_catalog (self->library), "changed",
                             G_CALLBACK (catalog_changed_cb), self, G_CONNECT_SWAPPED);
  }
  self->folder = folder;
  request (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

const AcuPatchHistogram *
acu_folder_patches_get (AcuFolderPatches *self)
{
  g_return_val_if_fail (ACU_IS_FOLDER_PATCHES (self), NULL);

  const Entry *entry = find (self);
  return entry ? entry->histogram : NULL;
}

static void
acu_folder_patches_dispose (GObject *object)
{
  AcuFolderPatches *self = ACU_FOLDER_PATCHES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (acu_folder_patches_parent_class)->dispose (object);
}

static void
acu_folder_patches_init (AcuFolderPatches *self)
{
  self->entries = g_hash_table_new_full (entry_hash, entry_equal, NULL, entry_free);
  self->cancellable = g_cancellable_new ();
  self->rest = REST;
}

static void
acu_folder_patches_class_init (AcuFolderPatchesClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = acu_folder_patches_dispose;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

AcuFolderPatches *
acu_folder_patches_new (AcuLibrary *library)
{
  AcuFolderPatches *self = g_object_new (ACU_TYPE_FOLDER_PATCHES, NULL);

  self->library = g_object_ref (library);
  g_signal_connect_object (library, "scorer-changed", G_CALLBACK (scorer_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
