/* Photos to make synthetic sets of, and what their files hold. */
#pragma once

#include "app/imaging/image.h"

/* A scene of the gallery at a seventh of its size. (transfer full) */
AcuImage *acu_synth_fixture_render_scene (const char *name);

/* Writes it to @file in @folder. */
void acu_synth_fixture_write_scene (const char *folder, const char *name, const char *file);

/* A folder with three photos, one of them deeper. (transfer full) */
char *acu_synth_fixture_make_photos (void);

/* The bytes of a file, which must be there; @size may be NULL. (transfer full) */
char *acu_synth_fixture_read (const char *folder, const char *relative, gsize *size);

/* Requires that the two folders' files of this name have the same bytes. */
void acu_synth_fixture_assert_same (const char *first, const char *second, const char *relative);
