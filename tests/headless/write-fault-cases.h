/* Whatever write, sync or rename fails, what is on the disk afterwards is the old or the new,
 * whole, and a failure names the file. */
#pragma once

#include "write-faults.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  const char *name;
  void (*prepare) (const char *folder);                    /* makes the old state */
  gboolean (*change) (const char *folder, GError **error); /* makes the new one */
  gboolean (*is_new) (const char *folder);                 /* aborts where it is neither */
  gboolean merges_writes;
  gboolean leaves_nothing; /* a failure leaves as many files as there were */
} AcuFaultCase;

/* Runs a test program of these cases, each with a fault at its first change, its second, and so on
 * until it is through without one.  Returns the program's status. */
int acu_test_run_fault_cases (int *argc, char ***argv, const AcuFaultCase *cases, guint n_cases);

/* The old state where there is nothing. */
void acu_test_prepare_nothing (const char *folder);

/* How many files, of whatever kind, a folder has. */
guint acu_test_count_files (const char *folder);

/* Of the fault that is tried. */
AcuFaultKind acu_test_get_fault_kind (void);

G_END_DECLS
