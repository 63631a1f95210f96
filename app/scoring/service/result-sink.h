/* Gathers results on their way to the catalog, which takes many at a time more cheaply than one. */
#pragma once

#include "app/catalog/score-store.h"
#include "app/scoring/scorer.h"

G_BEGIN_DECLS

typedef struct _AcuResultSink AcuResultSink;

/* For patches of @side pixels. */
AcuResultSink *acu_result_sink_new (AcuCatalog *catalog, gint64 scorer, int side);
void acu_result_sink_free (AcuResultSink *sink);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuResultSink, acu_result_sink_free)

/* Keeps the score of @photo, whose patches were cut from a picture of @width x @height. */
void acu_result_sink_add (
    AcuResultSink *sink, const AcuUnscored *photo, int width, int height, const AcuScore *score);

/* Keeps why @photo has none.  @is_undecodable: nobody can look at it either. */
void acu_result_sink_add_error (AcuResultSink *sink,
                                const AcuUnscored *photo,
                                const char *reason,
                                gboolean is_undecodable);

/* Writes what has been gathered if it is due: much, or some time old; or @now in any case. */
gboolean acu_result_sink_write (AcuResultSink *sink, gboolean now, GError **error);

G_END_DECLS
