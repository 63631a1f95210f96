/* Where pictures of photos come from. */
#include "app/views/shared/library-private.h"

AcuDecoder *
acu_library_get_decoder (AcuLibrary *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), NULL);

  return self->decoder;
}

AcuPictureCache *
acu_library_get_thumbnails (AcuLibrary *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), NULL);

  return self->thumbnails;
}

AcuPictureCache *
acu_library_get_fine_thumbnails (AcuLibrary *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), NULL);

  return self->fine_thumbnails;
}

AcuPictureCache *
acu_library_get_previews (AcuLibrary *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), NULL);

  return self->previews;
}

AcuPictureCache *
acu_library_get_full_photos (AcuLibrary *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), NULL);

  return self->full_photos;
}
