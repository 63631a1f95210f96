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

/* How often a run is tried before a time in it is judged: what other programs do to this one does
 * not happen at the same place again and again; what the application does to itself does. */
#define ACU_TEST_ATTEMPTS (ACU_TEST_JUDGES_TIMES ? 5 : 1)

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

/* Has the application know nothing of any photo, as at the first time. */
void acu_test_forget_everything (void);

/* Activates an action of the window; @parameter is GVariant text, or NULL. */
void acu_test_activate (GtkWindow *window, const char *action, const char *parameter);

/* Tells the figures of @run.  Returns whether the main loop never computed for longer than
 * ACU_WATCHDOG_LIMIT at once, nor slept for as long; where times are not judged, TRUE. */
gboolean acu_test_is_smooth (const AcuTestRun *run);

/* The first widget of @type in or below @widget, or NULL. */
GtkWidget *acu_test_find_widget (GtkWidget *widget, GType type);

/* The widget in or below @widget that its layout calls @id, or NULL. */
GtkWidget *acu_test_find_named (GtkWidget *widget, const char *id);

/* Whether a label in or below @widget is to be seen that has @text, which is in small letters, in
 * its own. */
gboolean acu_test_says (GtkWidget *widget, const char *text);

G_END_DECLS
