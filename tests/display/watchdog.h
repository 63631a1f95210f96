/* Measures for how long the main loop is kept from waiting for events: what a person feels as a
 * stutter. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Microseconds after which a person notices.  Sanitizers cost several times as much. */
#ifdef ACU_SANITIZED
#define ACU_WATCHDOG_LIMIT (400 * 1000)
#else
#define ACU_WATCHDOG_LIMIT (50 * 1000)
#endif

typedef struct {
  gint64 longest_busy;    /* microseconds of processor time between two waits, at most */
  gint64 longest_blocked; /* microseconds asleep between two waits, but for the display, at most */
  gint64 longest_round;   /* microseconds of both in one such time, at most */
  guint n_blocked;        /* such times of more than ACU_WATCHDOG_LIMIT */
  gint64 longest_kept;    /* microseconds between two waits, at most, whoever had the processor: for
                           * where nothing else runs on the machine */
  guint n_kept;           /* such times of more than ACU_WATCHDOG_LIMIT */
  guint n_iterations;
} AcuWatchdog;

/* Begins to measure the main thread's default context into @watchdog, which must stay. */
void acu_watchdog_start (AcuWatchdog *watchdog);

/* Ends the measuring; the figures stay. */
void acu_watchdog_stop (void);

/* Forgets what was measured so far. */
void acu_watchdog_reset (AcuWatchdog *watchdog);

G_END_DECLS
