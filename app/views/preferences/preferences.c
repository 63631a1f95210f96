#include "app/views/preferences/preferences.h"

#include "app/scoring/model-store.h"
#include "app/views/preferences/key-page.h"
#include "app/views/shared/choice-row.h"
#include "app/views/shared/cut-words.h"
#include "app/views/shared/device-note.h"
#include "app/views/shared/settings.h"
#include "app/views/shared/thread-task.h"
#include "compute/device.h"

#include <glib/gi18n.h>

/* Of what is chosen: subtitles break their lines before that is cut. */
#define LEGIBLE_LETTERS 16

struct _AcuPreferences {
  AdwPreferencesWindow parent_instance;

  AdwComboRow *appearance;
  AdwComboRow *model;
  AdwComboRow *device;
  AdwComboRow *precision;
  AdwComboRow *protocol;
  AdwComboRow *patch_plan;
  GtkSwitch *on_battery;
  GtkSwitch *auto_advance;
  GtkAdjustment *opacity;
  GtkSwitch *xmp_automatic;
  AdwComboRow *xmp_naming;

  GPtrArray *without_half; /* devices by their settings; NULL until they are known */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AcuPreferences, acu_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* A row of choices is bound to a setting of text: what the row shows, and what is stored. */
typedef struct {
  AdwComboRow *row; /* owns this */
  char *key;
  GStrv values;
} Choice;

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_free (choice->key);
  g_strfreev (choice->values);
  g_free (choice);
}

static void
choose (Choice *choice)
{
  guint selected = adw_combo_row_get_selected (choice->row);

  if (selected < g_strv_length (choice->values))
    g_settings_set_string (acu_settings_get (), choice->key, choice->values[selected]);
}

/* Takes @values. */
static void
bind_choice (AdwComboRow *row, const char *key, GStrv values, const char *const *titles)
{
  g_autofree char *current = g_settings_get_string (acu_settings_get (), key);
  Choice *choice = g_new0 (Choice, 1);

  choice->row = row;
  choice->key = g_strdup (key);
  choice->values = values;
  acu_choice_row_offer (row, titles, 0);
  acu_choice_row_choose (row, (const char *const *)values, current);
  g_object_set_data_full (G_OBJECT (row), "acu-choice", choice, choice_free);
  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (choose), choice);
}

/* The settings with an enumeration behind them keep its order in the row. */
static void
choose_enum (AdwComboRow *row, GParamSpec *pspec, const char *key)
{
  static const int schemes[] = {ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT,
                                ADW_COLOR_SCHEME_FORCE_DARK};
  guint selected = adw_combo_row_get_selected (row);

  g_settings_set_enum (acu_settings_get (), key,
                       g_str_equal (key, "colour-scheme") ? schemes[selected] : (int)selected);
}

/* What takes a while to find: the models on disk, and the devices, whose drivers must be asked. */
typedef struct {
  GPtrArray *model_names;
  GPtrArray *device_names;
  GPtrArray *device_titles;
  GPtrArray *without_half;
} Found;

static void
found_free (gpointer data)
{
  Found *found = data;

  g_ptr_array_unref (found->model_names);
  g_ptr_array_unref (found->device_names);
  g_ptr_array_unref (found->device_titles);
  g_ptr_array_unref (found->without_half);
  g_free (found);
}

static void
find_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Found *found = g_new0 (Found, 1);
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (GPtrArray) entries = acu_model_store_list (store);
  g_autoptr (GPtrArray) devices = acu_device_list ();

  found->model_names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < entries->len; i++) {
    AcuModelEntry *entry = g_ptr_array_index (entries, i);
    if (entry->file)
      g_ptr_array_add (found->model_names, g_strdup (entry->name));
  }

  found->device_names = g_ptr_array_new_with_free_func (g_free);
  found->device_titles = g_ptr_array_new_with_free_func (g_free);
  found->without_half = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < devices->len; i++) {
    const AcuDeviceInfo *info = g_ptr_array_index (devices, i);
    g_ptr_array_add (found->device_names, g_str_equal (info->backend, "cpu")
                                              ? g_strdup ("cpu")
                                              : g_strconcat ("vulkan:", info->name, NULL));
    g_ptr_array_add (found->device_titles, g_strdup (info->name));
    if (!info->has_f16_storage)
      g_ptr_array_add (found->without_half, g_strdup (g_ptr_array_index (found->device_names, i)));
    /* The best is the first. */
    if (!info->has_f16_storage && i == 0)
      g_ptr_array_add (found->without_half, g_strdup ("auto"));
  }
  g_task_return_pointer (task, found, found_free);
}

static void
show_choices (AdwComboRow *row,
              const char *key,
              const char *automatic_value,
              const char *automatic_title,
              GPtrArray *values,
              GPtrArray *titles)
{
  g_autoptr (GStrvBuilder) all_values = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) all_titles = g_strv_builder_new ();

  g_strv_builder_add (all_values, automatic_value);
  g_strv_builder_add (all_titles, automatic_title);
  for (guint i = 0; i < values->len; i++) {
    g_strv_builder_add (all_values, g_ptr_array_index (values, i));
    g_strv_builder_add (all_titles, g_ptr_array_index (titles, i));
  }

  g_auto (GStrv) strings = g_strv_builder_end (all_titles);
  bind_choice (row, key, g_strv_builder_end (all_values), (const char *const *)strings);
  gtk_widget_set_sensitive (GTK_WIDGET (row), TRUE);
}

/* What the choice of precision comes to on the device that is chosen, which may have no half one.
 */
static void
word_precision (AcuPreferences *self)
{
  g_autofree char *device = g_settings_get_string (acu_settings_get (), "device");
  g_autofree char *precision = g_settings_get_string (acu_settings_get (), "precision");
  gboolean is_without =
      g_ptr_array_find_with_equal_func (self->without_half, device, g_str_equal, NULL);
  gboolean is_impossible = is_without && g_str_equal (precision, "fp16");

  adw_action_row_set_subtitle (
      ADW_ACTION_ROW (self->precision),
      is_impossible ? _ ("This device has no half precision: nothing is scored with it")
      : is_without  ? _ ("This device has no half precision")
                    : _ ("Half is faster and moves scores by less than 0.01"));
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  Found *found = g_task_propagate_pointer (G_TASK (result), &error);

  if (!found)
    return; /* closed meanwhile */

  AcuPreferences *self = ACU_PREFERENCES (source);
  self->without_half = g_ptr_array_ref (found->without_half);
  show_choices (self->model, "model", "", _ ("Default"), found->model_names, found->model_names);
  show_choices (self->device, "device", "auto", _ ("The fastest"), found->device_names,
                found->device_titles);
  g_signal_connect_object (acu_settings_get (), "changed::device", G_CALLBACK (word_precision),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (acu_settings_get (), "changed::precision", G_CALLBACK (word_precision),
                           self, G_CONNECT_SWAPPED);
  word_precision (self);
  found_free (found);
}

/* A row of the choices @values with @titles, and of what the settings hold besides them. */
static void
bind_with_current (AdwComboRow *row,
                   const char *key,
                   const char *const *values,
                   const char *const *titles)
{
  g_autofree char *current = g_settings_get_string (acu_settings_get (), key);
  g_autoptr (GStrvBuilder) all_values = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) all_titles = g_strv_builder_new ();

  g_strv_builder_addv (all_values, (const char **)values);
  g_strv_builder_addv (all_titles, (const char **)titles);
  if (!g_strv_contains (values, current)) {
    g_strv_builder_add (all_values, current);
    g_strv_builder_add (all_titles, current);
  }
  g_auto (GStrv) strings = g_strv_builder_end (all_titles);
  bind_choice (row, key, g_strv_builder_end (all_values), (const char *const *)strings);
}

static void
bind_what_is_looked_at (AcuPreferences *self)
{
  static const char *const protocols[] = {"",      "native", "long-side:2048", "long-side:1024",
                                          "koniq", NULL};
  const char *sizes[] = {_ ("The model’s own"),
                         _ ("Every pixel"),
                         _ ("Long side 2048"),
                         _ ("Long side 1024"),
                         _ ("384 × 512, as in KonIQ-10k"),
                         NULL};
  static const char *const plans[] = {"grid", "grid:2", "grid:3", "center", NULL};
  const char *grids[] = {_ ("Everything once"), _ ("Twice as fine"), _ ("Three times as fine"),
                         _ ("Only the middle"), NULL};

  acu_choice_row_keep_legible (self->protocol, LEGIBLE_LETTERS);
  acu_choice_row_keep_legible (self->patch_plan, LEGIBLE_LETTERS);
  bind_with_current (self->protocol, "protocol", protocols, sizes);
  bind_with_current (self->patch_plan, "patch-plan", plans, grids);
}

/* The window of models belongs to the main one, which this one keeps from being used. */
static void
models_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (widget));

  if (parent) {
    g_object_ref (parent);
    gtk_window_close (GTK_WINDOW (widget));
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.models", NULL);
    g_object_unref (parent);
  }
}

static void
acu_preferences_dispose (GObject *object)
{
  AcuPreferences *self = ACU_PREFERENCES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->without_half, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), ACU_TYPE_PREFERENCES);
  G_OBJECT_CLASS (acu_preferences_parent_class)->dispose (object);
}

static void
acu_preferences_init (AcuPreferences *self)
{
  GSettings *settings = acu_settings_get ();

  g_type_ensure (ACU_TYPE_KEY_PAGE);
  gtk_widget_init_template (GTK_WIDGET (self));
  acu_cut_words_attach (GTK_WINDOW (self));

  int scheme = g_settings_get_enum (settings, "colour-scheme");
  adw_combo_row_set_selected (self->appearance, scheme == ADW_COLOR_SCHEME_DEFAULT      ? 0
                                                : scheme == ADW_COLOR_SCHEME_FORCE_DARK ? 2
                                                                                        : 1);
  g_signal_connect (self->appearance, "notify::selected", G_CALLBACK (choose_enum),
                    (gpointer) "colour-scheme");
  adw_combo_row_set_selected (self->xmp_naming, g_settings_get_enum (settings, "xmp-naming"));
  g_signal_connect (self->xmp_naming, "notify::selected", G_CALLBACK (choose_enum),
                    (gpointer) "xmp-naming");

  const char *precisions[] = {_ ("Automatic"), _ ("Single"), _ ("Half"), NULL};
  acu_choice_row_keep_legible (self->precision, LEGIBLE_LETTERS);
  bind_choice (self->precision, "precision", g_strsplit ("auto fp32 fp16", " ", -1), precisions);
  bind_what_is_looked_at (self);
  g_settings_bind (settings, "score-on-battery", self->on_battery, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "auto-advance", self->auto_advance, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "xmp-automatic", self->xmp_automatic, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "heatmap-opacity", self->opacity, "value", G_SETTINGS_BIND_DEFAULT);

  acu_device_note_bind (ADW_ACTION_ROW (self->device));

  self->cancellable = g_cancellable_new ();
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, found_cb, NULL);
  acu_thread_task_run (task, find_in_thread);
}

static void
acu_preferences_class_init (AcuPreferencesClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_preferences_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuPreferences, appearance);
  gtk_widget_class_bind_template_child (widget_class, AcuPreferences, model);
  gtk_widget_class_bind_template_child (widget_class, AcuPreferences, device);
  gtk_widget_class_bind_template_child (widget_class, AcuPreferences, precision);
  gtk_widget_class_bind_template_child (widget_class, AcuPreferences, protocol);
  gtk_widget_class_bind_template_child (widget_class, AcuPreferences, patch_plan);
  gtk_widget_class_install_action (widget_class, "preferences.models", NULL, models_action);
  gtk_widget_class_bind_template_child (widget_class, AcuPreferences, on_battery);
  gtk_widget_class_bind_template_child (widget_class, AcuPreferences, auto_advance);
  gtk_widget_class_bind_template_child (widget_class, AcuPreferences, opacity);
  gtk_widget_class_bind_template_child (widget_class, AcuPreferences, xmp_automatic);
  gtk_widget_class_bind_template_child (widget_class, AcuPreferences, xmp_naming);
}

GtkWidget *
acu_preferences_new (void)
{
  return g_object_new (ACU_TYPE_PREFERENCES, NULL);
}
