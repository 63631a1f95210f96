/* The thread behind a scoring service. */
#pragma once

#include "app/scoring/service/scoring-board.h"

G_BEGIN_DECLS

typedef struct _AcuScoringWorker AcuScoringWorker;

/* Starts the thread, which tells of itself on @board, and has it (transfer full). @settings are
 * copied. (transfer full) */
AcuScoringWorker *acu_scoring_worker_new (AcuCatalog *catalog,
                                          const AcuScoringSettings *settings,
                                          AcuScoringBoard *board);

/* (transfer none) */
AcuScoringBoard *acu_scoring_worker_get_board (AcuScoringWorker *worker);

/* Gives the caller's reference up; the thread ends as soon as it can. */
void acu_scoring_worker_stop (AcuScoringWorker *worker);

/* The same, and waits for the thread. */
void acu_scoring_worker_finish (AcuScoringWorker *worker);

G_END_DECLS
