#include "app/labeling/label-identity.h"

#include <math.h>
#include <string.h>

char *
acu_uid_format (const guint8 *uid)
{
  char *text = g_malloc (2 * ACU_UID_SIZE + 1);

  for (guint i = 0; i < ACU_UID_SIZE; i++)
    g_snprintf (text + 2 * i, 3, "%02x", uid[i]);
  return text;
}

gboolean
acu_uid_parse (const char *text, guint8 uid[ACU_UID_SIZE])
{
  if (strlen (text) != 2 * ACU_UID_SIZE ||
      strspn (text, "0123456789abcdefABCDEF") != 2 * ACU_UID_SIZE)
    return FALSE;
  for (guint i = 0; i < ACU_UID_SIZE; i++)
    uid[i] =
        (guint8)(g_ascii_xdigit_value (text[2 * i]) << 4 | g_ascii_xdigit_value (text[2 * i + 1]));
  return TRUE;
}

void
acu_uid_make (guint8 uid[ACU_UID_SIZE])
{
  g_autofree char *text = g_uuid_string_random ();

  acu_uid_derive (text, uid);
}

void
acu_uid_derive (const char *text, guint8 uid[ACU_UID_SIZE])
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize size = sizeof digest;

  g_checksum_update (checksum, (const guchar *)text, -1);
  g_checksum_get_digest (checksum, digest, &size);
  memcpy (uid, digest, ACU_UID_SIZE);
}

gboolean
acu_label_counts (const AcuLabel *label)
{
  return !isnan (label->score) && label->item.role != ACU_ROLE_TRAINING && !label->is_outdated;
}

gboolean
acu_label_is_same_item (const AcuLabel *a, const AcuLabel *b)
{
  return a->item.image == b->item.image && a->item.other == b->item.other &&
         a->item.y == b->item.y && a->item.x == b->item.x && a->item.side == b->item.side;
}

gboolean
acu_label_is_same_answer (const AcuLabel *a, const AcuLabel *b)
{
  return acu_label_is_same_item (a, b) &&
         (isnan (a->score) ? isnan (b->score) : a->score == b->score);
}

gboolean
acu_label_is_preferred (const AcuLabel *label, const AcuLabel *old)
{
  int order = memcmp (label->uid, old->uid, ACU_UID_SIZE);

  if (label->given != old->given)
    return label->given > old->given;
  if (order != 0)
    return order < 0;
  if (isnan (label->score) != isnan (old->score))
    return isnan (old->score);
  return label->score < old->score;
}
