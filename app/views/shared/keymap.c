#include "app/views/shared/keymap.h"

#include "app/views/shared/settings.h"

#include <glib/gi18n.h>

static const AcuKey keys[] = {
    {ACU_KEY_SCOPE_WINDOW, "app.quit", "<Control>q", N_ ("Quit")},
    {ACU_KEY_SCOPE_WINDOW, "app.preferences", "<Control>comma", N_ ("Preferences")},
    {ACU_KEY_SCOPE_WINDOW, "win.open-folder", "<Control>o", N_ ("Open a folder")},
    {ACU_KEY_SCOPE_WINDOW, "win.search", "<Control>f", N_ ("Search")},
    {ACU_KEY_SCOPE_WINDOW, "win.toggle-sidebar", "F9", N_ ("Show or hide the sidebar")},
    {ACU_KEY_SCOPE_WINDOW, "win.toggle-fullscreen", "F11", N_ ("Full screen")},
    {ACU_KEY_SCOPE_WINDOW, "app.guide", "F1", N_ ("Guide")},
    {ACU_KEY_SCOPE_WINDOW, "win.show-help-overlay", "<Control>question", N_ ("Keyboard shortcuts")},
    {ACU_KEY_SCOPE_WINDOW, "win.view::library", "<Alt>1", N_ ("Library")},
    {ACU_KEY_SCOPE_WINDOW, "win.view::label", "<Alt>2", N_ ("Label")},
    {ACU_KEY_SCOPE_WINDOW, "win.view::train", "<Alt>3", N_ ("Train")},
    {ACU_KEY_SCOPE_WINDOW, "win.cull", "<Control>k", N_ ("Cull the photos shown")},
    {ACU_KEY_SCOPE_WINDOW, "win.undo", "<Control>z", N_ ("Undo")},
    {ACU_KEY_SCOPE_WINDOW, "win.redo", "<Control><Shift>z", N_ ("Redo")},
    {ACU_KEY_SCOPE_WINDOW, "win.zoom-in", "<Control>plus <Control>equal <Control>KP_Add",
     N_ ("Larger")},
    {ACU_KEY_SCOPE_WINDOW, "win.zoom-out", "<Control>minus <Control>KP_Subtract", N_ ("Smaller")},
    {ACU_KEY_SCOPE_WINDOW, "win.back", "<Alt>Left", N_ ("Back to the photos")},
    {ACU_KEY_SCOPE_WINDOW, "win.export", "<Control>e", N_ ("Export")},
    {ACU_KEY_SCOPE_WINDOW, "window.close", "<Control>w", N_ ("Close the window")},

    {ACU_KEY_SCOPE_PHOTOS, "win.rate(0)", "0 KP_0", N_ ("No stars")},
    {ACU_KEY_SCOPE_PHOTOS, "win.rate(1)", "1 KP_1", N_ ("One star")},
    {ACU_KEY_SCOPE_PHOTOS, "win.rate(2)", "2 KP_2", N_ ("Two stars")},
    {ACU_KEY_SCOPE_PHOTOS, "win.rate(3)", "3 KP_3", N_ ("Three stars")},
    {ACU_KEY_SCOPE_PHOTOS, "win.rate(4)", "4 KP_4", N_ ("Four stars")},
    {ACU_KEY_SCOPE_PHOTOS, "win.rate(5)", "5 KP_5", N_ ("Five stars")},
    {ACU_KEY_SCOPE_PHOTOS, "win.flag(1)", "p", N_ ("Pick")},
    {ACU_KEY_SCOPE_PHOTOS, "win.flag(-1)", "x", N_ ("Reject")},
    {ACU_KEY_SCOPE_PHOTOS, "win.flag(0)", "u", N_ ("Remove the flag")},
    {ACU_KEY_SCOPE_PHOTOS, "win.colour(1)", "6 KP_6", N_ ("Red label")},
    {ACU_KEY_SCOPE_PHOTOS, "win.colour(2)", "7 KP_7", N_ ("Yellow label")},
    {ACU_KEY_SCOPE_PHOTOS, "win.colour(3)", "8 KP_8", N_ ("Green label")},
    {ACU_KEY_SCOPE_PHOTOS, "win.colour(4)", "9 KP_9", N_ ("Blue label")},
    {ACU_KEY_SCOPE_PHOTOS, "win.colour(0)", "grave", N_ ("No colour label")},

    {ACU_KEY_SCOPE_PHOTOS, "win.copy-files", "<Control>c", N_ ("Copy")},
    {ACU_KEY_SCOPE_PHOTOS, "win.trash", "Delete", N_ ("Move to the trash")},
    {ACU_KEY_SCOPE_PHOTOS, "win.compare", "c", N_ ("Compare the selected photos")},

    {ACU_KEY_SCOPE_VIEWER, "win.back", "Escape", NULL},
    {ACU_KEY_SCOPE_VIEWER, "win.next-photo", "Page_Down space n", N_ ("Next photo")},
    {ACU_KEY_SCOPE_VIEWER, "win.previous-photo", "Page_Up BackSpace b", N_ ("Previous photo")},
    {ACU_KEY_SCOPE_VIEWER, "win.quality-map", "h", N_ ("Quality map")},
    {ACU_KEY_SCOPE_VIEWER, "win.saliency-map", "g", N_ ("Saliency map")},
    {ACU_KEY_SCOPE_VIEWER, "win.panel", "i", N_ ("Side panel")},
    {ACU_KEY_SCOPE_VIEWER, "win.worst-patch", "bracketleft", N_ ("Worst patch")},
    {ACU_KEY_SCOPE_VIEWER, "win.best-patch", "bracketright", N_ ("Best patch")},
    {ACU_KEY_SCOPE_VIEWER, "win.zoom-actual", "z", N_ ("Every pixel (1:1)")},
    {ACU_KEY_SCOPE_VIEWER, "win.zoom-fit", "f", N_ ("Fit the window")},
    {ACU_KEY_SCOPE_VIEWER, "win.zoom-in", "plus equal KP_Add", NULL},
    {ACU_KEY_SCOPE_VIEWER, "win.zoom-out", "minus KP_Subtract", NULL},

    {ACU_KEY_SCOPE_RATING, "win.label-back", "BackSpace", N_ ("Take the last answer back")},
    {ACU_KEY_SCOPE_RATING, "win.label-skip-menu", "s", N_ ("Skip with a reason")},
    {ACU_KEY_SCOPE_RATING, "win.label-pause", "Escape p", N_ ("Pause")},
    {ACU_KEY_SCOPE_RATING, "win.label-pan((1,0))", "<Shift>Left", N_ ("Move a large picture")},
    {ACU_KEY_SCOPE_RATING, "win.label-pan((-1,0))", "<Shift>Right", NULL},
    {ACU_KEY_SCOPE_RATING, "win.label-pan((0,1))", "<Shift>Up", NULL},
    {ACU_KEY_SCOPE_RATING, "win.label-pan((0,-1))", "<Shift>Down", NULL},
    {ACU_KEY_SCOPE_GRADES, "win.label-grade(uint32 1)", "1 KP_1", N_ ("Bad")},
    {ACU_KEY_SCOPE_GRADES, "win.label-grade(uint32 2)", "2 KP_2", N_ ("Poor")},
    {ACU_KEY_SCOPE_GRADES, "win.label-grade(uint32 3)", "3 KP_3", N_ ("Fair")},
    {ACU_KEY_SCOPE_GRADES, "win.label-grade(uint32 4)", "4 KP_4", N_ ("Good")},
    {ACU_KEY_SCOPE_GRADES, "win.label-grade(uint32 5)", "5 KP_5", N_ ("Excellent")},
    {ACU_KEY_SCOPE_PAIRS, "win.label-prefer('left')", "Left KP_Left", N_ ("Left is better")},
    {ACU_KEY_SCOPE_PAIRS, "win.label-prefer('right')", "Right KP_Right", N_ ("Right is better")},
    {ACU_KEY_SCOPE_PAIRS, "win.label-prefer('tie')", "Down KP_Down space", N_ ("No difference")},
    {ACU_KEY_SCOPE_VALUE, "win.label-step(1)", "Right", N_ ("One more")},
    {ACU_KEY_SCOPE_VALUE, "win.label-step(-1)", "Left", N_ ("One less")},
    {ACU_KEY_SCOPE_VALUE, "win.label-step(5)", "Up", N_ ("Five more")},
    {ACU_KEY_SCOPE_VALUE, "win.label-step(-5)", "Down", N_ ("Five less")},
    {ACU_KEY_SCOPE_VALUE, "win.label-step(20)", "Page_Up", N_ ("A grade more")},
    {ACU_KEY_SCOPE_VALUE, "win.label-step(-20)", "Page_Down", N_ ("A grade less")},
    {ACU_KEY_SCOPE_VALUE, "win.label-accept", "Return KP_Enter", N_ ("Give the answer")},
    {ACU_KEY_SCOPE_VALUE, "win.label-digit(uint32 0)", "0 KP_0", NULL},
    {ACU_KEY_SCOPE_VALUE, "win.label-digit(uint32 1)", "1 KP_1", NULL},
    {ACU_KEY_SCOPE_VALUE, "win.label-digit(uint32 2)", "2 KP_2", NULL},
    {ACU_KEY_SCOPE_VALUE, "win.label-digit(uint32 3)", "3 KP_3", NULL},
    {ACU_KEY_SCOPE_VALUE, "win.label-digit(uint32 4)", "4 KP_4", NULL},
    {ACU_KEY_SCOPE_VALUE, "win.label-digit(uint32 5)", "5 KP_5", NULL},
    {ACU_KEY_SCOPE_VALUE, "win.label-digit(uint32 6)", "6 KP_6", NULL},
    {ACU_KEY_SCOPE_VALUE, "win.label-digit(uint32 7)", "7 KP_7", NULL},
    {ACU_KEY_SCOPE_VALUE, "win.label-digit(uint32 8)", "8 KP_8", NULL},
    {ACU_KEY_SCOPE_VALUE, "win.label-digit(uint32 9)", "9 KP_9", NULL},

    {ACU_KEY_SCOPE_COMPARE, "win.back", "Escape", NULL},
    {ACU_KEY_SCOPE_COMPARE, "win.compare-next", "Page_Down space n", N_ ("Next photos")},
    {ACU_KEY_SCOPE_COMPARE, "win.compare-previous", "Page_Up BackSpace b", N_ ("Previous photos")},
    {ACU_KEY_SCOPE_COMPARE, "win.compare-swap", "r", N_ ("Make it the reference")},
    {ACU_KEY_SCOPE_COMPARE, "win.compare-remove", "o", N_ ("Leave it out")},
    {ACU_KEY_SCOPE_COMPARE, "win.quality-map", "h", N_ ("Quality map")},
    {ACU_KEY_SCOPE_COMPARE, "win.compare-actual", "z", N_ ("Every pixel (1:1)")},
    {ACU_KEY_SCOPE_COMPARE, "win.compare-fit", "f", N_ ("Fit the window")},
    {ACU_KEY_SCOPE_COMPARE, "win.zoom-in", "plus equal KP_Add", NULL},
    {ACU_KEY_SCOPE_COMPARE, "win.zoom-out", "minus KP_Subtract", NULL},

    {ACU_KEY_SCOPE_CULL, "win.back", "Escape", NULL},
    {ACU_KEY_SCOPE_CULL, "win.cull-next", "n", N_ ("Next group")},
    {ACU_KEY_SCOPE_CULL, "win.cull-previous", "b", N_ ("Previous group")},
    {ACU_KEY_SCOPE_CULL, "win.cull-apply", "<Control>Return", N_ ("Mark what is proposed")},
};

const AcuKey *
acu_keymap_get (guint *n)
{
  *n = G_N_ELEMENTS (keys);
  return keys;
}

GStrv
acu_keymap_dup_accelerators (const AcuKey *key)
{
  g_autoptr (GVariant) changed = g_settings_get_value (acu_settings_get (), "shortcuts");
  const char *accelerators = key->accelerators;

  g_variant_lookup (changed, key->action, "&s", &accelerators);
  return g_strsplit (accelerators, " ", -1);
}

static void
add_keys (GtkShortcutController *controller, AcuKeyScope scope)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
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
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
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

/* GtkShortcutsWindow can only be filled by a GtkBuilder, so the table is written as one. */
GtkWidget *
acu_keymap_create_window (void)
{
  const char *groups[] = {_ ("Everywhere"),
                          _ ("Photos"),
                          _ ("Viewer"),
                          _ ("Rating"),
                          _ ("Rating by grades"),
                          _ ("Rating pairs"),
                          _ ("Rating by numbers"),
                          _ ("Comparing"),
                          _ ("Culling")};
  g_autoptr (GString) xml = g_string_new (
      "<interface><object class='GtkShortcutsWindow' id='window'>"
      "<property name='modal'>true</property>"
      "<child><object class='GtkShortcutsSection'><property name='section-name'>all</property>"
      "<property name='max-height'>12</property>");

  for (guint scope = 0; scope < G_N_ELEMENTS (groups); scope++) {
    g_autofree char *group = g_markup_escape_text (groups[scope], -1);
    g_string_append_printf (xml,
                            "<child><object class='GtkShortcutsGroup'>"
                            "<property name='title'>%s</property>",
                            group);
    for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
      if (keys[i].scope != scope || !keys[i].title)
        continue;
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
