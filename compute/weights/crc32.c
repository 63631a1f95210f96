/* Eight bytes a step by eight tables (Kounavis and Berry, "Novel Table Lookup-Based Algorithms for
 * High-Performance CRC Generation", 2008): a checkpoint of hundreds of megabytes is summed in a
 * fraction of a second. */
#include "compute/weights/zip-archive.h"

#include <string.h>

static guint32 tables[8][256];

static void
make_tables (void)
{
  for (guint byte = 0; byte < 256; byte++) {
    guint32 crc = byte;

    for (guint bit = 0; bit < 8; bit++)
      crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
    tables[0][byte] = crc;
  }
  for (guint table = 1; table < 8; table++)
    for (guint byte = 0; byte < 256; byte++)
      tables[table][byte] =
          tables[table - 1][byte] >> 8 ^ tables[0][tables[table - 1][byte] & 0xFF];
}

guint32
acu_crc32 (const guint8 *data, gsize size)
{
  static gsize made;
  guint32 crc = 0xFFFFFFFFu;

  if (g_once_init_enter (&made)) {
    make_tables ();
    g_once_init_leave (&made, 1);
  }
  for (; size >= 8; data += 8, size -= 8) {
    guint64 word;

    memcpy (&word, data, sizeof word);
    word = GUINT64_FROM_LE (word) ^ crc;
    crc = tables[7][word & 0xFF] ^ tables[6][word >> 8 & 0xFF] ^ tables[5][word >> 16 & 0xFF] ^
          tables[4][word >> 24 & 0xFF] ^ tables[3][word >> 32 & 0xFF] ^
          tables[2][word >> 40 & 0xFF] ^ tables[1][word >> 48 & 0xFF] ^ tables[0][word >> 56];
  }
  for (; size > 0; data++, size--)
    crc = crc >> 8 ^ tables[0][(crc ^ *data) & 0xFF];
  return ~crc;
}
