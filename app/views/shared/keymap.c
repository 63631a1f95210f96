#include "app/views/shared/keymap.h"

#include "app/views/shared/settings.h"

#include <glib/gi18n.h>

char *
acu_keymap_dup_name (const AcuKey *key)
{
  static const char *const scopes[] = {"window", "photos", "viewer",  "rating", "grades",
                                       "pairs",  "value",  "compare", "cull"};

  return g_strconcat (scopes[key->scope], ":", key->action, NULL);
}

const char *
acu_keymap_get_standard (const AcuKey *key)
{
  gboolean is_mirrored = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL && key->mirrored;

  return is_mirrored ? key->mirrored : key->accelerators;
}

GStrv
acu_keymap_dup_accelerators (const AcuKey *key)
{
  g_autoptr (GVariant) changed = g_settings_get_value (acu_settings_get (), "shortcuts");
  g_autofree char *name = acu_keymap_dup_name (key);
  const char *accelerators = acu_keymap_get_standard (key);

  g_variant_lookup (changed, name, "&s", &accelerators);
  return g_strsplit (accelerators, " ", -1);
}

const AcuKey *
acu_keymap_find (AcuKeyScope scope, guint keyval, GdkModifierType modifiers)
{
  guint n;
  const AcuKey *keys = acu_keymap_get (&n);

  modifiers &= gtk_accelerator_get_default_mod_mask ();
  for (guint i = 0; i < n; i++) {
    if (keys[i].scope != scope)
      continue;
    g_auto (GStrv) accelerators = acu_keymap_dup_accelerators (&keys[i]);
    for (guint k = 0; accelerators[k]; k++) {
      guint wanted;
      GdkModifierType with;
      if (gtk_accelerator_parse (accelerators[k], &wanted, &with) && with == modifiers &&
          wanted == gdk_keyval_to_lower (keyval))
        return &keys[i];
    }
  }
  return NULL;
}

static void
add_keys (GtkShortcutController *controller, AcuKeyScope scope)
{
  guint n;
  const AcuKey *keys = acu_keymap_get (&n);

  for (guint i = 0; i < n; i++) {
    if (keys[i].scope != scope)
      continue;

    g_autofree char *name = NULL;
    g_autoptr (GVariant) target = NULL;
    if (!g_action_parse_detailed_name (keys[i].action, &name, &target, NULL))
      g_assert_not_reached ();

    g_auto (GStrv) accelerators = acu_keymap_dup_accelerators (&keys[i]);
    for (guint k = 0; accelerators[k]; k++) {
      GtkShortcutTrigger *trigger = gtk_shortcut_trigger_parse_string (accelerators[k]);
      if (!trigger)
        continue;
      GtkShortcut *shortcut = gtk_shortcut_new (trigger, gtk_named_action_new (name));
      gtk_shortcut_set_arguments (shortcut, target);
      gtk_shortcut_controller_add_shortcut (controller, shortcut);
    }
  }
}

const char *
acu_key_scope_get_title (AcuKeyScope scope)
{
  const char *titles[ACU_N_KEY_SCOPES] = {
      _ ("Everywhere"),         _ ("Photos"),           _ ("Viewer"),
      C_ ("session", "Rating"), _ ("Rating by grades"), _ ("Rating pairs"),
      _ ("Rating by numbers"),  _ ("Comparing"),        _ ("Culling")};

  return titles[scope];
}

/* The controller is made anew when a key changes. */
typedef struct {
  GtkWidget *widget; /* owns this */
  GtkEventController *controller;
  AcuKeyScope scope;
} Attachment;

static void
renew (Attachment *attachment)
{
  if (attachment->controller)
    gtk_widget_remove_controller (attachment->widget, attachment->controller);
  attachment->controller = gtk_shortcut_controller_new ();
  add_keys (GTK_SHORTCUT_CONTROLLER (attachment->controller), attachment->scope);
  gtk_widget_add_controller (attachment->widget, attachment->controller);
}

static void
attachment_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

void
acu_keymap_attach (GtkWidget *widget, AcuKeyScope scope)
{
  Attachment *attachment = g_new0 (Attachment, 1);

  attachment->widget = widget;
  attachment->scope = scope;
  renew (attachment);

  GClosure *closure = g_cclosure_new_swap (G_CALLBACK (renew), attachment, attachment_free);
  g_object_watch_closure (G_OBJECT (widget), closure);
  g_signal_connect_closure (acu_settings_get (), "changed::shortcuts", closure, FALSE);
}

static void
set_application (GtkApplication *application)
{
  guint n;
  const AcuKey *keys = acu_keymap_get (&n);

  for (guint i = 0; i < n; i++) {
    if (keys[i].scope != ACU_KEY_SCOPE_WINDOW)
      continue;
    g_auto (GStrv) accelerators = acu_keymap_dup_accelerators (&keys[i]);
    gtk_application_set_accels_for_action (application, keys[i].action,
                                           (const char *const *)accelerators);
  }
}

void
acu_keymap_set_application (GtkApplication *application)
{
  set_application (application);
  g_signal_connect_object (acu_settings_get (), "changed::shortcuts", G_CALLBACK (set_application),
                           application, G_CONNECT_SWAPPED);
}

static gboolean
is_typed_in (GtkWidget *focus)
{
  return (GTK_IS_TEXT (focus) && gtk_editable_get_editable (GTK_EDITABLE (focus))) ||
         (GTK_IS_TEXT_VIEW (focus) && gtk_text_view_get_editable (GTK_TEXT_VIEW (focus)));
}

static gboolean
typing_pressed_cb (GtkEventControllerKey *controller,
                   guint keyval,
                   guint keycode,
                   GdkModifierType state,
                   GtkWindow *window)
{
  GtkWidget *focus = gtk_window_get_focus (window);
  const AcuKey *key =
      is_typed_in (focus) ? acu_keymap_find (ACU_KEY_SCOPE_WINDOW, keyval, state) : NULL;

  if (key && g_str_equal (key->action, "win.undo"))
    gtk_widget_activate_action (focus, "text.undo", NULL);
  else if (key && g_str_equal (key->action, "win.redo"))
    gtk_widget_activate_action (focus, "text.redo", NULL);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* The application's keys are asked on the way down to the focus as well, and of two controllers the
 * later one first. */
void
acu_keymap_spare_typing (GtkWindow *window)
{
  g_return_if_fail (GTK_IS_WINDOW (window) && gtk_window_get_application (window));

  GtkEventController *controller = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "key-pressed", G_CALLBACK (typing_pressed_cb), window);
  gtk_widget_add_controller (GTK_WIDGET (window), controller);
}

/* A group is not divided among columns: longer ones are written as several of about the same
 * length, or the window would be higher than many screens. */
#define MAX_ROWS 10

static gboolean
is_listed (const AcuKey *key, guint scope)
{
  return key->scope == scope && key->title;
}

/* How many rows each of the groups of @scope has, the last one perhaps fewer. */
static guint
get_group_length (const AcuKey *keys, guint n, guint scope)
{
  guint n_rows = 0;

  for (guint i = 0; i < n; i++)
    n_rows += is_listed (&keys[i], scope) ? 1 : 0;
  guint n_groups = MAX ((n_rows + MAX_ROWS - 1) / MAX_ROWS, 1);
  return (n_rows + n_groups - 1) / n_groups;
}

static void
begin_group (GString *xml, const char *title)
{
  g_autofree char *escaped = g_markup_escape_text (title, -1);

  g_string_append_printf (xml,
                          "<child><object class='GtkShortcutsGroup'>"
                          "<property name='title'>%s</property>",
                          escaped);
}

/* GtkShortcutsWindow can only be filled by a GtkBuilder, so the table is written as one. */
GtkWidget *
acu_keymap_create_window (void)
{
  guint n;
  const AcuKey *keys = acu_keymap_get (&n);
  g_autoptr (GString) xml = g_string_new (
      "<interface><object class='GtkShortcutsWindow' id='window'>"
      "<property name='modal'>true</property>"
      "<child><object class='GtkShortcutsSection'><property name='section-name'>all</property>"
      "<property name='max-height'>12</property>");

  for (guint scope = 0; scope < ACU_N_KEY_SCOPES; scope++) {
    guint n_rows = 0, length = get_group_length (keys, n, scope);
    begin_group (xml, acu_key_scope_get_title (scope));
    for (guint i = 0; i < n; i++) {
      if (!is_listed (&keys[i], scope))
        continue;
      if (n_rows++ == length) {
        g_string_append (xml, "</object></child>");
        begin_group (xml, acu_key_scope_get_title (scope));
        n_rows = 1;
      }
      g_auto (GStrv) accelerators = acu_keymap_dup_accelerators (&keys[i]);
      g_autofree char *title = g_markup_escape_text (_ (keys[i].title), -1);
      g_autofree char *accelerator = g_markup_escape_text (accelerators[0] ?: "", -1);
      g_string_append_printf (xml,
                              "<child><object class='GtkShortcutsShortcut'>"
                              "<property name='title'>%s</property>"
                              "<property name='accelerator'>%s</property></object></child>",
                              title, accelerator);
    }
    g_string_append (xml, "</object></child>");
  }
  g_string_append (xml, "</object></child></object></interface>");

  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_string (xml->str, -1);
  GtkWidget *window = GTK_WIDGET (gtk_builder_get_object (builder, "window"));
  return g_object_ref_sink (window);
}
