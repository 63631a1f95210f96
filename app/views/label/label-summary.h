/* What the catalog has of label sets, sessions and raters, read at once. */
#pragma once

#include "app/catalog/label-store.h"

G_BEGIN_DECLS

typedef struct {
  GPtrArray *sets;     /* AcuLabelSet, by name */
  GPtrArray *sessions; /* AcuLabelSession, newest first */
  GPtrArray *raters;   /* AcuRater */
} AcuLabelSummary;

/* Calls @callback with a summary for acu_label_summary_read_finish(). */
void acu_label_summary_read_async (AcuCatalog *catalog,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);

/* (transfer full) */
AcuLabelSummary *
acu_label_summary_read_finish (AcuCatalog *catalog, GAsyncResult *result, GError **error);
void acu_label_summary_free (AcuLabelSummary *summary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuLabelSummary, acu_label_summary_free)

/* "" for a rater that is not known. */
const char *acu_label_summary_get_rater_name (const AcuLabelSummary *summary, gint64 rater);

G_END_DECLS
