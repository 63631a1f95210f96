#include "app/views/shared/patch-words.h"

#include "app/scoring/fault-words.h"

#include <glib/gi18n.h>
#include <math.h>

/* A part of the picture is worth a sentence where it is this much of the scale below the whole. */
#define NOTABLE_DROP 0.10

/* The picture in three by three parts, each with a name. */
#define PARTS 3

static const char *const part_words[PARTS * PARTS] = {
    N_ ("upper left"), N_ ("top"),        N_ ("upper right"), N_ ("left"),        N_ ("middle"),
    N_ ("right"),      N_ ("lower left"), N_ ("bottom"),      N_ ("lower right"),
};

const char *
acu_patch_words_get_part (guint part)
{
  g_return_val_if_fail (part < G_N_ELEMENTS (part_words), "");

  return _ (part_words[part]);
}

/* The patches that belong to a part: those whose centre is in it, or all where @part is -1. */
static gboolean
is_in_part (const AcuPatchMap *map, guint patch, int part)
{
  graphene_rect_t rect = acu_patch_map_get_rect (map, patch);
  int column = CLAMP ((int)((rect.origin.x + rect.size.width / 2) * PARTS), 0, PARTS - 1);
  int row = CLAMP ((int)((rect.origin.y + rect.size.height / 2) * PARTS), 0, PARTS - 1);

  return part < 0 || part == row * PARTS + column;
}

/* Puts @fault at the end of a list of them. */
static void
add_fault (GString *list, const char *fault)
{
  const char *word = acu_fault_get_word (fault);

  if (!list->len) {
    g_string_append (list, word);
    return;
  }
  /* Translators: faults found so far, and one more of them */
  g_autofree char *longer = g_strdup_printf (C_ ("list of faults", "%s, %s"), list->str, word);
  g_string_assign (list, longer);
}

/* The faults that are notable over the patches of a part, the strongest first, and how many they
 * are. */
static char *
list_faults (const AcuPatchMap *map, int part, guint *n_listed)
{
  guint n_faults = acu_patch_map_get_n_faults (map);
  g_autofree double *strength = g_new0 (double, MAX (n_faults, 1));
  g_autoptr (GString) list = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < acu_patch_map_get_n (map); i++) {
    if (!is_in_part (map, i, part))
      continue;
    n++;
    for (guint f = 0; f < n_faults; f++)
      strength[f] += acu_patch_map_get_patch_fault (map, i, f);
  }
  for (guint f = 0; f < n_faults; f++)
    strength[f] = part < 0 ? acu_patch_map_get_fault (map, f) : strength[f] / MAX (n, 1);

  *n_listed = 0;
  for (guint listed = 0; listed < 3; listed++) {
    guint most = 0;
    for (guint f = 1; f < n_faults; f++)
      if (strength[f] > strength[most])
        most = f;
    if (n_faults == 0 || strength[most] < ACU_FAULT_NOTABLE)
      break;
    add_fault (list, acu_patch_map_get_fault_name (map, most));
    strength[most] = 0;
    ++*n_listed;
  }
  return g_strdup (list->str);
}

char *
acu_patch_words_describe_patch (const AcuPatchMap *map, guint patch)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint f = 0; f < acu_patch_map_get_n_faults (map); f++)
    if (acu_patch_map_get_patch_fault (map, patch, f) >= ACU_FAULT_NOTABLE)
      add_fault (list, acu_patch_map_get_fault_name (map, f));
  return g_strdup (list->str);
}

/* The part that scores lowest, with the range of its scores; -1 where none is much below the whole.
 */
static int
find_weakest_part (const AcuPatchMap *map, double *lowest, double *highest)
{
  AcuScoreScale scale = acu_patch_map_get_scale (map);
  double least = acu_patch_map_get_score (map) - NOTABLE_DROP * (scale.max - scale.min);
  int weakest = -1;

  for (int part = 0; part < PARTS * PARTS; part++) {
    double sum = 0, from = INFINITY, to = -INFINITY;
    guint n = 0;
    for (guint i = 0; i < acu_patch_map_get_n (map); i++) {
      if (!is_in_part (map, i, part))
        continue;
      double score = acu_patch_map_get_patch_score (map, i);
      sum += score;
      from = MIN (from, score);
      to = MAX (to, score);
      n++;
    }
    if (n > 0 && sum / n < least) {
      least = sum / n;
      weakest = part;
      *lowest = from;
      *highest = to;
    }
  }
  return weakest;
}

/* Puts a sentence behind those that @text has already. */
static void
add_sentence (GString *text, const char *sentence)
{
  /* Translators: one sentence, and the next one */
  g_autofree char *longer = g_strdup_printf (C_ ("sentences", "%s %s"), text->str, sentence);

  g_string_assign (text, longer);
}

/* "The weakest part is the lower left (18–30): noise, blur."  Markup; the faults are told where
 * they are others than those of the whole, @overall. */
static char *
describe_weakest (
    const AcuPatchMap *map, int part, double lowest, double highest, const char *overall)
{
  AcuScoreScale scale = acu_patch_map_get_scale (map);
  g_autofree char *from = acu_score_format (scale, lowest);
  g_autofree char *to = acu_score_format (scale, highest);
  guint n_faults;
  g_autofree char *faults = list_faults (map, part, &n_faults);
  g_autofree char *escaped = g_markup_escape_text (faults, -1);
  gboolean has_own = *faults && !g_str_equal (faults, overall);
  /* Translators: the lowest and the highest score of a part of the picture */
  g_autofree char *scores =
      g_str_equal (from, to) ? g_strdup (from) : g_strdup_printf (C_ ("scores", "%s–%s"), from, to);

  if (has_own)
    /* Translators: a part of the picture, its scores, and the faults found there */
    return g_strdup_printf (_ ("The weakest part is the <b>%s</b> (%s): %s."), _ (part_words[part]),
                            scores, escaped);
  /* Translators: a part of the picture and its scores */
  return g_strdup_printf (_ ("The weakest part is the <b>%s</b> (%s)."), _ (part_words[part]),
                          scores);
}

/* What is thought of all of it, with the faults found, @overall, of which there are @n.  Markup.
 * What is strong in spite of a fault is told so in one sentence: two would contradict each other.
 */
static void
judge (GString *text, AcuScoreBand band, const char *overall, guint n)
{
  g_autofree char *escaped = g_markup_escape_text (overall, -1);

  if (band == ACU_SCORE_BAND_STRONG) {
    g_autofree char *but =
        n > 0 /* Translators: a list of faults: "but with weaknesses: noise, blur." */
            ? g_strdup_printf (ngettext ("Technically strong, but with a weakness: %s.",
                                         "Technically strong, but with weaknesses: %s.", n),
                               escaped)
            : g_strdup (_ ("Technically strong."));
    g_string_append (text, but);
    return;
  }
  g_string_append (text,
                   band == ACU_SCORE_BAND_FAIR ? _ ("Technically fair.") : _ ("Technically weak."));
  if (n > 0) {
    /* Translators: a list of faults, "Found: noise, blur." */
    g_autofree char *found = g_strdup_printf (_ ("Found: %s."), escaped);
    add_sentence (text, found);
  }
}

char *
acu_patch_words_describe (const AcuPatchMap *map)
{
  AcuScoreScale scale = acu_patch_map_get_scale (map);
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_faults;
  g_autofree char *overall = list_faults (map, -1, &n_faults);
  double lowest, highest;

  judge (text, acu_score_band_get (scale, acu_patch_map_get_score (map)), overall, n_faults);

  int part = find_weakest_part (map, &lowest, &highest);
  if (part >= 0) {
    g_autofree char *weakest = describe_weakest (map, part, lowest, highest, overall);
    add_sentence (text, weakest);
  } else {
    add_sentence (text, _ ("All parts are about equally good."));
  }
  return g_strdup (text->str);
}
