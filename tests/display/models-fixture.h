/* The window of the models for tests, and what is done and looked at there. */
#pragma once

#include "app/views/shared/library.h"
#include "compute/weights/model-file.h"

#include <adwaita.h>

G_BEGIN_DECLS

typedef struct {
  AcuLibrary *library; /* one for all tests */
  GtkWidget *window;   /* what is shown, or NULL; destroyed after each test */
  GtkWidget *list;     /* of models, below the window */
} AcuModelsFixture;

/* The beginning of a program: no test may have been added yet. */
void acu_models_test_begin (int *argc, char ***argv);

/* Runs the tests, with a library that is opened for them; returns the program's status. */
int acu_models_test_run (void);

void acu_models_fixture_set_up (AcuModelsFixture *fixture, gconstpointer data);

/* Removes the models that the test added, too. */
void acu_models_fixture_tear_down (AcuModelsFixture *fixture, gconstpointer data);

/* Opens the window of the models, and waits for their list. */
void acu_models_fixture_show (AcuModelsFixture *fixture);

/* Waits until the list has a row of the model @name, or where not @wanted has none. */
void acu_models_fixture_wait_for_row (AcuModelsFixture *fixture, const char *name, gboolean wanted);

typedef gboolean (*AcuTestCondition) (gpointer data);

/* Runs the main loop until @condition holds, which it has to in the end. */
void acu_test_wait_for (AcuTestCondition condition, gpointer data);

/* The first widget of @type in or below @widget that accessibility or the program calls @name
 * (NULL: any), or NULL. */
GtkWidget *acu_test_find (GtkWidget *widget, GType type, const char *name);

/* Whether a label in or below @widget that is shown says @text. */
gboolean acu_test_says_text (GtkWidget *widget, const char *text);

/* Condition: a dialog is open. */
gboolean acu_test_has_dialog (gpointer data);

/* The one dialog there has to be. */
AdwMessageDialog *acu_test_get_dialog (void);

/* Gives the dialog this response, and waits until it is gone. */
void acu_test_answer (const char *response);

/* A model of weights made up.  Takes @taken. (transfer full) */
AcuModelFile *acu_test_make_model (AcuArchitecture *taken);

/* Adds a small one to the person's models; the second with the deterministic weights of @seed, the
 * first of 5. */
void acu_test_add_model (const char *name);
void acu_test_add_seeded_model (const char *name, guint64 seed);

/* Condition: the library @data shows at least as many photos as there are samples of. */
gboolean acu_test_has_photos (gpointer data);

/* The path of a file of opinions on some of the samples, which the test removes. (transfer full) */
char *acu_test_write_opinions (void);

G_END_DECLS
