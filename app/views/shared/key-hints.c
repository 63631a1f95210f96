#include "app/views/shared/key-hints.h"

#include "app/views/shared/keymap.h"

#include <glib/gi18n.h>

/* Keys that have a sign of their own, as it is printed on them. */
static const char *
find_sign (guint keyval)
{
  switch (keyval) {
  case GDK_KEY_Left:
    return "←";
  case GDK_KEY_Right:
    return "→";
  case GDK_KEY_Up:
    return "↑";
  case GDK_KEY_Down:
    return "↓";
  default:
    return NULL;
  }
}

static void
add_label (GPtrArray *labels, const char *accelerator)
{
  GdkModifierType modifiers;
  guint keyval;

  if (!gtk_accelerator_parse (accelerator, &keyval, &modifiers))
    return;
  const char *sign = modifiers ? NULL : find_sign (keyval);
  char *label = sign ? g_strdup (sign) : gtk_accelerator_get_label (keyval, modifiers);
  if (g_ptr_array_find_with_equal_func (labels, label, g_str_equal, NULL))
    g_free (label);
  else
    g_ptr_array_add (labels, label);
}

char *
acu_key_hints_dup_label (const char *detailed)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);
  guint n;
  const AcuKey *keys = acu_keymap_get (&n);

  for (guint i = 0; i < n; i++) {
    if (!keys[i].title || !g_str_equal (keys[i].action, detailed))
      continue;
    g_auto (GStrv) accelerators = acu_keymap_dup_accelerators (&keys[i]);
    if (accelerators[0])
      add_label (labels, accelerators[0]);
  }
  if (labels->len == 0)
    return NULL;
  g_ptr_array_add (labels, NULL);
  return g_strjoinv (", ", (char **)labels->pdata);
}

/* Whether each of @labels is one character, the one after that before it. */
static gboolean
follow_one_another (const GPtrArray *labels)
{
  for (guint i = 0; i < labels->len; i++) {
    const char *label = g_ptr_array_index (labels, i);
    if (g_utf8_strlen (label, -1) != 1 ||
        g_utf8_get_char (label) != g_utf8_get_char (g_ptr_array_index (labels, 0)) + i)
      return FALSE;
  }
  return TRUE;
}

char *
acu_key_hints_dup_row_label (const char *first, const char *last)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);
  guint n, i = 0;
  const AcuKey *keys = acu_keymap_get (&n);

  while (i < n && !g_str_equal (keys[i].action, first))
    i++;
  for (; i < n; i++) {
    g_auto (GStrv) accelerators = acu_keymap_dup_accelerators (&keys[i]);
    if (accelerators[0])
      add_label (labels, accelerators[0]);
    if (g_str_equal (keys[i].action, last))
      break;
  }
  if (labels->len == 0)
    return NULL;
  if (labels->len > 2 && follow_one_another (labels))
    return g_strdup_printf ("%s–%s", (char *)g_ptr_array_index (labels, 0),
                            (char *)g_ptr_array_index (labels, labels->len - 1));
  g_ptr_array_add (labels, NULL);
  return g_strjoinv (" ", (char **)labels->pdata);
}

static char *
dup_detailed_action (GtkWidget *widget)
{
  const char *name = gtk_actionable_get_action_name (GTK_ACTIONABLE (widget));
  GVariant *target = gtk_actionable_get_action_target_value (GTK_ACTIONABLE (widget));

  return name ? g_action_print_detailed_name (name, target) : NULL;
}

static gboolean
query_tooltip_cb (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  const char *text = gtk_widget_get_tooltip_text (widget);
  g_autofree char *action = dup_detailed_action (widget);
  g_autofree char *label = action ? acu_key_hints_dup_label (action) : NULL;

  if (!text || !label)
    return FALSE; /* as it is without us */
  /* Translators: what a button does, and its key. */
  g_autofree char *hint = g_strdup_printf (C_ ("tooltip", "%s (%s)"), text, label);
  gtk_tooltip_set_text (tooltip, hint);
  return TRUE;
}

void
acu_key_hints_attach (GtkWidget *root)
{
  g_return_if_fail (GTK_IS_WIDGET (root));

  if (GTK_IS_ACTIONABLE (root) && gtk_widget_get_tooltip_text (root))
    g_signal_connect (root, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child;
       child = gtk_widget_get_next_sibling (child))
    acu_key_hints_attach (child);
}
