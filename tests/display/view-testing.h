/* What tests of a view share that shows it without the application: what it says and offers, and
 * the main loop's turns until it does. */
#pragma once

#include "app/views/charts/chart.h"

G_BEGIN_DECLS

/* Has something happen every few moments, so that no turn of the main loop waits for ever.  Returns
 * a source to remove.
 */
guint acu_test_start_ticking (void);

/* One turn of the main loop; fails the test a minute after @began (g_get_monotonic_time()). */
void acu_test_turn (gint64 began);

/* Turns the main loop until @condition holds; fails the test after a minute. */
#define acu_test_wait_until(condition)                                                             \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 began_ = g_get_monotonic_time ();                                                       \
    while (!(condition))                                                                           \
      acu_test_turn (began_);                                                                      \
  }                                                                                                \
  G_STMT_END

/* Whether a label in or below @widget that is to be seen has @text, letter by letter. */
gboolean acu_test_shows (GtkWidget *widget, const char *text);

/* The window of @type that is on the screen, or NULL; there must not be another. */
GtkWidget *acu_test_find_window (GType type);

/* The same of an AdwMessageDialog. */
GtkWidget *acu_test_find_dialog (void);

/* The button in or below @widget that does @action, or NULL. */
GtkWidget *acu_test_find_acting (GtkWidget *widget, const char *action);

/* The button in or below @widget that says @label, with its underscore, or NULL. */
GtkWidget *acu_test_find_button (GtkWidget *widget, const char *label);

/* The chart in or below @widget that is called @title, or NULL; and what it shows. */
GtkWidget *acu_test_find_chart (GtkWidget *widget, const char *title);
AcuPlot *acu_test_find_plot (GtkWidget *widget, const char *title);

G_END_DECLS
