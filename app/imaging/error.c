#include "app/imaging/error.h"

G_DEFINE_QUARK (acu - imaging - error - quark, acu_imaging_error)

gboolean
acu_imaging_error_is_lasting (const GError *error)
{
  static const AcuImagingError lasting[] = {
      ACU_IMAGING_ERROR_FORMAT, ACU_IMAGING_ERROR_DATA,  ACU_IMAGING_ERROR_TRUNCATED,
      ACU_IMAGING_ERROR_SIZE,   ACU_IMAGING_ERROR_CRASH,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lasting); i++)
    if (g_error_matches (error, ACU_IMAGING_ERROR, (int)lasting[i]))
      return TRUE;
  return FALSE;
}
