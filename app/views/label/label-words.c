#include "app/views/label/label-words.h"

#include <glib/gi18n.h>
#include <math.h>

static const struct {
  const char *word;
  const char *instructions;
} methods[] = {
    [ACU_METHOD_ACR] = {N_ ("Five grades (ACR)"),
                        N_ ("Please judge the technical quality of each picture as a whole, from "
                            "bad to excellent. Judge what you see, not what you think of the "
                            "motif, and do not take long.")},
    [ACU_METHOD_CONTINUOUS] = {N_ ("Continuous, 0 to 100"),
                               N_ ("Please say how good the technical quality of each picture is, "
                                   "on a scale from 0 to 100. Judge what you see, not what you "
                                   "think of the motif, and do not take long.")},
    [ACU_METHOD_PAIRWISE] = {N_ ("Pairs"),
                             N_ ("Please say which of the two pictures has the better technical "
                                 "quality. Judge what you see, not what you think of the motif. "
                                 "Where you see no difference, say so.")},
    [ACU_METHOD_PATCH] = {N_ ("Patches, five grades"),
                          N_ ("Please judge the technical quality inside the marked square, from "
                              "bad to excellent. The rest of the picture is there for context "
                              "only.")},
};

const char *
acu_label_method_get_word (AcuLabelMethod method)
{
  g_return_val_if_fail (method < G_N_ELEMENTS (methods), "");

  return _ (methods[method].word);
}

const char *
acu_label_method_get_instructions (AcuLabelMethod method)
{
  g_return_val_if_fail (method < G_N_ELEMENTS (methods), "");

  return _ (methods[method].instructions);
}

const char *
acu_grade_get_word (guint grade)
{
  static const char *const words[] = {NC_ ("grade", "Bad"), NC_ ("grade", "Poor"),
                                      NC_ ("grade", "Fair"), NC_ ("grade", "Good"),
                                      NC_ ("grade", "Excellent")};

  g_return_val_if_fail (grade >= 1 && grade <= G_N_ELEMENTS (words), "");

  return g_dpgettext2 (NULL, "grade", words[grade - 1]);
}

char *
acu_time_left_format (double seconds)
{
  guint minutes = (guint)round (seconds / 60);

  if (minutes < 1)
    return g_strdup (_ ("less than a minute left"));
  if (minutes < 90)
    return g_strdup_printf (ngettext ("about %u min left", "about %u min left", minutes), minutes);

  guint hours = (minutes + 30) / 60;
  return g_strdup_printf (ngettext ("about %u hour left", "about %u hours left", hours), hours);
}

void
acu_facts_append (GString *facts, const char *fact)
{
  g_return_if_fail (facts && fact);

  g_autofree char *escaped = g_markup_escape_text (fact, -1);
  if (facts->len > 0)
    g_string_append (facts, " · ");
  g_string_append_printf (facts, "<span allow_breaks=\"false\">%s</span>", escaped);
}

char *
acu_day_format (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds);

  /* Translators: a day, see g_date_time_format(): "12 May 2024" */
  return time ? g_date_time_format (time, _ ("%-d %B %Y")) : g_strdup ("");
}
