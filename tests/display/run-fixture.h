/* Runs that are over, as the application remembers them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A run called @name, on /nowhere/scores.csv, with a log of @n_steps in one epoch that took four
 * seconds and came to
 * @srcc; returns its id. (transfer full) */
char *acu_fixture_make_run (const char *name, guint n_steps, double srcc);

/* The loss of step @i of its log, from 0, which never is twice the same. */
double acu_fixture_get_loss (guint i);

/* Removes all runs: what another test made is not what this one compares. */
void acu_fixture_forget_runs (void);

G_END_DECLS
