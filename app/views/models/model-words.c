#include "app/views/models/model-words.h"

#include "app/text/number-text.h"

#include <glib/gi18n.h>
#include <string.h>

const char *
acu_fusion_get_words (AcuFusion fusion)
{
  switch (fusion) {
  case ACU_FUSION_CHANNEL:
    return _ ("channel attention");
  case ACU_FUSION_SCALE:
    return _ ("one weight a stage");
  case ACU_FUSION_CONCAT:
    return _ ("scales side by side");
  default:
    return _ ("last stage only");
  }
}

char *
acu_model_dup_architecture_words (const AcuArchitecture *architecture, gboolean backbone_only)
{
  g_return_val_if_fail (architecture, NULL);

  double millions = acu_architecture_count_parameters (architecture) / 1e6;
  g_autofree char *backbone = architecture->backbone == ACU_BACKBONE_RESNET50
                                  ? g_strdup ("ResNet-50")
                                  : g_strdup_printf ("Swin %s", architecture->preset);

  if (backbone_only)
    /* Translators: a network without a head; its name */
    return g_strdup_printf (_ ("%s, backbone alone"), backbone);
  /* Translators: a network's name, how its stages are fused, how many parameters it has */
  return g_strdup_printf (_ ("%s, %s, %.1f M parameters"), backbone,
                          acu_fusion_get_words (architecture->fusion), millions);
}

char *
acu_model_dup_use_words (const AcuArchitecture *architecture)
{
  g_return_val_if_fail (architecture, NULL);

  guint n = acu_architecture_count_faults (architecture);
  g_autofree char *low = acu_number_format_digits ((double)architecture->score_min, 6);
  g_autofree char *high = acu_number_format_digits ((double)architecture->score_max, 6);
  GString *text = g_string_new (NULL);

  /* Translators: how pictures become patches, and the scale of scores */
  g_string_printf (text, _ ("%s, scores from %s to %s"), architecture->protocol, low, high);
  if (n > 0)
    g_string_append_printf (text, ngettext (", names %u fault", ", names %u faults", n), n);
  return g_string_free (text, FALSE);
}

/* Marks of one line that is not code: **bold** and `code`; those without a partner stay. */
static void
append_inline (GString *markup, const char *line)
{
  g_autofree char *escaped = g_markup_escape_text (line, -1);
  const char *c = escaped;

  while (*c) {
    gsize mark = g_str_has_prefix (c, "**") ? 2 : *c == '`' ? 1 : 0;
    const char *end = mark == 2 ? strstr (c + 2, "**") : mark == 1 ? strchr (c + 1, '`') : NULL;
    if (!end) {
      g_string_append_c (markup, *c++);
      continue;
    }
    g_string_append (markup, mark == 2 ? "<b>" : "<tt>");
    g_string_append_len (markup, c + mark, end - c - (gssize)mark);
    g_string_append (markup, mark == 2 ? "</b>" : "</tt>");
    c = end + mark;
  }
}

static gboolean
is_list_item (const char *line)
{
  return g_str_has_prefix (line, "- ") || g_str_has_prefix (line, "* ");
}

/* Whether a line begins something of its own, and does not go on with the paragraph. */
static gboolean
is_block (const char *line)
{
  return *line == '\0' || *line == '#' || *line == '|' || is_list_item (line) ||
         g_str_has_prefix (line, "```");
}

char *
acu_card_to_markup (const char *markdown)
{
  g_return_val_if_fail (markdown, NULL);

  g_auto (GStrv) lines = g_strsplit (markdown, "\n", -1);
  GString *markup = g_string_new (NULL);
  gboolean in_code = FALSE;

  for (guint i = 0; lines[i]; i++) {
    const char *line = g_strchomp (lines[i]);

    if (g_str_has_prefix (line, "```")) {
      in_code = !in_code;
      continue;
    }
    if (in_code || *line == '|') {
      /* The line under a table's head says nothing. */
      if (!in_code && strspn (line, "|-: ") == strlen (line))
        continue;
      g_autofree char *escaped = g_markup_escape_text (line, -1);
      g_string_append_printf (markup, "<tt>%s</tt>\n", escaped);
    } else if (*line == '#') {
      line += strspn (line, "# ");
      g_autofree char *escaped = g_markup_escape_text (line, -1);
      g_string_append_printf (markup, "<b>%s</b>\n", escaped);
    } else if (is_list_item (line)) {
      g_string_append (markup, "• ");
      append_inline (markup, line + 2);
      g_string_append_c (markup, '\n');
    } else {
      append_inline (markup, line);
      /* A paragraph's lines are broken by the width of the window. */
      gboolean goes_on = *line && lines[i + 1] && !is_block (g_strchomp (lines[i + 1]));
      g_string_append_c (markup, goes_on ? ' ' : '\n');
    }
  }
  return g_string_free (markup, FALSE);
}
