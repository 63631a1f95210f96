/* What a person has chosen to train, before it begins: the labels it names are copied, and what it
 * will take is measured, both on a thread of low priority. */
#pragma once

#include "app/learning/training/run-estimate.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Copies the label sets that @settings name, with the scores that their results show, into the
 * folder of the run @name, which no model may be called, and has the settings name the copies. What
 * fails, or is cancelled, leaves none.  The result is read by acu_training_plan_prepare_finish().
 */
void acu_training_plan_prepare_async (const char *name,
                                      const AcuRunSettings *settings,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);

/* Fills @settings, which the caller clears. */
gboolean
acu_training_plan_prepare_finish (GAsyncResult *result, AcuRunSettings *settings, GError **error);

/* What the run of @result is to be called, whatever is typed meanwhile. (transfer none) */
const char *acu_training_plan_get_name (GAsyncResult *result);

/* Removes the copies for the run @name, which was prepared but does not begin. */
void acu_training_plan_abandon (const char *name);

/* Measures what @settings will take. */
void acu_training_plan_estimate_async (const AcuRunSettings *settings,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);

/* Fills @estimate, which the caller clears. */
gboolean
acu_training_plan_estimate_finish (GAsyncResult *result, AcuRunEstimate *estimate, GError **error);

G_END_DECLS
