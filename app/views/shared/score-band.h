/* How a score is told at a glance: its band has a colour, a shape and a word, so that none of them
 * is alone. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum {
  ACU_SCORE_BAND_NONE,   /* not scored */
  ACU_SCORE_BAND_WEAK,   /* below 40 % of the scale */
  ACU_SCORE_BAND_FAIR,   /* below 65 % */
  ACU_SCORE_BAND_STRONG, /* the rest */
} AcuScoreBand;

/* The scale of a model, higher is better. */
typedef struct {
  double min;
  double max;
} AcuScoreScale;

#define ACU_SCORE_SCALE_DEFAULT ((AcuScoreScale){0, 100})

/* NAN is a photo without a score. */
AcuScoreBand acu_score_band_get (AcuScoreScale scale, double score);

/* The position of @score on the scale, 0..1; scores outside are at its ends. */
double acu_score_scale_normalise (AcuScoreScale scale, double score);

/* "weak", "fair", "strong" or "none": the class of the style sheet. */
const char *acu_score_band_get_css_class (AcuScoreBand band);

const char *acu_score_band_get_icon (AcuScoreBand band);

/* The word for it in the user's language: "weak". */
const char *acu_score_band_get_word (AcuScoreBand band);

/* The colour for @widget's theme, or, @on_photo, for the dark ground over a photo. */
GdkRGBA acu_score_band_get_colour (AcuScoreBand band, GtkWidget *widget, gboolean on_photo);

/* A score as it is shown: no decimals on a scale of 20 or more, else as many as tell two scores
 * apart; a dash for none.  Networks also give scores beyond their scale: at a glance those are at
 * its end, as they are in histograms and maps.  (transfer full) */
char *acu_score_format (AcuScoreScale scale, double score);

/* A difference of scores, as it is. (transfer full) */
char *acu_score_format_points (AcuScoreScale scale, double points);

/* The score itself in words where what is shown is the scale's end in its place, else NULL.
 * (transfer full) */
char *acu_score_dup_beyond (AcuScoreScale scale, double score);

G_END_DECLS
