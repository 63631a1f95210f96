#include "app/views/label/rater-list.h"

#include "app/labeling/label-identity.h"
#include "app/text/number-text.h"
#include "app/views/label/label-words.h"
#include "app/views/label/rater-order.h"

#include <glib/gi18n.h>
#include <math.h>

struct _AcuRaterList {
  GtkWidget parent_instance;

  GtkWidget *group; /* an AdwPreferencesGroup, made anew with every result */
};

G_DEFINE_FINAL_TYPE (AcuRaterList, acu_rater_list, GTK_TYPE_WIDGET)

static const char *
get_rule_word (AcuScreeningRule rule)
{
  switch (rule) {
  case ACU_SCREENING_BT500:
    return _ ("Screened by ITU-R BT.500: often far from the others, to both sides");
  case ACU_SCREENING_CONSTANT:
    return _ ("Screened: the same score for everything");
  case ACU_SCREENING_LINE_CLICKER:
    return _ ("Screened as by KonIQ-10k: one grade more than twice as often as all others");
  case ACU_SCREENING_DISAGREEMENT:
    return _ ("Screened as by KonIQ-10k: correlation below 0.5 with the others");
  case ACU_SCREENING_FEW:
    return _ ("Does not count: too few ratings for this method");
  case ACU_SCREENING_APART:
    return _ ("Does not count: too few pictures in common with those who do");
  case ACU_SCREENING_NONE:
  default:
    return NULL;
  }
}

G_GNUC_PRINTF (3, 4)
static void
append (GString *text, gboolean is_known, const char *format, ...)
{
  g_autofree char *fact = NULL;
  va_list arguments;

  if (!is_known)
    return;
  va_start (arguments, format);
  fact = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  acu_facts_append (text, fact);
}

/* As markup. (transfer full) */
static char *
describe (const AcuLabelResult *result, const AcuRaterResult *rater)
{
  gboolean pairs = result->method == ACU_OPINION_BRADLEY_TERRY;
  gboolean agrees = !isnan (rater->agreement);
  g_autofree char *bias = acu_number_format_signed (rater->bias, 2);
  g_autofree char *agreement = acu_number_format (rater->agreement, 2);
  g_autofree char *repeats = acu_number_format (rater->repeat_srcc, 2);
  GString *text = g_string_new (NULL);

  append (text, TRUE, ngettext ("%u rating", "%u ratings", rater->n_ratings), rater->n_ratings);
  append (text, !isnan (rater->bias), _ ("bias %s"), bias);
  append (text, !isnan (rater->inconsistency), _ ("inconsistency %.2f"), rater->inconsistency);
  /* Translators: the share of decided pairs in which the model expects the rater's answer */
  append (text, agrees && pairs, _ ("decides as expected in %.0f %%"), 100 * rater->agreement);
  append (text, agrees && !pairs, _ ("agrees %s with the others"), agreement);
  append (text, !isnan (rater->repeat_srcc), _ ("repeats agree %s"), repeats);
  append (text, !isnan (rater->repeat_difference), _ ("they differ by %.2f"),
          rater->repeat_difference);
  /* Translators: control pairs decided, of those whose answer is known by the other raters */
  append (
      text, rater->n_controls > 0,
      ngettext ("%u of %u control pair right", "%u of %u control pairs right", rater->n_controls),
      rater->n_controls_passed, rater->n_controls);
  return g_string_free (text, FALSE);
}

static gboolean
switched_cb (GtkSwitch *button, gboolean state, const char *uid)
{
  /* Where nothing can be written the switch stays as it is. */
  return !gtk_widget_activate_action (GTK_WIDGET (button), "win.label-keep", "(sb)", uid, state);
}

static GtkWidget *
make_row (const AcuLabelResult *result, guint index)
{
  const AcuRater *rater = g_ptr_array_index (result->table->raters, index);
  const AcuRaterResult *judged = &result->raters[index];
  const char *rule = get_rule_word (judged->rule);
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = g_markup_escape_text (rater->name, -1);
  g_autofree char *facts = describe (result, judged);
  g_autofree char *reason = rule ? g_markup_printf_escaped ("%s\n", rule) : g_strdup ("");
  g_autofree char *subtitle = g_strconcat (reason, facts, NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  g_object_set_data_full (G_OBJECT (row), "rater", acu_uid_format (rater->uid), g_free);
  /* Who gave one score to everything, or hardly any, or none that could be compared, has none that
   * could be heard. */
  if (judged->rule != ACU_SCREENING_NONE && judged->rule != ACU_SCREENING_CONSTANT &&
      judged->rule != ACU_SCREENING_FEW && judged->rule != ACU_SCREENING_APART) {
    GtkWidget *label = gtk_label_new (_ ("Counts"));
    GtkWidget *button = gtk_switch_new ();
    g_autofree char *name = g_strdup_printf (_ ("Ratings of %s count"), rater->name);
    gtk_widget_add_css_class (label, "dim-label");
    gtk_switch_set_active (GTK_SWITCH (button), judged->heard);
    gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
    g_signal_connect_data (button, "state-set", G_CALLBACK (switched_cb),
                           acu_uid_format (rater->uid), (GClosureNotify)(void (*) (void))g_free, 0);
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
    g_object_set_data (G_OBJECT (row), "switch", button);
    /* Rows name it after themselves, which does not say what it switches. */
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  }
  return row;
}

/* The rater whose switch, or row, has the focus; NULL for none. (transfer full) */
static char *
find_focused (AcuRaterList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *widget = root ? gtk_root_get_focus (root) : NULL;

  if (!widget || !gtk_widget_is_ancestor (widget, GTK_WIDGET (self)))
    return NULL;
  while (widget != GTK_WIDGET (self)) {
    const char *rater = g_object_get_data (G_OBJECT (widget), "rater");
    if (rater)
      return g_strdup (rater);
    widget = gtk_widget_get_parent (widget);
  }
  return NULL;
}

void
acu_rater_list_set_result (AcuRaterList *self, const AcuLabelResult *result)
{
  g_return_if_fail (ACU_IS_RATER_LIST (self));

  /* Whoever has just moved a switch goes on from there. */
  g_autofree char *focused = find_focused (self);
  GtkWidget *button = NULL;

  g_clear_pointer (&self->group, gtk_widget_unparent);
  if (!result)
    return;
  self->group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->group), _ ("Raters"));
  g_autofree guint *order = acu_rater_order_new (result->table->raters);
  for (guint i = 0; i < result->table->raters->len; i++) {
    GtkWidget *row = make_row (result, order[i]);
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), row);
    if (g_strcmp0 (g_object_get_data (G_OBJECT (row), "rater"), focused) == 0)
      button = g_object_get_data (G_OBJECT (row), "switch");
  }
  gtk_widget_set_parent (self->group, GTK_WIDGET (self));
  if (button)
    gtk_widget_grab_focus (button);
}

static void
acu_rater_list_dispose (GObject *object)
{
  g_clear_pointer (&ACU_RATER_LIST (object)->group, gtk_widget_unparent);
  G_OBJECT_CLASS (acu_rater_list_parent_class)->dispose (object);
}

static void
acu_rater_list_init (AcuRaterList *self)
{
}

static void
acu_rater_list_class_init (AcuRaterListClass *class)
{
  G_OBJECT_CLASS (class)->dispose = acu_rater_list_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

GtkWidget *
acu_rater_list_new (void)
{
  return g_object_new (ACU_TYPE_RATER_LIST, NULL);
}
