/* The language of the person before the screen. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Has the program speak the language that its environment asks for, in UTF-8 whatever the terminal
 * is set to, wherever the program runs from: installed or in a build tree.  Called first of all in
 * main(); what marks its messages needs to do nothing.  The locale's way of writing numbers becomes
 * the program's, too. */
void acu_language_begin (void);

G_END_DECLS
