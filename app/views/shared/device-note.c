#include "app/views/shared/device-note.h"

#include "compute/device.h"

#include <glib/gi18n.h>

#define ACU_TYPE_DEVICE_NOTE (acu_device_note_get_type ())
G_DECLARE_FINAL_TYPE (AcuDeviceNote, acu_device_note, ACU, DEVICE_NOTE, GObject)

struct _AcuDeviceNote {
  GObject parent_instance;

  char *text; /* "" where there is nothing to say */
};

enum { PROP_TEXT = 1, N_PROPERTIES };

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (AcuDeviceNote, acu_device_note, G_TYPE_OBJECT)

static void
acu_device_note_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_string (value, ACU_DEVICE_NOTE (object)->text);
}

static void
acu_device_note_finalize (GObject *object)
{
  g_free (ACU_DEVICE_NOTE (object)->text);
  G_OBJECT_CLASS (acu_device_note_parent_class)->finalize (object);
}

static void
acu_device_note_init (AcuDeviceNote *self)
{
  self->text = g_strdup ("");
}

static void
acu_device_note_class_init (AcuDeviceNoteClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = acu_device_note_get_property;
  object_class->finalize = acu_device_note_finalize;
  properties[PROP_TEXT] =
      g_param_spec_string ("text", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

/* The one of the process, which is there as long as it; the main thread's. */
static AcuDeviceNote *
get_note (void)
{
  static AcuDeviceNote *note;

  if (note == NULL)
    note = g_object_new (ACU_TYPE_DEVICE_NOTE, NULL);
  return note;
}

/* Takes @text. */
static gboolean
set_text (gpointer text)
{
  AcuDeviceNote *self = get_note ();

  g_free (self->text);
  self->text = text;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
  return G_SOURCE_REMOVE;
}

/* Devices are opened by threads; the note is the main one's. */
static void
watch_cb (const AcuDeviceInfo *info, gpointer user_data)
{
  /* Translators: the first %s is a sentence about another device, the second a device. */
  char *text = info->passed_over != NULL
                   ? g_strdup_printf (_ ("%s; %s is used instead"), info->passed_over, info->name)
                   : g_strdup ("");

  g_idle_add (set_text, text);
}

void
acu_device_note_begin (void)
{
  get_note ();
  acu_device_watch_auto (watch_cb, NULL);
}

void
acu_device_note_bind (AdwActionRow *row)
{
  /* A driver may say what it likes. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  g_object_bind_property (get_note (), "text", row, "subtitle", G_BINDING_SYNC_CREATE);
}
