#include "app/views/catalog-trouble.h"

#include "app/views/catalog-repair.h"

struct _AcuCatalogTrouble {
  GObject parent_instance;

  AcuLibrary *library;
  AdwStatusPage *page; /* of the window, as are the two below */
  GtkWidget *ways;
  GActionMap *actions;
  GCancellable *cancellable;
  gboolean has_backup;
  gboolean is_repairing;
};

G_DEFINE_FINAL_TYPE (AcuCatalogTrouble, acu_catalog_trouble, G_TYPE_OBJECT)

enum { REPAIRED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const char *const ways[] = {"open-again", "restore-backup", "start-fresh", "open-read-only"};

/* Whether the action @way helps against @error.  What is whole, and only cannot be opened now, is
 * not to be thrown away. */
static gboolean
is_way_on (AcuCatalogTrouble *self, const char *way, const GError *error)
{
  gboolean is_whole =
      error->domain == ACU_CATALOG_ERROR &&
      (error->code == ACU_CATALOG_ERROR_READ_ONLY || error->code == ACU_CATALOG_ERROR_FULL ||
       error->code == ACU_CATALOG_ERROR_BUSY);

  if (g_str_equal (way, "open-again"))
    return is_whole || error->code == ACU_CATALOG_ERROR_FILE;
  if (g_str_equal (way, "restore-backup") && !self->has_backup)
    return FALSE;
  return g_str_equal (way, "open-read-only") == is_whole;
}

/* Offers the ways that help against @error; none for NULL. */
static void
enable_ways (AcuCatalogTrouble *self, const GError *error)
{
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++) {
    GAction *action = g_action_map_lookup_action (self->actions, ways[i]);
    g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                                 error && is_way_on (self, ways[i], error));
  }
}

/* Shows the ways that can be gone. */
static void
show_ways (AcuCatalogTrouble *self)
{
  enable_ways (self, acu_library_get_error (self->library));
  for (GtkWidget *button = gtk_widget_get_first_child (self->ways); button;
       button = gtk_widget_get_next_sibling (button))
    gtk_widget_set_visible (button, gtk_widget_get_sensitive (button));
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  AcuCatalogTrouble *self = ACU_CATALOG_TROUBLE (source);
  gboolean has_backup = acu_catalog_repair_look_finish (result, &error);

  if (error)
    return; /* closed meanwhile */
  self->has_backup = has_backup;
  if (!self->is_repairing)
    show_ways (self);
}

static void
repaired_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  AcuCatalogTrouble *self = ACU_CATALOG_TROUBLE (source);
  g_autofree char *text = acu_catalog_repair_finish (result, &error);

  if (!text && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self->is_repairing = FALSE;
  if (!text) {
    acu_library_say (self->library, error->message);
    enable_ways (self, acu_library_get_error (self->library));
    return;
  }
  if (*text)
    g_signal_emit (self, signals[REPAIRED], 0, text);
  acu_library_open (self->library, NULL, ACU_CATALOG_OPEN_DEFAULT);
}

static void
begin_repair (AcuCatalogTrouble *self)
{
  self->is_repairing = TRUE;
  enable_ways (self, NULL); /* one at a time */
}

static void
restore_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  begin_repair (data);
  acu_catalog_repair_restore_async (data, ACU_CATALOG_TROUBLE (data)->cancellable, repaired_cb);
}

static void
start_fresh_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  begin_repair (data);
  acu_catalog_repair_start_fresh_async (data, ACU_CATALOG_TROUBLE (data)->cancellable, repaired_cb);
}

static void
open_again_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  acu_library_open (ACU_CATALOG_TROUBLE (data)->library, NULL, ACU_CATALOG_OPEN_DEFAULT);
}

static void
open_read_only_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  acu_library_open (ACU_CATALOG_TROUBLE (data)->library, NULL, ACU_CATALOG_OPEN_READ_ONLY);
}

static const GActionEntry entries[] = {
    {"restore-backup", restore_action},
    {"start-fresh", start_fresh_action},
    {"open-again", open_again_action},
    {"open-read-only", open_read_only_action},
};

void
acu_catalog_trouble_update (AcuCatalogTrouble *self)
{
  g_return_if_fail (ACU_IS_CATALOG_TROUBLE (self));

  if (acu_library_get_state (self->library) == ACU_LIBRARY_FAILED) {
    const GError *error = acu_library_get_error (self->library);
    g_autofree char *escaped = g_markup_escape_text (error->message, -1);
    adw_status_page_set_description (self->page, escaped);
    self->has_backup = FALSE; /* as far as is known */
    acu_catalog_repair_look_async (G_OBJECT (self), self->cancellable, looked_cb);
  }
  show_ways (self);
}

static void
acu_catalog_trouble_finalize (GObject *object)
{
  AcuCatalogTrouble *self = ACU_CATALOG_TROUBLE (object);

  g_object_unref (self->library);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (acu_catalog_trouble_parent_class)->finalize (object);
}

static void
acu_catalog_trouble_init (AcuCatalogTrouble *self)
{
}

static void
acu_catalog_trouble_class_init (AcuCatalogTroubleClass *class)
{
  G_OBJECT_CLASS (class)->finalize = acu_catalog_trouble_finalize;
  signals[REPAIRED] = g_signal_new ("repaired", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

AcuCatalogTrouble *
acu_catalog_trouble_new (AcuLibrary *library,
                         AdwStatusPage *page,
                         GtkWidget *ways_box,
                         GActionMap *actions,
                         GCancellable *cancellable)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (library) && ADW_IS_STATUS_PAGE (page), NULL);
  g_return_val_if_fail (GTK_IS_WIDGET (ways_box) && G_IS_ACTION_MAP (actions), NULL);
  g_return_val_if_fail (G_IS_CANCELLABLE (cancellable), NULL);

  AcuCatalogTrouble *self = g_object_new (ACU_TYPE_CATALOG_TROUBLE, NULL);
  self->library = g_object_ref (library);
  self->page = page;
  self->ways = ways_box;
  self->actions = actions;
  self->cancellable = g_object_ref (cancellable);
  g_action_map_add_action_entries (actions, entries, G_N_ELEMENTS (entries), self);
  return self;
}
