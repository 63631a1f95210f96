#include "app/views/library/filter-bar.h"

#include "app/catalog/repeated-read.h"
#include "app/catalog/scope-facts.h"
#include "app/views/library/day-question.h"
#include "app/views/library/filter-choice.h"
#include "app/views/library/score-histogram.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/menu-label.h"
#include "app/views/shared/settings.h"
#include "app/views/shared/wrap-layout.h"

#include <glib/gi18n.h>
#include <math.h>

/* A range that is being dragged asks for photos this often at most, milliseconds. */
#define DRAG_INTERVAL 60

/* Of what a button stands at; what is longer is cut. */
#define MAX_LETTERS 28

struct _AcuFilterBar {
  GtkWidget parent_instance;

  AcuScoreHistogram *histogram;
  GtkLabel *range;
  GtkLabel *count;
  GtkMenuButton *stars;
  GtkMenuButton *flag;
  GtkMenuButton *camera;
  GtkMenuButton *date;
  GtkMenuButton *sort;
  GtkWidget *clear;

  AcuLibrary *library;
  GActionMap *actions; /* weak: the window may be gone while the flap around this is being folded */
  AcuPhotoList *photos;
  GCancellable *cancellable;
  AcuRepeatedRead *cameras;
  GHashTable *camera_names; /* id to name */
  guint n_cameras;          /* of what is open, which is */
  AcuScope scope;
  gint64 scope_id;
  guint drag_timeout;
  GtkWidget *days;    /* weak: asks for them */
  gboolean is_asking; /* or is about to */
  gboolean updating;  /* what is shown follows the query, and not the other way round */
};

G_DEFINE_FINAL_TYPE (AcuFilterBar, acu_filter_bar, GTK_TYPE_WIDGET)

static void change_filter (GSimpleAction *action, GVariant *value, gpointer data);
static void filter_date (GSimpleAction *action, GVariant *value, gpointer data);
static void clear_filter (GSimpleAction *action, GVariant *parameter, gpointer data);

static const GActionEntry actions[] = {
    {"filter-stars", NULL, "i", "0", change_filter},
    {"filter-flag", NULL, "s", "'any'", change_filter},
    {"filter-colour", NULL, "i", "0", change_filter},
    {"filter-errors", NULL, "s", "'with'", change_filter},
    {"filter-date", NULL, "s", "'any'", filter_date},
    {"filter-days", change_filter, "(ss)"},
    {"filter-camera", NULL, "x", "int64 0", change_filter},
    {"filter-text", NULL, "s", "''", change_filter},
    {"clear-filter", clear_filter},
};

/* What @query asks for is what is chosen. */
static void
set_state (AcuFilterBar *self, const char *name, const AcuPhotoQuery *query)
{
  if (self->actions)
    g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (self->actions, name)),
                               acu_filter_choice_get_state (query, name));
}

/* Showing the query. */

static void
show_range (AcuFilterBar *self)
{
  AcuScoreScale scale = acu_library_get_scale (self->library);
  double lower, upper;

  if (acu_score_histogram_is_open (self->histogram)) {
    gtk_label_set_label (self->range, _ ("Any score"));
    return;
  }
  acu_score_histogram_get_range (self->histogram, &lower, &upper);
  g_autofree char *from = acu_score_format (scale, lower);
  g_autofree char *to = acu_score_format (scale, upper);
  /* Translators: a range of scores, "Score 40 – 100" */
  g_autofree char *text = g_strdup_printf (_ ("Score %s – %s"), from, to);
  gtk_label_set_label (self->range, text);
}

static void
show_result (AcuFilterBar *self)
{
  const AcuPhotoResult *result = acu_photo_list_get_result (self->photos);
  guint counts[ACU_SCORE_HISTOGRAM_BINS] = {0};

  if (!result)
    return;

  G_STATIC_ASSERT (ACU_HISTOGRAM_BINS % ACU_SCORE_HISTOGRAM_BINS == 0);
  for (guint i = 0; i < ACU_HISTOGRAM_BINS; i++)
    counts[i / (ACU_HISTOGRAM_BINS / ACU_SCORE_HISTOGRAM_BINS)] += result->histogram[i];
  acu_score_histogram_set_counts (self->histogram, acu_library_get_scale (self->library), counts);

  g_autofree char *text = NULL;
  guint n = result->photos->len;
  if (n == result->n_in_scope)
    text = g_strdup_printf (ngettext ("%'u photo", "%'u photos", n), n);
  else /* Translators: how many of all photos are shown */
    text = g_strdup_printf (ngettext ("%'u of %'u photo", "%'u of %'u photos", result->n_in_scope),
                            n, result->n_in_scope);
  gtk_label_set_label (self->count, text);
  g_autofree char *longest =
      g_strdup_printf (ngettext ("%'u of %'u photo", "%'u of %'u photos", result->n_in_scope),
                       result->n_in_scope, result->n_in_scope);
  gtk_label_set_width_chars (self->count, (int)g_utf8_strlen (longest, -1));
}

static GtkWidget *
find_label (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_label (child);
    if (found)
      return found;
  }
  return NULL;
}

/* Shows what @button stands at; its name for a screen reader tells what it is for.  Cameras may
 * have names of any length, and many filters may hold at once. */
static void
show_choice (GtkMenuButton *button, const char *text)
{
  /* A new label is a new layout, as often as a range that is dragged asks. */
  if (g_strcmp0 (gtk_menu_button_get_label (button), text) == 0)
    return;
  gtk_menu_button_set_label (button, text);
  GtkWidget *label = find_label (GTK_WIDGET (button));
  if (label) {
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
    gtk_label_set_max_width_chars (GTK_LABEL (label), MAX_LETTERS);
  }
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text, -1);
}

static void
show_camera (AcuFilterBar *self)
{
  const AcuPhotoQuery *query = acu_library_get_query (self->library);
  gint64 camera = query->camera;
  const char *name = camera ? g_hash_table_lookup (self->camera_names, &camera) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->camera), self->n_cameras > 0 || camera != 0);
  set_state (self, "filter-camera", query);
  show_choice (self->camera, name ?: _ ("Camera"));
}

static void
show_query (AcuFilterBar *self)
{
  const AcuPhotoQuery *query = acu_library_get_query (self->library);
  AcuScoreScale scale = acu_library_get_scale (self->library);
  g_autofree char *stars = acu_filter_choice_describe_stars (query);
  g_autofree char *marks = acu_filter_choice_describe_marks (query);
  g_autofree char *date = acu_filter_choice_describe_date (query);

  self->updating = TRUE;
  acu_score_histogram_set_range (self->histogram, MAX (query->score_min, scale.min),
                                 MIN (query->score_max, scale.max));
  show_range (self);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (actions[i].state)
      set_state (self, actions[i].name, query);
  show_choice (self->stars, stars);
  show_choice (self->flag, marks); /* a button for all of them */
  show_choice (self->date, date);
  show_camera (self);

  g_autofree char *nick = g_settings_get_string (acu_settings_get (), "sort");
  static const struct {
    const char *nick;
    const char *title;
  } orders[] = {
      {"best-first", N_ ("Best first")},       {"worst-first", N_ ("Worst first")},
      {"most-stars", N_ ("Most stars first")}, {"newest-first", N_ ("Newest first")},
      {"oldest-first", N_ ("Oldest first")},   {"name", N_ ("By name")},
  };
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    if (g_str_equal (nick, orders[i].nick))
      show_choice (self->sort, _ (orders[i].title));

  /* It keeps its place: what a range is dragged on stays as wide as it is. */
  gtk_widget_set_sensitive (self->clear, acu_photo_query_has_filter (query));
  self->updating = FALSE;
}

/* Changing it. */

static void
change_filter (GSimpleAction *action, GVariant *value, gpointer data)
{
  AcuFilterBar *self = data;
  g_autoptr (AcuPhotoQuery) query = acu_photo_query_copy (acu_library_get_query (self->library));

  if (acu_filter_choice_apply (query, g_action_get_name (G_ACTION (action)), value))
    acu_library_set_query (self->library, query);
}

/* Days that have no name of their own are asked for. */

static gpointer
find_days (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  AcuDaySpan span = {G_MININT64, G_MAXINT64};

  if (!acu_scope_find_times (catalog, data, &span.from, &span.to, cancellable, error))
    return NULL;
  return g_memdup2 (&span, sizeof span);
}

static void
days_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree AcuDaySpan *span = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  AcuFilterBar *self = ACU_FILTER_BAR (data);
  const AcuPhotoQuery *query = acu_library_get_query (self->library);
  AcuDaySpan asked = {query->taken_from, query->taken_to};
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  self->is_asking = FALSE;
  if (!GTK_IS_WINDOW (root))
    return;
  /* It begins with what is filtered already, and else with the days of what is open. */
  if (span && g_str_equal (acu_day_span_get_name (asked), "any"))
    asked = *span;
  g_set_weak_pointer (&self->days, GTK_WIDGET (acu_day_question_ask (GTK_WINDOW (root), asked)));
}

static void
ask_days (AcuFilterBar *self)
{
  AcuCatalog *catalog = acu_library_get_catalog (self->library);

  if (!catalog || self->is_asking || self->days)
    return;
  self->is_asking = TRUE;
  acu_catalog_run_async (catalog, ACU_CATALOG_READS, find_days,
                         acu_photo_query_copy (acu_library_get_query (self->library)),
                         (GDestroyNotify)acu_photo_query_free, g_free, self->cancellable,
                         days_found_cb, self);
}

static void
filter_date (GSimpleAction *action, GVariant *value, gpointer data)
{
  if (g_str_equal (g_variant_get_string (value, NULL), ACU_DAYS_CHOSEN))
    ask_days (data);
  else
    change_filter (action, value, data);
}

static void
clear_filter (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  acu_library_clear_filter (ACU_FILTER_BAR (data)->library);
}

static gboolean
apply_range (gpointer data)
{
  AcuFilterBar *self = data;
  g_autoptr (AcuPhotoQuery) query = acu_photo_query_copy (acu_library_get_query (self->library));
  AcuScoreScale scale = acu_library_get_scale (self->library);
  double lower, upper;

  self->drag_timeout = 0;
  acu_score_histogram_get_range (self->histogram, &lower, &upper);
  query->score_min = lower <= scale.min ? -INFINITY : lower;
  query->score_max = upper >= scale.max ? INFINITY : upper;
  acu_library_set_query (self->library, query);
  return G_SOURCE_REMOVE;
}

static void
range_changed_cb (AcuFilterBar *self)
{
  show_range (self);
  if (!self->updating && self->drag_timeout == 0)
    self->drag_timeout = g_timeout_add (DRAG_INTERVAL, apply_range, self);
}

/* Cameras. */

static gpointer
list_cameras (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  return acu_scope_list_cameras (catalog, data, cancellable, error);
}

/* What is filtered by stays known by its name, also where its last photo has left. */
static void
cameras_cb (gconstpointer answer, gpointer data)
{
  AcuFilterBar *self = ACU_FILTER_BAR (data);
  const GPtrArray *cameras = answer;
  g_autoptr (GMenu) menu = g_menu_new ();

  g_menu_append (menu, _ ("Any camera"), "win.filter-camera(int64 0)");
  for (guint i = 0; i < cameras->len; i++) {
    AcuCamera *camera = g_ptr_array_index (cameras, i);
    g_autofree char *action =
        g_strdup_printf ("win.filter-camera(int64 %" G_GINT64_FORMAT ")", camera->id);
    g_autofree char *label = acu_menu_label_escape (camera->name);
    g_menu_append (menu, label, action);
    g_hash_table_replace (self->camera_names, g_memdup2 (&camera->id, sizeof camera->id),
                          g_strdup (camera->name));
  }
  gtk_menu_button_set_menu_model (self->camera, G_MENU_MODEL (menu));
  self->n_cameras = cameras->len;
  show_camera (self);
}

static void
refresh_cameras (AcuFilterBar *self)
{
  if (self->cameras)
    acu_repeated_read_ask (self->cameras,
                           acu_photo_query_copy (acu_library_get_query (self->library)),
                           (GDestroyNotify)acu_photo_query_free);
}

/* The cameras are those of what is open. */
static void
query_changed_cb (AcuFilterBar *self)
{
  const AcuPhotoQuery *query = acu_library_get_query (self->library);
  gboolean is_elsewhere = query->scope != self->scope || query->scope_id != self->scope_id;

  show_query (self);
  if (!is_elsewhere)
    return;
  self->scope = query->scope;
  self->scope_id = query->scope_id;
  refresh_cameras (self);
}

static void
catalog_changed_cb (AcuFilterBar *self, const AcuCatalogChange *change)
{
  if (change->flags & (ACU_CHANGE_LIST | ACU_CHANGE_FACTS) ||
      (change->flags & ACU_CHANGE_COLLECTIONS && self->scope == ACU_SCOPE_COLLECTION))
    refresh_cameras (self);
}

static void
state_changed_cb (AcuFilterBar *self)
{
  AcuCatalog *catalog = acu_library_get_catalog (self->library);

  if (acu_library_get_state (self->library) != ACU_LIBRARY_READY)
    return;

  /* In another file an id may be another camera's. */
  g_hash_table_remove_all (self->camera_names);
  g_clear_pointer (&self->cameras, acu_repeated_read_free);
  self->cameras = acu_repeated_read_new (catalog, list_cameras, (GDestroyNotify)g_ptr_array_unref,
                                         cameras_cb, self);
  refresh_cameras (self);
  if (self->photos)
    return;

  self->photos = g_object_ref (acu_library_get_photos (self->library));
  g_signal_connect_object (self->photos, "updated", G_CALLBACK (show_result), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (catalog, "changed", G_CALLBACK (catalog_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

void
acu_filter_bar_attach (AcuFilterBar *self, AcuLibrary *library, GActionMap *map)
{
  g_return_if_fail (ACU_IS_FILTER_BAR (self) && ACU_IS_LIBRARY (library));

  g_autoptr (GAction) sort = g_settings_create_action (acu_settings_get (), "sort");

  self->library = g_object_ref (library);
  g_set_weak_pointer (&self->actions, map);
  g_action_map_add_action_entries (map, actions, G_N_ELEMENTS (actions), self);
  g_action_map_add_action (map, sort);
  g_signal_connect_object (library, "query-changed", G_CALLBACK (query_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "state-changed", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  state_changed_cb (self);
  show_query (self);
}

static void
acu_filter_bar_dispose (GObject *object)
{
  AcuFilterBar *self = ACU_FILTER_BAR (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->cameras, acu_repeated_read_free);
  g_clear_handle_id (&self->drag_timeout, g_source_remove);
  g_clear_weak_pointer (&self->actions);
  g_clear_weak_pointer (&self->days);
  g_clear_object (&self->library);
  g_clear_object (&self->photos);
  acu_dispose_template (GTK_WIDGET (self), ACU_TYPE_FILTER_BAR);
  G_OBJECT_CLASS (acu_filter_bar_parent_class)->dispose (object);
}

static void
acu_filter_bar_finalize (GObject *object)
{
  AcuFilterBar *self = ACU_FILTER_BAR (object);

  g_clear_object (&self->cancellable);
  g_hash_table_unref (self->camera_names);
  G_OBJECT_CLASS (acu_filter_bar_parent_class)->finalize (object);
}

static void
acu_filter_bar_init (AcuFilterBar *self)
{
  g_type_ensure (ACU_TYPE_SCORE_HISTOGRAM);
  g_type_ensure (ACU_TYPE_WRAP_LAYOUT);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->camera_names = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_signal_connect_swapped (self->histogram, "range-changed", G_CALLBACK (range_changed_cb), self);
}

static void
acu_filter_bar_class_init (AcuFilterBarClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_filter_bar_dispose;
  G_OBJECT_CLASS (class)->finalize = acu_filter_bar_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/filter-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuFilterBar, histogram);
  gtk_widget_class_bind_template_child (widget_class, AcuFilterBar, range);
  gtk_widget_class_bind_template_child (widget_class, AcuFilterBar, count);
  gtk_widget_class_bind_template_child (widget_class, AcuFilterBar, stars);
  gtk_widget_class_bind_template_child (widget_class, AcuFilterBar, flag);
  gtk_widget_class_bind_template_child (widget_class, AcuFilterBar, camera);
  gtk_widget_class_bind_template_child (widget_class, AcuFilterBar, date);
  gtk_widget_class_bind_template_child (widget_class, AcuFilterBar, sort);
  gtk_widget_class_bind_template_child (widget_class, AcuFilterBar, clear);
}
