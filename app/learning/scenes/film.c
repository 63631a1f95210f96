#include "app/learning/scenes/film.h"

AcuFilm *
acu_film_new (guint width, guint height)
{
  AcuFilm *film = g_new0 (AcuFilm, 1);

  film->width = width;
  film->height = height;
  film->rgb = g_new0 (float, (gsize)width *height * 3);
  return film;
}

AcuFilm *
acu_film_copy (const AcuFilm *film)
{
  AcuFilm *copy = g_new0 (AcuFilm, 1);

  *copy = *film;
  copy->rgb = g_memdup2 (film->rgb, (gsize)film->width * film->height * 3 * sizeof (float));
  return copy;
}

void
acu_film_free (AcuFilm *film)
{
  if (film == NULL)
    return;
  g_free (film->rgb);
  g_free (film);
}
