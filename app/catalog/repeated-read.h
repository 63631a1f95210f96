/* A question to the catalog that is asked anew whenever something has changed.  It is asked once at
 * a time: reads run beside each other, and of two of them the older may be answered last. */
#pragma once

#include "app/catalog/catalog.h"

G_BEGIN_DECLS

typedef struct _AcuRepeatedRead AcuRepeatedRead;

/* Hears the answers, each newer than the one before.  @answer is the reader's. */
typedef void (*AcuRepeatedReadFunc) (gconstpointer answer, gpointer user_data);

/* @job is what finds the answer, @answer_free what frees it.  A question without an answer is
 * passed over. (transfer full) */
AcuRepeatedRead *acu_repeated_read_new (AcuCatalog *catalog,
                                        AcuCatalogJob job,
                                        GDestroyNotify answer_free,
                                        AcuRepeatedReadFunc told,
                                        gpointer user_data);

/* Asks with @data, now or as soon as the question that is under way is answered, in the place of
 * any other that waits for that.  Takes @data. */
void acu_repeated_read_ask (AcuRepeatedRead *read, gpointer data, GDestroyNotify data_free);

/* Nothing is told afterwards. */
void acu_repeated_read_free (AcuRepeatedRead *read);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuRepeatedRead, acu_repeated_read_free)

G_END_DECLS
