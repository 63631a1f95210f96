#include "app/learning/scenes/stroke-font.h"

#include "app/learning/scenes/vector.h"

#include <string.h>

/* The pen: broad across this angle, narrow along it, in units of a capital's height. */
#define PEN_ANGLE   0.5f
#define PEN_BROAD   0.125f
#define PEN_NARROW  0.05f
#define CURVE_STEPS 7

/* A letter is a row of strokes; a stroke is a row of points, two digits each: x, y on a grid where
 * 2 is the baseline, 6 the x-height, 8 the height of a capital, 0 the foot of a p. A stroke that
 * begins with '~' is a curve through its points. */
typedef struct {
  char letter;
  guint8 advance;
  const char *strokes;
} Glyph;

static const Glyph font[] = {
    {'a', 5, "~15365645 4542 ~4434142222324243 4252"},
    {'b', 5, "1812 ~14253645434232221312"},
    {'c', 5, "~4536251413223242"},
    {'d', 5, "4842 ~4535251413223243 4252"},
    {'e', 5, "1444 ~4445362514132232 3243"},
    {'f', 4, "~4838282722 1636"},
    {'g', 5, "4641 ~4130201011 ~4535251413223243"},
    {'h', 5, "1812 ~142536454442 4252"},
    {'i', 3, "1622 2622 1626 2727 1232"},
    {'j', 3, "262120 ~21201000 1626 2727"},
    {'k', 5, "1812 4613 2442"},
    {'l', 3, "2822 1828 1232"},
    {'m', 8, "1612 ~142536454442 ~4455667574 7472 7282"},
    {'n', 5, "1612 ~142536454442 4252"},
    {'o', 5, "~2614122232434536261514"},
    {'p', 5, "1610 ~14253645434232221312 0020"},
    {'q', 5, "4640 ~4535251413223243 3050"},
    {'r', 4, "1612 ~14253646 0222"},
    {'s', 4, "~4536251524334342322212"},
    {'t', 4, "~282322324 1636"},
    {'u', 5, "1613 ~16141322324344 4642 4252"},
    {'v', 5, "1632 3256"},
    {'w', 7, "1622 2245 4562 6276"},
    {'x', 5, "1642 4612 "},
    {'y', 5, "1632 5632 ~56321010"},
    {'z', 5, "1646 4612 1242"},
    {'A', 7, "0248 4872 2454 0212 6282"},
    {'B', 6, "1812 ~183847463515 ~15455453421212"},
    {'C', 7, "~6757381614223252 5263"},
    {'D', 7, "1812 ~18486664421212"},
    {'E', 6, "1812 1858 1545 1252"},
    {'F', 6, "1812 1858 1545 0222"},
    {'H', 7, "1812 6862 1565 0222 5272"},
    {'I', 3, "1812 0828 0222"},
    {'L', 6, "1812 1252 5253"},
    {'M', 8, "1812 1844 4478 7872"},
    {'N', 7, "1812 1862 6268"},
    {'O', 8, "~4817142242647678584817"},
    {'P', 6, "1812 ~183857553515 0222"},
    {'R', 7, "1812 ~183857553515 3562 0222"},
    {'S', 6, "~5748282726355453422212"},
    {'T', 6, "0868 3832 2242"},
    {'W', 9, "0822 2247 4762 6288"},
    {'0', 6, "~38272422323256565838"},
    {'1', 4, "1728 2822 1232"},
    {'2', 5, "~17283847463312 1242"},
    {'3', 5, "~17283847361515 ~2536443222 2212"},
    {'4', 6, "3814 1454 3832"},
    {'5', 5, "4818 1815 ~152545433222 2212"},
    {'6', 5, "~4828151322324344253514"},
    {'8', 5, "~2817162544433222132435463828"},
    {'.', 2, "1212"},
    {',', 2, "~12110"},
    {':', 2, "1212 1515"},
    {'-', 4, "1434"},
    {'\'', 2, "1817"},
    {' ', 3, ""},
};

AcuSheet *
acu_sheet_new (guint width, guint height)
{
  AcuSheet *sheet = g_new0 (AcuSheet, 1);

  sheet->width = width;
  sheet->height = height;
  sheet->ink = g_malloc0 ((gsize)width * height);
  return sheet;
}

void
acu_sheet_free (AcuSheet *sheet)
{
  if (sheet == NULL)
    return;
  g_free (sheet->ink);
  g_free (sheet);
}

void
acu_sheet_line (AcuSheet *sheet, float x0, float y0, float x1, float y1, float width)
{
  float half = width / 2, dx = x1 - x0, dy = y1 - y0, length2 = dx * dx + dy * dy;
  int left = MAX (0, (int)(acu_min (x0, x1) - half - 1));
  int right = MIN ((int)sheet->width - 1, (int)(acu_max (x0, x1) + half + 1));
  int top = MAX (0, (int)(acu_min (y0, y1) - half - 1));
  int bottom = MIN ((int)sheet->height - 1, (int)(acu_max (y0, y1) + half + 1));

  for (int y = top; y <= bottom; y++) {
    for (int x = left; x <= right; x++) {
      float px = (float)x + 0.5f - x0, py = (float)y + 0.5f - y0;
      float share = length2 > 0 ? acu_clamp01 ((px * dx + py * dy) / length2) : 0;
      float away = acu_hypot (px - share * dx, py - share * dy);
      guint8 ink = (guint8)(255 * acu_clamp01 (half - away + 0.5f));
      guint8 *cell = &sheet->ink[(gsize)y * sheet->width + (gsize)x];

      *cell = MAX (*cell, ink);
    }
  }
}

/* One pen stroke: its width follows from its direction. */
static void
pen (
    AcuSheet *sheet, const float *from, const float *to, float x, float y, float unit, float weight)
{
  float angle = atan2f (to[1] - from[1], to[0] - from[0]);
  float across = fabsf (sinf (angle - PEN_ANGLE));
  float width = PEN_NARROW + (PEN_BROAD - PEN_NARROW) * across;

  if (from[0] == to[0] && from[1] == to[1])
    width = PEN_BROAD * 1.1f;
  acu_sheet_line (sheet, x + unit * from[0], y - unit * (from[1] - 2), x + unit * to[0],
                  y - unit * (to[1] - 2), 6 * unit * width * weight);
}

static void
draw_stroke (
    AcuSheet *sheet, const char *stroke, gsize length, float x, float y, float unit, float weight)
{
  gboolean curved = stroke[0] == '~';
  float points[20][2];
  int count = 0;

  if (curved) {
    stroke++;
    length--;
  }
  for (gsize i = 0; i + 1 < length && count < (int)G_N_ELEMENTS (points); i += 2, count++) {
    points[count][0] = (float)(stroke[i] - '0');
    points[count][1] = (float)(stroke[i + 1] - '0');
  }
  if (count == 1)
    pen (sheet, points[0], points[0], x, y, unit, weight);
  for (int i = 0; i + 1 < count; i++) {
    const float *a = points[MAX (i - 1, 0)], *b = points[i], *c = points[i + 1];
    const float *d = points[MIN (i + 2, count - 1)];
    float from[2] = {b[0], b[1]}, to[2];

    if (!curved) {
      pen (sheet, b, c, x, y, unit, weight);
      continue;
    }
    /* Catmull and Rom's spline: through every point, without corners. */
    for (int step = 1; step <= CURVE_STEPS; step++) {
      float t = (float)step / CURVE_STEPS;

      for (int k = 0; k < 2; k++)
        to[k] =
            0.5f * (2 * b[k] + (c[k] - a[k]) * t + (2 * a[k] - 5 * b[k] + 4 * c[k] - d[k]) * t * t +
                    (3 * b[k] - a[k] - 3 * c[k] + d[k]) * t * t * t);
      pen (sheet, from, to, x, y, unit, weight);
      memcpy (from, to, sizeof from);
    }
  }
}

static const Glyph *
find_glyph (char letter)
{
  for (gsize i = 0; i < G_N_ELEMENTS (font); i++)
    if (font[i].letter == letter)
      return &font[i];
  return NULL;
}

float
acu_sheet_measure (const char *text, float size)
{
  float width = 0;

  for (; *text != '\0'; text++) {
    const Glyph *glyph = find_glyph (*text);
    width += size / 6 * (glyph != NULL ? glyph->advance : 4);
  }
  return width;
}

float
acu_sheet_write (AcuSheet *sheet, const char *text, float x, float y, float size, float weight)
{
  float unit = size / 6;

  for (; *text != '\0'; text++) {
    const Glyph *glyph = find_glyph (*text);

    if (glyph != NULL) {
      g_auto (GStrv) strokes = g_strsplit (glyph->strokes, " ", -1);

      for (guint i = 0; strokes[i] != NULL; i++)
        if (strokes[i][0] != '\0')
          draw_stroke (sheet, strokes[i], strlen (strokes[i]), x, y, unit, weight);
    }
    x += unit * (glyph != NULL ? glyph->advance : 4);
  }
  return x;
}

float
acu_sheet_paragraph (
    AcuSheet *sheet, const char *text, float x, float y, float measure, float size, float leading)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  float blank = acu_sheet_measure (" ", size);
  guint first = 0;

  while (words[first] != NULL) {
    float width = acu_sheet_measure (words[first], size), gap = blank, at = x;
    guint end = first + 1;

    while (words[end] != NULL && width + blank + acu_sheet_measure (words[end], size) <= measure)
      width += blank + acu_sheet_measure (words[end++], size);
    if (words[end] != NULL && end - first > 1)
      gap += (measure - width) / (float)(end - first - 1);
    for (guint i = first; i < end; i++)
      at = acu_sheet_write (sheet, words[i], at, y, size, 1) + gap;
    first = end;
    y += leading;
  }
  return y;
}
