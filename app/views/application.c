#include "app/views/application.h"

#include "app/views/preferences/preferences.h"
#include "app/views/shared/curtain.h"
#include "app/views/shared/device-note.h"
#include "app/views/shared/guide.h"
#include "app/views/shared/keymap.h"
#include "app/views/shared/settings.h"
#include "app/views/window.h"
#include "ui/acu-ui.h"

#include <glib/gi18n.h>

struct _AcuApplication {
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (AcuApplication, acu_application, ADW_TYPE_APPLICATION)

static AcuWindow *
get_window (AcuApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l; l = l->next)
    if (!ACU_IS_WINDOW (window))
      window = l->data;
  if (!ACU_IS_WINDOW (window))
    window = GTK_WINDOW (acu_window_new (self));
  return ACU_WINDOW (window);
}

static void
acu_application_activate (GApplication *application)
{
  AcuWindow *window = get_window (ACU_APPLICATION (application));

  gtk_window_present (GTK_WINDOW (window));
  acu_window_open_default (window);
}

static void
acu_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  AcuWindow *window = get_window (ACU_APPLICATION (application));

  gtk_window_present (GTK_WINDOW (window));
  acu_window_open_files (window, files, n_files);
}

static void
quit (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  /* Windows are closed and not only forgotten, so that they save what they must.  One may take
   * another along. */
  GList *windows = g_list_copy_deep (gtk_application_get_windows (application),
                                     (GCopyFunc)(GCallback)g_object_ref, NULL);

  for (GList *l = windows; l; l = l->next)
    gtk_window_close (l->data);
  g_list_free_full (windows, g_object_unref);
}

static void
show_preferences (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  GtkWidget *preferences = acu_preferences_new ();

  gtk_window_set_transient_for (GTK_WINDOW (preferences),
                                gtk_application_get_active_window (application));
  acu_curtain_exempt (GTK_WINDOW (preferences));
  gtk_window_present (GTK_WINDOW (preferences));
}

static void
show_about (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  GtkWindow *about = g_object_new (
      ADW_TYPE_ABOUT_WINDOW, "transient-for", gtk_application_get_active_window (application),
      "application-name", "Acutance", "application-icon", ACU_APPLICATION_ID, "version",
      ACU_VERSION, "developer-name", _ ("The Acutance contributors"), "license-type",
      GTK_LICENSE_GPL_3_0, "comments",
      _ ("Scores the quality of photographs on your own machine, by HyperIQA with a Swin "
         "backbone. It knows technical faults; of taste it knows nothing."),
      NULL);

  acu_curtain_exempt (about);
  gtk_window_present (about);
}

static void
show_guide (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  acu_guide_show (gtk_application_get_active_window (application), "index");
}

/* What the notification of a training that is over leads to. */
static void
show_run (GSimpleAction *action, GVariant *id, gpointer application)
{
  AcuWindow *window = get_window (application);

  gtk_window_present (GTK_WINDOW (window));
  g_action_group_activate_action (G_ACTION_GROUP (window), "view", g_variant_new_string ("train"));
  g_action_group_activate_action (G_ACTION_GROUP (window), "show-run", id);
}

static const GActionEntry actions[] = {
    {"quit", quit},        {"preferences", show_preferences}, {"guide", show_guide},
    {"about", show_about}, {"show-run", show_run, "s"},
};

static void
apply_colour_scheme (GSettings *settings)
{
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      g_settings_get_enum (settings, "colour-scheme"));
}

static void
acu_application_startup (GApplication *application)
{
  g_resources_register (acu_ui_get_resource ());
  G_APPLICATION_CLASS (acu_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
  acu_keymap_set_application (GTK_APPLICATION (application));
  gtk_window_set_default_icon_name (ACU_APPLICATION_ID);

  acu_device_note_begin ();

  GSettings *settings = acu_settings_get ();
  apply_colour_scheme (settings);
  g_signal_connect_object (settings, "changed::colour-scheme", G_CALLBACK (apply_colour_scheme),
                           application, 0);
}

static void
acu_application_init (AcuApplication *self)
{
  static const GOptionEntry options[] = {
      {"version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and end"), NULL},
      {NULL},
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _ ("[FILE…|FOLDER]"));
  g_application_set_option_context_summary (
      G_APPLICATION (self), _ ("Shows how good every photo looks, and every part of every photo."));
  g_application_set_option_context_description (
      G_APPLICATION (self),
      _ ("A file is opened within its folder.  Of several, the folder of the first is opened and\n"
         "those in it are selected, to be compared, rated or exported together."));
}

static int
acu_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  if (g_variant_dict_contains (options, "version")) {
    g_print ("acutance %s\n", ACU_VERSION);
    return 0;
  }
  return -1;
}

static void
acu_application_class_init (AcuApplicationClass *class)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (class);

  application_class->activate = acu_application_activate;
  application_class->open = acu_application_open;
  application_class->startup = acu_application_startup;
  application_class->handle_local_options = acu_application_handle_local_options;
}

AcuApplication *
acu_application_new (void)
{
  return g_object_new (ACU_TYPE_APPLICATION, "application-id", ACU_APPLICATION_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, "resource-base-path", ACU_RESOURCE_PATH, NULL);
}
