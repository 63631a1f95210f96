/* The linear-light picture a scene leaves behind the lens. */
#pragma once

#include <glib.h>

typedef struct {
  guint width, height;
  float *rgb; /* (height, width, 3), linear light with sRGB primaries, 1 = white at exposure 1 */
} AcuFilm;

AcuFilm *acu_film_new (guint width, guint height);
AcuFilm *acu_film_copy (const AcuFilm *film);
void acu_film_free (AcuFilm *film);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuFilm, acu_film_free)
