#include "app/views/shared/photo-actions.h"

#include "app/views/shared/file-actions.h"
#include "app/views/shared/held-keys.h"
#include "app/views/shared/keymap.h"
#include "app/views/shared/photo-colour.h"
#include "app/views/shared/photo-content.h"
#include "app/views/shared/settings.h"
#include "app/views/shared/star-rating.h"

#include <glib/gi18n.h>

struct _AcuPhotoActions {
  AcuLibrary *library;
  GActionMap *map;
  const AcuPhotoTargets *targets;
  gpointer page;
};

/* Those that need a photo. */
static const char *const photo_actions[] = {"rate",          "flag",      "colour",
                                            "show-in-files", "open-with", "copy-files"};

static GArray *
get_targets (AcuPhotoActions *self)
{
  return self->targets ? self->targets->get_photos (self->page)
                       : g_array_new (FALSE, FALSE, sizeof (gint64));
}

static void
change (AcuPhotoActions *self, AcuRatingChange *rating, const char *title)
{
  g_autoptr (GArray) targets = get_targets (self);

  acu_library_rate (self->library, (const gint64 *)targets->data, targets->len, rating, title);
  if (targets->len == 1 && g_settings_get_boolean (acu_settings_get (), "auto-advance"))
    self->targets->advance (self->page);
}

static guint
count_targets (AcuPhotoActions *self)
{
  g_autoptr (GArray) targets = get_targets (self);

  return targets->len;
}

static void
rate_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuRatingChange rating = {.fields = ACU_RATING_STARS,
                            .stars = CLAMP (g_variant_get_int32 (parameter), 0, 5)};
  guint n = count_targets (data);
  g_autofree char *title =
      rating.stars > 0
          ? g_strdup_printf (ngettext ("%'u photo: %d of 5 stars", "%'u photos: %d of 5 stars", n),
                             n, rating.stars)
          : g_strdup_printf (ngettext ("%'u photo: no stars", "%'u photos: no stars", n), n);

  change (data, &rating, title);
}

static void
flag_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuRatingChange rating = {.fields = ACU_RATING_FLAG,
                            .flag = CLAMP (g_variant_get_int32 (parameter), -1, 1)};
  guint n = count_targets (data);
  g_autofree char *title =
      rating.flag > 0 ? g_strdup_printf (ngettext ("%'u photo picked", "%'u photos picked", n), n)
      : rating.flag < 0
          ? g_strdup_printf (ngettext ("%'u photo rejected", "%'u photos rejected", n), n)
          : g_strdup_printf (
                ngettext ("Flag of %'u photo removed", "Flags of %'u photos removed", n), n);

  change (data, &rating, title);
}

static void
colour_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuRatingChange rating = {.fields = ACU_RATING_COLOUR,
                            .colour =
                                CLAMP (g_variant_get_int32 (parameter), 0, ACU_COLOUR_PURPLE)};
  guint n = count_targets (data);
  /* Translators: the second is the label they get, such as "red label" */
  g_autofree char *title = g_strdup_printf (ngettext ("%'u photo: %s", "%'u photos: %s", n), n,
                                            acu_colour_get_word (rating.colour));

  change (data, &rating, title);
}

static void
undo_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  acu_library_undo (((AcuPhotoActions *)data)->library);
}

static void
redo_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  acu_library_redo (((AcuPhotoActions *)data)->library);
}

/* The files of the photos that are meant, as far as they are known already.  (transfer full)
 * (element-type GFile) */
static GPtrArray *
list_files (AcuPhotoActions *self)
{
  g_autoptr (GArray) targets = get_targets (self);
  AcuPhotoList *photos = acu_library_get_photos (self->library);
  GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < targets->len; i++) {
    guint position = acu_photo_list_find (photos, g_array_index (targets, gint64, i));
    if (position == G_MAXUINT)
      continue;
    g_autoptr (AcuPhoto) photo = g_list_model_get_item (G_LIST_MODEL (photos), position);
    if (acu_photo_get_path (photo))
      g_ptr_array_add (files, g_file_new_for_path (acu_photo_get_path (photo)));
  }
  return files;
}

static void
show_in_files_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GPtrArray) files = list_files (data);

  acu_show_in_files ((GFile *const *)files->pdata, files->len);
}

static GtkWindow *
get_window (void)
{
  return gtk_application_get_active_window (GTK_APPLICATION (g_application_get_default ()));
}

static void
open_with_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GPtrArray) files = list_files (data);

  if (files->len > 0)
    acu_open_with (get_window (), g_ptr_array_index (files, 0));
}

static void
copy_files_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuPhotoActions *self = data;
  g_autoptr (GArray) targets = get_targets (self);

  if (targets->len == 0)
    return;
  g_autoptr (GdkContentProvider) content = acu_photo_content_new (
      acu_library_get_catalog (self->library), (const gint64 *)targets->data, targets->len);
  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (get_window ())), content);
  g_autofree char *text = g_strdup_printf (
      ngettext ("%'u photo copied", "%'u photos copied", targets->len), targets->len);
  acu_library_say (self->library, text);
}

GArray *
acu_photo_actions_dup_photos (AcuPhotoActions *self)
{
  return get_targets (self);
}

AcuPhotoActions *
acu_photo_actions_new (AcuLibrary *library, GActionMap *map)
{
  static const GActionEntry entries[] = {
      {"rate", rate_action, "i"},      {"flag", flag_action, "i"},
      {"colour", colour_action, "i"},  {"undo", undo_action},
      {"redo", redo_action},           {"show-in-files", show_in_files_action},
      {"open-with", open_with_action}, {"copy-files", copy_files_action},
  };
  AcuPhotoActions *self = g_new0 (AcuPhotoActions, 1);

  self->library = g_object_ref (library);
  self->map = map;
  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), self);
  return self;
}

void
acu_photo_actions_free (AcuPhotoActions *self)
{
  g_object_unref (self->library);
  g_free (self);
}

void
acu_photo_actions_set_targets (AcuPhotoActions *self, const AcuPhotoTargets *targets, gpointer page)
{
  self->targets = targets;
  self->page = page;
}

void
acu_photo_actions_set_enabled (AcuPhotoActions *self, gboolean enabled)
{
  for (guint i = 0; i < G_N_ELEMENTS (photo_actions); i++) {
    GAction *action = g_action_map_lookup_action (self->map, photo_actions[i]);
    g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
  }
}

/* Whether it is a press of one of the keys of @key. */
static gboolean
is_pressed (const AcuKey *key, GdkEvent *event)
{
  g_auto (GStrv) accelerators = acu_keymap_dup_accelerators (key);

  for (guint i = 0; accelerators[i]; i++) {
    guint keyval;
    GdkModifierType with;
    /* On some keyboards digits need a modifier of their own. */
    if (gtk_accelerator_parse (accelerators[i], &keyval, &with) &&
        gdk_key_event_matches (event, keyval, with) != GDK_KEY_MATCH_NONE)
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_change (const AcuKey *key)
{
  return key->scope == ACU_KEY_SCOPE_PHOTOS && (g_str_has_prefix (key->action, "win.rate(") ||
                                                g_str_has_prefix (key->action, "win.flag(") ||
                                                g_str_has_prefix (key->action, "win.colour("));
}

static gboolean
is_changing (GtkWidget *page, GdkEvent *event)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (page));
  guint keyval = gdk_key_event_get_keyval (event), n;
  const AcuKey *keys = acu_keymap_get (&n);

  if (focus && GTK_IS_EDITABLE (focus)) /* there it is text */
    return FALSE;
  if (focus && ACU_IS_STAR_RATING (focus) && (keyval == GDK_KEY_Left || keyval == GDK_KEY_Right))
    return TRUE;
  for (guint i = 0; i < n; i++)
    if (is_change (&keys[i]) && is_pressed (&keys[i], event))
      return TRUE;
  return FALSE;
}

void
acu_photo_actions_spare_next (GtkWidget *page)
{
  acu_held_keys_attach (page, is_changing);
}
