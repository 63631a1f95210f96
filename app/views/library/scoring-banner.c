#include "app/views/library/scoring-banner.h"

#include "app/views/shared/compat.h"

#include <glib/gi18n.h>

struct _AcuScoringBanner {
  GtkWidget parent_instance;

  GtkRevealer *revealer;
  GtkLabel *text;

  AcuLibrary *library;
  const char *shown;     /* one of the texts; NULL for none */
  const char *dismissed; /* likewise, what was put away */
};

G_DEFINE_FINAL_TYPE (AcuScoringBanner, acu_scoring_banner, GTK_TYPE_WIDGET)

static const char *
get_text (const AcuScoringStatus *status)
{
  switch (status->trouble) {
  case ACU_TROUBLE_DEVICE_LOST:
    return status->is_on_fallback
               ? _ ("The graphics processor is lost; the CPU goes on scoring")
               : _ ("The graphics processor was lost and is back; scoring goes on");
  case ACU_TROUBLE_MEMORY:
    return status->is_on_fallback
               ? _ ("The graphics processor is out of memory; the CPU goes on scoring")
               : _ ("Memory ran short; scoring goes on with fewer patches at a time");
  case ACU_TROUBLE_NONE:
  default:
    return NULL;
  }
}

void
acu_scoring_banner_show (AcuScoringBanner *self, const AcuScoringStatus *status)
{
  g_return_if_fail (ACU_IS_SCORING_BANNER (self));

  const char *text = status ? get_text (status) : NULL;
  if (text == self->shown)
    return;
  self->shown = text;
  if (!text)
    self->dismissed = NULL;
  gboolean useful = text && text != self->dismissed;
  if (useful) {
    gtk_label_set_label (self->text, text);
    acu_announce (GTK_WIDGET (self), text);
  }
  gtk_widget_set_visible (GTK_WIDGET (self), useful);
  gtk_revealer_set_reveal_child (self->revealer, useful);
}

static void
scoring_changed_cb (AcuScoringBanner *self)
{
  AcuScoringService *service = acu_library_get_scoring (self->library);
  g_auto (AcuScoringStatus) status = {0};

  if (service)
    acu_scoring_service_get_status (service, &status);
  acu_scoring_banner_show (self, &status);
}

static void
dismiss_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuScoringBanner *self = data;

  self->dismissed = self->shown;
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
acu_scoring_banner_attach (AcuScoringBanner *self, AcuLibrary *library, GActionMap *map)
{
  static const GActionEntry actions[] = {{"dismiss-banner", dismiss_action}};

  g_return_if_fail (ACU_IS_SCORING_BANNER (self) && ACU_IS_LIBRARY (library));

  self->library = g_object_ref (library);
  g_action_map_add_action_entries (map, actions, G_N_ELEMENTS (actions), self);
  g_signal_connect_object (library, "scoring-changed", G_CALLBACK (scoring_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
acu_scoring_banner_dispose (GObject *object)
{
  AcuScoringBanner *self = ACU_SCORING_BANNER (object);

  g_clear_object (&self->library);
  if (self->revealer)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->revealer)));
  G_OBJECT_CLASS (acu_scoring_banner_parent_class)->dispose (object);
}

static void
acu_scoring_banner_init (AcuScoringBanner *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *dismiss = gtk_button_new_with_label (_ ("Dismiss"));

  self->text = GTK_LABEL (gtk_label_new (""));
  gtk_label_set_xalign (self->text, 0);
  gtk_label_set_wrap (self->text, TRUE);
  gtk_label_set_wrap_mode (self->text, PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (GTK_WIDGET (self->text), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (dismiss), "win.dismiss-banner");
  gtk_widget_set_valign (dismiss, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (box, "scoring-banner");
  gtk_box_append (GTK_BOX (box),
                  g_object_new (GTK_TYPE_IMAGE, "icon-name", "dialog-warning-symbolic",
                                "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->text));
  gtk_box_append (GTK_BOX (box), dismiss);

  self->revealer = GTK_REVEALER (gtk_revealer_new ());
  gtk_revealer_set_child (self->revealer, box);
  gtk_widget_set_parent (GTK_WIDGET (self->revealer), GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
acu_scoring_banner_class_init (AcuScoringBannerClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_scoring_banner_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_STATUS);
}
