#include "app/views/label/rating-notice.h"

#include "app/views/label/label-words.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/key-hints.h"
#include "app/views/shared/settings.h"

#include <glib/gi18n.h>

struct _AcuRatingNotice {
  GtkWidget parent_instance;

  AdwStatusPage *page;
  GtkLabel *keys;
  GtkButton *go_on;
  GtkButton *leave;
  GtkButton *back;

  AcuRatingNoticeKind kind;
};

G_DEFINE_FINAL_TYPE (AcuRatingNotice, acu_rating_notice, GTK_TYPE_WIDGET)

static const struct {
  const char *icon;
  const char *title;
  const char *text; /* NULL where the session or the failure has it */
  const char *go_on;
  const char *leave;
} notices[] = {
    [ACU_NOTICE_INSTRUCTIONS] = {"acutance-label-symbolic", N_ ("Before you begin"), NULL,
                                 N_ ("Begin"), N_ ("Later")},
    [ACU_NOTICE_TRAINED] = {"acutance-label-symbolic", N_ ("Those were the examples"),
                            N_ ("What you have seen shows how far quality reaches here. From now "
                                "on your answers count."),
                            N_ ("Begin"), N_ ("Later")},
    [ACU_NOTICE_BREAK] = {"preferences-system-time-symbolic", N_ ("Time for a break"),
                          N_ ("Tired eyes judge differently. Look into the distance for a few "
                              "minutes; everything so far is kept."),
                          N_ ("Go on"), N_ ("Leave for today")},
    [ACU_NOTICE_PAUSED] = {"media-playback-pause-symbolic", N_ ("Paused"),
                           N_ ("Everything so far is kept, and you can also go on another day."),
                           N_ ("Go on"), N_ ("Leave for today")},
    [ACU_NOTICE_FAILED] = {"dialog-warning-symbolic", N_ ("Your answer could not be kept"), NULL,
                           N_ ("Answer again"), N_ ("Leave for today")},
    [ACU_NOTICE_OVER] = {"emblem-ok-symbolic", N_ ("That was all, thank you"),
                         N_ ("Everything is kept."), N_ ("See the results"),
                         N_ ("Back to the label sets")},
};

/* What is to be pressed for an action; a dash where it has no key. (transfer full) */
static char *
dup_key (const char *action)
{
  char *key = acu_key_hints_dup_label (action);

  return key ? key : g_strdup ("–");
}

/* (transfer full) */
static char *
describe_grade_keys (void)
{
  g_autoptr (GString) keys = g_string_new (NULL);

  for (guint grade = 1; grade <= 5; grade++) {
    g_autofree char *action = g_strdup_printf ("win.label-grade(uint32 %u)", grade);
    g_autofree char *key = dup_key (action);
    g_string_append_printf (keys, "%s%s", grade > 1 ? " " : "", key);
  }
  /* Translators: five keys, as "1 2 3 4 5" */
  return g_strdup_printf (_ ("%s: bad to excellent."), keys->str);
}

/* (transfer full) */
static char *
describe_answer_keys (AcuRatingSession *session)
{
  AcuLabelMethod method = acu_rating_session_get_method (session);
  double min, max;

  acu_rating_session_get_scale (session, &min, &max);
  if (method == ACU_METHOD_PAIRWISE) {
    g_autofree char *left = dup_key ("win.label-prefer('left')");
    g_autofree char *right = dup_key ("win.label-prefer('right')");
    g_autofree char *tie = dup_key ("win.label-prefer('tie')");
    /* Translators: each begins with a key */
    return g_strdup_printf (_ ("%s: the left picture is better. %s: the right one is. %s: no "
                               "difference."),
                            left, right, tie);
  }
  if (acu_label_method_is_graded (method, min, max))
    return describe_grade_keys ();

  g_autofree char *more = dup_key ("win.label-step(1)");
  g_autofree char *less = dup_key ("win.label-step(-1)");
  g_autofree char *far_more = dup_key ("win.label-step(20)");
  g_autofree char *far_less = dup_key ("win.label-step(-20)");
  g_autofree char *accept = dup_key ("win.label-accept");
  /* Translators: keys for small steps, for large steps, and the one that gives the answer */
  return g_strdup_printf (
      _ ("Type a number, or use the keys %s and %s (%s and %s for large steps), "
         "the wheel or the slider; then %s."),
      less, more, far_less, far_more, accept);
}

/* The keys of a session, a line each. (transfer full) */
static char *
describe_keys (AcuRatingSession *session)
{
  g_autofree char *answers = describe_answer_keys (session);
  g_autofree char *back = dup_key ("win.label-back");
  g_autofree char *skip = dup_key ("win.label-skip-menu");
  g_autofree char *pause = dup_key ("win.label-pause");
  /* Translators: each begins with a key */
  g_autofree char *others = g_strdup_printf (
      _ ("%s takes the last answer back, %s skips with a reason, %s pauses."), back, skip, pause);

  return g_strdup_printf ("%s\n%s", answers, others);
}

static char *
describe (AcuRatingNoticeKind kind, AcuRatingSession *session, const char *reason)
{
  const char *note = acu_rating_session_get_note (session);

  if (notices[kind].text)
    return g_strdup (_ (notices[kind].text));
  if (kind == ACU_NOTICE_FAILED)
    return g_strdup (reason);
  return g_strdup (
      *note ? note : acu_label_method_get_instructions (acu_rating_session_get_method (session)));
}

void
acu_rating_notice_show (AcuRatingNotice *self,
                        AcuRatingNoticeKind kind,
                        AcuRatingSession *session,
                        const char *reason)
{
  g_return_if_fail (ACU_IS_RATING_NOTICE (self) && kind < G_N_ELEMENTS (notices));

  self->kind = kind;
  gboolean over = kind == ACU_NOTICE_OVER;
  g_autofree char *text = describe (kind, session, reason);
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  g_autofree char *keys = NULL;
  if (kind == ACU_NOTICE_INSTRUCTIONS)
    keys = describe_keys (session);

  adw_status_page_set_icon_name (self->page, notices[kind].icon);
  adw_status_page_set_title (self->page, _ (notices[kind].title));
  adw_status_page_set_description (self->page, escaped);
  gtk_label_set_label (self->keys, keys ? keys : "");
  gtk_widget_set_visible (GTK_WIDGET (self->keys), keys != NULL);
  gtk_button_set_label (self->go_on, _ (notices[kind].go_on));
  gtk_button_set_label (self->leave, _ (notices[kind].leave));
  gtk_widget_set_visible (GTK_WIDGET (self->back), acu_rating_notice_follows_answer (kind));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->go_on),
                                  over ? "win.label-see-results" : "win.label-begin");
}

AcuRatingNoticeKind
acu_rating_notice_get_kind (AcuRatingNotice *self)
{
  g_return_val_if_fail (ACU_IS_RATING_NOTICE (self), ACU_NOTICE_INSTRUCTIONS);

  return self->kind;
}

gboolean
acu_rating_notice_follows_answer (AcuRatingNoticeKind kind)
{
  return kind == ACU_NOTICE_TRAINED || kind == ACU_NOTICE_BREAK || kind == ACU_NOTICE_OVER;
}

void
acu_rating_notice_focus (AcuRatingNotice *self)
{
  g_return_if_fail (ACU_IS_RATING_NOTICE (self));

  /* Of a focus on what is not seen yet nobody who listens would be told. */
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self->go_on));
}

static void
acu_rating_notice_dispose (GObject *object)
{
  acu_dispose_template (GTK_WIDGET (object), ACU_TYPE_RATING_NOTICE);
  G_OBJECT_CLASS (acu_rating_notice_parent_class)->dispose (object);
}

static void
acu_rating_notice_init (AcuRatingNotice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
acu_rating_notice_class_init (AcuRatingNoticeClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_rating_notice_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/rating-notice.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuRatingNotice, page);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingNotice, keys);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingNotice, go_on);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingNotice, leave);
  gtk_widget_class_bind_template_child (widget_class, AcuRatingNotice, back);
}

GtkWidget *
acu_rating_notice_new (void)
{
  return g_object_new (ACU_TYPE_RATING_NOTICE, NULL);
}
