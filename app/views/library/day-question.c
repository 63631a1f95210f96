#include "app/views/library/day-question.h"

#include "app/views/shared/compat.h"
#include "app/views/shared/cut-words.h"
#include "app/views/shared/shown-page.h"

#include <glib/gi18n.h>

typedef enum { NOTE_RIGHT, NOTE_NO_DAY, NOTE_ORDER, N_NOTES } Note;

typedef struct {
  AdwMessageDialog *dialog;
  GtkWidget *first, *last; /* AdwEntryRow */
  GtkStack *notes;         /* as large as the largest: what is typed moves nothing */
  GtkWidget *note[N_NOTES];
} Question;

static const char *
get_text (GtkWidget *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

/* Marks @row as wrong or not; returns whether it is right. */
static gboolean
check_day (GtkWidget *row)
{
  gint64 first, last;
  gboolean ok = acu_day_read (get_text (row), &first, &last);

  if (ok)
    gtk_widget_remove_css_class (row, "error");
  else
    gtk_widget_add_css_class (row, "error");
  return ok;
}

static Note
choose_note (Question *question)
{
  AcuDaySpan span;
  gboolean is_first = check_day (question->first);
  gboolean is_last = check_day (question->last);

  if (!is_first || !is_last)
    return NOTE_NO_DAY;
  return acu_day_span_parse (get_text (question->first), get_text (question->last), &span)
             ? NOTE_RIGHT
             : NOTE_ORDER;
}

/* Says what is wrong with the days, if anything is. */
static void
check (Question *question)
{
  Note note = choose_note (question);
  GtkWidget *label = question->note[note];
  const char *text = gtk_label_get_label (GTK_LABEL (label));

  if (note != NOTE_RIGHT && gtk_stack_get_visible_child (question->notes) != label)
    acu_announce (label, text);
  gtk_stack_set_visible_child (question->notes, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (question->first),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (question->last),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  adw_message_dialog_set_response_enabled (question->dialog, ACU_DAYS_ASKED, note == NOTE_RIGHT);
}

static void
add_note (Question *question, Note note, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  if (note != NOTE_RIGHT)
    gtk_widget_add_css_class (label, "error");
  gtk_stack_add_child (question->notes, label);
  question->note[note] = label;
}

static GtkWidget *
make_notes (Question *question)
{
  g_autofree char *example = acu_day_write (acu_day_span_get ("day").from);
  /* Translators: a day such as "2019-06-30" */
  g_autofree char *no_day = g_strdup_printf (_ ("A day is written like %s."), example);

  question->notes = GTK_STACK (gtk_stack_new ());
  add_note (question, NOTE_RIGHT, _ ("Both days count. Without one, that end stays open."));
  add_note (question, NOTE_NO_DAY, no_day);
  add_note (question, NOTE_ORDER, _ ("The last day is before the first one."));
  acu_shown_page_follow (GTK_WIDGET (question->notes));
  return GTK_WIDGET (question->notes);
}

/* The calendar of a row. */

static void
day_selected_cb (GtkCalendar *calendar, GtkWidget *row)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (calendar);
  g_autofree char *text = g_date_time_format (date, "%Y-%m-%d");

  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

/* Shows the day of its row, where that is one, and else today. */
static void
calendar_mapped_cb (GtkCalendar *calendar, GtkWidget *row)
{
  gint64 first, last;

  if (!acu_day_read (get_text (row), &first, &last))
    return;
  g_autoptr (GDateTime) day =
      g_date_time_new_from_unix_utc (first == G_MININT64 ? acu_day_span_get ("day").from : first);
  g_signal_handlers_block_by_func (calendar, day_selected_cb, row);
  gtk_calendar_select_day (calendar, day);
  g_signal_handlers_unblock_by_func (calendar, day_selected_cb, row);
}

static GtkWidget *
make_row (Question *question, const char *title, const char *calendar_title, gint64 time)
{
  GtkWidget *row = adw_entry_row_new ();
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *calendar = gtk_calendar_new ();
  g_autofree char *text = acu_day_write (time);

  gtk_accessible_update_property (GTK_ACCESSIBLE (calendar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  calendar_title, -1);
  gtk_popover_set_child (GTK_POPOVER (popover), calendar);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "x-office-calendar-symbolic");
  gtk_widget_set_tooltip_text (button, calendar_title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  calendar_title, -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), button);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
  g_signal_connect_object (calendar, "day-selected", G_CALLBACK (day_selected_cb), row, 0);
  g_signal_connect_object (calendar, "map", G_CALLBACK (calendar_mapped_cb), row, 0);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (check), question);
  return row;
}

static void
answered_cb (Question *question, const char *response)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (question->dialog));

  if (g_str_equal (response, ACU_DAYS_ASKED) && parent)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.filter-days", "(ss)",
                                get_text (question->first), get_text (question->last));
}

AdwMessageDialog *
acu_day_question_ask (GtkWindow *parent, AcuDaySpan span)
{
  Question *question = g_new0 (Question, 1);
  GtkWidget *dialog = adw_message_dialog_new (parent, _ ("Photos of which days?"), NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *list = gtk_list_box_new ();

  question->dialog = ADW_MESSAGE_DIALOG (dialog);
  question->first = make_row (question, _ ("First day"), _ ("Choose the first day"), span.from);
  question->last = make_row (question, _ ("Last day"), _ ("Choose the last day"), span.to);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Photos of which days?"), -1);
  gtk_list_box_append (GTK_LIST_BOX (list), question->first);
  gtk_list_box_append (GTK_LIST_BOX (list), question->last);
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), make_notes (question));

  acu_cut_words_attach (GTK_WINDOW (dialog));
  adw_message_dialog_add_responses (question->dialog, "cancel", _ ("_Cancel"), ACU_DAYS_ASKED,
                                    _ ("_Show"), NULL);
  adw_message_dialog_set_response_appearance (question->dialog, ACU_DAYS_ASKED,
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (question->dialog, ACU_DAYS_ASKED);
  adw_message_dialog_set_close_response (question->dialog, "cancel");
  adw_message_dialog_set_extra_child (question->dialog, box);
  g_object_set_data_full (G_OBJECT (dialog), "question", question, g_free);
  g_signal_connect_swapped (dialog, "response", G_CALLBACK (answered_cb), question);
  check (question);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (question->first);
  return question->dialog;
}
