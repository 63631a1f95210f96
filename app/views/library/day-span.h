/* The days of capture that a filter lets through, by name, as they are typed, and in words.  The
 * camera's clock knows no time zone, so the wall's is compared with it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the filter of dates is called that is none of those with a name. */
#define ACU_DAYS_CHOSEN "days"

/* Both as AcuPhotoQuery has them: seconds, inclusive; G_MININT64 and G_MAXINT64 for no end. */
typedef struct {
  gint64 from, to;
} AcuDaySpan;

/* The days that the filter @name means today: "any", "day", "week", "month" or "year". */
AcuDaySpan acu_day_span_get (const char *name);

/* The filter that means @span today; ACU_DAYS_CHOSEN where none does. */
const char *acu_day_span_get_name (AcuDaySpan span);

/* "Last 7 days", "Since 06/01/19" or "06/01/19 – 06/30/19". (transfer full) */
char *acu_day_span_describe (AcuDaySpan span);

/* Reads a day as acu_day_write() writes it or as people of this language do; an empty text is no
 * day, and leaves that end open.  FALSE where it is something else.  @first and @last are the
 * beginning and the end of that day. */
gboolean acu_day_read (const char *text, gint64 *first, gint64 *last);

/* Reads the first and the last day, both of which count.  FALSE where either is none, or they are
 * not in this order. */
gboolean acu_day_span_parse (const char *first, const char *last, AcuDaySpan *span);

/* The day that the second @time is in, "2019-06-30"; empty for an open end. (transfer full) */
char *acu_day_write (gint64 time);

G_END_DECLS
