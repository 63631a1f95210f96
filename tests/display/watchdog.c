#include "tests/display/watchdog.h"

#include <sys/resource.h>
#include <time.h>

/* The machine that runs tests is seldom idle, and a thread that another one displaced has not
 * blocked. So two things are told apart: processor time spent between two waits, and wall time in
 * which the thread gave the processor up by itself, for a file, a lock or another process. */
typedef struct {
  gint64 busy;
  gint64 wall;
  glong given_up;
} Moment;

static AcuWatchdog *running;
static Moment last; /* when the last wait ended */

static Moment
get_now (void)
{
  struct timespec busy;
  struct rusage usage;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &busy);
  getrusage (RUSAGE_THREAD, &usage);
  return (Moment){busy.tv_sec * G_USEC_PER_SEC + busy.tv_nsec / 1000, g_get_monotonic_time (),
                  usage.ru_nvcsw};
}

static int
poll_and_measure (GPollFD *fds, guint n, int timeout)
{
  Moment now = get_now ();

  if (last.wall != 0) {
    running->n_iterations++;
    running->longest_busy = MAX (running->longest_busy, now.busy - last.busy);
    if (now.given_up > last.given_up) {
      running->longest_blocked = MAX (running->longest_blocked, now.wall - last.wall);
      running->n_blocked += now.wall - last.wall > ACU_WATCHDOG_LIMIT;
    }
  }
  int result = g_poll (fds, n, timeout);
  last = get_now ();
  return result;
}

void
acu_watchdog_start (AcuWatchdog *watchdog)
{
  running = watchdog;
  acu_watchdog_reset (watchdog);
  g_main_context_set_poll_func (NULL, poll_and_measure);
}

void
acu_watchdog_stop (void)
{
  g_main_context_set_poll_func (NULL, g_poll);
  running = NULL;
}

void
acu_watchdog_reset (AcuWatchdog *watchdog)
{
  *watchdog = (AcuWatchdog){0};
  last = (Moment){0};
}
