/* The scores that an unfinished evaluation has come to, kept in the person's cache, so that one
 * that is interrupted, by whatever, is gone on with.
 *
 * A file has records of one size: which picture (of its path, size and time a digest), the numbers,
 * and a digest of both, without which a record does not count. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _AcuKeptScores AcuKeptScores;

/* Opens what is kept of the evaluation that @what tells: all that numbers depend on besides the
 * picture.  Each picture has @n_numbers.  Where nothing can be kept, as in a full cache or while
 * another program does the same, nothing is. */
AcuKeptScores *acu_kept_scores_open (const char *what, guint n_numbers);

/* The numbers of the picture at @path, as it is now. (transfer none) (nullable) */
const double *acu_kept_scores_find (AcuKeptScores *scores, const char *path);

void acu_kept_scores_add (AcuKeptScores *scores, const char *path, const double *numbers);

/* Forgets them: the evaluation is finished. */
void acu_kept_scores_end (AcuKeptScores *scores);

void acu_kept_scores_close (AcuKeptScores *scores);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuKeptScores, acu_kept_scores_close)

G_END_DECLS
