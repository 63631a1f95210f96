/* What changed, gathered until the main loop hears of it.  Private to this folder. */
#pragma once

#include "app/catalog/catalog.h"

G_BEGIN_DECLS

typedef struct _AcuNews AcuNews;

/* Called in the main context with everything published since the last time. */
typedef void (*AcuNewsFunc) (gpointer owner, const AcuCatalogChange *change);

/* News of @owner, which is not held, for the thread's default main context. (transfer full) */
AcuNews *acu_news_new (GObject *owner, AcuNewsFunc tell);
void acu_news_free (AcuNews *news);

/* Tells in @context instead; before anything is published. */
void acu_news_set_context (AcuNews *news, GMainContext *context);

/* Notes a change that is not committed yet.  @photo 0: none in particular. */
void acu_news_note (AcuNews *news, AcuChangeFlags flags, gint64 photo);

/* What was noted is to be told / never happened.  With note, for one thread at a time. */
void acu_news_publish (AcuNews *news);
void acu_news_forget (AcuNews *news);

G_END_DECLS
