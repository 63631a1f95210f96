/* A language nobody speaks: every message of gettext's, whatever asks for it, in brackets, its
 * vowels accented and doubled, which makes it about 40 % longer.  What is shown and not in brackets
 * was never given to gettext.
 *
 * A program that has pseudo-locale.c has gettext's functions from there, and so have the libraries
 * it is linked to: no locale needs to be installed, and other languages are never spoken. */
#pragma once

#include <glib.h>

/* From now on messages are in pseudo, or as they are in the sources. */
void acu_pseudo_locale_set_active (gboolean active);

/* The words of @text that are outside of brackets, but for what no language translates: words with
 * a figure, a path or a file's ending in them, abbreviations in capitals, units after a number, and
 * every one of @names (NULL-terminated). (transfer full) (nullable) */
char *acu_pseudo_locale_dup_foreign (const char *text, const char *const *names);
