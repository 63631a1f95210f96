/* What the order of a queue rests on, in a line for whoever chooses it. */
#pragma once

#include "app/labeling/queue-basis.h"

G_BEGIN_DECLS

/* Finds out what the queue of @options would rest on over @photos (gint64), as a text for
 * acu_catalog_run_finish(): empty for the random queue.  @model: (nullable) what the scorer of
 * @options is called. */
void acu_queue_note_make_async (AcuCatalog *catalog,
                                AcuQueueOptions options,
                                GArray *photos,
                                const char *model,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);

G_END_DECLS
