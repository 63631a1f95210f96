/* Something that may take long, how far it has got, and whether it is to stop: the bridge between
 * the thread that does it and whoever shows it (work-dialog.h). */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* After which work is long, and shown, milliseconds; and how often it is looked at then. */
#define ACU_WORK_PATIENCE      500
#define ACU_WORK_LOOK_INTERVAL 100

#define ACU_TYPE_WORK (acu_work_get_type ())
G_DECLARE_FINAL_TYPE (AcuWork, acu_work, ACU, WORK, GObject)

/* Work that begins now, on @n things (0: nobody knows yet); @title says what is done, as a heading.
 *
 * Signals, in the main context: ended ().  (transfer full) */
AcuWork *acu_work_new (const char *title, guint n);

const char *acu_work_get_title (AcuWork *work);

/* How many things are done, and how many there are; from any thread. */
void acu_work_note (AcuWork *work, guint n_done, guint n);
guint acu_work_get_n_done (AcuWork *work);
guint acu_work_get_n (AcuWork *work);

/* What stops it. (transfer none) */
GCancellable *acu_work_get_cancellable (AcuWork *work);

/* How many things are done in a second where that is known of those done in @seconds, else 0. */
double acu_work_get_rate (AcuWork *work, double seconds);

/* "1,200 of 20,000 · 12 s left", where the rest follows from what was done in @seconds; empty where
 * nothing is known. (transfer full) */
char *acu_work_describe (AcuWork *work, double seconds);

/* "Stopped after 1,200 of 20,000 photos". (transfer full) */
char *acu_photos_stopped_format (guint n_done, guint n);

/* To be called once, however it ended, from the main context. */
void acu_work_end (AcuWork *work);

G_END_DECLS
