/* Who is told when the user's models are other ones than before, whoever changed them: a run whose
 * result is kept, a window, the command line, a file manager. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _AcuModelWatch AcuModelWatch;

/* Calls @changed with @data, in the thread's default main context of now, soon after models came,
 * went or were renamed; what happens at once is told once.  The folder need not be there yet.
 * (transfer full) */
AcuModelWatch *acu_model_watch_new (void (*changed) (gpointer data), gpointer data);
void acu_model_watch_free (AcuModelWatch *watch);

G_END_DECLS
