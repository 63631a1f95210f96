#include "app/views/library/reading-card.h"

#include "app/views/library/pace-words.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/settings.h"
#include "app/views/shared/work-progress.h"

#include <glib/gi18n.h>

struct _AcuReadingCard {
  GtkWidget parent_instance;

  GtkLabel *title;
  GtkWidget *stop;
  GtkProgressBar *progress;
  GtkLabel *count;
  GtkLabel *pace;
  GtkWidget *go_on;

  AcuLibrary *library;
  GActionMap *actions;
  AcuWork *work; /* what is shown, or about to be */
  gint64 begun;  /* monotonic time since when it is known how much there is to read; 0: it is not */
  guint timer;   /* has it shown, and then looked at again and again */
};

G_DEFINE_FINAL_TYPE (AcuReadingCard, acu_reading_card, GTK_TYPE_WIDGET)

/* "1,200 of 20,000 photos" or, as long as nobody knows of how many, "1,200 photos found".
 * (transfer full) */
static char *
describe_count (AcuReadingCard *self, guint n_found)
{
  guint n = acu_work_get_n (self->work);

  if (n == 0)
    return g_strdup_printf (ngettext ("%'u photo found", "%'u photos found", n_found), n_found);
  return g_strdup_printf (ngettext ("%'u of %'u photo", "%'u of %'u photos", n),
                          MIN (acu_work_get_n_done (self->work), n), n);
}

/* (transfer full) */
static char *
describe_stop (AcuReadingCard *self, guint n_found)
{
  guint n = acu_work_get_n (self->work);

  if (n == 0)
    return g_strdup_printf (
        ngettext ("Stopped after %'u photo", "Stopped after %'u photos", n_found), n_found);
  return acu_photos_stopped_format (MIN (acu_work_get_n_done (self->work), n), n);
}

/* "85 photos/s · 3 min left", as far as it is known. (transfer full) */
static char *
describe_pace (AcuReadingCard *self)
{
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  guint n = acu_work_get_n (self->work), done = MIN (acu_work_get_n_done (self->work), n);
  double seconds = (g_get_monotonic_time () - self->begun) / (double)G_USEC_PER_SEC;
  double rate = self->begun > 0 ? acu_work_get_rate (self->work, seconds) : 0;

  if (rate > 0 && done < n)
    acu_pace_words_add (parts, rate, (n - done) / rate);
  g_auto (GStrv) strings = g_strv_builder_end (parts);
  return g_strjoinv (" · ", strings);
}

static void
show (AcuReadingCard *self)
{
  guint n_found;
  gboolean is_reading = acu_library_is_scanning (self->library, &n_found);
  gboolean is_stopping = acu_library_is_stopping (self->library);
  g_autofree char *count = is_stopping  ? g_strdup (_ ("Stopping…"))
                           : is_reading ? describe_count (self, n_found)
                                        : describe_stop (self, n_found);
  g_autofree char *pace = is_reading && !is_stopping ? describe_pace (self) : g_strdup ("");
  g_autofree char *name = g_filename_display_basename (acu_library_get_folder (self->library));
  const char *title = is_reading ? acu_work_get_title (self->work) : name;

  gtk_label_set_label (self->title, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), title);
  gtk_label_set_label (self->count, count);
  gtk_label_set_label (self->pace, pace);
  gtk_widget_set_visible (GTK_WIDGET (self->pace), *pace);
  gtk_widget_set_visible (self->stop, is_reading);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), is_reading);
  gtk_widget_set_visible (self->go_on, !is_reading);
  if (is_reading)
    acu_work_progress_show (self->progress, self->work);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

static gboolean
look (gpointer data)
{
  show (data);
  return G_SOURCE_CONTINUE;
}

static gboolean
show_long (gpointer data)
{
  AcuReadingCard *self = data;

  show (self);
  self->timer = g_timeout_add (ACU_WORK_LOOK_INTERVAL, look, self);
  return G_SOURCE_REMOVE;
}

/* A reading that takes another's place, as where somebody goes on with it, takes that of the card
 * as well. */
static void
take (AcuReadingCard *self, AcuWork *work)
{
  gboolean is_shown = self->work && gtk_widget_get_visible (GTK_WIDGET (self));

  g_clear_handle_id (&self->timer, g_source_remove);
  g_set_object (&self->work, work);
  self->begun = 0;
  if (!work)
    gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  else if (is_shown)
    show_long (self);
  else
    self->timer = g_timeout_add (ACU_WORK_PATIENCE, show_long, self);
}

static void
enable (AcuReadingCard *self, const char *name, gboolean enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (self->actions, name)),
                               enabled);
}

static void
enable_actions (AcuReadingCard *self)
{
  AcuWork *work = acu_library_get_reading (self->library);
  gboolean is_reading = acu_library_is_scanning (self->library, NULL);

  enable (self, "stop-reading",
          is_reading && !g_cancellable_is_cancelled (acu_work_get_cancellable (work)));
  enable (self, "look-again",
          acu_library_get_state (self->library) == ACU_LIBRARY_READY &&
              acu_library_get_folder (self->library) &&
              !acu_catalog_is_read_only (acu_library_get_catalog (self->library)));
}

static void
changed_cb (AcuReadingCard *self)
{
  AcuWork *work = acu_library_get_reading (self->library);

  if (work != self->work)
    take (self, work);
  if (work && self->begun == 0 && acu_work_get_n (work) > 0)
    self->begun = g_get_monotonic_time ();
  if (acu_library_is_stopping (self->library) && gtk_widget_get_visible (GTK_WIDGET (self)))
    show (self);
  if (work && !acu_library_is_scanning (self->library, NULL)) {
    g_clear_handle_id (&self->timer, g_source_remove);
    show (self);
  }
  enable_actions (self);
}

static void
look_again (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  acu_library_look_again (ACU_READING_CARD (data)->library);
}

static void
stop_reading (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  acu_library_stop_reading (ACU_READING_CARD (data)->library);
}

void
acu_reading_card_attach (AcuReadingCard *self, AcuLibrary *library, GActionMap *map)
{
  static const GActionEntry actions[] = {
      {"look-again", look_again},
      {"stop-reading", stop_reading},
  };

  g_return_if_fail (ACU_IS_READING_CARD (self) && ACU_IS_LIBRARY (library));

  self->library = g_object_ref (library);
  self->actions = map;
  g_action_map_add_action_entries (map, actions, G_N_ELEMENTS (actions), self);
  g_signal_connect_object (library, "scan-changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "state-changed", G_CALLBACK (enable_actions), self,
                           G_CONNECT_SWAPPED);
  changed_cb (self);
}

static void
acu_reading_card_dispose (GObject *object)
{
  AcuReadingCard *self = ACU_READING_CARD (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->work);
  g_clear_object (&self->library);
  acu_dispose_template (GTK_WIDGET (object), ACU_TYPE_READING_CARD);
  G_OBJECT_CLASS (acu_reading_card_parent_class)->dispose (object);
}

static void
acu_reading_card_init (AcuReadingCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
acu_reading_card_class_init (AcuReadingCardClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_reading_card_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/reading-card.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuReadingCard, title);
  gtk_widget_class_bind_template_child (widget_class, AcuReadingCard, stop);
  gtk_widget_class_bind_template_child (widget_class, AcuReadingCard, progress);
  gtk_widget_class_bind_template_child (widget_class, AcuReadingCard, count);
  gtk_widget_class_bind_template_child (widget_class, AcuReadingCard, pace);
  gtk_widget_class_bind_template_child (widget_class, AcuReadingCard, go_on);
}
