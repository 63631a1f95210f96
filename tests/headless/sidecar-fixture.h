/* XMP sidecars as other programs write them. */
#pragma once

#include "app/imaging/xmp.h"

/* Attributes on lines of their own, the rating among them, a mask after it: two stars, yellow. */
extern const char acu_fixture_lightroom[];

/* A comment, single quotes, more than one description, the rating in the second. */
extern const char acu_fixture_darktable[];

/* Properties as elements, an empty label, entities, other people's ratings. */
extern const char acu_fixture_digikam[];

/* Reads the packet @text of @size bytes, which must not fail.  The caller clears it. */
AcuXmp acu_fixture_read_xmp (const char *text, gsize size);

/* @text with @from once replaced by @to. (transfer full) */
char *acu_fixture_replace (const char *text, const char *from, const char *to);
