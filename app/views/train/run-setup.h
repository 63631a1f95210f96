/* Setting up a run: what it starts from, what it learns from, how, and what it will take. */
#pragma once

#include "app/learning/service/training-service.h"
#include "app/views/shared/library.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ACU_TYPE_RUN_SETUP (acu_run_setup_get_type ())
G_DECLARE_FINAL_TYPE (AcuRunSetup, acu_run_setup, ACU, RUN_SETUP, GtkWidget)

/* Signals:
 *   started (id)    the run of this record was begun
 *   ready (yes)     whether acu_run_setup_start() would begin one */

void acu_run_setup_attach (AcuRunSetup *setup, AcuLibrary *library, AcuTrainingService *service);

/* Looks anew what there is to begin with; what was chosen stays where it is still there. */
void acu_run_setup_refresh (AcuRunSetup *setup);

/* Chooses the data @spec, as when a set has just been made: one of the list, or what a person could
 * type. */
void acu_run_setup_choose_data (AcuRunSetup *setup, const char *spec);

/* Writes @value where a person would write the field @name, as the settings' JSON calls it: a
 * number, or which of the choices, from 0. */
void acu_run_setup_set_field (AcuRunSetup *setup, const char *name, const char *value);

/* Begins the run as it is set up, or says what is missing. */
void acu_run_setup_start (AcuRunSetup *setup);

G_END_DECLS
