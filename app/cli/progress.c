#include "app/cli/progress.h"

#include "app/cli/line-file.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#define REDRAW_INTERVAL (G_USEC_PER_SEC / 8)
#define BAR_WIDTH       24

/* There is one terminal, hence one line. */
static struct {
  GMutex lock;
  gboolean is_running;
  gboolean is_shown;
  gsize total;
  const char *unit;
  gint64 begun;
  gint64 drawn;
} progress;

void
acu_progress_begin (gsize total, const char *unit)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&progress.lock);

  progress.is_running = isatty (STDERR_FILENO);
  progress.total = total;
  progress.unit = unit;
  progress.begun = g_get_monotonic_time ();
  progress.drawn = 0;
}

char *
acu_format_duration (double seconds)
{
  guint64 whole = (guint64)(seconds + 0.5);

  if (whole >= 3600)
    return g_strdup_printf (_ ("%u h %02u min"), (guint)(whole / 3600), (guint)(whole / 60 % 60));
  if (whole >= 60)
    return g_strdup_printf (_ ("%u min %02u s"), (guint)(whole / 60), (guint)(whole % 60));
  return g_strdup_printf (_ ("%u s"), (guint)whole);
}

static void
draw (gsize done, double seconds)
{
  g_autoptr (GString) line = g_string_new ("\r\033[K");
  gsize filled = progress.total > 0 ? done * BAR_WIDTH / progress.total : 0;

  g_string_append_c (line, '[');
  for (gsize i = 0; i < BAR_WIDTH; i++)
    g_string_append_c (line, i < filled ? '#' : '.');
  g_string_append (line, "] ");
  /* Translators: the last is the unit, such as “pictures”. */
  g_string_append_printf (line, _ ("%zu of %zu %s"), done, progress.total, progress.unit);
  if (done > 0 && seconds > 0) {
    double rate = (double)done / seconds;
    g_autofree char *left = acu_format_duration ((double)(progress.total - done) / rate);

    g_string_append_printf (line, _ (", %.*f a second, %s left"), rate < 10 ? 1 : 0, rate, left);
  }
  acu_write_all (STDERR_FILENO, line->str, line->len);
  progress.is_shown = TRUE;
}

void
acu_progress_update (gsize done)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&progress.lock);
  gint64 now = g_get_monotonic_time ();

  if (!progress.is_running || (progress.is_shown && now - progress.drawn < REDRAW_INTERVAL))
    return;
  progress.drawn = now;
  draw (done, (double)(now - progress.begun) / G_USEC_PER_SEC);
}

static void
hide (void)
{
  static const char erase[] = "\r\033[K";

  if (progress.is_shown)
    acu_write_all (STDERR_FILENO, erase, strlen (erase));
  progress.is_shown = FALSE;
}

void
acu_progress_hide (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&progress.lock);

  hide ();
}

void
acu_progress_end (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&progress.lock);

  hide ();
  progress.is_running = FALSE;
}
