#include "tests/display/watchdog.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* The machine that runs tests is seldom idle, and a thread that another one displaced has not
 * blocked.  So three things are told apart, all in microseconds: processor time, time in which the
 * thread would have run but for others, which the kernel counts, and time asleep, for a file, a
 * lock or another process: the rest.  An answer of the display is not counted either: the toolkit
 * asks for it, and the display shares the processors with every other test; nor is the time in
 * which a virtual machine's processors were its host's. */
typedef struct {
  gint64 busy;
  gint64 wall;
  gint64 displaced;
  gint64 display; /* waited for its answers */
  gint64 stolen;  /* by the host, of all processors */
  glong paged;    /* pages of programs and libraries that had to come from the disk */
} Moment;

static AcuWatchdog *running;
static _Thread_local gboolean is_watched; /* whether this is the thread of what follows */
static Moment last;                       /* when the last wait ended */
static gboolean is_waiting;
static int schedstat = -1;
static int stat_of_all = -1;
static gint64 display_wait;

/* Time on the run queue: the second number of Documentation/scheduler/sched-stats.rst. */
static gint64
get_displaced (void)
{
  char text[128] = "";
  guint64 displaced = 0;
  gssize n = pread (schedstat, text, sizeof text - 1, 0);

  g_assert_cmpint (n, >, 0);
  g_assert_cmpint (sscanf (text, "%*u %" G_GUINT64_FORMAT, &displaced), ==, 1);
  return (gint64)(displaced / 1000);
}

/* The eighth number of the first line of /proc/stat, in ticks: proc(5). */
static gint64
get_stolen (void)
{
  char text[256] = "";
  guint64 ticks = 0;
  gssize n = pread (stat_of_all, text, sizeof text - 1, 0);

  g_assert_cmpint (n, >, 0);
  g_assert_cmpint (sscanf (text, "cpu %*u %*u %*u %*u %*u %*u %*u %" G_GUINT64_FORMAT, &ticks), ==,
                   1);
  return (gint64)ticks * G_USEC_PER_SEC / sysconf (_SC_CLK_TCK);
}

static Moment
get_now (void)
{
  struct timespec busy;
  struct rusage usage;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &busy);
  getrusage (RUSAGE_THREAD, &usage);
  return (Moment){busy.tv_sec * G_USEC_PER_SEC + busy.tv_nsec / 1000,
                  g_get_monotonic_time (),
                  get_displaced (),
                  display_wait,
                  get_stolen (),
                  usage.ru_majflt};
}

static gboolean
is_display (int fd)
{
  struct sockaddr_un peer = {0};
  socklen_t size = sizeof peer;

  if (getpeername (fd, (struct sockaddr *)&peer, &size) != 0 || peer.sun_family != AF_UNIX)
    return FALSE;
  /* An abstract name begins with a zero. */
  return g_str_has_prefix (peer.sun_path + (peer.sun_path[0] == '\0'), "/tmp/.X11-unix/");
}

/* In the C library's place, for the libraries that talk to the display.  Several threads may be the
 * first to call. */
int
poll (struct pollfd *fds, nfds_t n, int timeout)
{
  static gpointer found;
  gpointer known = g_atomic_pointer_get (&found);
  int (*real) (struct pollfd *, nfds_t, int);

  if (!known) {
    known = dlsym (RTLD_NEXT, "poll");
    g_atomic_pointer_set (&found, known);
  }
  *(gpointer *)&real = known;
  if (!is_watched || !running || is_waiting || n != 1 || !is_display (fds[0].fd))
    return real (fds, n, timeout);

  gint64 begin = g_get_monotonic_time () - get_displaced ();
  int result = real (fds, n, timeout);
  display_wait += g_get_monotonic_time () - get_displaced () - begin;
  return result;
}

static int
poll_and_measure (GPollFD *fds, guint n, int timeout)
{
  Moment now = get_now ();

  if (last.wall != 0) {
    gint64 busy = now.busy - last.busy;
    gint64 kept = now.wall - last.wall - (now.display - last.display) - (now.stolen - last.stolen);
    gint64 blocked = kept - busy - (now.displaced - last.displaced);
    running->n_iterations++;
    running->longest_busy = MAX (running->longest_busy, busy);
    if (now.paged == last.paged) {
      running->longest_round = MAX (running->longest_round, busy + MAX (blocked, 0));
      running->longest_blocked = MAX (running->longest_blocked, blocked);
      running->n_blocked += blocked > ACU_WATCHDOG_LIMIT;
      running->longest_kept = MAX (running->longest_kept, kept);
      running->n_kept += kept > ACU_WATCHDOG_LIMIT;
    }
  }
  is_waiting = TRUE;
  int result = g_poll (fds, n, timeout);
  is_waiting = FALSE;
  last = get_now ();
  return result;
}

void
acu_watchdog_start (AcuWatchdog *watchdog)
{
  if (schedstat < 0)
    schedstat = open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
  if (stat_of_all < 0)
    stat_of_all = open ("/proc/stat", O_RDONLY | O_CLOEXEC);
  if (schedstat < 0 || stat_of_all < 0)
    g_error ("this kernel does not tell how long a thread waits for a processor");
  is_watched = TRUE;
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
