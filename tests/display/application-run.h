/* Runs the application in this process, does something with it every few moments, and measures its
 * main loop meanwhile. */
#pragma once

#include "app/views/window.h"
#include "tests/display/watchdog.h"

G_BEGIN_DECLS

/* Sanitizers make everything several times slower: there times are told and not judged. */
#ifdef ACU_SANITIZED
#define ACU_TEST_JUDGES_TIMES FALSE
#else
#define ACU_TEST_JUDGES_TIMES TRUE
#endif

/* Microseconds in which the window is there. */
#define ACU_TEST_FIRST_FRAME_LIMIT (1000 * 1000)

/* Called again and again once the first frame was seen; FALSE ends the application. */
typedef gboolean (*AcuTestStep) (GtkWindow *window, guint step, gpointer data);

typedef struct {
  AcuWatchdog watchdog; /* from the first frame on, and without the end */
  gint64 first_frame;   /* microseconds from the start to the window's first frame */
} AcuTestRun;

/* Opens @path, or what the application opens by itself where it is NULL. */
void acu_test_run_application (
    const char *path, guint interval_ms, AcuTestStep step, gpointer data, AcuTestRun *run);

/* Activates an action of the window; @parameter is GVariant text, or NULL. */
void acu_test_activate (GtkWindow *window, const char *action, const char *parameter);

/* Fails the test where the first frame came late, where the main loop computed for more than
 * @busy_limit microseconds at once, or slept for too long more than a few times, and tells the
 * figures.  (Once in a while a thread of the application is displaced while it has a lock, such as
 * that of the memory, and the main loop waits for as long.) */
void acu_test_assert_smooth (const AcuTestRun *run, gint64 busy_limit);

/* The first widget of @type in or below @widget, or NULL. */
GtkWidget *acu_test_find_widget (GtkWidget *widget, GType type);

/* Whether a label in or below @widget is to be seen that has @text, which is in small letters, in
 * its own. */
gboolean acu_test_says (GtkWidget *widget, const char *text);

G_END_DECLS
