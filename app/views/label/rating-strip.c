#include "app/views/label/rating-strip.h"

#include "app/views/label/label-words.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/settings.h"

#include <glib/gi18n.h>
#include <math.h>

/* Answers from whose times the rest is estimated. */
#define PACE 20

struct _AcuRatingStrip {
  GtkWidget parent_instance;

  GtkLabel *title;
  GtkLabel *kind;
  GtkLabel *place;

  AcuRatingSession *session; /* NULL while there is none */
  gboolean is_wide;
  AcuRatingStep step; /* that is told of, where has_step */
  gboolean has_step;
  GArray *times; /* gint64: when the last answers were given */
};

G_DEFINE_FINAL_TYPE (AcuRatingStrip, acu_rating_strip, GTK_TYPE_WIDGET)

/* Seconds that the rest will take, at the pace of the last answers; NAN before there is one.  The
 * middle one of their times counts, so that a telephone call does not. */
static double
estimate_rest (AcuRatingStrip *self, guint n_left)
{
  gint64 gaps[PACE];
  guint n = 0;

  for (guint i = 1; i < self->times->len; i++) {
    gint64 gap =
        g_array_index (self->times, gint64, i) - g_array_index (self->times, gint64, i - 1);
    guint k = n++;
    for (; k > 0 && gaps[k - 1] > gap; k--)
      gaps[k] = gaps[k - 1];
    gaps[k] = gap;
  }
  return n < 3 ? NAN : n_left * (gaps[n / 2] / 1e6);
}

void
acu_rating_strip_note_answer (AcuRatingStrip *self)
{
  gint64 now = g_get_monotonic_time ();

  g_return_if_fail (ACU_IS_RATING_STRIP (self));

  g_array_append_val (self->times, now);
  if (self->times->len > PACE)
    g_array_remove_index (self->times, 0);
}

void
acu_rating_strip_forget_pace (AcuRatingStrip *self)
{
  g_return_if_fail (ACU_IS_RATING_STRIP (self));

  g_array_set_size (self->times, 0);
}

static void
show_step (AcuRatingStrip *self)
{
  const AcuRatingStep *step = &self->step;
  g_autoptr (GString) text = g_string_new (NULL);
  double rest = estimate_rest (self, step->n_total - step->n_done);

  /* Translators: place in a session: "137 of 500" */
  g_string_append_printf (text, _ ("%u of %u"), MIN (step->n_done + 1, step->n_total),
                          step->n_total);
  if (step->item.role == ACU_ROLE_TRAINING)
    g_string_assign (text, _ ("Example, not counted"));
  else if (self->is_wide) {
    if (!isnan (rest)) {
      g_autofree char *left = acu_time_left_format (rest);
      g_string_append_printf (text, " · %s", left);
    }
    if (step->break_minutes < 60) {
      g_string_append (text, " · ");
      g_string_append_printf (text, _ ("break in %.0f min"), ceil (step->break_minutes));
    }
  }
  gtk_label_set_label (self->place, text->str);
}

void
acu_rating_strip_set_step (AcuRatingStrip *self, const AcuRatingStep *step)
{
  g_return_if_fail (ACU_IS_RATING_STRIP (self) && step);

  self->step = *step;
  self->has_step = TRUE;
  show_step (self);
}

void
acu_rating_strip_set_name (AcuRatingStrip *self, const char *name)
{
  g_return_if_fail (ACU_IS_RATING_STRIP (self) && self->session);

  gboolean blind = acu_rating_session_is_blind (self->session);
  g_autoptr (GString) text =
      g_string_new (acu_label_method_get_word (acu_rating_session_get_method (self->session)));
  if (blind)
    g_string_append_printf (text, ", %s", _ ("blind"));
  g_string_append_printf (text, ", %s",
                          acu_rating_session_get_display (self->session) == ACU_DISPLAY_ACTUAL
                              ? _ ("1:1")
                              : _ ("fit to window"));
  if (!blind && name)
    g_string_append_printf (text, " · %s", name);
  gtk_label_set_label (self->kind, text->str);
}

void
acu_rating_strip_set_session (AcuRatingStrip *self, AcuRatingSession *session)
{
  g_return_if_fail (ACU_IS_RATING_STRIP (self));

  if (session)
    acu_rating_session_ref (session);
  g_clear_pointer (&self->session, acu_rating_session_unref);
  self->session = session;
  acu_rating_strip_forget_pace (self);
  if (!session)
    return;

  g_autofree char *title = g_strdup_printf ("%s · %s", acu_rating_session_get_set_name (session),
                                            acu_rating_session_get_rater_name (session));
  gtk_label_set_label (self->title, title);
  acu_rating_strip_set_name (self, NULL);
}

void
acu_rating_strip_set_wide (AcuRatingStrip *self, gboolean wide)
{
  g_return_if_fail (ACU_IS_RATING_STRIP (self));

  self->is_wide = wide;
  gtk_widget_set_visible (GTK_WIDGET (self->kind), wide);
  if (self->has_step)
    show_step (self);
}

static void
acu_rating_strip_dispose (GObject *object)
{
  AcuRatingStrip *self = ACU_RATING_STRIP (object);

  g_clear_pointer (&self->session, acu_rating_session_unref);
  g_clear_pointer (&self->times, g_array_unref);
  acu_dispose_template (GTK_WIDGET (self), ACU_TYPE_RATING_STRIP);
  G_OBJECT_CLASS (acu_rating_strip_parent_class)->dispose (object);
}

static void
acu_rating_strip_init (AcuRatingStrip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
}

static void
acu_rating_strip_class_init (AcuRatingStripClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_rating_strip_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/rating-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuRatingStrip, title);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingStrip, kind);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingStrip, place);
}

GtkWidget *
acu_rating_strip_new (void)
{
  return g_object_new (ACU_TYPE_RATING_STRIP, NULL);
}
