#include "app/views/shared/score-band.h"

#include "app/text/number-text.h"
#include "app/views/shared/compat.h"

#include <glib/gi18n.h>
#include <math.h>

#define FAIR_FROM   0.40
#define STRONG_FROM 0.65

static const struct {
  const char *css_class;
  const char *icon;
  const char *word;
  const char *fallback;
} bands[] = {
    [ACU_SCORE_BAND_NONE] = {"none", "acutance-score-none-symbolic", N_ ("not scored"), "#909090"},
    [ACU_SCORE_BAND_WEAK] = {"weak", "acutance-score-weak-symbolic", N_ ("weak"), "#ffa07a"},
    [ACU_SCORE_BAND_FAIR] = {"fair", "acutance-score-fair-symbolic", N_ ("fair"), "#ffd479"},
    [ACU_SCORE_BAND_STRONG] = {"strong", "acutance-score-strong-symbolic", N_ ("strong"),
                               "#7cc7ff"},
};

double
acu_score_scale_normalise (AcuScoreScale scale, double score)
{
  return CLAMP ((score - scale.min) / (scale.max - scale.min), 0, 1);
}

AcuScoreBand
acu_score_band_get (AcuScoreScale scale, double score)
{
  if (isnan (score))
    return ACU_SCORE_BAND_NONE;

  double position = acu_score_scale_normalise (scale, score);
  return position < FAIR_FROM     ? ACU_SCORE_BAND_WEAK
         : position < STRONG_FROM ? ACU_SCORE_BAND_FAIR
                                  : ACU_SCORE_BAND_STRONG;
}

const char *
acu_score_band_get_css_class (AcuScoreBand band)
{
  return bands[band].css_class;
}

const char *
acu_score_band_get_icon (AcuScoreBand band)
{
  return bands[band].icon;
}

const char *
acu_score_band_get_word (AcuScoreBand band)
{
  return _ (bands[band].word);
}

GdkRGBA
acu_score_band_get_colour (AcuScoreBand band, GtkWidget *widget, gboolean on_photo)
{
  g_autofree char *name =
      g_strconcat ("acu_", bands[band].css_class, on_photo ? "_on_photo" : NULL, NULL);

  return acu_lookup_colour (widget, name, bands[band].fallback);
}

static int
get_decimals (AcuScoreScale scale)
{
  double range = scale.max - scale.min;

  return range >= 20 ? 0 : range >= 2 ? 1 : 2;
}

char *
acu_score_format (AcuScoreScale scale, double score)
{
  if (!isnan (score))
    score = CLAMP (score, scale.min, scale.max);
  return acu_number_format (score, get_decimals (scale));
}

char *
acu_score_format_points (AcuScoreScale scale, double points)
{
  return acu_number_format (points, get_decimals (scale));
}

char *
acu_score_dup_beyond (AcuScoreScale scale, double score)
{
  int decimals = get_decimals (scale) + 1;
  g_autofree char *shown = acu_score_format (scale, score);
  g_autofree char *rounded = acu_score_format_points (scale, score);
  g_autofree char *exact = acu_number_format (score, decimals);

  if (g_str_equal (shown, rounded))
    return NULL;
  /* Translators: a score that a model gave and that lies outside of its scale */
  return g_strdup_printf (_ ("%s, beyond the scale"), exact);
}
