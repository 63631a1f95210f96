#include "app/views/shared/key-changes.h"

#include "app/views/shared/settings.h"

#include <glib/gi18n.h>

/* These leave plain letters to those who write. */
#define HELD (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK)

typedef struct {
  guint keyval; /* lower case */
  GdkModifierType modifiers;
} Combination;

static gboolean
parse (const char *accelerator, Combination *combination)
{
  if (!gtk_accelerator_parse (accelerator, &combination->keyval, &combination->modifiers))
    return FALSE;
  combination->keyval = gdk_keyval_to_lower (combination->keyval);
  return combination->keyval != 0;
}

static gboolean
is_same (const char *a, const char *b)
{
  Combination first, second;

  return parse (a, &first) && parse (b, &second) && first.keyval == second.keyval &&
         first.modifiers == second.modifiers;
}

static gboolean
contains (const char *const *accelerators, const char *accelerator)
{
  for (guint i = 0; accelerators[i]; i++)
    if (is_same (accelerators[i], accelerator))
      return TRUE;
  return FALSE;
}

/* Whether keys of @a and of @b work at the same place. */
static gboolean
meet (AcuKeyScope a, AcuKeyScope b)
{
  AcuKeyScope low = MIN (a, b), high = MAX (a, b);

  if (low == high || low == ACU_KEY_SCOPE_WINDOW)
    return TRUE;
  if (low == ACU_KEY_SCOPE_PHOTOS)
    return high == ACU_KEY_SCOPE_VIEWER || high == ACU_KEY_SCOPE_COMPARE ||
           high == ACU_KEY_SCOPE_CULL;
  return low == ACU_KEY_SCOPE_RATING && high <= ACU_KEY_SCOPE_VALUE;
}

/* What the toolkit, and what is shown, need to be got around in by keyboard. */
static gboolean
is_reserved (const Combination *combination)
{
  static const guint keyvals[] = {
      GDK_KEY_Tab,     GDK_KEY_ISO_Left_Tab, GDK_KEY_Up,       GDK_KEY_Down,  GDK_KEY_Left,
      GDK_KEY_Right,   GDK_KEY_Return,       GDK_KEY_KP_Enter, GDK_KEY_Home,  GDK_KEY_End,
      GDK_KEY_Menu,    GDK_KEY_F10,          GDK_KEY_Escape,   GDK_KEY_KP_Up, GDK_KEY_KP_Down,
      GDK_KEY_KP_Left, GDK_KEY_KP_Right,
  };

  if (combination->keyval == GDK_KEY_a && combination->modifiers & GDK_CONTROL_MASK)
    return TRUE; /* selects all */
  if (combination->modifiers & HELD)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (keyvals); i++)
    if (combination->keyval == keyvals[i])
      return TRUE;
  return FALSE;
}

static char *
dup_label (const Combination *combination)
{
  return gtk_accelerator_get_label (combination->keyval, combination->modifiers);
}

char *
acu_key_dup_objection (const AcuKey *key, const char *accelerator)
{
  g_auto (GStrv) standard = g_strsplit (acu_keymap_get_standard (key), " ", -1);
  Combination combination;

  g_return_val_if_fail (parse (accelerator, &combination), NULL);

  g_autofree char *label = dup_label (&combination);
  const AcuKey *holder = acu_key_find_holder (key, accelerator);
  if (holder && !holder->title)
    return g_strdup_printf (_ ("%s has a fixed meaning here."), label);
  if (contains ((const char *const *)standard, accelerator))
    return NULL;
  if (is_reserved (&combination))
    return g_strdup_printf (_ ("%s is needed to get around."), label);
  if (key->scope == ACU_KEY_SCOPE_WINDOW && !(combination.modifiers & HELD) &&
      !(combination.keyval >= GDK_KEY_F1 && combination.keyval <= GDK_KEY_F35))
    return g_strdup_printf (
        _ ("%s is needed where something is written: hold Ctrl or Alt as well."), label);
  return NULL;
}

const AcuKey *
acu_key_find_holder (const AcuKey *key, const char *accelerators)
{
  g_auto (GStrv) wanted = g_strsplit (accelerators, " ", -1);
  guint n;
  const AcuKey *keys = acu_keymap_get (&n);

  for (guint i = 0; i < n; i++) {
    if (&keys[i] == key || !meet (keys[i].scope, key->scope) ||
        g_str_equal (keys[i].action, key->action))
      continue;
    g_auto (GStrv) held = acu_keymap_dup_accelerators (&keys[i]);
    for (guint k = 0; wanted[k]; k++)
      if (contains ((const char *const *)held, wanted[k]))
        return &keys[i];
  }
  return NULL;
}

/* The settings' table, from names of keys to accelerators. (transfer full) */
static GHashTable *
read_changes (void)
{
  g_autoptr (GVariant) stored = g_settings_get_value (acu_settings_get (), "shortcuts");
  GHashTable *changes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GVariantIter iter;
  char *name, *accelerators;

  g_variant_iter_init (&iter, stored);
  while (g_variant_iter_next (&iter, "{ss}", &name, &accelerators))
    g_hash_table_insert (changes, name, accelerators);
  return changes;
}

static void
write_changes (GHashTable *changes)
{
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer name, accelerators;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_hash_table_iter_init (&iter, changes);
  while (g_hash_table_iter_next (&iter, &name, &accelerators))
    g_variant_builder_add (&builder, "{ss}", name, accelerators);
  g_settings_set_value (acu_settings_get (), "shortcuts", g_variant_builder_end (&builder));
}

/* What is as by default takes no place. */
static void
put (GHashTable *changes, const AcuKey *key, const char *accelerators)
{
  char *name = acu_keymap_dup_name (key);

  if (g_str_equal (accelerators, acu_keymap_get_standard (key))) {
    g_hash_table_remove (changes, name);
    g_free (name);
  } else {
    g_hash_table_insert (changes, name, g_strdup (accelerators));
  }
}

void
acu_key_change (const AcuKey *key, const char *accelerators)
{
  g_return_if_fail (key && accelerators);

  g_autoptr (GHashTable) changes = read_changes ();
  g_auto (GStrv) given = g_strsplit (accelerators, " ", -1);
  guint n;
  const AcuKey *keys = acu_keymap_get (&n);
  for (guint i = 0; i < n; i++) {
    if (&keys[i] == key || !meet (keys[i].scope, key->scope) ||
        g_str_equal (keys[i].action, key->action))
      continue;
    g_auto (GStrv) held = acu_keymap_dup_accelerators (&keys[i]);
    g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();
    guint n_kept = 0;
    for (guint k = 0; held[k]; k++)
      if (!contains ((const char *const *)given, held[k])) {
        g_strv_builder_add (kept, held[k]);
        n_kept++;
      }
    if (n_kept == g_strv_length (held))
      continue;
    g_auto (GStrv) strings = g_strv_builder_end (kept);
    g_autofree char *left = g_strjoinv (" ", strings);
    put (changes, &keys[i], left);
  }
  put (changes, key, accelerators);
  write_changes (changes);
}

gboolean
acu_key_is_changed (const AcuKey *key)
{
  g_autoptr (GHashTable) changes = read_changes ();
  g_autofree char *name = acu_keymap_dup_name (key);

  return g_hash_table_contains (changes, name);
}

gboolean
acu_key_is_any_changed (void)
{
  g_autoptr (GHashTable) changes = read_changes ();

  return g_hash_table_size (changes) > 0;
}

void
acu_key_reset_all (void)
{
  g_settings_reset (acu_settings_get (), "shortcuts");
}
