#include "app/views/shared/key-hint.h"

#include "app/views/shared/key-hints.h"
#include "app/views/shared/settings.h"

struct _AcuKeyHint {
  GtkWidget parent_instance;

  GtkWidget *label;
  GtkWidget *words; /* NULL where there are none */
  char *action;
  char *last;
};

#define SPACING 6 /* between the key and what it does */

enum { PROP_ACTION = 1, PROP_LAST, PROP_WORDS, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (AcuKeyHint, acu_key_hint, GTK_TYPE_WIDGET)

static char *
dup_text (AcuKeyHint *self)
{
  if (!self->action)
    return NULL;
  return self->last ? acu_key_hints_dup_row_label (self->action, self->last)
                    : acu_key_hints_dup_label (self->action);
}

static void
update (AcuKeyHint *self)
{
  g_autofree char *text = dup_text (self);

  gtk_label_set_label (GTK_LABEL (self->label), text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL);
}

const char *
acu_key_hint_get_text (AcuKeyHint *self)
{
  g_return_val_if_fail (ACU_IS_KEY_HINT (self), NULL);

  const char *text = gtk_label_get_label (GTK_LABEL (self->label));
  return *text ? text : NULL;
}

static void
set_words (AcuKeyHint *self, const char *words)
{
  if (!self->words) {
    self->words = gtk_label_new (NULL);
    gtk_widget_add_css_class (self->words, "caption");
    gtk_widget_add_css_class (self->words, "dim-label");
    gtk_widget_set_parent (self->words, GTK_WIDGET (self));
  }
  gtk_label_set_label (GTK_LABEL (self->words), words);
}

static void
acu_key_hint_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AcuKeyHint *self = ACU_KEY_HINT (object);

  switch (id) {
  case PROP_ACTION:
    g_free (self->action);
    self->action = g_value_dup_string (value);
    update (self);
    break;
  case PROP_LAST:
    g_free (self->last);
    self->last = g_value_dup_string (value);
    update (self);
    break;
  case PROP_WORDS:
    set_words (self, g_value_get_string (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
acu_key_hint_dispose (GObject *object)
{
  AcuKeyHint *self = ACU_KEY_HINT (object);

  g_clear_pointer (&self->label, gtk_widget_unparent);
  g_clear_pointer (&self->words, gtk_widget_unparent);
  g_clear_pointer (&self->action, g_free);
  g_clear_pointer (&self->last, g_free);
  G_OBJECT_CLASS (acu_key_hint_parent_class)->dispose (object);
}

static void
acu_key_hint_init (AcuKeyHint *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), SPACING);
  self->label = gtk_label_new (NULL);
  /* "[" is no "]", and "0–5" no "5–0", where one writes from right to left. */
  gtk_widget_set_direction (self->label, GTK_TEXT_DIR_LTR);
  gtk_widget_add_css_class (self->label, "key-hint");
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  g_signal_connect_object (acu_settings_get (), "changed::shortcuts", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
}

static void
acu_key_hint_class_init (AcuKeyHintClass *class)
{
  GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;

  G_OBJECT_CLASS (class)->dispose = acu_key_hint_dispose;
  G_OBJECT_CLASS (class)->set_property = acu_key_hint_set_property;
  properties[PROP_ACTION] = g_param_spec_string ("action", NULL, NULL, NULL, flags);
  properties[PROP_LAST] = g_param_spec_string ("last", NULL, NULL, NULL, flags);
  properties[PROP_WORDS] = g_param_spec_string ("words", NULL, NULL, NULL, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (class), N_PROPERTIES, properties);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BOX_LAYOUT);
}

GtkWidget *
acu_key_hint_new (const char *action)
{
  return g_object_new (ACU_TYPE_KEY_HINT, "action", action, NULL);
}
