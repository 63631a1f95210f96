#include "app/views/library/scoring-card.h"

#include "app/views/library/pace-words.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/settings.h"

#include <glib/gi18n.h>

struct _AcuScoringCard {
  GtkWidget parent_instance;

  GtkLabel *title;
  GtkLabel *count;
  GtkWidget *pause;
  GtkProgressBar *progress;
  GtkLabel *details;
  GtkLabel *warning;
  GtkWidget *retry;

  AcuLibrary *library;
};

G_DEFINE_FINAL_TYPE (AcuScoringCard, acu_scoring_card, GTK_TYPE_WIDGET)

static const char *
get_title (const AcuScoringStatus *status)
{
  switch (status->state) {
  case ACU_SCORING_STARTING:
    return _ ("Getting ready to score");
  case ACU_SCORING_PAUSED:
    return status->pause & ACU_PAUSE_TRAINING  ? _ ("Waits for the training")
           : status->pause & ACU_PAUSE_BATTERY ? _ ("Waits for mains power")
                                               : _ ("Scoring paused");
  case ACU_SCORING_DONE:
    return _ ("Everything is scored");
  case ACU_SCORING_FAILED:
    return _ ("Scoring stopped");
  default:
    return C_ ("under way", "Scoring");
  }
}

/* "28 photos/s · 11 s left · Radeon 780M", as far as it is known. */
static char *
describe (const AcuScoringStatus *status)
{
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();

  if (status->state == ACU_SCORING_WORKING)
    acu_pace_words_add (parts, status->photos_per_second, status->seconds_left);
  if (status->device)
    g_strv_builder_add (parts, status->device);

  g_auto (GStrv) strings = g_strv_builder_end (parts);
  return g_strjoinv (" · ", strings);
}

static void
show (AcuScoringCard *self)
{
  AcuScoringService *service = acu_library_get_scoring (self->library);
  g_auto (AcuScoringStatus) status = {0};

  if (service)
    acu_scoring_service_get_status (service, &status);

  /* What is done, without a word of complaint, takes no room. */
  gboolean useful = service && (status.state != ACU_SCORING_DONE || status.message ||
                                (status.is_made_up && status.n_done > 0));
  gtk_widget_set_visible (GTK_WIDGET (self), useful);
  if (!useful)
    return;

  guint total = status.n_done + status.n_left;
  g_autofree char *count = g_strdup_printf ("%'u / %'u", status.n_done, total);
  g_autofree char *details = describe (&status);
  gboolean counting = status.state == ACU_SCORING_WORKING || status.state == ACU_SCORING_PAUSED;
  gtk_label_set_label (self->title, get_title (&status));
  gtk_label_set_label (self->count, counting ? count : "");
  gtk_widget_set_visible (self->pause, counting);
  gtk_progress_bar_set_fraction (self->progress, total ? (double)status.n_done / total : 0);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), counting);
  gtk_label_set_label (self->details, details);
  gtk_widget_set_visible (GTK_WIDGET (self->details), *details);
  gtk_widget_set_visible (self->retry, status.state == ACU_SCORING_FAILED);

  const char *warning = status.message;
  if (!warning && status.is_made_up)
    warning = _ ("No trained model is installed: these scores mean nothing.");
  gtk_label_set_label (self->warning, warning ?: "");
  gtk_widget_set_visible (GTK_WIDGET (self->warning), warning != NULL);
}

static void
retry (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuScoringService *service = acu_library_get_scoring (ACU_SCORING_CARD (data)->library);

  if (service)
    acu_scoring_service_retry (service);
}

void
acu_scoring_card_attach (AcuScoringCard *self, AcuLibrary *library, GActionMap *map)
{
  static const GActionEntry actions[] = {{"retry-scoring", retry}};

  g_return_if_fail (ACU_IS_SCORING_CARD (self) && ACU_IS_LIBRARY (library));

  g_autoptr (GAction) pause = g_settings_create_action (acu_settings_get (), "pause-scoring");
  self->library = g_object_ref (library);
  g_action_map_add_action_entries (map, actions, G_N_ELEMENTS (actions), self);
  g_action_map_add_action (map, pause);
  g_signal_connect_object (library, "scoring-changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
}

static void
acu_scoring_card_dispose (GObject *object)
{
  g_clear_object (&ACU_SCORING_CARD (object)->library);
  acu_dispose_template (GTK_WIDGET (object), ACU_TYPE_SCORING_CARD);
  G_OBJECT_CLASS (acu_scoring_card_parent_class)->dispose (object);
}

static void
acu_scoring_card_init (AcuScoringCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
acu_scoring_card_class_init (AcuScoringCardClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_scoring_card_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/scoring-card.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuScoringCard, title);
  gtk_widget_class_bind_template_child (widget_class, AcuScoringCard, count);
  gtk_widget_class_bind_template_child (widget_class, AcuScoringCard, pause);
  gtk_widget_class_bind_template_child (widget_class, AcuScoringCard, progress);
  gtk_widget_class_bind_template_child (widget_class, AcuScoringCard, details);
  gtk_widget_class_bind_template_child (widget_class, AcuScoringCard, warning);
  gtk_widget_class_bind_template_child (widget_class, AcuScoringCard, retry);
}
