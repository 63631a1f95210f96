/* "Did it help?": what a training changed, and what is to become of its model.
 *
 * Scores the held-out pictures by the model before and the one after, in the background, and shows
 * both against people's opinions, the numbers with their intervals, where it still errs, and what
 * would change in the folder that is open.  For whoever ends a training:
 *
 *   AcuOutcomeSource source = {.title = "Lisbon taste", .before = base, .after = result_file,
 *                              .data = data_csv, .split = ACU_SPLIT_VAL};
 *   GtkWidget *page = acu_outcome_page_new (library, &source);
 *   g_signal_connect (page, "decided", G_CALLBACK (decided_cb), self);
 */
#pragma once

#include "app/learning/datasets/dataset.h"
#include "app/views/shared/library.h"

#include <adwaita.h>

G_BEGIN_DECLS

typedef enum {
  ACU_OUTCOME_KEEP,    /* among the models, without scoring by it */
  ACU_OUTCOME_USE,     /* keep it and score by it: see acu_outcome_use_model() */
  ACU_OUTCOME_DISCARD, /* a person has confirmed it */
} AcuOutcome;

typedef struct {
  const char *title;  /* of the run */
  const char *before; /* name or file of the model before; NULL, or one that cannot score: none */
  const char *after;  /* name or file of the model after */
  const char *data;   /* a SPEC of acu_dataset_open(); NULL: nothing was held out */
  AcuSplit split;     /* its part that judges; ACU_SPLIT_VAL: it chose the epoch as well, which is
                       * said; ACU_SPLIT_NONE: all of it */
  const char *device; /* NULL: "auto" */
  gboolean decided;   /* what becomes of the model is settled: nothing is asked */
} AcuOutcomeSource;

#define ACU_TYPE_OUTCOME_PAGE (acu_outcome_page_get_type ())
G_DECLARE_FINAL_TYPE (AcuOutcomePage, acu_outcome_page, ACU, OUTCOME_PAGE, GtkWidget)

/* Begins to measure at once; being taken off its window ends that.  Copies @source.
 *
 * Signal: void (*decided) (AcuOutcomePage *page, int outcome): an AcuOutcome; the actions are
 * "outcome.keep", "outcome.use" and "outcome.discard". */
GtkWidget *acu_outcome_page_new (AcuLibrary *library, const AcuOutcomeSource *source);

/* Makes the model called @name the one that scores the library.  Scores by others stay with them,
 * and come back with them. */
void acu_outcome_use_model (const char *name);

G_END_DECLS
