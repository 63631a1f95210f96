#include "app/views/train/run-questions.h"

#include <adwaita.h>
#include <glib/gi18n.h>

static void
stop_response_cb (AcuTrainingService *service, const char *response)
{
  if (g_str_equal (response, "keep"))
    acu_training_service_stop (service, ACU_TRAINING_KEEP_BEST);
  else if (g_str_equal (response, "suspend"))
    acu_training_service_stop (service, ACU_TRAINING_SUSPEND);
  else if (g_str_equal (response, "discard"))
    acu_training_service_stop (service, ACU_TRAINING_DISCARD);
}

void
acu_run_question_stop (GtkWindow *parent, AcuTrainingService *service, const AcuRunRecord *record)
{
  gboolean has_best = record->n_epochs > 0;
  GtkWidget *dialog = adw_message_dialog_new (
      parent, _ ("Stop the training?"),
      has_best
          ? _ ("The best epoch so far can be the result, or the run is gone on with later.")
          : _ ("No epoch is finished yet: there is nothing to keep, but the run can be gone on "
               "with later."));
  AdwMessageDialog *question = ADW_MESSAGE_DIALOG (dialog);

  adw_message_dialog_add_responses (question, "cancel", _ ("_Train on"), "discard", _ ("_Discard"),
                                    "suspend", _ ("Go on _later"), NULL);
  if (has_best) {
    adw_message_dialog_add_response (question, "keep", _ ("_Keep best"));
    adw_message_dialog_set_response_appearance (question, "keep", ADW_RESPONSE_SUGGESTED);
  }
  adw_message_dialog_set_response_appearance (question, "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (question, has_best ? "keep" : "suspend");
  adw_message_dialog_set_close_response (question, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (stop_response_cb), service,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* What cannot be undone is asked for. */
static void
ask (GtkWindow *parent,
     const char *title,
     const char *body,
     const char *button,
     GCallback response_cb,
     AcuTrainingService *service,
     const char *id)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, title, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "yes",
                                    button, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "yes",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "acu-run", g_strdup (id), g_free);
  g_signal_connect_object (dialog, "response", response_cb, service, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
discard_response_cb (GObject *dialog, const char *response, AcuTrainingService *service)
{
  if (g_str_equal (response, "yes"))
    acu_training_service_discard (service, g_object_get_data (dialog, "acu-run"));
}

void
acu_run_question_discard (GtkWindow *parent, AcuTrainingService *service, const char *id)
{
  ask (parent, _ ("Discard the result?"),
       _ ("What the run learned is lost. Its curves and notes stay, and models that were kept."),
       _ ("_Discard"), G_CALLBACK (discard_response_cb), service, id);
}

static void
remove_response_cb (GObject *dialog, const char *response, AcuTrainingService *service)
{
  if (g_str_equal (response, "yes"))
    acu_training_service_remove (service, g_object_get_data (dialog, "acu-run"));
}

void
acu_run_question_remove (GtkWindow *parent, AcuTrainingService *service, const char *id)
{
  ask (parent, _ ("Remove the run?"),
       _ ("Its curves, its notes, and its result are forgotten. A model that was kept stays."),
       _ ("_Remove"), G_CALLBACK (remove_response_cb), service, id);
}
