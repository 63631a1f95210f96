#include "app/views/label/session-form.h"

#include "app/culling/cull-plan.h"
#include "app/views/label/label-words.h"
#include "app/views/label/queue-note.h"
#include "app/views/label/session-source.h"
#include "app/views/shared/choice-row.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/settings.h"

#include <glib/gi18n.h>
#include <math.h>

struct _AcuSessionForm {
  GtkWidget parent_instance;

  AcuSessionSource *source;
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
  GPtrArray *known_sets, *known_raters;
  GCancellable *asking; /* what the queue rests on */
  char *filled;         /* the instructions that the form put there last */
  char *written;        /* those that a person wrote for a new set, or NULL */
  gboolean wants_focus; /* as soon as the session can begin */
};

G_DEFINE_FINAL_TYPE (AcuSessionForm, acu_session_form, GTK_TYPE_WIDGET)

/* Rows of choices. */

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

static void
update_start (AcuSessionForm *self)
{
  const GArray *photos = acu_session_source_get_photos (self->source);
  const char *set = gtk_editable_get_text (GTK_EDITABLE (self->set_name));
  const char *rater = gtk_editable_get_text (GTK_EDITABLE (self->rater_name));

  gtk_widget_set_sensitive (self->start, photos && photos->len > 0 && (get_set (self) || *set) &&
                                             (get_rater (self) || *rater));
  if (self->wants_focus && gtk_widget_get_sensitive (self->start)) {
    self->wants_focus = FALSE;
    gtk_widget_grab_focus (self->start);
  }
}

/* What the queue rests on. */

static AcuQueueOptions
get_queue (AcuSessionForm *self)
{
  const AcuScorerInfo *scorer = acu_library_get_scorer (self->library);
  AcuScoreScale scale = acu_library_get_scale (self->library);
  double strictness = g_settings_get_double (acu_settings_get (), "cull-strictness") / 100;
  const AcuLabelSet *set = get_set (self);

  return (AcuQueueOptions){
      .queue = (AcuRatingQueue)adw_combo_row_get_selected (self->queue),
      .scorer = scorer ? scorer->id : 0,
      .set = set ? set->id : 0,
      /* Below this Cull would reject a photo. */
      .boundary = acu_cull_plan_get_limit (scale.min, scale.max, strictness),
  };
}

static void
note_made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *note = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);
  AcuSessionForm *self = data; /* gone where it was cancelled */

  if (!note && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_autofree char *escaped = g_markup_escape_text (note ? note : error->message, -1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->queue), escaped);
}

static void
ask_for_note (AcuSessionForm *self)
{
  const AcuScorerInfo *scorer = acu_library_get_scorer (self->library);
  AcuCatalog *catalog = acu_library_get_catalog (self->library);
  GArray *photos = acu_session_source_get_photos (self->source);

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  if (!catalog || !photos || get_method (self) == ACU_METHOD_PAIRWISE) {
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->queue), "");
    return;
  }
  self->asking = g_cancellable_new ();
  acu_queue_note_make_async (catalog, get_queue (self), photos, scorer ? scorer->model : NULL,
                             self->asking, note_made_cb, self);
}

static void
queue_changed_cb (AcuSessionForm *self)
{
  /* Not yet, where the form is being made. */
  if (self->library && self->known_sets)
    ask_for_note (self);
}

static void
source_changed_cb (AcuSessionForm *self)
{
  update_start (self);
  queue_changed_cb (self);
}

/* What depends on set and method. */

static void
fill_instructions (AcuSessionForm *self)
{
  const AcuLabelSet *set = get_set (self);
  g_autofree char *present = get_text (self->instructions);
  const char *text = acu_label_method_get_instructions (get_method (self));

  /* What a person wrote stays, and comes back after a look at another set's. */
  if (g_strcmp0 (present, self->filled) != 0) {
    g_free (self->written);
    self->written = *present ? g_strdup (present) : NULL;
  }
  if (set && set->note && *set->note)
    text = set->note;
  else if (!set && self->written)
    text = self->written;
  g_free (self->filled);
  self->filled = g_strdup (text);
  if (!g_str_equal (present, text))
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
      pairs ? _ ("Pairs shown first and not counted, easy ones and hard ones")
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
  queue_changed_cb (self);
}

/* Preparing. */

/* The name of the folder shown, or another one that no set has yet. */
static char *
suggest_name (AcuSessionForm *self, const AcuLabelSummary *summary)
{
  const char *folder = acu_library_get_folder (self->library);
  g_autofree char *base =
      folder ? g_filename_display_basename (folder) : g_strdup (C_ ("label set", "Ratings"));

  for (guint n = 1;; n++) {
    g_autofree char *name = n == 1 ? g_strdup (base) : g_strdup_printf ("%s %u", base, n);
    gboolean taken = FALSE;
    for (guint i = 0; i < summary->sets->len; i++)
      taken |= g_str_equal (((AcuLabelSet *)g_ptr_array_index (summary->sets, i))->name, name);
    if (!taken)
      return g_steal_pointer (&name);
  }
}

void
acu_session_form_prepare (AcuSessionForm *self, const AcuLabelSummary *summary, GArray *selection)
{
  g_autoptr (GPtrArray) sets = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) raters = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *last = g_settings_get_string (acu_settings_get (), "label-rater");
  guint chosen = 0;

  g_return_if_fail (ACU_IS_SESSION_FORM (self) && self->library && summary);

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
  acu_choice_row_offer_array (self->set, sets, 0);
  acu_choice_row_offer_array (self->rater, raters, chosen);

  /* What one session was to show, and in which order, is none of the next rater's business. */
  gtk_switch_set_active (self->blind, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->seed), "");
  g_autofree char *name = suggest_name (self, summary);
  gtk_editable_set_text (GTK_EDITABLE (self->set_name), name);
  const char *person = g_get_real_name ();
  if (!*gtk_editable_get_text (GTK_EDITABLE (self->rater_name)))
    gtk_editable_set_text (GTK_EDITABLE (self->rater_name),
                           g_str_equal (person, "Unknown") ? g_get_user_name () : person);
  set_changed_cb (self);
  acu_session_source_prepare (self->source, selection);
}

/* Fields by name. */

static gboolean
set_text (AcuSessionForm *self, const char *name, const char *text)
{
  static const char *const queues[] = {"random", "uncertain", "disagreement", "boundary", NULL};
  static const char *const methods[] = {"acr", "continuous", "pairwise", "patch", NULL};
  const char *const displays[] = {acu_display_scale_to_string (ACU_DISPLAY_FIT),
                                  acu_display_scale_to_string (ACU_DISPLAY_ACTUAL), NULL};

  if (g_str_equal (name, "source"))
    return acu_session_source_choose (self->source, text);
  if (g_str_equal (name, "queue"))
    return acu_choice_row_choose (self->queue, queues, text);
  if (g_str_equal (name, "method"))
    return acu_choice_row_choose (self->method, methods, text);
  if (g_str_equal (name, "display"))
    return acu_choice_row_choose (self->display, displays, text);
  if (g_str_equal (name, "list")) {
    acu_session_source_set_list (self->source, text);
    return acu_session_source_choose (self->source, "list");
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
  AcuRatingPlan *plan = &recipe->plan;

  plan->queue = get_queue (self);
  recipe->scorer = plan->queue.scorer;
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
  acu_session_source_fill (self->source, recipe);
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
acu_session_form_leave (AcuSessionForm *self)
{
  g_return_if_fail (ACU_IS_SESSION_FORM (self));

  self->wants_focus = FALSE;
}

void
acu_session_form_attach (AcuSessionForm *self, AcuLibrary *library)
{
  g_return_if_fail (ACU_IS_SESSION_FORM (self) && ACU_IS_LIBRARY (library));

  self->library = g_object_ref (library);
  acu_session_source_attach (self->source, library);
  g_signal_connect_object (library, "scorer-changed", G_CALLBACK (queue_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
acu_session_form_dispose (GObject *object)
{
  AcuSessionForm *self = ACU_SESSION_FORM (object);

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_pointer (&self->known_sets, g_ptr_array_unref);
  g_clear_pointer (&self->known_raters, g_ptr_array_unref);
  g_clear_pointer (&self->filled, g_free);
  g_clear_pointer (&self->written, g_free);
  acu_dispose_template (GTK_WIDGET (self), ACU_TYPE_SESSION_FORM);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (acu_session_form_parent_class)->dispose (object);
}

static void
acu_session_form_init (AcuSessionForm *self)
{
  g_type_ensure (ACU_TYPE_SESSION_SOURCE);
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
  gtk_widget_class_bind_template_callback (widget_class, set_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_start);
  gtk_widget_class_bind_template_callback (widget_class, queue_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, source_changed_cb);
}

GtkWidget *
acu_session_form_new (void)
{
  return g_object_new (ACU_TYPE_SESSION_FORM, NULL);
}
