/* Runs put into words. */
#pragma once

#include "app/learning/service/training-service.h"

G_BEGIN_DECLS

/* "Swin nano, quick · 80 pictures, 20 held out · L1, AdamW 5e-5 / 5e-4, cosine · seed 7".
 * (transfer full) */
char *acu_run_words_summary (const AcuRunRecord *record);

/* When it was and what came of it: "today 14:02 · 2 min", "interrupted after epoch 3".
 * (transfer full) */
char *acu_run_words_state (const AcuRunRecord *record);

/* What was warned of, @warning (nullable), and of how much more, @n_unsaid. (transfer full) */
char *acu_run_words_warnings (const char *warning, guint n_unsaid);

/* The same of the run under way. (transfer full) */
char *acu_run_words_status (const AcuTrainingStatus *status);

/* "Step 182 of 200 · 3 min left". (transfer full) */
char *acu_run_words_progress (const AcuTrainingStatus *status);

/* Of a run that can be gone on with: "interrupted in the first epoch · 3 min left".
 * (transfer full) */
char *acu_run_words_unfinished (const AcuRunRecord *record, const AcuRunPace *pace);

/* "212 patches/s · 2.1 GB · Radeon 780M". (transfer full) */
char *acu_run_words_speed (const AcuTrainingStatus *status, const char *device);

/* Everything that decides what the run did, a name and a value a line, for the clipboard and for
 * the page. (transfer full) (element-type utf8): name, value, name, value… */
GPtrArray *acu_run_words_configuration (const AcuRunRecord *record);

/* What @configuration says of @name; NULL: nothing. */
const char *acu_run_words_find_value (GPtrArray *configuration, const char *name);

/* The names of which not all of @configurations say the same, in their order; they belong to them.
 * (transfer container) (element-type utf8) */
GPtrArray *acu_run_words_list_differing (GPtrArray *configurations);

G_END_DECLS
