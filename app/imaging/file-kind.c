#include "app/imaging/file-kind.h"

#include <string.h>

static const char *const pictures[] = {
    "jpg", "jpeg", "jpe", "jfif", "png",  "tif",  "tiff", "webp", "gif", "bmp", "pnm", "ppm",
    "pgm", "pbm",  "pam", "avif", "heif", "heic", "jxl",  "jp2",  "j2k", "jpx", "jpf", NULL,
};

static const char *const raws[] = {
    "3fr", "ari", "arw", "cr2", "cr3", "crw", "dcr", "dng", "erf", "fff",
    "iiq", "k25", "kdc", "mef", "mos", "mrw", "nef", "nrw", "orf", "pef",
    "raf", "raw", "rw2", "rwl", "sr2", "srf", "srw", "x3f", NULL,
};

static const char *const companions[] = {"jpg", "jpeg", "jpe", "heic", "heif", NULL};

/* Whether @name ends in one of @endings. */
static gboolean
ends_in (const char *name, const char *const *endings)
{
  const char *dot = strrchr (name, '.');

  for (; dot != NULL && *endings != NULL; endings++)
    if (g_ascii_strcasecmp (dot + 1, *endings) == 0)
      return TRUE;
  return FALSE;
}

AcuFileKind
acu_file_kind_guess (const char *name)
{
  static const char *const sidecars[] = {"xmp", NULL};

  if (ends_in (name, pictures))
    return ACU_FILE_PICTURE;
  if (ends_in (name, raws))
    return ACU_FILE_RAW;
  if (ends_in (name, sidecars))
    return ACU_FILE_SIDECAR;
  return ACU_FILE_OTHER;
}

gboolean
acu_file_kind_is_photo (const char *name)
{
  AcuFileKind kind = acu_file_kind_guess (name);

  return kind == ACU_FILE_PICTURE || kind == ACU_FILE_RAW;
}

gboolean
acu_file_kind_is_companion (const char *name)
{
  return ends_in (name, companions);
}

char *
acu_file_kind_get_stem (const char *name)
{
  const char *dot = strrchr (name, '.');

  return g_ascii_strdown (name, dot != NULL ? dot - name : -1);
}
