#include "app/views/label/label-overview.h"

#include "app/views/label/label-words.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/settings.h"
#include "app/views/shared/shown-page.h"
#include "app/views/shared/wrap-layout.h"

#include <glib/gi18n.h>

struct _AcuLabelOverview {
  GtkWidget parent_instance;

  GtkStack *stack;
  GtkBox *sets;
  GtkWidget *new_button;
  GtkWidget *first_button;
};

G_DEFINE_FINAL_TYPE (AcuLabelOverview, acu_label_overview, GTK_TYPE_WIDGET)

static GtkWidget *
make_button (const char *label, const char *action, GVariant *target, const char *css_class)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button), target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  if (css_class)
    gtk_widget_add_css_class (button, css_class);
  return button;
}

static GtkWidget *
make_session_row (const AcuLabelSummary *summary,
                  const AcuLabelSession *session,
                  const AcuLabelSet *set)
{
  const char *rater = acu_label_summary_get_rater_name (summary, session->rater);
  g_autofree char *title = g_markup_escape_text (rater, -1);
  g_autofree char *day = acu_day_format (session->created);
  g_autofree char *progress =
      session->finished != 0 ? g_strdup_printf (ngettext ("%u answer, finished",
                                                          "%u answers, finished", session->n_done),
                                                session->n_done)
      /* Pairs are chosen as the session goes on, so that it is not known how many are left. */
      : set->method == ACU_METHOD_PAIRWISE
          ? g_strdup_printf (ngettext ("%u answer", "%u answers", session->n_done), session->n_done)
          : g_strdup_printf (_ ("%u of %u"), session->n_done, session->n_items);
  g_autofree char *subtitle = g_strdup_printf ("%s · %s", progress, day);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (session->finished == 0 && session->n_items > 0) {
    GtkWidget *button =
        make_button (session->n_done ? _ ("Resume") : _ ("Begin"), "win.label-resume",
                     g_variant_new_int64 (session->id), "suggested-action");
    g_autofree char *name =
        g_strdup_printf (_ ("Resume the session of %s in %s"), rater, set->name);
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
    /* Rows of newer releases name the button after themselves, which says nothing of what it does.
     */
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  }
  return row;
}

static void
append_item (GMenu *menu, const char *label, const char *action, const char *set)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", set);
  g_menu_append_item (menu, item);
}

static GtkWidget *
make_menu_button (const AcuLabelSet *set)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autofree char *name = g_strdup_printf (_ ("Rename or remove %s"), set->name);
  GtkWidget *button = gtk_menu_button_new ();

  append_item (menu, _ ("_Rename…"), "win.label-rename", set->name);
  append_item (menu, _ ("_Remove…"), "win.label-remove", set->name);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

/* Names of sets differ at their ends, by a day or a place, so that both ends stay. */
static void
keep_both_ends (GtkWidget *widget, const char *name)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), name))
    gtk_label_set_ellipsize (GTK_LABEL (widget), PANGO_ELLIPSIZE_MIDDLE);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    keep_both_ends (child, name);
}

static GtkWidget *
make_set_group (const AcuLabelSummary *summary, const AcuLabelSet *set)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *title = g_markup_escape_text (set->name, -1);
  g_autofree char *ratings =
      g_strdup_printf (ngettext ("%u rating", "%u ratings", set->n_labels), set->n_labels);
  g_autofree char *images =
      g_strdup_printf (ngettext ("%u picture", "%u pictures", set->n_images), set->n_images);
  g_autofree char *raters =
      g_strdup_printf (ngettext ("%u rater", "%u raters", set->n_raters), set->n_raters);
  g_autofree char *method = g_markup_escape_text (acu_label_method_get_word (set->method), -1);
  g_autoptr (GString) description = g_string_new (method);
  g_autofree char *name = g_strdup_printf (_ ("Results of %s"), set->name);
  GtkWidget *results =
      make_button (_ ("Results"), "win.label-results", g_variant_new_string (set->name), NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (results), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  acu_facts_append (description, ratings);
  acu_facts_append (description, images);
  acu_facts_append (description, raters);
  gtk_box_append (GTK_BOX (buttons), results);
  gtk_box_append (GTK_BOX (buttons), make_menu_button (set));
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  keep_both_ends (group, set->name);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description->str);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group), buttons);
  for (guint i = 0; i < summary->sessions->len; i++) {
    const AcuLabelSession *session = g_ptr_array_index (summary->sessions, i);
    if (session->label_set == set->id)
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                 make_session_row (summary, session, set));
  }
  return group;
}

void
acu_label_overview_set_summary (AcuLabelOverview *self, const AcuLabelSummary *summary)
{
  GtkWidget *child;

  g_return_if_fail (ACU_IS_LABEL_OVERVIEW (self) && summary);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->sets))))
    gtk_box_remove (self->sets, child);
  for (guint i = 0; i < summary->sets->len; i++)
    gtk_box_append (self->sets, make_set_group (summary, g_ptr_array_index (summary->sets, i)));
  gtk_stack_set_visible_child_name (self->stack, summary->sets->len ? "sets" : "empty");
}

void
acu_label_overview_focus (AcuLabelOverview *self)
{
  g_return_if_fail (ACU_IS_LABEL_OVERVIEW (self));

  gboolean empty = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "empty") == 0;
  gtk_widget_grab_focus (empty ? self->first_button : self->new_button);
}

static void
acu_label_overview_dispose (GObject *object)
{
  acu_dispose_template (GTK_WIDGET (object), ACU_TYPE_LABEL_OVERVIEW);
  G_OBJECT_CLASS (acu_label_overview_parent_class)->dispose (object);
}

static void
acu_label_overview_init (AcuLabelOverview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  acu_shown_page_follow (GTK_WIDGET (self->stack));
}

static void
acu_label_overview_class_init (AcuLabelOverviewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_label_overview_dispose;
  g_type_ensure (ACU_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               ACU_RESOURCE_PATH "/label-overview.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuLabelOverview, stack);
  gtk_widget_class_bind_template_child (widget_class, AcuLabelOverview, sets);
  gtk_widget_class_bind_template_child (widget_class, AcuLabelOverview, new_button);
  gtk_widget_class_bind_template_child (widget_class, AcuLabelOverview, first_button);
}

GtkWidget *
acu_label_overview_new (void)
{
  return g_object_new (ACU_TYPE_LABEL_OVERVIEW, NULL);
}
