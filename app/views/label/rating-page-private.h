/* A rating page from within: what its files share.  Private to it. */
#pragma once

#include "app/views/label/rating-ahead.h"
#include "app/views/label/rating-answers.h"
#include "app/views/label/rating-notice.h"
#include "app/views/label/rating-page.h"
#include "app/views/label/rating-stage.h"
#include "app/views/label/rating-strip.h"

struct _AcuRatingPage {
  GtkWidget parent_instance;

  GtkStack *stack;
  AcuRatingNotice *notice;
  AcuRatingStrip *strip;
  AcuRatingStage *stage;
  GtkLabel *failure;
  GtkSpinner *spinner;
  GtkProgressBar *progress;
  AcuRatingAnswers *answers;
  AcuValueScale *scale; /* of the answers */

  AcuLibrary *library;
  GActionMap *actions;            /* weak */
  GtkEventController *stray_keys; /* of the window, while there is one */
  AcuRatingSession *session;      /* NULL while there is none */
  AcuRatingAhead *ahead;
  gboolean is_shown; /* the present item's picture is on the stage */
  gboolean is_busy;  /* an answer is being written */
  gboolean is_training;
  gboolean is_wide;
  gboolean is_full; /* pictures have every pixel */
  guint growth;     /* idle source: the window has grown */
};

/* The signals of a page that its actions emit. */
enum { ACU_RATING_PAGE_LEFT, ACU_RATING_PAGE_RESULTS, ACU_RATING_PAGE_N_SIGNALS };
extern guint acu_rating_page_signals[ACU_RATING_PAGE_N_SIGNALS];

/* Whether a picture is, or will soon be, on the stage, rather than a notice in its place. */
gboolean acu_rating_page_is_rating (AcuRatingPage *page);

/* Shows where the session is, as after every answer. */
void acu_rating_page_show_step (AcuRatingPage *page);

/* Shows the picture of where the session is, whatever else there is to be said. */
void acu_rating_page_show_item (AcuRatingPage *page);

/* The present answer is behind: what comes next is fetched, and shown when the rater goes on. */
void acu_rating_page_turn (AcuRatingPage *page);

void
acu_rating_page_show_notice (AcuRatingPage *page, AcuRatingNoticeKind kind, const char *reason);

/* Enables the actions that can be done now. */
void acu_rating_page_update_actions (AcuRatingPage *page);
