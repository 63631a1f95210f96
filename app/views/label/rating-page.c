#include "app/views/label/rating-page-private.h"

#include "app/views/shared/compat.h"
#include "app/views/shared/held-keys.h"
#include "app/views/shared/keymap.h"
#include "app/views/shared/settings.h"
#include "app/views/shared/shown-page.h"

#include <glib/gi18n.h>

/* Previews have no more pixels a side than this for certain; a larger stage gets whole photos. */
#define PREVIEW_SIDE 1000

/* Below this width the strip has room for the place in the session alone, and answers are close
 * together. */
#define NARROW 620

/* The least that everything fits into then. */
#define NARROWEST 340

guint acu_rating_page_signals[ACU_RATING_PAGE_N_SIGNALS];

G_DEFINE_FINAL_TYPE (AcuRatingPage, acu_rating_page, GTK_TYPE_WIDGET)

gboolean
acu_rating_page_is_rating (AcuRatingPage *self)
{
  return self->session && g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "rating") == 0;
}

static void
show_place (AcuRatingPage *self, const AcuRatingStep *step)
{
  acu_rating_strip_set_step (self->strip, step);
  gtk_progress_bar_set_fraction (self->progress,
                                 step->n_total ? (double)step->n_done / step->n_total : 0);
}

/* Notices in place of the picture. */

void
acu_rating_page_show_notice (AcuRatingPage *self, AcuRatingNoticeKind kind, const char *reason)
{
  acu_rating_stage_clear (self->stage);
  self->is_shown = FALSE;
  acu_rating_notice_show (self->notice, kind, self->session, reason);
  gtk_stack_set_visible_child_name (self->stack, "notice");
  acu_rating_page_update_actions (self);
  acu_rating_notice_focus (self->notice);
}

void
acu_rating_page_pause (AcuRatingPage *self)
{
  g_return_if_fail (ACU_IS_RATING_PAGE (self));

  if (acu_rating_page_is_rating (self))
    acu_rating_page_show_notice (self, ACU_NOTICE_PAUSED, NULL);
}

/* Pictures. */

/* Names and predictions, as a session that is not blind promises: of both pictures of a pair, the
 * left one first. */
static char *
describe_item (AcuRatingPage *self, const AcuLabelItem *item)
{
  const gint64 photos[] = {item->image, item->other};
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (photos) && photos[i] != 0; i++) {
    const AcuPhotoRow *row = acu_rating_ahead_get_row (self->ahead, photos[i]);

    if (!row)
      continue;
    if (text->len > 0)
      g_string_append (text, " · ");
    g_string_append (text, row->display_name);
    if (row->has_score) {
      g_autofree char *score = acu_score_format (acu_library_get_scale (self->library), row->score);
      g_string_append_printf (text, " (%s)", score);
    }
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_picture (AcuRatingPage *self)
{
  const char *reason = NULL, *other_reason = NULL;
  AcuPhotoTexture *other = NULL;
  AcuRatingStep step;

  acu_rating_session_get_step (self->session, &step);
  if (step.is_over || self->is_shown)
    return;

  AcuPhotoTexture *picture = acu_rating_ahead_get (self->ahead, step.item.image, &reason);
  if (step.item.other != 0)
    other = acu_rating_ahead_get (self->ahead, step.item.other, &other_reason);
  gtk_label_set_label (self->failure, "");
  if (picture && (other || step.item.other == 0)) {
    acu_rating_stage_show (self->stage, &step.item, picture, other);
    self->is_shown = TRUE;
    gtk_spinner_stop (self->spinner);
    g_autofree char *names = describe_item (self, &step.item);
    acu_rating_strip_set_name (self->strip, names);
  } else if (reason || other_reason) {
    /* The reason may name the file. */
    gtk_label_set_label (self->failure, _ ("This picture cannot be shown. Skip it to go on."));
    gtk_spinner_stop (self->spinner);
  } else {
    gtk_spinner_start (self->spinner);
  }
  acu_rating_page_update_actions (self);
}

static void
arrived_cb (gpointer data)
{
  AcuRatingPage *self = data;

  if (acu_rating_page_is_rating (self))
    show_picture (self);
}

void
acu_rating_page_turn (AcuRatingPage *self)
{
  acu_rating_ahead_follow (self->ahead);
  self->is_shown = FALSE;
  acu_value_scale_reset (self->scale);
}

void
acu_rating_page_show_item (AcuRatingPage *self)
{
  AcuRatingStep step;

  acu_rating_session_get_step (self->session, &step);
  acu_rating_page_turn (self);
  self->is_training = step.item.role == ACU_ROLE_TRAINING;
  show_place (self, &step);
  gtk_stack_set_visible_child_name (self->stack, "rating");
  show_picture (self);
  if (!self->is_shown)
    acu_rating_stage_clear (self->stage);
}

void
acu_rating_page_show_step (AcuRatingPage *self)
{
  AcuRatingStep step;

  gboolean was_training = self->is_training;

  acu_rating_session_get_step (self->session, &step);
  self->is_training = step.item.role == ACU_ROLE_TRAINING;
  gboolean trained = was_training && !self->is_training && !step.is_over;
  if (!step.is_over && !trained && !step.is_break_due) {
    acu_rating_page_show_item (self);
    return;
  }
  acu_rating_page_turn (self);
  if (!step.is_over)
    show_place (self, &step);
  acu_rating_page_show_notice (self,
                               step.is_over ? ACU_NOTICE_OVER
                               : trained    ? ACU_NOTICE_TRAINED
                                            : ACU_NOTICE_BREAK,
                               NULL);
}

/* The wheel moves a continuous answer. */
static gboolean
scroll_cb (AcuRatingPage *self, double dx, double dy)
{
  if (!acu_rating_page_is_rating (self) || !self->is_shown ||
      acu_rating_answers_get_kind (self->answers) != ACU_ANSWERS_VALUE)
    return GDK_EVENT_PROPAGATE;
  acu_value_scale_step (self->scale, dy < 0 ? 1 : -1);
  return GDK_EVENT_STOP;
}

/* Whether a key moves something, the value that is chosen or a large picture, as long as it is
 * held. */
static gboolean
is_moving (AcuRatingPage *self, guint keyval, GdkModifierType state)
{
  gboolean has_value = acu_rating_answers_get_kind (self->answers) == ACU_ANSWERS_VALUE;
  const AcuKey *step = has_value ? acu_keymap_find (ACU_KEY_SCOPE_VALUE, keyval, state) : NULL;
  const AcuKey *pan = acu_keymap_find (ACU_KEY_SCOPE_RATING, keyval, state);

  return (step && g_str_has_prefix (step->action, "win.label-step")) ||
         (pan && g_str_has_prefix (pan->action, "win.label-pan"));
}

/* A key that is held down is not an answer to every picture that follows. */
static gboolean
is_no_answer (GtkWidget *widget, GdkEvent *event)
{
  AcuRatingPage *self = ACU_RATING_PAGE (widget);

  return acu_rating_page_is_rating (self) &&
         !is_moving (self, gdk_key_event_get_keyval (event), gdk_event_get_modifier_state (event));
}

/* Whether a key moves the focus. */
static gboolean
is_wandering (guint key)
{
  return key == GDK_KEY_Tab || key == GDK_KEY_ISO_Left_Tab || key == GDK_KEY_Left ||
         key == GDK_KEY_Right || key == GDK_KEY_Up || key == GDK_KEY_Down;
}

/* A key that nobody took, since the focus is on the header, or on nothing: a button that had it
 * cannot be pressed while its answer is being written, a menu has been closed.  It is meant for the
 * session, unless a menu is still open. */
static gboolean
stray_key_cb (AcuRatingPage *self,
              guint key,
              guint code,
              GdkModifierType state,
              GtkEventControllerKey *controller)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = gtk_root_get_focus (root);

  if (!self->session || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return GDK_EVENT_PROPAGATE;
  if (focus && (is_wandering (key) || !acu_rating_page_is_rating (self) ||
                gtk_widget_is_ancestor (focus, GTK_WIDGET (self)) ||
                gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER)))
    return GDK_EVENT_PROPAGATE;
  if (!focus)
    acu_rating_page_focus (self);
  return gtk_event_controller_key_forward (
      controller, acu_rating_page_is_rating (self) ? GTK_WIDGET (self) : gtk_root_get_focus (root));
}

/* Sessions. */

void
acu_rating_page_focus (AcuRatingPage *self)
{
  g_return_if_fail (ACU_IS_RATING_PAGE (self));

  if (acu_rating_page_is_rating (self))
    gtk_widget_grab_focus (GTK_WIDGET (self->stage));
  else if (self->session)
    acu_rating_notice_focus (self->notice);
}

AcuRatingSession *
acu_rating_page_get_session (AcuRatingPage *self)
{
  g_return_val_if_fail (ACU_IS_RATING_PAGE (self), NULL);

  return self->session;
}

gboolean
acu_rating_page_has_next (AcuRatingPage *self)
{
  AcuLabelItem item;

  g_return_val_if_fail (ACU_IS_RATING_PAGE (self), FALSE);

  return self->session && acu_rating_session_peek (self->session, 1, &item) &&
         acu_rating_ahead_get (self->ahead, item.image, NULL) &&
         (item.other == 0 || acu_rating_ahead_get (self->ahead, item.other, NULL));
}

/* Whether the screen may show more of a picture than its preview has. */
static gboolean
needs_full (AcuRatingPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  int height = root ? gtk_widget_get_height (GTK_WIDGET (root)) : 0;

  return acu_rating_session_get_display (self->session) == ACU_DISPLAY_ACTUAL ||
         height * gtk_widget_get_scale_factor (GTK_WIDGET (self)) > PREVIEW_SIDE;
}

/* The window has grown beyond what previews show: larger pictures are fetched, and the one on the
 * stage is replaced when its larger one has come. */
static gboolean
grown_cb (gpointer data)
{
  AcuRatingPage *self = data;

  self->growth = 0;
  if (!self->ahead)
    return G_SOURCE_REMOVE;
  self->is_full = TRUE;
  self->is_shown = FALSE;
  acu_rating_ahead_set_full (self->ahead);
  if (acu_rating_page_is_rating (self))
    show_picture (self);
  acu_rating_page_update_actions (self);
  return G_SOURCE_REMOVE;
}

void
acu_rating_page_set_session (AcuRatingPage *self, AcuRatingSession *session)
{
  AcuRatingStep step;

  g_return_if_fail (ACU_IS_RATING_PAGE (self));

  if (session)
    acu_rating_session_ref (session);
  g_clear_pointer (&self->ahead, acu_rating_ahead_free);
  g_clear_pointer (&self->session, acu_rating_session_unref);
  self->session = session;
  self->is_shown = self->is_busy = FALSE;
  acu_rating_stage_clear (self->stage);
  acu_rating_strip_set_session (self->strip, session);
  if (!session) {
    acu_rating_page_update_actions (self);
    return;
  }

  acu_rating_answers_set_session (self->answers, session);
  acu_rating_stage_set_display (self->stage, acu_rating_session_get_display (session));
  self->is_full = needs_full (self);
  self->ahead = acu_rating_ahead_new (self->library, session, self->is_full, arrived_cb, self);
  acu_rating_ahead_follow (self->ahead);

  acu_rating_session_get_step (session, &step);
  self->is_training = step.item.role == ACU_ROLE_TRAINING;
  show_place (self, &step);
  acu_rating_page_show_notice (self, step.is_over ? ACU_NOTICE_OVER : ACU_NOTICE_INSTRUCTIONS,
                               NULL);
}

static void
acu_rating_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AcuRatingPage *self = ACU_RATING_PAGE (widget);
  gboolean wide = width >= NARROW;

  if (self->is_wide != wide) {
    self->is_wide = wide;
    acu_rating_strip_set_wide (self->strip, wide);
    acu_rating_answers_set_wide (self->answers, wide);
  }
  gtk_widget_size_allocate (GTK_WIDGET (self->stack), &(GtkAllocation){0, 0, width, height},
                            baseline);
  /* Once is enough: what has every pixel also does for a smaller window. */
  if (self->ahead && !self->is_full && needs_full (self) && self->growth == 0)
    self->growth = g_idle_add (grown_cb, self);
}

static void
acu_rating_page_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (ACU_RATING_PAGE (widget)->stack), orientation, for_size, minimum,
                      natural, minimum_baseline, natural_baseline);
  /* What a wide window shows is no reason for a window not to become narrow. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, NARROWEST);
}

static void
acu_rating_page_root (GtkWidget *widget)
{
  AcuRatingPage *self = ACU_RATING_PAGE (widget);

  GTK_WIDGET_CLASS (acu_rating_page_parent_class)->root (widget);
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (widget));
  self->stray_keys = gtk_event_controller_key_new ();
  g_signal_connect_swapped (self->stray_keys, "key-pressed", G_CALLBACK (stray_key_cb), self);
  gtk_widget_add_controller (window, self->stray_keys);
}

static void
acu_rating_page_unroot (GtkWidget *widget)
{
  AcuRatingPage *self = ACU_RATING_PAGE (widget);
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (widget));

  gtk_widget_remove_controller (window, self->stray_keys);
  self->stray_keys = NULL;
  GTK_WIDGET_CLASS (acu_rating_page_parent_class)->unroot (widget);
}

static void
acu_rating_page_dispose (GObject *object)
{
  AcuRatingPage *self = ACU_RATING_PAGE (object);

  g_clear_handle_id (&self->growth, g_source_remove);
  g_clear_pointer (&self->ahead, acu_rating_ahead_free);
  g_clear_pointer (&self->session, acu_rating_session_unref);
  acu_dispose_template (GTK_WIDGET (self), ACU_TYPE_RATING_PAGE);
  g_clear_object (&self->library);
  g_clear_weak_pointer (&self->actions);
  G_OBJECT_CLASS (acu_rating_page_parent_class)->dispose (object);
}

static void
acu_rating_page_init (AcuRatingPage *self)
{
  static const AcuKeyScope scopes[] = {ACU_KEY_SCOPE_RATING, ACU_KEY_SCOPE_GRADES,
                                       ACU_KEY_SCOPE_PAIRS, ACU_KEY_SCOPE_VALUE};

  g_type_ensure (ACU_TYPE_RATING_ANSWERS);
  g_type_ensure (ACU_TYPE_RATING_NOTICE);
  g_type_ensure (ACU_TYPE_RATING_STAGE);
  g_type_ensure (ACU_TYPE_RATING_STRIP);
  gtk_widget_init_template (GTK_WIDGET (self));
  acu_shown_page_follow (GTK_WIDGET (self->stack));
  self->is_wide = TRUE;
  acu_rating_strip_set_wide (self->strip, TRUE);
  self->scale = acu_rating_answers_get_scale (self->answers);
  g_signal_connect_swapped (self->scale, "notify::has-value",
                            G_CALLBACK (acu_rating_page_update_actions), self);

  for (guint i = 0; i < G_N_ELEMENTS (scopes); i++)
    acu_keymap_attach (GTK_WIDGET (self), scopes[i]);
  GtkEventController *scroll = gtk_event_controller_scroll_new (
      GTK_EVENT_CONTROLLER_SCROLL_VERTICAL | GTK_EVENT_CONTROLLER_SCROLL_DISCRETE);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->stage), scroll);
  acu_held_keys_attach (GTK_WIDGET (self), is_no_answer);
}

static void
acu_rating_page_class_init (AcuRatingPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_rating_page_dispose;
  widget_class->root = acu_rating_page_root;
  widget_class->unroot = acu_rating_page_unroot;
  widget_class->measure = acu_rating_page_measure;
  widget_class->size_allocate = acu_rating_page_size_allocate;
  acu_rating_page_signals[ACU_RATING_PAGE_LEFT] = g_signal_new (
      "left", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  acu_rating_page_signals[ACU_RATING_PAGE_RESULTS] =
      g_signal_new ("results", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/rating-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuRatingPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingPage, notice);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingPage, strip);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingPage, stage);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingPage, failure);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingPage, progress);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingPage, answers);
}
