#include "app/views/library/day-span.h"

#include <glib/gi18n.h>
#include <stdio.h>

#define DAY 86400

static const struct {
  const char *name;
  const char *title;
} filters[] = {
    {"any", N_ ("Date")},           {"day", N_ ("Today")},      {"week", N_ ("Last 7 days")},
    {"month", N_ ("Last 30 days")}, {"year", N_ ("This year")},
};

AcuDaySpan
acu_day_span_get (const char *name)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) today =
      g_date_time_new_utc (g_date_time_get_year (now), g_date_time_get_month (now),
                           g_date_time_get_day_of_month (now), 0, 0, 0);
  g_autoptr (GDateTime) year = g_date_time_new_utc (g_date_time_get_year (now), 1, 1, 0, 0, 0);
  gint64 midnight = g_date_time_to_unix (today);
  gint64 from = g_str_equal (name, "day")     ? midnight
                : g_str_equal (name, "week")  ? midnight - 6 * DAY
                : g_str_equal (name, "month") ? midnight - 29 * DAY
                : g_str_equal (name, "year")  ? g_date_time_to_unix (year)
                                              : G_MININT64;

  return (AcuDaySpan){from, G_MAXINT64};
}

/* On the first day of a year and of a month several mean the same; the shortest is told. */
static gsize
find_filter (AcuDaySpan span)
{
  for (gsize i = 0; i < G_N_ELEMENTS (filters); i++) {
    AcuDaySpan named = acu_day_span_get (filters[i].name);
    if (span.from == named.from && span.to == named.to)
      return i;
  }
  return G_N_ELEMENTS (filters);
}

const char *
acu_day_span_get_name (AcuDaySpan span)
{
  gsize i = find_filter (span);

  return i < G_N_ELEMENTS (filters) ? filters[i].name : ACU_DAYS_CHOSEN;
}

/* (transfer full) */
static char *
format_local (gint64 time)
{
  g_autoptr (GDateTime) day = g_date_time_new_from_unix_utc (time);

  return day ? g_date_time_format (day, "%x") : g_strdup ("");
}

char *
acu_day_span_describe (AcuDaySpan span)
{
  gsize i = find_filter (span);

  if (i < G_N_ELEMENTS (filters))
    return g_strdup (_ (filters[i].title));
  g_autofree char *from = format_local (span.from);
  g_autofree char *to = format_local (span.to);
  if (span.to == G_MAXINT64) /* Translators: photos taken on this day or later */
    return g_strdup_printf (_ ("Since %s"), from);
  if (span.from == G_MININT64) /* Translators: photos taken on this day or earlier */
    return g_strdup_printf (_ ("Until %s"), to);
  if (g_str_equal (from, to))
    return g_steal_pointer (&from);
  /* Translators: photos taken from this day to that day */
  return g_strdup_printf (C_ ("days", "%s – %s"), from, to);
}

/* "2019-06-30", whatever the order of day, month and year is in this language. */
static gboolean
parse_standard (const char *text, GDate *date)
{
  unsigned year, month, day;
  int length = 0;

  if (sscanf (text, "%4u-%2u-%2u%n", &year, &month, &day, &length) != 3 || text[length] != '\0' ||
      !g_date_valid_dmy ((GDateDay)day, (GDateMonth)month, (GDateYear)year))
    return FALSE;
  g_date_set_dmy (date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
  return TRUE;
}

gboolean
acu_day_read (const char *text, gint64 *first, gint64 *last)
{
  g_autofree char *day = g_strstrip (g_strdup (text));
  GDate date;

  *first = G_MININT64;
  *last = G_MAXINT64;
  if (*day == '\0')
    return TRUE;
  g_date_clear (&date, 1);
  if (!parse_standard (day, &date))
    g_date_set_parse (&date, day);
  if (!g_date_valid (&date))
    return FALSE;
  g_autoptr (GDateTime) midnight = g_date_time_new_utc (
      g_date_get_year (&date), g_date_get_month (&date), g_date_get_day (&date), 0, 0, 0);
  if (!midnight)
    return FALSE;
  *first = g_date_time_to_unix (midnight);
  *last = *first + DAY - 1;
  return TRUE;
}

gboolean
acu_day_span_parse (const char *first, const char *last, AcuDaySpan *span)
{
  gint64 rest;

  return acu_day_read (first, &span->from, &rest) && acu_day_read (last, &rest, &span->to) &&
         span->from <= span->to;
}

char *
acu_day_write (gint64 time)
{
  g_autoptr (GDateTime) day = g_date_time_new_from_unix_utc (time);

  return day && time != G_MININT64 && time != G_MAXINT64 ? g_date_time_format (day, "%Y-%m-%d")
                                                         : g_strdup ("");
}
