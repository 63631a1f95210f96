#include "app/views/label/session-source.h"

#include "app/views/shared/choice-row.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/settings.h"

#include <glib/gi18n.h>

typedef enum { SOURCE_SELECTION, SOURCE_FILTER, SOURCE_FOLDER, SOURCE_LIST } Source;

static const char *const source_names[] = {"selection", "filter", "folder", "list"};

struct _AcuSessionSource {
  GtkWidget parent_instance;

  AdwComboRow *source;
  AdwActionRow *list_row;

  AcuLibrary *library;
  GArray *selection; /* gint64, or NULL */
  GArray *sources;   /* Source, by place in the row */
  char *list;
  GCancellable *counting;
  GtkFileChooserNative *chooser;
  GArray *photos; /* gint64; NULL while they are being counted */
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AcuSessionSource, acu_session_source, GTK_TYPE_WIDGET)

static Source
get_source (AcuSessionSource *self)
{
  guint place = adw_combo_row_get_selected (self->source);

  return place < self->sources->len ? g_array_index (self->sources, Source, place) : SOURCE_FOLDER;
}

/* How many photos a source has. */

static gpointer
count_photos (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  return acu_session_recipe_list_photos (catalog, data, error);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) photos = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);
  AcuSessionSource *self;

  if (!photos && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = data;
  self->photos = photos ? g_array_ref (photos) : NULL;
  g_autofree char *text =
      photos ? g_strdup_printf (ngettext ("%'u photo", "%'u photos", photos->len), photos->len)
             : g_markup_escape_text (error->message, -1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->source), text);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
acu_session_source_fill (AcuSessionSource *self, AcuSessionRecipe *recipe)
{
  g_return_if_fail (ACU_IS_SESSION_SOURCE (self) && self->library && recipe);

  switch (get_source (self)) {
  case SOURCE_SELECTION:
    recipe->photos = g_array_ref (self->selection);
    break;
  case SOURCE_LIST:
    recipe->list = g_strdup (self->list);
    break;
  case SOURCE_FOLDER:
  case SOURCE_FILTER:
  default:
    recipe->query = acu_photo_query_copy (acu_library_get_query (self->library));
    if (get_source (self) == SOURCE_FILTER)
      break;
    AcuScope scope = recipe->query->scope;
    gint64 id = recipe->query->scope_id;
    acu_photo_query_clear (recipe->query);
    acu_photo_query_init (recipe->query);
    recipe->query->scope = scope;
    recipe->query->scope_id = id;
  }
}

static void
source_changed_cb (AcuSessionSource *self)
{
  Source source = get_source (self);
  AcuCatalog *catalog = self->library ? acu_library_get_catalog (self->library) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->list_row), source == SOURCE_LIST);
  g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  g_clear_pointer (&self->photos, g_array_unref);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->source), "");
  g_signal_emit (self, signals[CHANGED], 0);
  if (!catalog || (source == SOURCE_LIST && !self->list))
    return;

  AcuSessionRecipe *recipe = acu_session_recipe_new ();
  acu_session_source_fill (self, recipe);
  self->counting = g_cancellable_new ();
  acu_catalog_run_async (catalog, ACU_CATALOG_READS, count_photos, recipe,
                         (GDestroyNotify)acu_session_recipe_free, (GDestroyNotify)g_array_unref,
                         self->counting, counted_cb, self);
}

void
acu_session_source_set_list (AcuSessionSource *self, const char *path)
{
  g_return_if_fail (ACU_IS_SESSION_SOURCE (self) && path);

  g_free (self->list);
  self->list = g_strdup (path);
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *escaped = g_markup_escape_text (name, -1);
  adw_action_row_set_subtitle (self->list_row, escaped);
  source_changed_cb (self);
}

static void
list_chosen_cb (AcuSessionSource *self, int response)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                               ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser))
                               : NULL;
  g_autofree char *path = file ? g_file_get_path (file) : NULL;

  g_clear_object (&self->chooser);
  if (path)
    acu_session_source_set_list (self, path);
}

static void
choose_list_cb (AcuSessionSource *self)
{
  if (self->chooser)
    return;
  self->chooser = gtk_file_chooser_native_new (_ ("A list of photos"),
                                               GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Choose"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (list_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

GArray *
acu_session_source_get_photos (AcuSessionSource *self)
{
  g_return_val_if_fail (ACU_IS_SESSION_SOURCE (self), NULL);

  return self->photos;
}

static void
offer (AcuSessionSource *self, GPtrArray *choices, Source source, const char *text)
{
  g_array_append_val (self->sources, source);
  g_ptr_array_add (choices, (gpointer)text);
}

void
acu_session_source_prepare (AcuSessionSource *self, GArray *selection)
{
  g_autoptr (GPtrArray) choices = g_ptr_array_new ();

  g_return_if_fail (ACU_IS_SESSION_SOURCE (self) && self->library);

  if (selection)
    g_array_ref (selection);
  g_clear_pointer (&self->selection, g_array_unref);
  self->selection = selection;
  g_array_set_size (self->sources, 0);
  if (selection && selection->len > 1)
    offer (self, choices, SOURCE_SELECTION, _ ("The selection"));
  if (acu_photo_query_has_filter (acu_library_get_query (self->library)))
    offer (self, choices, SOURCE_FILTER, _ ("What is filtered"));
  offer (self, choices, SOURCE_FOLDER, _ ("The open folder"));
  offer (self, choices, SOURCE_LIST, _ ("A list in a file"));
  acu_choice_row_offer_array (self->source, choices, 0);
  source_changed_cb (self);
}

gboolean
acu_session_source_choose (AcuSessionSource *self, const char *name)
{
  g_return_val_if_fail (ACU_IS_SESSION_SOURCE (self), FALSE);

  for (guint i = 0; i < self->sources->len; i++)
    if (g_str_equal (source_names[g_array_index (self->sources, Source, i)], name)) {
      adw_combo_row_set_selected (self->source, i);
      return TRUE;
    }
  return FALSE;
}

void
acu_session_source_attach (AcuSessionSource *self, AcuLibrary *library)
{
  g_return_if_fail (ACU_IS_SESSION_SOURCE (self) && ACU_IS_LIBRARY (library));

  self->library = g_object_ref (library);
}

static void
acu_session_source_dispose (GObject *object)
{
  AcuSessionSource *self = ACU_SESSION_SOURCE (object);

  g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->selection, g_array_unref);
  g_clear_pointer (&self->sources, g_array_unref);
  g_clear_pointer (&self->photos, g_array_unref);
  g_clear_pointer (&self->list, g_free);
  acu_dispose_template (GTK_WIDGET (self), ACU_TYPE_SESSION_SOURCE);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (acu_session_source_parent_class)->dispose (object);
}

static void
acu_session_source_init (AcuSessionSource *self)
{
  self->sources = g_array_new (FALSE, FALSE, sizeof (Source));
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
acu_session_source_class_init (AcuSessionSourceClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_session_source_dispose;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               ACU_RESOURCE_PATH "/session-source.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuSessionSource, source);
  gtk_widget_class_bind_template_child (widget_class, AcuSessionSource, list_row);
  gtk_widget_class_bind_template_callback (widget_class, source_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_list_cb);
}

GtkWidget *
acu_session_source_new (void)
{
  return g_object_new (ACU_TYPE_SESSION_SOURCE, NULL);
}
