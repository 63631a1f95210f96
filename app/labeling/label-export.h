/* Label sets as tables that other programs, papers and machines read. */
#pragma once

#include "app/labeling/label-result.h"

G_BEGIN_DECLS

/* Columns of the long form, one row a rating, skipped ones and those of the training phase
 * included.  The first six are what any program would write; the rest is what it takes to merge the
 * same set from several machines:
 *
 *   image        absolute path
 *   rater        name
 *   score        on the set's scale; of a pair 1, 0 or 0.5; empty where skipped
 *   time         ISO 8601 in UTC, to the microsecond; empty where it came without one
 *   method       acr, continuous, pairwise or patch
 *   session      16 hexadecimal digits, the seed of its order; empty for none
 *   position     in the session, from 0
 *   role         item, training, anchor or repeat
 *   skipped      why, instead of a score
 *   response_ms  from picture to answer
 *   other        the right one of a pair
 *   y,x,side     of a patch, pixels of the upright photo
 *   content      size in bytes and content hash of what was rated, by which it is found under
 *                another name; other_content likewise
 *   set,scale    the set's name and the ends of its scale: "1..5"
 *   uid,rater_uid  what stays the same on every machine, hexadecimal
 *   display      fit or actual: how the session showed pictures
 *   zoom         pixels of the screen to one of the picture when it was rated; other_zoom likewise
 *   instructions  the set's, to raters; in the first row alone
 *   blind        yes or no: whether names and predictions were hidden in the session
 *   queue        what it asked about first: random, uncertain, disagreement or boundary; of pairs,
 *                information
 *   queue_basis  what that rested on (app/labeling/queue-basis.h)
 *   repeat_share  of its pictures that were shown twice, 0..1
 *   group        what the list that the pictures came from calls those of the same thing;
 * other_group likewise
 *   session_uid,set_uid  likewise what stays the same on every machine; the session's is empty
 * where its rater and seed are all that it is known by
 *
 * Errors: as acu_label_table_load(). (transfer full) */
GString *acu_label_export_long (AcuCatalog *catalog, const char *set, GError **error);

/* One row a stimulus, one column a rater, nan where there is no rating: with @names FALSE numbers
 * alone, as SUREAL's demonstrations read them (its itut_p910_demo); with @names TRUE the paths
 * before, and a line with the raters' names above, which acu_rater_finder_format() tells apart
 * where several are called the same.  Of what a rater rated more than once it is the mean, or,
 * where ratings are grades, the first.  ACU_LABELING_ERROR_SET for pairwise sets, and, with @names,
 * for sets of patches.  (transfer full) */
GString *acu_label_export_wide (const AcuLabelTable *table, gboolean names, GError **error);

/* path,mos,group,stddev,n,ci,score_min,score_max: what `train` and `eval` read; of a patch set each
 * photo's mean over its patches, without a deviation.  The last two are the set's scale, which a
 * score may be a little beyond: as methods make them, not as raters are held to it.  Pictures of
 * which no rating counts are left out.  (transfer full) */
GString *acu_label_export_mos (const AcuLabelResult *result);

G_END_DECLS
