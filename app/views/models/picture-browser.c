#include "app/views/models/picture-browser.h"

#include "app/views/shared/compat.h"
#include "app/views/shared/thread-task.h"

#include <glib/gi18n.h>

/* A picture's shorter side, as decoded: enough for the card at twice the density. */
#define MIN_SIDE 360

#define PICTURE_HEIGHT 170

struct _AcuPictureBrowser {
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *picture;
  GtkWidget *name;
  GtkWidget *sentence;
  GtkWidget *place;

  AcuDecoder *decoder;
  GCancellable *cancellable; /* of the picture on its way */
  GStrv paths;
  GStrv sentences;
  guint n;
  guint at;
};

G_DEFINE_FINAL_TYPE (AcuPictureBrowser, acu_picture_browser, GTK_TYPE_WIDGET)

typedef struct {
  AcuDecoder *decoder;
  char *path;
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  acu_decoder_unref (load->decoder);
  g_free (load->path);
  g_free (load);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Load *load = data;
  GError *error = NULL;
  AcuImage *image =
      acu_decoder_load_reduced (load->decoder, load->path, MIN_SIDE, cancellable, &error);

  if (!image) {
    g_task_return_error (task, error);
    return;
  }
  gsize stride = 3 * (gsize)image->width;
  g_autoptr (GBytes) bytes = g_bytes_new (image->pixels, stride * image->height);
  GdkTexture *texture =
      gdk_memory_texture_new (image->width, image->height, GDK_MEMORY_R8G8B8, bytes, stride);
  acu_image_unref (image);
  g_task_return_pointer (task, texture, g_object_unref);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  AcuPictureBrowser *self = ACU_PICTURE_BROWSER (source);
  gtk_picture_set_paintable (GTK_PICTURE (self->picture), GDK_PAINTABLE (texture));
  if (error) {
    /* What was found out about a picture stays true where the picture is gone since. */
    g_autofree char *text = g_strdup_printf ("%s\n%s", self->sentences[self->at], error->message);
    gtk_label_set_text (GTK_LABEL (self->sentence), text);
  }
}

static void
show (AcuPictureBrowser *self)
{
  gboolean any = self->n > 0;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "browser.next", self->at + 1 < self->n);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "browser.previous", any && self->at > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "browser.show", any);
  gtk_picture_set_paintable (GTK_PICTURE (self->picture), NULL);
  if (!any) {
    gtk_label_set_text (GTK_LABEL (self->name), _ ("No pictures"));
    gtk_label_set_text (GTK_LABEL (self->sentence), "");
    gtk_label_set_text (GTK_LABEL (self->place), "");
    return;
  }

  const char *path = self->paths[self->at];
  g_autofree char *name = g_filename_display_basename (path);
  /* Translators: which picture of how many is shown */
  g_autofree char *place = g_strdup_printf (_ ("%u of %u"), self->at + 1, self->n);
  gtk_label_set_text (GTK_LABEL (self->name), name);
  gtk_label_set_text (GTK_LABEL (self->sentence), self->sentences[self->at]);
  gtk_label_set_text (GTK_LABEL (self->place), place);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->picture), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  if (!self->decoder)
    return;

  Load *load = g_new (Load, 1);
  load->decoder = acu_decoder_ref (self->decoder);
  load->path = g_strdup (path);
  self->cancellable = g_cancellable_new ();
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, loaded_cb, NULL);
  g_task_set_task_data (task, load, load_free);
  acu_thread_task_run (task, load_in_thread);
}

void
acu_picture_browser_set_pictures (AcuPictureBrowser *self,
                                  const char *const *paths,
                                  const char *const *sentences)
{
  g_return_if_fail (ACU_IS_PICTURE_BROWSER (self) && paths && sentences);
  g_return_if_fail (g_strv_length ((char **)paths) == g_strv_length ((char **)sentences));

  g_strfreev (self->paths);
  g_strfreev (self->sentences);
  self->paths = g_strdupv ((char **)paths);
  self->sentences = g_strdupv ((char **)sentences);
  self->n = g_strv_length (self->paths);
  self->at = 0;
  show (self);
}

static void
append (GStrv *texts, guint n, const char *text)
{
  *texts = g_renew (char *, *texts, n + 2);
  (*texts)[n] = g_strdup (text);
  (*texts)[n + 1] = NULL;
}

void
acu_picture_browser_show_picture (AcuPictureBrowser *self, const char *path, const char *sentence)
{
  guint i = 0;

  g_return_if_fail (ACU_IS_PICTURE_BROWSER (self) && path && sentence);

  /* A picture may be there twice, with an opinion each. */
  while (i < self->n &&
         !(g_str_equal (self->paths[i], path) && g_str_equal (self->sentences[i], sentence)))
    i++;
  if (i == self->n) {
    append (&self->paths, i, path);
    append (&self->sentences, i, sentence);
    self->n++;
  }
  self->at = i;
  show (self);
}

static void
step_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AcuPictureBrowser *self = ACU_PICTURE_BROWSER (widget);

  self->at += g_str_equal (action, "browser.next") ? 1 : -1;
  show (self);
  acu_announce (self->sentence, gtk_label_get_text (GTK_LABEL (self->sentence)));
}

static void
show_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AcuPictureBrowser *self = ACU_PICTURE_BROWSER (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWindow *parent =
      GTK_IS_WINDOW (root) ? gtk_window_get_transient_for (GTK_WINDOW (root)) : NULL;

  /* The window of models has not the actions of the one that it belongs to. */
  gtk_widget_activate_action (parent ? GTK_WIDGET (parent) : widget, "win.open-path", "s",
                              self->paths[self->at]);
  if (parent)
    gtk_window_present (parent);
}

static void
acu_picture_browser_dispose (GObject *object)
{
  AcuPictureBrowser *self = ACU_PICTURE_BROWSER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (acu_picture_browser_parent_class)->dispose (object);
}

static void
acu_picture_browser_finalize (GObject *object)
{
  AcuPictureBrowser *self = ACU_PICTURE_BROWSER (object);

  g_clear_pointer (&self->decoder, acu_decoder_unref);
  g_strfreev (self->paths);
  g_strfreev (self->sentences);
  G_OBJECT_CLASS (acu_picture_browser_parent_class)->finalize (object);
}

static GtkWidget *
add_button (GtkWidget *box, const char *icon, const char *action, const char *name)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static void
acu_picture_browser_init (AcuPictureBrowser *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *room = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));

  /* It lies over the room for it: its own size is not to decide how many cards stand in a row. */
  self->picture = gtk_picture_new ();
  gtk_widget_set_size_request (room, -1, PICTURE_HEIGHT);
  gtk_widget_set_vexpand (overlay, TRUE);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), room);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->picture);
  gtk_box_append (GTK_BOX (self->box), overlay);

  self->name = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_hexpand (self->name, TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->name), 0);
  self->place = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->place, "dim-label");
  gtk_widget_add_css_class (self->place, "caption");
  gtk_box_append (GTK_BOX (row), self->name);
  gtk_box_append (GTK_BOX (row), self->place);
  add_button (row, "go-previous-symbolic", "browser.previous", _ ("Previous picture"));
  add_button (row, "go-next-symbolic", "browser.next", _ ("Next picture"));
  add_button (row, "folder-open-symbolic", "browser.show", _ ("Show in the library"));
  gtk_box_append (GTK_BOX (self->box), row);

  self->sentence = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->sentence), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->sentence), 0);
  gtk_widget_add_css_class (self->sentence, "dim-label");
  gtk_box_append (GTK_BOX (self->box), self->sentence);
  show (self);
}

static void
acu_picture_browser_class_init (AcuPictureBrowserClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_picture_browser_dispose;
  G_OBJECT_CLASS (class)->finalize = acu_picture_browser_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "picture-browser");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_install_action (widget_class, "browser.next", NULL, step_action);
  gtk_widget_class_install_action (widget_class, "browser.previous", NULL, step_action);
  gtk_widget_class_install_action (widget_class, "browser.show", NULL, show_action);
}

GtkWidget *
acu_picture_browser_new (AcuDecoder *decoder, const char *title)
{
  AcuPictureBrowser *self = g_object_new (ACU_TYPE_PICTURE_BROWSER, NULL);

  self->decoder = decoder ? acu_decoder_ref (decoder) : NULL;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return GTK_WIDGET (self);
}
