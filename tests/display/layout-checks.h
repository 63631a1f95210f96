/* What a person would wince at, found by looking at every widget of a window as it was laid out. */
#pragma once

#include <gtk/gtk.h>

typedef enum {
  ACU_LAYOUT_OUTSIDE,   /* lies outside of its window, or of what a scrolled part shows */
  ACU_LAYOUT_SMALL,     /* has less room than it needs */
  ACU_LAYOUT_OVERLAP,   /* lies over another one that is beside it */
  ACU_LAYOUT_STRETCHED, /* an icon's button is drawn out to a bar */
  ACU_LAYOUT_CUT,       /* words are cut, or nothing is left of them */
  ACU_LAYOUT_UNTOLD,    /* words end in dots, and no tooltip has the rest of them */
  ACU_LAYOUT_FOREIGN,   /* words were never given to translators */
  ACU_LAYOUT_NAMELESS,  /* nothing is told of it to those who listen */
} AcuLayoutFault;

/* Looks at every mapped widget of @window and calls @found for each fault.  Words are judged by
 * acu_pseudo_locale_dup_foreign() with @names, unless that is NULL. */
void acu_layout_check (GtkWidget *window,
                       const char *const *names,
                       void (*found) (AcuLayoutFault fault, const char *description, gpointer data),
                       gpointer data);

/* What keeps @window from being @width pixels wide: the widgets that need most of that, the
 * innermost last, in words. (transfer full) */
char *acu_layout_dup_widest (GtkWidget *window, int width);
