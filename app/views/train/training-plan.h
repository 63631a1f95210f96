/* What a person has chosen to train, before it begins: the labels it names are copied, and what it
 * will take is measured, both on a thread of low priority. */
#pragma once

#include "app/learning/training/run-estimate.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Copies the label sets that @settings name, with the scores that their results show, into the
 * folder of the run @name, and has the settings name the copies.  The result is read by
 * acu_training_plan_prepare_finish(). */
void acu_training_plan_prepare_async (const char *name,
                                      const AcuRunSettings *settings,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);

/* Fills @settings, which the caller clears. */
gboolean
acu_training_plan_prepare_finish (GAsyncResult *result, AcuRunSettings *settings, GError **error);

/* Measures what @settings will take. */
void acu_training_plan_estimate_async (const AcuRunSettings *settings,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);

/* Fills @estimate, which the caller clears. */
gboolean
acu_training_plan_estimate_finish (GAsyncResult *result, AcuRunEstimate *estimate, GError **error);

G_END_DECLS
