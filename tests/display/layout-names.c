#include "tests/display/layout-names.h"

#include <adwaita.h>

/* What the toolkit says instead of a name, which nothing is called. */
#define NO_NAME "\x1a"

char *
acu_layout_dup_name (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  if (!gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL))
    return NULL;
  char *name =
      gtk_test_accessible_check_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL, NO_NAME);
  if (!name || *name)
    return name;
  g_free (name);
  return NULL;
}

static gboolean
has_words (GtkWidget *widget)
{
  g_autofree char *name = acu_layout_dup_name (widget);

  if (name || (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget))))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (has_words (child))
      return TRUE;
  return FALSE;
}

/* Whether it is called by other widgets.  A button's picture is one for the toolkit, and has no
 * words. */
static gboolean
is_labelled (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  if (!gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    return FALSE;
  g_autofree char *labels = gtk_test_accessible_check_relation (
      accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY, widget, NULL);
  return labels && !g_str_has_prefix (labels, "GtkImage");
}

/* Newer toolkits call what is pressed by the words in it. */
static gboolean
is_called_by_words (GtkAccessibleRole role)
{
  switch (role) {
  case GTK_ACCESSIBLE_ROLE_LIST_ITEM:
  case GTK_ACCESSIBLE_ROLE_GRID_CELL:
  case GTK_ACCESSIBLE_ROLE_ROW:
  case GTK_ACCESSIBLE_ROLE_TREE_ITEM:
  case GTK_ACCESSIBLE_ROLE_MENU_ITEM:
  case GTK_ACCESSIBLE_ROLE_MENU_ITEM_CHECKBOX:
  case GTK_ACCESSIBLE_ROLE_MENU_ITEM_RADIO:
    return TRUE;
  case GTK_ACCESSIBLE_ROLE_BUTTON:
  case GTK_ACCESSIBLE_ROLE_CHECKBOX:
  case GTK_ACCESSIBLE_ROLE_RADIO:
  case GTK_ACCESSIBLE_ROLE_TAB:
    return gtk_get_minor_version () >= 12;
  default:
    return FALSE;
  }
}

static gboolean
wants_name (GtkWidget *widget, GtkAccessibleRole role)
{
  switch (role) {
  case GTK_ACCESSIBLE_ROLE_PRESENTATION:
  case GTK_ACCESSIBLE_ROLE_GENERIC:
  case GTK_ACCESSIBLE_ROLE_LABEL:
    return FALSE;
  case GTK_ACCESSIBLE_ROLE_IMG:
  case GTK_ACCESSIBLE_ROLE_METER:
  case GTK_ACCESSIBLE_ROLE_PROGRESS_BAR:
  case GTK_ACCESSIBLE_ROLE_BUTTON:
  case GTK_ACCESSIBLE_ROLE_CHECKBOX:
  case GTK_ACCESSIBLE_ROLE_RADIO:
  case GTK_ACCESSIBLE_ROLE_SLIDER:
  case GTK_ACCESSIBLE_ROLE_SPIN_BUTTON:
  case GTK_ACCESSIBLE_ROLE_SWITCH:
  case GTK_ACCESSIBLE_ROLE_TAB:
  case GTK_ACCESSIBLE_ROLE_TEXT_BOX:
  case GTK_ACCESSIBLE_ROLE_SEARCH_BOX:
  case GTK_ACCESSIBLE_ROLE_COMBO_BOX:
  case GTK_ACCESSIBLE_ROLE_LIST:
  case GTK_ACCESSIBLE_ROLE_GRID:
    return TRUE;
  default:
    return gtk_widget_get_focusable (widget) && gtk_widget_is_sensitive (widget);
  }
}

/* What the toolkit puts into its widgets for itself. */
static gboolean
is_toolkits_own (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);
  const char *id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget));
  const char *type = G_OBJECT_TYPE_NAME (widget);

  /* All that is seen of the program's name and licence. */
  if (ADW_IS_ABOUT_WINDOW (gtk_widget_get_root (widget)))
    return TRUE;
  /* What scrolls is found by what is in it; of tables the whole is named. */
  if (GTK_IS_SCROLLED_WINDOW (widget) || g_str_equal (type, "GtkColumnListView"))
    return TRUE;
  if (g_strcmp0 (id, "close_button") == 0 &&
      g_str_equal (G_OBJECT_TYPE_NAME (parent), "AdwToastWidget"))
    return TRUE;
  /* The buttons of libadwaita's and GTK's own windows that find a preference or a key. */
  if (GTK_IS_TOGGLE_BUTTON (widget) &&
      (g_strcmp0 (id, "search_button") == 0 ||
       GTK_IS_SHORTCUTS_WINDOW (gtk_widget_get_root (widget))) &&
      !GTK_IS_APPLICATION_WINDOW (gtk_widget_get_root (widget)))
    return TRUE;
  for (GtkWidget *row = parent; row; row = gtk_widget_get_parent (row)) {
    if (ADW_IS_COMBO_ROW (row))
      return TRUE;
    if (ADW_IS_EXPANDER_ROW (row)) /* its arrow, and the list of its rows */
      return GTK_IS_IMAGE (widget) || GTK_IS_LIST_BOX (widget);
    /* The head of an expander row is a row itself. */
    if (ADW_IS_PREFERENCES_ROW (row) &&
        g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (row)), "action_row") != 0)
      return FALSE;
  }
  return FALSE;
}

gboolean
acu_layout_is_nameless (GtkWidget *widget)
{
  GtkAccessibleRole role = gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget));
  g_autofree char *name = acu_layout_dup_name (widget);

  if (name || !wants_name (widget, role) || is_labelled (widget) || is_toolkits_own (widget))
    return FALSE;
  return !is_called_by_words (role) || !has_words (widget);
}

gboolean
acu_layout_is_whole (GtkWidget *widget)
{
  switch ((int)gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget))) {
  case GTK_ACCESSIBLE_ROLE_BUTTON:
  case GTK_ACCESSIBLE_ROLE_CHECKBOX:
  case GTK_ACCESSIBLE_ROLE_RADIO:
  case GTK_ACCESSIBLE_ROLE_TAB:
  case GTK_ACCESSIBLE_ROLE_IMG:
  case GTK_ACCESSIBLE_ROLE_SWITCH:
  case GTK_ACCESSIBLE_ROLE_SPIN_BUTTON:
    return TRUE;
  default:
    return GTK_IS_MENU_BUTTON (widget) || GTK_IS_EDITABLE (widget) || GTK_IS_DROP_DOWN (widget) ||
           GTK_IS_RANGE (widget);
  }
}
