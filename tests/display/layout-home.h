/* A home in which every view of the application has something to show, under names that are long
 * and in no Latin letter, so that they are told apart from messages. */
#pragma once

#include <glib.h>

/* The identifier of a finished run whose result is yet to be judged. */
#define ACU_LAYOUT_RUN "finished"

/* How the name of the first photo ends that cannot be read. */
#define ACU_LAYOUT_UNREADABLE "41.jpg"

/* The label set that there is. */
#define ACU_LAYOUT_SET "Αξιολογήσεις φωτογραφιών των διακοπών"

/* Fills the catalog by the program @seed, and the history of runs.  Called once, before anything
 * else is done with the catalog. Returns the folder with the photos. (transfer full) */
char *acu_layout_home_fill (const char *seed);

/* A table of opinions on the photos, written for a run to learn from. (transfer full) */
char *acu_layout_home_write_opinions (const char *folder);

/* Files of ratings that are asked about before they go in, or that do not. */
typedef enum {
  ACU_LAYOUT_RATINGS_BAD,      /* some cannot be used */
  ACU_LAYOUT_RATINGS_NAMELESS, /* numbers alone */
  ACU_LAYOUT_RATINGS_OTHER,    /* of another set that is called as the one there is */
} AcuLayoutRatings;

/* Such a file, of the photos in @folder, written. (transfer full) */
char *acu_layout_home_write_ratings (const char *folder, AcuLayoutRatings kind);

/* A folder of photos none of which can be read, written. (transfer full) */
char *acu_layout_home_write_unreadable (void);
