#include "app/views/library/filter-bar.h"

#include "app/catalog/repeated-read.h"
#include "app/catalog/scope-facts.h"
#include "app/views/library/day-question.h"
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

static const struct {
  const char *name;
  const char *title;
  guint flags; /* as AcuPhotoQuery has them */
} flag_filters[] = {
    {"any", N_ ("Any flag"), 0},
    {"pick", N_ ("Picked"), 1 << (ACU_FLAG_PICK + 1)},
    {"keep", N_ ("Not rejected"), 1 << (ACU_FLAG_PICK + 1) | 1 << (ACU_FLAG_NONE + 1)},
    {"none", N_ ("No flag"), 1 << (ACU_FLAG_NONE + 1)},
    {"reject", N_ ("Rejected"), 1 << (ACU_FLAG_REJECT + 1)},
};

static const char *const colour_titles[] = {
    [ACU_COLOUR_RED] = N_ ("Red label"),       [ACU_COLOUR_YELLOW] = N_ ("Yellow label"),
    [ACU_COLOUR_GREEN] = N_ ("Green label"),   [ACU_COLOUR_BLUE] = N_ ("Blue label"),
    [ACU_COLOUR_PURPLE] = N_ ("Purple label"),
};

static const struct {
  const char *name;
  const char *title;
} error_filters[] = {
    [ACU_ERRORS_WITH] = {"with", N_ ("Readable or not")},
    [ACU_ERRORS_ONLY] = {"only", N_ ("Cannot be read")},
    [ACU_ERRORS_WITHOUT] = {"without", N_ ("Can be read")},
};

guint
acu_filter_get_flags (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (flag_filters); i++)
    if (g_str_equal (name, flag_filters[i].name))
      return flag_filters[i].flags;
  return 0;
}

static void
set_state (AcuFilterBar *self, const char *name, GVariant *state)
{
  g_autoptr (GVariant) value = g_variant_ref_sink (state);

  if (self->actions)
    g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (self->actions, name)),
                               value);
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

/* The target of filter-stars that means what @query asks for: so many and more, or, below 0, one
 * less than minus so many. */
static int
get_stars (const AcuPhotoQuery *query)
{
  return query->stars_max == 5 ? query->stars_min : -1 - query->stars_max;
}

static void
show_stars (AcuFilterBar *self, int wanted)
{
  g_autoptr (GString) stars = g_string_new (NULL);
  g_autofree char *text = NULL;
  int n = wanted < 0 ? -1 - wanted : wanted;

  for (int i = 0; i < 5; i++)
    g_string_append (stars, i < n ? "★" : "☆");
  if (n == 0)
    text = g_strdup (wanted == 0 ? _ ("Any stars") : _ ("Unrated"));
  else if (wanted < 0) /* Translators: stars, "Exactly ★★★☆☆" */
    text = g_strdup_printf (_ ("Exactly %s"), stars->str);
  else if (n < 5) /* Translators: stars, "★★★☆☆ and up" */
    text = g_strdup_printf (_ ("%s and up"), stars->str);
  set_state (self, "filter-stars", g_variant_new_int32 (wanted));
  show_choice (self->stars, text ?: stars->str);
}

/* Flags, colours, what cannot be read and what is not scored share a button, which names all that
 * is asked for. */
static void
show_marks (AcuFilterBar *self, const AcuPhotoQuery *query)
{
  g_autofree char *text = NULL;
  const char *flag = flag_filters[0].name;
  const char *titles[4 + G_N_ELEMENTS (colour_titles)];
  guint n = 0;

  for (guint i = 1; i < G_N_ELEMENTS (flag_filters); i++)
    if (flag_filters[i].flags == query->flags) {
      flag = flag_filters[i].name;
      titles[n++] = _ (flag_filters[i].title);
    }
  for (guint colour = ACU_COLOUR_RED; colour < G_N_ELEMENTS (colour_titles); colour++)
    if (query->colours & 1u << colour)
      titles[n++] = _ (colour_titles[colour]);
  if (query->errors != ACU_ERRORS_WITH)
    titles[n++] = _ (error_filters[query->errors].title);
  if (query->unscored)
    titles[n++] = _ ("Not scored yet");

  set_state (self, "filter-flag", g_variant_new_string (flag));
  set_state (self, "filter-colour",
             g_variant_new_int32 (query->colours ? g_bit_nth_lsf (query->colours, -1) : 0));
  set_state (self, "filter-errors", g_variant_new_string (error_filters[query->errors].name));
  text = g_strdup (n > 0 ? titles[0] : _ (flag_filters[0].title));
  for (guint i = 1; i < n; i++) {
    char *before = g_steal_pointer (&text);
    /* Translators: filters that hold at once, such as "Picked · Red label" */
    text = g_strdup_printf (C_ ("filters", "%s · %s"), before, titles[i]);
    g_free (before);
  }
  show_choice (self->flag, text);
}

static void
show_date (AcuFilterBar *self, AcuDaySpan span)
{
  g_autofree char *text = acu_day_span_describe (span);

  set_state (self, "filter-date", g_variant_new_string (acu_day_span_get_name (span)));
  show_choice (self->date, text);
}

static void
show_camera (AcuFilterBar *self)
{
  gint64 camera = acu_library_get_query (self->library)->camera;
  const char *name = camera ? g_hash_table_lookup (self->camera_names, &camera) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->camera), self->n_cameras > 0 || camera != 0);
  set_state (self, "filter-camera", g_variant_new_int64 (camera));
  show_choice (self->camera, name ?: _ ("Camera"));
}

static void
show_query (AcuFilterBar *self)
{
  const AcuPhotoQuery *query = acu_library_get_query (self->library);
  AcuScoreScale scale = acu_library_get_scale (self->library);

  self->updating = TRUE;
  acu_score_histogram_set_range (self->histogram, MAX (query->score_min, scale.min),
                                 MIN (query->score_max, scale.max));
  show_range (self);
  show_stars (self, get_stars (query));
  show_marks (self, query);
  show_date (self, (AcuDaySpan){query->taken_from, query->taken_to});
  show_camera (self);
  set_state (self, "filter-text", g_variant_new_string (query->text ?: ""));

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

typedef void (*Change) (AcuPhotoQuery *query, GVariant *value);

static void
change_query (AcuFilterBar *self, Change change, GVariant *value)
{
  g_autoptr (AcuPhotoQuery) query = acu_photo_query_copy (acu_library_get_query (self->library));

  change (query, value);
  acu_library_set_query (self->library, query);
}

static void
change_stars (AcuPhotoQuery *query, GVariant *value)
{
  int wanted = CLAMP (g_variant_get_int32 (value), -6, 5);

  query->stars_min = wanted < 0 ? -1 - wanted : wanted;
  query->stars_max = wanted < 0 ? query->stars_min : 5;
}

static void
change_flag (AcuPhotoQuery *query, GVariant *value)
{
  query->flags = acu_filter_get_flags (g_variant_get_string (value, NULL));
}

static void
change_colour (AcuPhotoQuery *query, GVariant *value)
{
  int colour = CLAMP (g_variant_get_int32 (value), 0, ACU_COLOUR_PURPLE);

  query->colours = colour == ACU_COLOUR_NONE ? 0 : 1u << colour;
}

static void
change_errors (AcuPhotoQuery *query, GVariant *value)
{
  const char *name = g_variant_get_string (value, NULL);

  query->errors = ACU_ERRORS_WITH;
  for (guint i = 0; i < G_N_ELEMENTS (error_filters); i++)
    if (g_str_equal (name, error_filters[i].name))
      query->errors = (AcuErrors)i;
}

static void
change_date (AcuPhotoQuery *query, GVariant *value)
{
  AcuDaySpan span = acu_day_span_get (g_variant_get_string (value, NULL));

  query->taken_from = span.from;
  query->taken_to = span.to;
}

/* What is no span of days changes nothing. */
static void
change_days (AcuPhotoQuery *query, GVariant *value)
{
  const char *first, *last;
  AcuDaySpan span;

  g_variant_get (value, "(&s&s)", &first, &last);
  if (!acu_day_span_parse (first, last, &span))
    return;
  query->taken_from = span.from;
  query->taken_to = span.to;
}

static void
change_camera (AcuPhotoQuery *query, GVariant *value)
{
  query->camera = g_variant_get_int64 (value);
}

static void
change_text (AcuPhotoQuery *query, GVariant *value)
{
  g_autofree char *text = g_strstrip (g_variant_dup_string (value, NULL));

  g_free (query->text);
  query->text = *text ? g_steal_pointer (&text) : NULL;
}

static void
change_filter (GSimpleAction *action, GVariant *value, gpointer data)
{
  static const struct {
    const char *name;
    Change change;
  } changes[] = {
      {"filter-stars", change_stars},   {"filter-flag", change_flag},
      {"filter-colour", change_colour}, {"filter-errors", change_errors},
      {"filter-date", change_date},     {"filter-days", change_days},
      {"filter-camera", change_camera}, {"filter-text", change_text},
  };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    if (g_str_equal (g_action_get_name (G_ACTION (action)), changes[i].name))
      change_query (data, changes[i].change, value);
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
