#include "app/views/train/estimate-row.h"

#include "app/text/duration.h"
#include "app/views/train/run-words.h"
#include "app/views/train/training-plan.h"

#include <glib/gi18n.h>

struct _AcuEstimateRow {
  AdwActionRow *row;
  GtkSpinner *spinner;
  GCancellable *cancellable; /* NULL while nothing is measured */
};

AcuEstimateRow *
acu_estimate_row_new (AdwActionRow *row, GtkSpinner *spinner)
{
  AcuEstimateRow *self = g_new0 (AcuEstimateRow, 1);

  self->row = row;
  self->spinner = spinner;
  return self;
}

void
acu_estimate_row_free (AcuEstimateRow *self)
{
  if (self == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_free (self);
}

static void
say (AcuEstimateRow *self, const char *title, const char *subtitle)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), title);
  adw_action_row_set_subtitle (self->row, subtitle);
}

/* Takes @line (nullable). */
static void
add_line (GString *words, char *line)
{
  if (line != NULL)
    g_string_append_printf (words, "\n%s", line);
  g_free (line);
}

/* On what is learned, from how many pictures, and what that takes beside time and memory: of @disk
 * as much, or it goes as fast. (transfer full) */
static char *
describe_work (const AcuRunEstimate *estimate, const char *disk)
{
  guint n = (guint)estimate->facts.n_training, n_held_out = (guint)estimate->facts.n_held_out;
  g_autofree char *pictures =
      g_strdup_printf (ngettext ("%'u picture to learn from", "%'u pictures to learn from", n), n);
  g_autofree char *held_out =
      g_strdup_printf (ngettext ("%'u held out", "%'u held out", n_held_out), n_held_out);

  if (estimate->disk_bytes > 0)
    /* Translators: a device, pictures to learn from, pictures held out, a size */
    return g_strdup_printf (
        _ ("On %s: %s, %s; %s of disk meanwhile. Reading the pictures comes on top."),
        estimate->facts.device, pictures, held_out, disk);
  /* Translators: a device, pictures to learn from, pictures held out, a number */
  return g_strdup_printf (
      _ ("On %s: %s, %s, %.3g patches a second. Reading the pictures comes on top."),
      estimate->facts.device, pictures, held_out, estimate->patches_per_second);
}

static void
show_estimate (AcuEstimateRow *self, const AcuRunEstimate *estimate)
{
  g_autofree char *duration = acu_duration_format (estimate->seconds);
  g_autofree char *memory = g_format_size (estimate->device_bytes);
  g_autofree char *disk = g_format_size (estimate->disk_bytes);
  g_autofree char *work = describe_work (estimate, disk);
  g_autoptr (GString) words = g_string_new (work);
  g_autofree char *title = NULL, *escaped = NULL;

  title = g_strdup_printf (_ ("About %s at most, %s of memory"), duration, memory);
  add_line (words, acu_run_describe_split_off (estimate->facts.n_split_off));
  add_line (words, acu_run_describe_unmarked (estimate->facts.n_unmarked));
  add_line (words, acu_run_describe_left_out (estimate->facts.n_left_out));
  escaped = g_markup_escape_text (words->str, -1);
  say (self, title, escaped);
}

static void
estimated_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AcuEstimateRow *self = data;
  g_auto (AcuRunEstimate) estimate = {0};
  g_autoptr (GError) error = NULL;

  /* Nobody waits for it any more, and the row may be gone. */
  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;
  gtk_spinner_stop (self->spinner);
  g_clear_object (&self->cancellable);
  if (acu_training_plan_estimate_finish (result, &estimate, &error)) {
    show_estimate (self, &estimate);
  } else {
    g_autofree char *escaped = g_markup_escape_text (error->message, -1);
    say (self, _ ("It cannot be trained like this"), escaped);
  }
}

void
acu_estimate_row_measure (AcuEstimateRow *self, const AcuRunSettings *settings)
{
  acu_estimate_row_forget (self);
  self->cancellable = g_cancellable_new ();
  gtk_spinner_start (self->spinner);
  say (self, _ ("Measuring what it will take…"), "");
  acu_training_plan_estimate_async (settings, self->cancellable, estimated_cb, self);
}

void
acu_estimate_row_forget (AcuEstimateRow *self)
{
  if (self->cancellable != NULL)
    acu_estimate_row_wait (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_spinner_stop (self->spinner);
}

void
acu_estimate_row_wait (AcuEstimateRow *self)
{
  say (self, _ ("What it will take"), _ ("Measured once everything is chosen"));
}
