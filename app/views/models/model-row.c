#include "app/views/models/model-row.h"

#include "app/scoring/model-provenance.h"
#include "app/views/models/card-facts.h"
#include "app/views/models/cards.h"
#include "app/views/models/model-words.h"
#include "app/views/shared/compat.h"

#include <glib/gi18n.h>

/* Where a row keeps its card. */
#define CARD "acu-card"

gboolean
acu_model_entry_can_score (const AcuModelEntry *entry)
{
  return entry->file && !entry->file->backbone_only;
}

static void
add_fact (AdwExpanderRow *row, const char *title, const char *text)
{
  GtkWidget *fact = adw_action_row_new ();
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (fact), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (fact), escaped);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (fact), 0);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (fact), FALSE);
  adw_expander_row_add_row (row, fact);
}

/* What the file tells of its training; of the model that comes with the program, what its card
 * tells at length. */
static void
add_training (AdwExpanderRow *row, const AcuModelEntry *entry)
{
  g_autofree char *agreement = acu_card_dup_agreement (entry->file);
  g_autofree char *training = acu_card_dup_training (entry->file);

  if (entry->is_installed && g_str_equal (entry->name, "nano")) {
    add_fact (row, _ ("Strengths"),
              _ ("Knows technical faults and where they are, and takes next to no time."));
    add_fact (
        row, _ ("Weaknesses"),
        _ ("Taught by formulas, not by people, it does not know taste. Several faults at once, "
           "or one in a part of a picture, are hard for it."));
  }
  if (agreement)
    add_fact (row, _ ("How well"), agreement);
  if (training)
    add_fact (row, _ ("What it learned from"), training);
}

static void
add_card (AdwExpanderRow *row, const AcuModelEntry *entry)
{
  if (!entry->card)
    return;

  g_autofree char *markup = acu_card_to_markup (entry->card);
  GtkWidget *label = acu_card_text_new (NULL, FALSE);
  GtkWidget *list_row = gtk_list_box_row_new ();
  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_margin_start (label, 12);
  gtk_widget_set_margin_end (label, 12);
  gtk_widget_set_margin_top (label, 12);
  gtk_widget_set_margin_bottom (label, 12);
  /* By itself: a window to scroll in would be as high as the unbroken lines, and cut off the end.
   */
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (list_row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (list_row), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list_row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Model card"), -1);
  adw_expander_row_add_row (row, list_row);
  g_object_set_data (G_OBJECT (row), CARD, list_row);
}

GtkWidget *
acu_model_row_get_card (GtkWidget *row)
{
  GtkWidget *card = g_object_get_data (G_OBJECT (row), CARD);

  return card ? card : row;
}

static void
add_button (
    GtkWidget *box, const char *label, const char *action, const char *model, const char *class)
{
  GtkWidget *button = acu_mnemonic_button_new (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", model);
  if (class)
    gtk_widget_add_css_class (button, class);
  gtk_flow_box_append (GTK_FLOW_BOX (box), button);
  gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
}

static void
add_buttons (AdwExpanderRow *row, const AcuModelEntry *entry, gboolean is_active)
{
  GtkWidget *list_row = gtk_list_box_row_new ();
  GtkWidget *box =
      g_object_new (GTK_TYPE_FLOW_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (box), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (box), 4);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (box), 6);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (box), 6);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 8);
  gtk_widget_set_margin_bottom (box, 8);
  if (acu_model_entry_can_score (entry) && !is_active)
    add_button (box, _ ("_Score with it"), "models.use", entry->name, "suggested-action");
  add_button (box, _ ("_Export…"), "models.export", entry->name, NULL);
  if (!entry->is_installed) {
    add_button (box, _ ("_Rename…"), "models.rename", entry->name, NULL);
    if (!is_active)
      add_button (box, _ ("_Delete…"), "models.delete", entry->name, "destructive-action");
  }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (list_row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (list_row), FALSE);
  gtk_widget_set_focusable (list_row, FALSE);
  adw_expander_row_add_row (row, list_row);
}

GtkWidget *
acu_model_row_new (const AcuModelEntry *entry, gboolean is_active)
{
  g_return_val_if_fail (entry, NULL);

  GtkWidget *widget = adw_expander_row_new ();
  AdwExpanderRow *row = ADW_EXPANDER_ROW (widget);
  g_autofree char *title = g_markup_escape_text (entry->name, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), title);
  gtk_widget_set_name (widget, entry->name);
  if (!entry->file) {
    adw_expander_row_set_subtitle (row, _ ("Cannot be used"));
    add_fact (row, _ ("Why"), entry->error->message);
    add_buttons (row, entry, is_active);
    return widget;
  }

  const AcuModelFile *file = entry->file;
  g_autofree char *provenance = acu_provenance_describe (file);
  g_autofree char *network =
      acu_model_dup_architecture_words (file->architecture, file->backbone_only);
  g_autofree char *subtitle = g_markup_escape_text (network, -1);
  adw_expander_row_set_subtitle (row, subtitle);
  if (is_active) {
    GtkWidget *mark = gtk_label_new (_ ("scores now"));
    gtk_widget_add_css_class (mark, "accent");
    gtk_widget_add_css_class (mark, "caption-heading");
    adw_expander_row_add_action (row, mark);
  }
  if (!file->backbone_only) {
    g_autofree char *use = acu_model_dup_use_words (file->architecture);
    add_fact (row, _ ("Use"), use);
  }
  if (acu_architecture_count_faults (file->architecture) > 0) {
    g_autofree char *faults = acu_card_dup_faults (file->architecture);
    add_fact (row, _ ("Faults that it names"), faults);
  }
  add_training (row, entry);
  add_fact (row, _ ("Licence"), file->licence ?: _ ("not known"));
  add_fact (row, _ ("Where it comes from"), provenance ?: _ ("not known"));
  add_card (row, entry);
  add_buttons (row, entry, is_active);
  return widget;
}
