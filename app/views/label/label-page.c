#include "app/views/label/label-page.h"

#include "app/views/label/label-exchange.h"
#include "app/views/label/label-overview.h"
#include "app/views/label/rating-page.h"
#include "app/views/label/results-page.h"
#include "app/views/label/session-form.h"
#include "app/views/label/set-actions.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/settings.h"
#include "app/views/shared/shown-page.h"

#include <glib/gi18n.h>

struct _AcuLabelPage {
  GtkWidget parent_instance;

  GtkStack *stack;
  AcuLabelOverview *overview;
  AcuSessionForm *form;
  AcuRatingPage *rating;
  AcuResultsPage *results;

  AcuLibrary *library;
  GActionMap *actions;
  AcuLabelSummary *summary; /* NULL before it is read */
  GArray *selection;
  AcuLabelExchange *exchange;
  AcuSetActions *set_actions;
  GCancellable *cancellable;
  GPtrArray *held; /* GAction: what a session keeps out of reach, or does in its own way */
  gboolean is_active;
  gboolean is_rating;
  gboolean is_blind;
  gboolean is_starting;
};

enum { PROP_BLIND = 1, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (AcuLabelPage, acu_label_page, GTK_TYPE_WIDGET)

static gboolean
is_visible_page (AcuLabelPage *self, const char *name)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), name) == 0;
}

static void
tell (AcuLabelPage *self, const char *text)
{
  g_signal_emit_by_name (self->library, "message", text, FALSE);
}

static gboolean
is_writable (AcuLabelPage *self)
{
  return acu_library_get_state (self->library) == ACU_LIBRARY_READY &&
         !acu_catalog_is_read_only (acu_library_get_catalog (self->library));
}

static void
focus (AcuLabelPage *self)
{
  if (!self->is_active)
    return;
  if (is_visible_page (self, "rating"))
    acu_rating_page_focus (self->rating);
  else if (is_visible_page (self, "form"))
    acu_session_form_focus (self->form);
  else if (is_visible_page (self, "overview"))
    acu_label_overview_focus (self->overview);
}

/* What a session changes around it. */

static void
undo_answer (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_action_group_activate_action (G_ACTION_GROUP (ACU_LABEL_PAGE (data)->actions), "label-back",
                                  NULL);
}

/* Puts an action that calls @activate, or NULL: that cannot be done, in the place of another. */
static void
hold (AcuLabelPage *self, const char *name, GCallback activate)
{
  g_autoptr (GSimpleAction) action = g_simple_action_new (name, NULL);

  g_ptr_array_add (self->held, g_object_ref (g_action_map_lookup_action (self->actions, name)));
  if (activate)
    g_signal_connect (action, "activate", activate, self);
  else
    g_simple_action_set_enabled (action, FALSE);
  g_action_map_add_action (self->actions, G_ACTION (action));
}

static void
hold_actions (AcuLabelPage *self)
{
  static const char *const windows[] = {"models", "show-model", "export", "open-folder"};

  /* The keys of undo take the last answer back, instead of changing photos that nobody sees. */
  if (self->is_rating) {
    hold (self, "undo", G_CALLBACK (undo_answer));
    hold (self, "redo", NULL);
  }
  /* What opens a window that would stay hidden. */
  if (self->is_blind)
    for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
      hold (self, windows[i], NULL);
}

static void
give_actions_back (AcuLabelPage *self)
{
  for (guint i = 0; i < self->held->len; i++)
    g_action_map_add_action (self->actions, g_ptr_array_index (self->held, i));
  g_ptr_array_set_size (self->held, 0);
}

static void
update_surroundings (AcuLabelPage *self)
{
  AcuRatingSession *session = acu_rating_page_get_session (self->rating);
  gboolean rates = self->is_active && session;
  gboolean blind = rates && acu_rating_session_is_blind (session);

  if (self->is_rating == rates && self->is_blind == blind)
    return;
  give_actions_back (self);
  self->is_rating = rates;
  self->is_blind = blind;
  hold_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BLIND]);
}

gboolean
acu_label_page_is_blind (AcuLabelPage *self)
{
  g_return_val_if_fail (ACU_IS_LABEL_PAGE (self), FALSE);

  return self->is_blind;
}

void
acu_label_page_set_active (AcuLabelPage *self, gboolean active)
{
  g_return_if_fail (ACU_IS_LABEL_PAGE (self));

  if (self->is_active == active)
    return;
  self->is_active = active;
  if (!active)
    acu_rating_page_pause (self->rating);
  update_surroundings (self);
  focus (self);
}

void
acu_label_page_set_selection (AcuLabelPage *self, GArray *selection)
{
  g_return_if_fail (ACU_IS_LABEL_PAGE (self));

  if (selection)
    g_array_ref (selection);
  g_clear_pointer (&self->selection, g_array_unref);
  self->selection = selection;
}

/* What there is. */

static void
summary_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  AcuLabelSummary *summary = acu_label_summary_read_finish (ACU_CATALOG (source), result, &error);

  if (!summary && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  AcuLabelPage *self = data;
  if (!summary) {
    tell (self, error->message);
    return;
  }
  acu_set_actions_set_summary (self->set_actions, summary);
  g_clear_pointer (&self->summary, acu_label_summary_free);
  self->summary = summary;
  acu_label_overview_set_summary (self->overview, summary);
  if (is_visible_page (self, "overview"))
    focus (self);
}

static void
read_summary (AcuLabelPage *self)
{
  acu_label_summary_read_async (acu_library_get_catalog (self->library), self->cancellable,
                                summary_cb, self);
}

/* During a session its own answers are all that changes, and nobody looks at the overview. */
static void
catalog_changed_cb (AcuLabelPage *self, const AcuCatalogChange *change)
{
  if ((change->flags & ACU_CHANGE_LABELS) && !acu_rating_page_get_session (self->rating))
    read_summary (self);
}

static void overview_action (GSimpleAction *action, GVariant *parameter, gpointer data);

static void
state_changed_cb (AcuLabelPage *self)
{
  AcuLibraryState state = acu_library_get_state (self->library);
  static const char *const writing[] = {"label-new",       "label-start",       "label-resume",
                                        "label-import",    "label-import-file", "label-rename",
                                        "label-rename-to", "label-remove"};

  for (guint i = 0; i < G_N_ELEMENTS (writing); i++)
    g_simple_action_set_enabled (
        G_SIMPLE_ACTION (g_action_map_lookup_action (self->actions, writing[i])),
        is_writable (self));
  /* What is going on belongs to a catalog that may be replaced; its answers are in it. */
  if (state == ACU_LIBRARY_FAILED)
    overview_action (NULL, NULL, self);
  if (state != ACU_LIBRARY_READY)
    return;
  AcuCatalog *catalog = acu_library_get_catalog (self->library);
  g_signal_handlers_disconnect_by_func (catalog, catalog_changed_cb, self);
  g_signal_connect_object (catalog, "changed", G_CALLBACK (catalog_changed_cb), self,
                           G_CONNECT_SWAPPED);
  read_summary (self);
}

/* Going from page to page. */

static void
show_page (AcuLabelPage *self, const char *name)
{
  gtk_stack_set_visible_child_name (self->stack, name);
  if (!is_visible_page (self, "form"))
    acu_session_form_leave (self->form);
  update_surroundings (self);
  focus (self);
}

/* Names and scores that are not looked at are not kept about: a session may come next. */
static void
show_results (AcuLabelPage *self, const char *set)
{
  acu_results_page_set_set (self->results, set);
  acu_label_exchange_set_set (self->exchange, set);
}

static void
overview_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuLabelPage *self = data;

  acu_rating_page_set_session (self->rating, NULL);
  show_results (self, NULL);
  if (acu_library_get_state (self->library) == ACU_LIBRARY_READY)
    read_summary (self);
  show_page (self, "overview");
}

static void
new_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuLabelPage *self = data;

  if (!self->summary || acu_rating_page_get_session (self->rating))
    return;
  acu_session_form_prepare (self->form, self->summary, self->selection);
  show_page (self, "form");
}

static void
session_ready (AcuLabelPage *self, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuRatingSession) session =
      acu_catalog_run_finish (acu_library_get_catalog (self->library), result, &error);

  self->is_starting = FALSE;
  if (!session) {
    tell (self, error->message);
    return;
  }
  show_results (self, NULL);
  acu_rating_page_set_session (self->rating, session);
  show_page (self, "rating");
}

static void
session_ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuLabelPage) self = data;

  if (self->library && gtk_widget_get_root (GTK_WIDGET (self)))
    session_ready (self, result);
}

static gpointer
open_session (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  return acu_rating_session_open (catalog, *(gint64 *)data, error);
}

static void
start_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuLabelPage *self = data;
  GVariantIter iter;
  const char *name;
  GVariant *value;

  if (!is_visible_page (self, "form") || self->is_starting)
    return;
  g_variant_iter_init (&iter, parameter);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    if (!acu_session_form_set_option (self->form, name, value)) {
      g_autofree char *text = g_strdup_printf (_ ("A session has no such setting: %s"), name);
      tell (self, text);
      g_variant_unref (value);
      return;
    }
  self->is_starting = TRUE;
  acu_session_recipe_make_async (acu_library_get_catalog (self->library),
                                 acu_session_form_make_recipe (self->form), session_ready_cb,
                                 g_object_ref (self));
}

static void
resume_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuLabelPage *self = data;
  gint64 id = g_variant_get_int64 (parameter);

  if (self->is_starting || acu_rating_page_get_session (self->rating))
    return;
  self->is_starting = TRUE;
  acu_catalog_run_async (acu_library_get_catalog (self->library), ACU_CATALOG_WRITES, open_session,
                         g_memdup2 (&id, sizeof id), g_free,
                         (GDestroyNotify)acu_rating_session_unref, NULL, session_ready_cb,
                         g_object_ref (self));
}

static void
results_cb (AcuLabelPage *self, const char *set)
{
  show_results (self, set);
  show_page (self, "results");
}

static void
results_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuLabelPage *self = data;

  if (acu_library_get_catalog (self->library) && !acu_rating_page_get_session (self->rating))
    results_cb (self, g_variant_get_string (parameter, NULL));
}

static void
left_cb (AcuLabelPage *self)
{
  overview_action (NULL, NULL, self);
}

void
acu_label_page_attach (AcuLabelPage *self, AcuLibrary *library, GActionMap *actions)
{
  static const GActionEntry entries[] = {
      {"label-overview", overview_action},    {"label-new", new_action},
      {"label-start", start_action, "a{sv}"}, {"label-resume", resume_action, "x"},
      {"label-results", results_action, "s"},
  };

  g_return_if_fail (ACU_IS_LABEL_PAGE (self) && ACU_IS_LIBRARY (library));

  self->library = g_object_ref (library);
  self->actions = actions;
  g_action_map_add_action_entries (actions, entries, G_N_ELEMENTS (entries), self);
  acu_rating_page_attach (self->rating, library, actions);
  acu_session_form_attach (self->form, library);
  acu_results_page_attach (self->results, library, actions);
  self->exchange = acu_label_exchange_new (library, actions, GTK_WIDGET (self));
  self->set_actions = acu_set_actions_new (library, actions, GTK_WIDGET (self));
  g_signal_connect_object (library, "state-changed", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  state_changed_cb (self);
}

static void
acu_label_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_BLIND)
    g_value_set_boolean (value, ACU_LABEL_PAGE (object)->is_blind);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
acu_label_page_dispose (GObject *object)
{
  AcuLabelPage *self = ACU_LABEL_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->exchange, acu_label_exchange_free);
  g_clear_pointer (&self->set_actions, acu_set_actions_free);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_clear_pointer (&self->summary, acu_label_summary_free);
  g_clear_pointer (&self->selection, g_array_unref);
  acu_dispose_template (GTK_WIDGET (self), ACU_TYPE_LABEL_PAGE);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (acu_label_page_parent_class)->dispose (object);
}

static void
acu_label_page_init (AcuLabelPage *self)
{
  g_type_ensure (ACU_TYPE_LABEL_OVERVIEW);
  g_type_ensure (ACU_TYPE_RATING_PAGE);
  g_type_ensure (ACU_TYPE_RESULTS_PAGE);
  g_type_ensure (ACU_TYPE_SESSION_FORM);
  self->cancellable = g_cancellable_new ();
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  acu_shown_page_follow (GTK_WIDGET (self->stack));
  g_signal_connect_swapped (self->rating, "left", G_CALLBACK (left_cb), self);
  g_signal_connect_swapped (self->rating, "results", G_CALLBACK (results_cb), self);
}

static void
acu_label_page_class_init (AcuLabelPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_label_page_dispose;
  G_OBJECT_CLASS (class)->get_property = acu_label_page_get_property;
  properties[PROP_BLIND] =
      g_param_spec_boolean ("blind", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (class), N_PROPERTIES, properties);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/label-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuLabelPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AcuLabelPage, overview);
  gtk_widget_class_bind_template_child (widget_class, AcuLabelPage, form);
  gtk_widget_class_bind_template_child (widget_class, AcuLabelPage, rating);
  gtk_widget_class_bind_template_child (widget_class, AcuLabelPage, results);
}
