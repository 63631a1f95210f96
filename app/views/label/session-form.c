#include "app/views/label/session-form.h"

#include "app/views/label/label-words.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/settings.h"

#include <glib/gi18n.h>
#include <math.h>

typedef enum { SOURCE_SELECTION, SOURCE_FILTER, SOURCE_FOLDER, SOURCE_LIST } Source;

static const char *const source_names[] = {"selection", "filter", "folder", "list"};

struct _AcuSessionForm {
  GtkWidget parent_instance;

  AdwComboRow *source;
  AdwActionRow *list_row;
  AdwComboRow *set;
  AdwEntryRow *set_name;
  AdwComboRow *method;
  AdwComboRow *rater;
  AdwEntryRow *rater_name;
  AdwComboRow *queue;
  AdwActionRow *anchors_row, *training_row;
  GtkWidget *pairs_row, *patches_row;
  GtkSpinButton *repeats, *anchors, *training, *breaks, *pairs, *patches;
  AdwEntryRow *seed;
  AdwComboRow *display;
  GtkSwitch *blind;
  GtkTextView *instructions;
  GtkWidget *start;

  AcuLibrary *library;
  GArray *selection; /* gint64, or NULL */
  GArray *sources;   /* Source, by place in the row */
  GPtrArray *known_sets, *known_raters;
  char *list;
  char *filled; /* the instructions that the form wrote itself */
  GCancellable *counting;
  GtkFileChooserNative *chooser;
  guint n_photos;
  gboolean wants_focus; /* as soon as the session can begin */
};

G_DEFINE_FINAL_TYPE (AcuSessionForm, acu_session_form, GTK_TYPE_WIDGET)

/* Rows of choices. */

static Source
get_source (AcuSessionForm *self)
{
  guint place = adw_combo_row_get_selected (self->source);

  return place < self->sources->len ? g_array_index (self->sources, Source, place) : SOURCE_FOLDER;
}

/* The set chosen; NULL for a new one. */
static const AcuLabelSet *
get_set (AcuSessionForm *self)
{
  guint place = adw_combo_row_get_selected (self->set);

  return self->known_sets && place >= 1 && place <= self->known_sets->len
             ? g_ptr_array_index (self->known_sets, place - 1)
             : NULL;
}

static const AcuRater *
get_rater (AcuSessionForm *self)
{
  guint place = adw_combo_row_get_selected (self->rater);

  return self->known_raters && place < self->known_raters->len
             ? g_ptr_array_index (self->known_raters, place)
             : NULL;
}

static AcuLabelMethod
get_method (AcuSessionForm *self)
{
  const AcuLabelSet *set = get_set (self);

  return set ? set->method : (AcuLabelMethod)adw_combo_row_get_selected (self->method);
}

static char *
get_text (GtkTextView *view)
{
  GtkTextIter start, end;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static guint
get_number (GtkSpinButton *button)
{
  return (guint)gtk_spin_button_get_value_as_int (button);
}

/* How many photos a source has. */

static void
update_start (AcuSessionForm *self)
{
  const char *set = gtk_editable_get_text (GTK_EDITABLE (self->set_name));
  const char *rater = gtk_editable_get_text (GTK_EDITABLE (self->rater_name));

  gtk_widget_set_sensitive (self->start, self->n_photos > 0 && (get_set (self) || *set) &&
                                             (get_rater (self) || *rater));
  if (self->wants_focus && gtk_widget_get_sensitive (self->start)) {
    self->wants_focus = FALSE;
    gtk_widget_grab_focus (self->start);
  }
}

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
  AcuSessionForm *self;

  if (!photos && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = data;
  self->n_photos = photos ? photos->len : 0;
  g_autofree char *text =
      photos ? g_strdup_printf (ngettext ("%'u photo", "%'u photos", photos->len), photos->len)
             : g_markup_escape_text (error->message, -1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->source), text);
  update_start (self);
}

static void
fill_source (AcuSessionForm *self, AcuSessionRecipe *recipe)
{
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
source_changed_cb (AcuSessionForm *self)
{
  Source source = get_source (self);
  AcuCatalog *catalog = self->library ? acu_library_get_catalog (self->library) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->list_row), source == SOURCE_LIST);
  g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  self->n_photos = 0;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->source), "");
  update_start (self);
  if (!catalog || (source == SOURCE_LIST && !self->list))
    return;

  AcuSessionRecipe *recipe = acu_session_recipe_new ();
  fill_source (self, recipe);
  self->counting = g_cancellable_new ();
  acu_catalog_run_async (catalog, ACU_CATALOG_READS, count_photos, recipe,
                         (GDestroyNotify)acu_session_recipe_free, (GDestroyNotify)g_array_unref,
                         self->counting, counted_cb, self);
}

static void
set_list (AcuSessionForm *self, const char *path)
{
  g_free (self->list);
  self->list = g_strdup (path);
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *escaped = g_markup_escape_text (name, -1);
  adw_action_row_set_subtitle (self->list_row, escaped);
  source_changed_cb (self);
}

static void
list_chosen_cb (AcuSessionForm *self, int response)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                               ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser))
                               : NULL;
  g_autofree char *path = file ? g_file_get_path (file) : NULL;

  g_clear_object (&self->chooser);
  if (path)
    set_list (self, path);
}

static void
choose_list_cb (AcuSessionForm *self)
{
  if (self->chooser)
    return;
  self->chooser = gtk_file_chooser_native_new (_ ("A list of photos"),
                                               GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Choose"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_swapped (self->chooser, "response", G_CALLBACK (list_chosen_cb), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* What depends on set and method. */

static void
fill_instructions (AcuSessionForm *self)
{
  const AcuLabelSet *set = get_set (self);
  const char *text = set && set->note && *set->note
                         ? set->note
                         : acu_label_method_get_instructions (get_method (self));
  g_autofree char *present = get_text (self->instructions);

  /* What a person wrote stays. */
  if (!set && *present && g_strcmp0 (present, self->filled) != 0)
    return;
  g_free (self->filled);
  self->filled = g_strdup (text);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->instructions), text, -1);
}

static void
set_changed_cb (AcuSessionForm *self)
{
  const AcuLabelSet *set = get_set (self);
  gboolean pairs = get_method (self) == ACU_METHOD_PAIRWISE;

  gtk_widget_set_visible (GTK_WIDGET (self->set_name), !set);
  gtk_widget_set_visible (GTK_WIDGET (self->method), !set);
  gtk_widget_set_visible (GTK_WIDGET (self->rater_name), !get_rater (self));
  gtk_text_view_set_editable (self->instructions, !set);
  gtk_widget_set_visible (GTK_WIDGET (self->queue), !pairs);
  adw_action_row_set_subtitle (
      self->training_row,
      pairs ? _ ("Pairs shown first and not counted, from easy to hard")
            : _ ("Shown first and not counted; taken out of the photos where there are plenty"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->anchors_row),
                                 pairs ? _ ("Control pairs") : _ ("Anchors"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->anchors), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  pairs ? _ ("Control pairs") : _ ("Anchors"), -1);
  adw_action_row_set_subtitle (
      self->anchors_row,
      pairs ? _ ("The same pairs for everybody, clearly different, to see who pays attention")
            : _ ("The same pictures for everybody, so that sessions can be compared"));
  gtk_widget_set_visible (self->pairs_row, pairs);
  gtk_widget_set_visible (self->patches_row, get_method (self) == ACU_METHOD_PATCH);
  fill_instructions (self);
  update_start (self);
}

/* Preparing. */

static void
set_choices (AdwComboRow *row, GPtrArray *choices)
{
  g_autoptr (GtkStringList) model = NULL;

  g_ptr_array_add (choices, NULL);
  model = gtk_string_list_new ((const char *const *)choices->pdata);
  adw_combo_row_set_model (row, G_LIST_MODEL (model));
}

/* The name of the folder shown, or another one that no set has yet. */
static char *
suggest_name (AcuSessionForm *self, const AcuLabelSummary *summary)
{
  const char *folder = acu_library_get_folder (self->library);
  g_autofree char *base = folder ? g_filename_display_basename (folder) : g_strdup (_ ("Ratings"));

  for (guint n = 1;; n++) {
    g_autofree char *name = n == 1 ? g_strdup (base) : g_strdup_printf ("%s %u", base, n);
    gboolean taken = FALSE;
    for (guint i = 0; i < summary->sets->len; i++)
      taken |= g_str_equal (((AcuLabelSet *)g_ptr_array_index (summary->sets, i))->name, name);
    if (!taken)
      return g_steal_pointer (&name);
  }
}

static void
prepare_sources (AcuSessionForm *self)
{
  g_autoptr (GPtrArray) choices = g_ptr_array_new_with_free_func (g_free);
  const Source others[] = {SOURCE_FILTER, SOURCE_FOLDER, SOURCE_LIST};

  g_array_set_size (self->sources, 0);
  if (self->selection && self->selection->len > 1) {
    Source source = SOURCE_SELECTION;
    g_array_append_val (self->sources, source);
    g_ptr_array_add (choices, g_strdup (_ ("The selection")));
  }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    if (others[i] == SOURCE_FILTER &&
        !acu_photo_query_has_filter (acu_library_get_query (self->library)))
      continue;
    g_array_append_val (self->sources, others[i]);
    g_ptr_array_add (choices, g_strdup (others[i] == SOURCE_FILTER   ? _ ("What is filtered")
                                        : others[i] == SOURCE_FOLDER ? _ ("The open folder")
                                                                     : _ ("A list in a file")));
  }
  set_choices (self->source, choices);
}

void
acu_session_form_prepare (AcuSessionForm *self, const AcuLabelSummary *summary, GArray *selection)
{
  g_autoptr (GPtrArray) sets = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) raters = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *last = g_settings_get_string (acu_settings_get (), "label-rater");
  guint chosen = 0;

  g_return_if_fail (ACU_IS_SESSION_FORM (self) && self->library && summary);

  g_clear_pointer (&self->selection, g_array_unref);
  self->selection = selection ? g_array_ref (selection) : NULL;
  g_clear_pointer (&self->known_sets, g_ptr_array_unref);
  g_clear_pointer (&self->known_raters, g_ptr_array_unref);
  self->known_sets = g_ptr_array_ref (summary->sets);
  self->known_raters = g_ptr_array_ref (summary->raters);

  g_ptr_array_add (sets, g_strdup (_ ("A new one")));
  for (guint i = 0; i < summary->sets->len; i++)
    g_ptr_array_add (sets, g_strdup (((AcuLabelSet *)g_ptr_array_index (summary->sets, i))->name));
  for (guint i = 0; i < summary->raters->len; i++) {
    const AcuRater *rater = g_ptr_array_index (summary->raters, i);
    g_ptr_array_add (raters, g_strdup (rater->name));
    if (g_str_equal (rater->name, last))
      chosen = i;
  }
  g_ptr_array_add (raters, g_strdup (_ ("Somebody new")));
  set_choices (self->set, sets);
  set_choices (self->rater, raters);
  adw_combo_row_set_selected (self->rater, chosen);

  g_autofree char *name = suggest_name (self, summary);
  gtk_editable_set_text (GTK_EDITABLE (self->set_name), name);
  const char *person = g_get_real_name ();
  if (!*gtk_editable_get_text (GTK_EDITABLE (self->rater_name)))
    gtk_editable_set_text (GTK_EDITABLE (self->rater_name),
                           g_str_equal (person, "Unknown") ? g_get_user_name () : person);
  prepare_sources (self);
  set_changed_cb (self);
  source_changed_cb (self);
}

/* Fields by name. */

static gboolean
choose (AdwComboRow *row, const char *const *names, guint n, const char *name)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (names[i], name) == 0) {
      adw_combo_row_set_selected (row, i);
      return TRUE;
    }
  return FALSE;
}

static gboolean
set_source (AcuSessionForm *self, const char *name)
{
  for (guint i = 0; i < self->sources->len; i++)
    if (g_str_equal (source_names[g_array_index (self->sources, Source, i)], name)) {
      adw_combo_row_set_selected (self->source, i);
      return TRUE;
    }
  return FALSE;
}

static gboolean
set_text (AcuSessionForm *self, const char *name, const char *text)
{
  static const char *const queues[] = {"random", "uncertain", "disagreement", "boundary"};
  static const char *const methods[] = {"acr", "continuous", "pairwise", "patch"};
  static const char *const displays[] = {"fit", "actual"};

  if (g_str_equal (name, "source"))
    return set_source (self, text);
  if (g_str_equal (name, "queue"))
    return choose (self->queue, queues, G_N_ELEMENTS (queues), text);
  if (g_str_equal (name, "method"))
    return choose (self->method, methods, G_N_ELEMENTS (methods), text);
  if (g_str_equal (name, "display"))
    return choose (self->display, displays, G_N_ELEMENTS (displays), text);
  if (g_str_equal (name, "list")) {
    set_list (self, text);
    return set_source (self, "list");
  }
  if (g_str_equal (name, "instructions")) {
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->instructions), text, -1);
    return TRUE;
  }
  if (g_str_equal (name, "set")) {
    guint place = 0;
    for (guint i = 0; i < self->known_sets->len; i++)
      if (g_str_equal (((AcuLabelSet *)g_ptr_array_index (self->known_sets, i))->name, text))
        place = i + 1;
    adw_combo_row_set_selected (self->set, place);
    gtk_editable_set_text (GTK_EDITABLE (self->set_name), text);
    return TRUE;
  }
  if (g_str_equal (name, "rater")) {
    guint place = self->known_raters->len;
    for (guint i = 0; i < self->known_raters->len; i++)
      if (g_str_equal (((AcuRater *)g_ptr_array_index (self->known_raters, i))->name, text))
        place = i;
    adw_combo_row_set_selected (self->rater, place);
    gtk_editable_set_text (GTK_EDITABLE (self->rater_name), text);
    return TRUE;
  }
  return FALSE;
}

gboolean
acu_session_form_set_option (AcuSessionForm *self, const char *name, GVariant *value)
{
  const struct {
    const char *name;
    GtkSpinButton *button;
  } numbers[] = {
      {"repeats", self->repeats}, {"anchors", self->anchors}, {"training", self->training},
      {"breaks", self->breaks},   {"pairs", self->pairs},     {"patches", self->patches},
  };

  g_return_val_if_fail (ACU_IS_SESSION_FORM (self) && self->known_sets, FALSE);

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return set_text (self, name, g_variant_get_string (value, NULL));
  if (g_str_equal (name, "blind") && g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN)) {
    gtk_switch_set_active (self->blind, g_variant_get_boolean (value));
    return TRUE;
  }
  if (g_str_equal (name, "seed") && g_variant_is_of_type (value, G_VARIANT_TYPE_UINT64)) {
    g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, g_variant_get_uint64 (value));
    gtk_editable_set_text (GTK_EDITABLE (self->seed), text);
    return TRUE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (g_str_equal (name, numbers[i].name) &&
        g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32)) {
      gtk_spin_button_set_value (numbers[i].button, g_variant_get_uint32 (value));
      return TRUE;
    }
  return FALSE;
}

/* The recipe. */

static void
fill_set (AcuSessionForm *self, AcuSessionRecipe *recipe)
{
  static const struct {
    double min, max;
  } scales[] = {
      [ACU_METHOD_ACR] = {1, 5},
      [ACU_METHOD_CONTINUOUS] = {0, 100},
      [ACU_METHOD_PAIRWISE] = {0, 1},
      [ACU_METHOD_PATCH] = {1, 5},
  };
  const AcuLabelSet *set = get_set (self);

  recipe->label_set = set ? set->id : 0;
  recipe->set_name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->set_name))));
  recipe->method = get_method (self);
  recipe->score_min = scales[recipe->method].min;
  recipe->score_max = scales[recipe->method].max;
  recipe->note = get_text (self->instructions);
}

static void
fill_plan (AcuSessionForm *self, AcuSessionRecipe *recipe)
{
  const AcuScorerInfo *scorer = acu_library_get_scorer (self->library);
  AcuScoreScale scale = acu_library_get_scale (self->library);
  AcuRatingPlan *plan = &recipe->plan;

  plan->queue.queue = (AcuRatingQueue)adw_combo_row_get_selected (self->queue);
  /* Without scores there is neither doubt nor a boundary. */
  if (!scorer &&
      (plan->queue.queue == ACU_QUEUE_UNCERTAIN || plan->queue.queue == ACU_QUEUE_BOUNDARY))
    plan->queue.queue = ACU_QUEUE_RANDOM;
  plan->queue.scorer = recipe->scorer = scorer ? scorer->id : 0;
  /* Where a photo stops being weak. */
  plan->queue.boundary = scale.min + 0.4 * (scale.max - scale.min);
  plan->repeat_share = gtk_spin_button_get_value (self->repeats) / 100;
  plan->seed = g_ascii_strtoull (gtk_editable_get_text (GTK_EDITABLE (self->seed)), NULL, 10);
  plan->n_pairs = get_number (self->pairs);
  plan->patches = get_number (self->patches);
  plan->display = (AcuDisplayScale)adw_combo_row_get_selected (self->display);
  plan->informed = !gtk_switch_get_active (self->blind);
  plan->break_minutes = gtk_spin_button_get_value (self->breaks);
  recipe->n_training = get_number (self->training);
  recipe->n_anchors = get_number (self->anchors);
}

AcuSessionRecipe *
acu_session_form_make_recipe (AcuSessionForm *self)
{
  g_return_val_if_fail (ACU_IS_SESSION_FORM (self) && self->library, NULL);

  AcuSessionRecipe *recipe = acu_session_recipe_new ();
  const AcuRater *rater = get_rater (self);
  fill_source (self, recipe);
  fill_set (self, recipe);
  fill_plan (self, recipe);
  recipe->rater = rater ? rater->id : 0;
  recipe->rater_name =
      g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->rater_name))));
  g_settings_set_string (acu_settings_get (), "label-rater",
                         rater ? rater->name : recipe->rater_name);
  return recipe;
}

void
acu_session_form_focus (AcuSessionForm *self)
{
  g_return_if_fail (ACU_IS_SESSION_FORM (self));

  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  if (root)
    gtk_window_set_default_widget (GTK_WINDOW (root), self->start);
  /* Where the photos are still being counted, it cannot have it yet. */
  self->wants_focus = !gtk_widget_grab_focus (self->start);
}

void
acu_session_form_attach (AcuSessionForm *self, AcuLibrary *library)
{
  g_return_if_fail (ACU_IS_SESSION_FORM (self) && ACU_IS_LIBRARY (library));

  self->library = g_object_ref (library);
}

static void
acu_session_form_dispose (GObject *object)
{
  AcuSessionForm *self = ACU_SESSION_FORM (object);

  g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->selection, g_array_unref);
  g_clear_pointer (&self->sources, g_array_unref);
  g_clear_pointer (&self->known_sets, g_ptr_array_unref);
  g_clear_pointer (&self->known_raters, g_ptr_array_unref);
  g_clear_pointer (&self->list, g_free);
  g_clear_pointer (&self->filled, g_free);
  acu_dispose_template (GTK_WIDGET (self), ACU_TYPE_SESSION_FORM);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (acu_session_form_parent_class)->dispose (object);
}

static void
acu_session_form_init (AcuSessionForm *self)
{
  self->sources = g_array_new (FALSE, FALSE, sizeof (Source));
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
acu_session_form_class_init (AcuSessionFormClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_session_form_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/session-form.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuSessionForm, source);
  gtk_widget_class_bind_template_child (widget_class, AcuSessionForm, list_row);
  gtk_widget_class_bind_template_child (widget_class, AcuSessionForm, set);
  gtk_widget_class_bind_template_child (widget_class, AcuSessionForm, set_name);
  gtk_widget_class_bind_template_child (widget_class, AcuSessionForm, method);
  gtk_widget_class_bind_template_child (widget_class, AcuSessionForm, rater);
  gtk_widget_class_bind_template_child (widget_class, AcuSessionForm, rater_name);
  gtk_widget_class_bind_template_child (widget_class, AcuSessionForm, queue);
  gtk_widget_class_bind_template_child (widget_class, AcuSessionForm, anchors_row);
  gtk_widget_class_bind_template_child (widget_class, AcuSessionForm, training_row);
  gtk_widget_class_bind_template_child (widget_class, AcuSessionForm, pairs_row);
  gtk_widget_class_bind_template_child (widget_class, AcuSessionForm, patches_row);
  gtk_widget_class_bind_template_child (widget_class, AcuSessionForm, repeats);
  gtk_widget_class_bind_template_child (widget_class, AcuSessionForm, anchors);
  gtk_widget_class_bind_template_child (widget_class, AcuSessionForm, training);
  gtk_widget_class_bind_template_child (widget_class, AcuSessionForm, breaks);
  gtk_widget_class_bind_template_child (widget_class, AcuSessionForm, pairs);
  gtk_widget_class_bind_template_child (widget_class, AcuSessionForm, patches);
  gtk_widget_class_bind_template_child (widget_class, AcuSessionForm, seed);
  gtk_widget_class_bind_template_child (widget_class, AcuSessionForm, display);
  gtk_widget_class_bind_template_child (widget_class, AcuSessionForm, blind);
  gtk_widget_class_bind_template_child (widget_class, AcuSessionForm, instructions);
  gtk_widget_class_bind_template_child (widget_class, AcuSessionForm, start);
  gtk_widget_class_bind_template_callback (widget_class, source_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, set_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_start);
  gtk_widget_class_bind_template_callback (widget_class, choose_list_cb);
}

GtkWidget *
acu_session_form_new (void)
{
  return g_object_new (ACU_TYPE_SESSION_FORM, NULL);
}
