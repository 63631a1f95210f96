/* Ratings to files and from files, with the questions and answers that go with it. */
#pragma once

#include "app/views/shared/library.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _AcuLabelExchange AcuLabelExchange;

/* Adds to @actions:
 *   label-export (s)       asks where to: "long", "wide" or "mos"
 *   label-export-file (ss) likewise, and the path
 *   label-import           asks for a file
 *   label-import-file (s)  the path
 * @widget: what dialogs belong to; it outlives this. (transfer full) */
AcuLabelExchange *
acu_label_exchange_new (AcuLibrary *library, GActionMap *actions, GtkWidget *widget);
void acu_label_exchange_free (AcuLabelExchange *exchange);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuLabelExchange, acu_label_exchange_free)

/* The set that is exported, and that ratings are merged into; NULL: the one that a file names. */
void acu_label_exchange_set_set (AcuLabelExchange *exchange, const char *set);

G_END_DECLS
