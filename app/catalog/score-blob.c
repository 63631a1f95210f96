#include "app/catalog/score-blob.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define VERSION 1

#define FLAG_GRID   1
#define FLAG_FUSION 2
#define FLAG_GATES  4

/* ---- Writing ---- */

static void
put_u8 (GByteArray *out, guint value)
{
  guint8 byte = (guint8)value;

  g_byte_array_append (out, &byte, 1);
}

static void
put_u16 (GByteArray *out, guint value)
{
  guint16 stored = GUINT16_TO_LE ((guint16)value);

  g_byte_array_append (out, (const guint8 *)&stored, sizeof stored);
}

static void
put_u32 (GByteArray *out, guint32 value)
{
  guint32 stored = GUINT32_TO_LE (value);

  g_byte_array_append (out, (const guint8 *)&stored, sizeof stored);
}

static void
put_f32 (GByteArray *out, float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  put_u32 (out, bits);
}

/* Whether the patches lie in rows of @columns, each row at one y and each column at one x. */
static gboolean
is_grid (const AcuScoreDetails *details, guint *columns)
{
  const AcuPatch *patches = details->patches;
  guint n = 0;

  while (n < details->n_patches && patches[n].y == patches[0].y)
    n++;
  if (n == 0 || details->n_patches % n != 0)
    return FALSE;
  for (guint i = 0; i < details->n_patches; i++)
    if (patches[i].x != patches[i % n].x || patches[i].y != patches[i - i % n].y)
      return FALSE;
  *columns = n;
  return TRUE;
}

static void
put_places (GByteArray *out, const AcuScoreDetails *details, gboolean grid, guint columns)
{
  if (!grid) {
    put_u32 (out, details->n_patches);
    for (guint i = 0; i < details->n_patches; i++) {
      put_u32 (out, (guint32)details->patches[i].y);
      put_u32 (out, (guint32)details->patches[i].x);
    }
    return;
  }
  put_u32 (out, details->n_patches / columns);
  put_u32 (out, columns);
  for (guint i = 0; i < details->n_patches; i += columns)
    put_u32 (out, (guint32)details->patches[i].y);
  for (guint i = 0; i < columns; i++)
    put_u32 (out, (guint32)details->patches[i].x);
}

GBytes *
acu_score_blob_pack (const AcuScoreDetails *details)
{
  GByteArray *out = g_byte_array_new ();
  gboolean fusion = FALSE, grid;
  guint columns = 0;

  for (guint i = 0; i < G_N_ELEMENTS (details->fusion); i++)
    fusion |= details->fusion[i] != 0.0f;
  grid = is_grid (details, &columns);

  put_u8 (out, VERSION);
  put_u8 (out, (grid ? FLAG_GRID : 0) | (fusion ? FLAG_FUSION : 0) |
                   (fusion && details->has_gates ? FLAG_GATES : 0));
  put_u16 (out, details->n_faults);
  put_u16 (out, (guint)details->side);
  put_u32 (out, (guint32)details->width);
  put_u32 (out, (guint32)details->height);
  for (guint i = 0; fusion && i < G_N_ELEMENTS (details->fusion); i++)
    put_f32 (out, details->fusion[i]);
  put_places (out, details, grid, columns);
  for (guint i = 0; i < details->n_patches; i++)
    put_f32 (out, details->scores[i]);
  for (gsize i = 0; i < (gsize)details->n_patches * details->n_faults; i++)
    put_u8 (out, (guint)lrintf (CLAMP (details->patch_faults[i], 0.0f, 1.0f) * 255.0f));
  return g_byte_array_free_to_bytes (out);
}

/* ---- Reading ---- */

typedef struct {
  const guint8 *data;
  gsize left;
  gboolean short_of; /* more was asked for than there is */
} Reader;

static const guint8 *
take (Reader *reader, gsize n)
{
  static const guint8 zeros[4];
  const guint8 *data = reader->data;

  if (n > reader->left) {
    reader->short_of = TRUE;
    return zeros;
  }
  reader->data += n;
  reader->left -= n;
  return data;
}

static guint
take_u16 (Reader *reader)
{
  const guint8 *b = take (reader, 2);

  return (guint)(b[0] | b[1] << 8);
}

static guint32
take_u32 (Reader *reader)
{
  const guint8 *b = take (reader, 4);

  return (guint32)b[0] | (guint32)b[1] << 8 | (guint32)b[2] << 16 | (guint32)b[3] << 24;
}

static float
take_f32 (Reader *reader)
{
  guint32 bits = take_u32 (reader);
  float value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

/* Before memory is taken for as many as a number in the blob says. */
static gboolean
can_hold (const Reader *reader, guint64 n, gsize bytes_each)
{
  return !reader->short_of && n <= reader->left / bytes_each;
}

static gboolean
take_places (Reader *reader, AcuScoreDetails *details, gboolean grid)
{
  guint32 rows = take_u32 (reader);
  guint32 columns = grid ? take_u32 (reader) : 1;
  guint64 n = (guint64)rows * columns;

  /* Every patch has at least its score still to come. */
  if (!can_hold (reader, n, sizeof (float)) || !can_hold (reader, (guint64)rows + columns, 4))
    return FALSE;
  details->n_patches = (guint)n;
  details->patches = g_new0 (AcuPatch, n);
  if (!grid) {
    for (guint i = 0; i < n; i++) {
      details->patches[i].y = (int)take_u32 (reader);
      details->patches[i].x = (int)take_u32 (reader);
    }
    return !reader->short_of;
  }
  for (guint32 row = 0; row < rows; row++) {
    int y = (int)take_u32 (reader);

    for (guint32 column = 0; column < columns; column++)
      details->patches[row * columns + column].y = y;
  }
  for (guint32 column = 0; column < columns; column++) {
    int x = (int)take_u32 (reader);

    for (guint32 row = 0; row < rows; row++)
      details->patches[row * columns + column].x = x;
  }
  return !reader->short_of;
}

static void
take_faults (Reader *reader, AcuScoreDetails *details)
{
  gsize n = (gsize)details->n_patches * details->n_faults;
  const guint8 *stored;

  if (n == 0 || !can_hold (reader, n, 1))
    return;
  stored = take (reader, n);
  details->patch_faults = g_new (float, n);
  details->faults = g_new0 (float, details->n_faults);
  for (gsize i = 0; i < n; i++) {
    details->patch_faults[i] = (float)stored[i] / 255.0f;
    details->faults[i % details->n_faults] += details->patch_faults[i] / (float)details->n_patches;
  }
}

AcuScoreDetails *
acu_score_blob_unpack (const guint8 *data, gsize size, GError **error)
{
  g_autoptr (AcuScoreDetails) details = g_new0 (AcuScoreDetails, 1);
  Reader reader = {.data = data, .left = size};
  guint version = *take (&reader, 1);
  guint flags = *take (&reader, 1);
  gboolean ok;

  details->has_gates = (flags & FLAG_GATES) != 0;
  details->n_faults = take_u16 (&reader);
  details->side = (int)take_u16 (&reader);
  details->width = (int)take_u32 (&reader);
  details->height = (int)take_u32 (&reader);
  for (guint i = 0; (flags & FLAG_FUSION) != 0 && i < G_N_ELEMENTS (details->fusion); i++)
    details->fusion[i] = take_f32 (&reader);
  ok = version == VERSION && take_places (&reader, details, (flags & FLAG_GRID) != 0) &&
       reader.left == (gsize)details->n_patches * (sizeof (float) + details->n_faults);
  if (!ok) {
    g_set_error_literal (
        error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_DAMAGED,
        _ ("what the catalog keeps of this photo's score is damaged; score it again"));
    return NULL;
  }
  details->scores = g_new (float, details->n_patches);
  for (guint i = 0; i < details->n_patches; i++)
    details->scores[i] = take_f32 (&reader);
  take_faults (&reader, details);
  return g_steal_pointer (&details);
}
