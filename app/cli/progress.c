#include "app/cli/progress.h"

#include "app/cli/line-file.h"
#include "app/text/column-text.h"

#include <glib/gi18n.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define REDRAW_INTERVAL (G_USEC_PER_SEC / 8)

/* Of the bar, in columns; a shorter one says nothing. */
#define BAR_WIDTH     24
#define MIN_BAR_WIDTH 4

/* Its brackets and the space behind them. */
#define BAR_FRAME 3

/* Of terminals that do not tell. */
#define DEFAULT_COLUMNS 80

/* There is one terminal, hence one line. */
static struct {
  GMutex lock;
  gboolean is_running;
  gboolean is_shown;
  gsize total;
  gsize done_before;
  const char *unit;
  gint64 begun;
  gint64 drawn;
} progress;

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

/* "3 of 10 pictures, 1.5 a second, 5 s left". (transfer full) */
static char *
describe (gsize done, double seconds)
{
  GString *text = g_string_new (NULL);

  /* Translators: the last is the unit, such as “pictures”. */
  g_string_append_printf (text, _ ("%zu of %zu %s"), done, progress.total, progress.unit);
  if (done > progress.done_before && seconds > 0) {
    double rate = (double)(done - progress.done_before) / seconds;
    g_autofree char *left = acu_format_duration ((double)(progress.total - done) / rate);

    g_string_append_printf (text, _ (", %.*f a second, %s left"), rate < 10 ? 1 : 0, rate, left);
  }
  return g_string_free (text, FALSE);
}

static guint
count_columns (void)
{
  struct winsize size;

  return ioctl (STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col
                                                                          : DEFAULT_COLUMNS;
}

/* As much of @text as fits into @columns. */
static void
append_clipped (GString *line, const char *text, guint columns)
{
  g_autoptr (GString) clipped = g_string_new (text);

  while (clipped->len > 0 && acu_column_text_measure (clipped->str) > columns)
    g_string_truncate (
        clipped,
        (gsize)(g_utf8_find_prev_char (clipped->str, clipped->str + clipped->len) - clipped->str));
  g_string_append (line, clipped->str);
}

/* The bar gives way to the words, and the estimate to the figures: what does not fit into one line
 * could not be erased. */
static void
draw (gsize done, double seconds)
{
  g_autoptr (GString) line = g_string_new ("\r\033[K");
  g_autofree char *text = describe (done, seconds);
  /* Not the last one, from which some terminals go on to the next line. */
  guint columns = count_columns () - 1;
  guint width;

  if (acu_column_text_measure (text) > columns) {
    g_free (text);
    text = describe (done, 0);
  }
  width = columns - MIN (columns, acu_column_text_measure (text) + BAR_FRAME);
  width = MIN (width, BAR_WIDTH);
  if (width >= MIN_BAR_WIDTH) {
    gsize filled = progress.total > 0 ? done * width / progress.total : 0;

    g_string_append_c (line, '[');
    for (gsize i = 0; i < width; i++)
      g_string_append_c (line, i < filled ? '#' : '.');
    g_string_append (line, "] ");
  }
  append_clipped (line, text, columns);
  acu_write_all (STDERR_FILENO, line->str, line->len);
  progress.is_shown = TRUE;
}

void
acu_progress_begin (gsize total, const char *unit)
{
  acu_progress_begin_at (0, total, unit);
}

void
acu_progress_begin_at (gsize done, gsize total, const char *unit)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&progress.lock);

  progress.is_running = isatty (STDERR_FILENO);
  progress.total = total;
  progress.done_before = done;
  progress.unit = unit;
  progress.begun = g_get_monotonic_time ();
  progress.drawn = 0;
  if (progress.is_running)
    draw (done, 0);
}

void
acu_progress_set_total (gsize total)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&progress.lock);

  progress.total = total;
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
