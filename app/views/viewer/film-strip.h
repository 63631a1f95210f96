/* The film of a photo's neighbours, one of which is chosen. */
#pragma once

#include "app/views/shared/library.h"

G_BEGIN_DECLS

#define ACU_TYPE_FILM_STRIP (acu_film_strip_get_type ())
G_DECLARE_FINAL_TYPE (AcuFilmStrip, acu_film_strip, ACU, FILM_STRIP, GtkWidget)

/* Emits "chosen" where another photo is chosen, or the chosen one has another place; "pointed"
 * where a pointer is pressed on it, which does not give it the focus. */

/* Shows the photos of @library, which is ready, as soon as one is chosen. */
void acu_film_strip_attach (AcuFilmStrip *film, AcuLibrary *library);

/* Chooses the photo at @position, and shows it. */
void acu_film_strip_choose (AcuFilmStrip *film, guint position);

/* GTK_INVALID_LIST_POSITION for none. */
guint acu_film_strip_get_chosen (AcuFilmStrip *film);

/* Shows no photos until one is chosen again. */
void acu_film_strip_clear (AcuFilmStrip *film);

G_END_DECLS
