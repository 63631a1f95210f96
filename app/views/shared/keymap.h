/* Which key does what: one table behind the keys themselves, the page of shortcuts, and the
 * preferences. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Where a key works.  Plain letters are keys too, so they only work in the part of the window that
 * has no text to type. */
typedef enum {
  ACU_KEY_SCOPE_WINDOW, /* everywhere; never a plain letter */
  ACU_KEY_SCOPE_PHOTOS, /* in the grid and in the viewer */
  ACU_KEY_SCOPE_VIEWER, /* in the viewer */
  ACU_KEY_SCOPE_RATING, /* in a session, as are the following */
  ACU_KEY_SCOPE_GRADES,
  ACU_KEY_SCOPE_PAIRS,
  ACU_KEY_SCOPE_VALUE,
  ACU_KEY_SCOPE_COMPARE, /* where photos are compared */
  ACU_KEY_SCOPE_CULL,    /* where they are culled */
  ACU_N_KEY_SCOPES
} AcuKeyScope;

/* What a scope is called. */
const char *acu_key_scope_get_title (AcuKeyScope scope);

typedef struct {
  AcuKeyScope scope;
  const char *action;       /* detailed, e.g. "win.rate(3)" */
  const char *accelerators; /* by default, separated by spaces */
  const char *title;        /* not translated yet; NULL if the page of shortcuts leaves it out */
  const char *mirrored; /* in place of @accelerators where people read from the right to the left;
                           NULL for the same */
} AcuKey;

/* The table (key-table.c), and its length. */
const AcuKey *acu_keymap_get (guint *n);

/* The accelerators of @key by default, separated by spaces. */
const char *acu_keymap_get_standard (const AcuKey *key);

/* The accelerators of @key, as the user changed them or as they are by default.
 * (transfer full) */
GStrv acu_keymap_dup_accelerators (const AcuKey *key);

/* The key of @scope that @keyval, pressed with @modifiers, is; NULL for none. */
const AcuKey *acu_keymap_find (AcuKeyScope scope, guint keyval, GdkModifierType modifiers);

/* What the settings call @key: an action has keys of its own in each scope. (transfer full) */
char *acu_keymap_dup_name (const AcuKey *key);

/* Has the keys of @scope work in @widget and what is in it. */
void acu_keymap_attach (GtkWidget *widget, AcuKeyScope scope);

/* Has the keys of the whole window work in the windows of @application. */
void acu_keymap_set_application (GtkApplication *application);

/* Has the keys that undo and redo steps undo typing where somebody types in @window, which belongs
 * to its application already. */
void acu_keymap_spare_typing (GtkWindow *window);

/* The page of shortcuts. A new window that its parent owns. (transfer full) */
GtkWidget *acu_keymap_create_window (void);

G_END_DECLS
