#include "app/views/library/collection-actions.h"

#include "app/views/library/collection-name.h"
#include "app/views/shared/cut-words.h"
#include "app/views/shared/menu-label.h"

#include <glib/gi18n.h>

/* Letters of a name in a menu, which is as wide as its longest. */
#define MENU_LETTERS 40

struct _AcuCollectionActions {
  GObject parent_instance;

  AcuLibrary *library;
  AcuOwnCollections *own;
  AcuPhotoActions *photos;
  GMenu *menu;
  GtkWidget *widget; /* NULL once it is to ask nothing */
  GActionMap *map;
  gboolean any_photo;

  AdwMessageDialog *dialog; /* while one asks, else NULL */
  gint64 asked;             /* about this collection, 0 for a new one */
  GArray *chosen;           /* gint64: what is to be in the new one */
  char *name;               /* given to it, until it is so */
};

G_DEFINE_FINAL_TYPE (AcuCollectionActions, acu_collection_actions, G_TYPE_OBJECT)

static void
keep_dialog (AcuCollectionActions *self, AdwMessageDialog *dialog, gint64 asked)
{
  self->asked = asked;
  self->dialog = dialog;
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *)&self->dialog);
}

static GtkWindow *
get_window (AcuCollectionActions *self)
{
  return GTK_WINDOW (gtk_widget_get_root (self->widget));
}

static gboolean
is_writable (AcuCollectionActions *self)
{
  return acu_library_get_state (self->library) == ACU_LIBRARY_READY &&
         !acu_catalog_is_read_only (acu_library_get_catalog (self->library));
}

/* Whether a question may be asked now: there is one at a time. */
static gboolean
can_ask (AcuCollectionActions *self)
{
  return self->widget && !self->dialog && is_writable (self);
}

static void
enable (AcuCollectionActions *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (self->map, name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
update_enabled (AcuCollectionActions *self)
{
  gboolean writable = is_writable (self);

  if (!self->widget)
    return;
  enable (self, "new-collection", writable);
  enable (self, "rename-collection", writable);
  enable (self, "remove-collection", writable);
  enable (self, "collect-in-new", writable && self->any_photo);
  enable (self, "add-to-collection", writable && self->any_photo);
  enable (self, "take-from-collection",
          writable && self->any_photo && acu_own_collections_get_shown (self->own));
}

/* Names. */

static void ask_name (AcuCollectionActions *self, gint64 collection, const char *text);

/* What was typed is asked about again where it could not be done. */
static void
named_cb (gint64 collection, gpointer data)
{
  g_autoptr (AcuCollectionActions) self = data;
  g_autofree char *name = g_steal_pointer (&self->name);

  if (collection == 0 && can_ask (self))
    ask_name (self, self->asked, name);
}

static void
name_answered_cb (AcuCollectionActions *self, const char *response, AdwMessageDialog *dialog)
{
  if (!g_str_equal (response, ACU_COLLECTION_NAMED))
    return;
  g_free (self->name);
  self->name = acu_collection_name_dup (dialog);
  if (self->asked != 0)
    acu_library_rename_collection (self->library, self->asked, self->name, named_cb,
                                   g_object_ref (self));
  else
    acu_library_create_collection (self->library, self->name, (const gint64 *)self->chosen->data,
                                   self->chosen->len, named_cb, g_object_ref (self));
}

/* Asks what @collection, or where that is 0 a new one, is to be called. */
static void
ask_name (AcuCollectionActions *self, gint64 collection, const char *text)
{
  const AcuCollection *known = acu_own_collections_find (self->own, collection);
  g_autofree char *heading =
      known ? g_strdup_printf (_ ("Rename “%s”"), known->name) : g_strdup (_ ("New collection"));

  if (collection != 0 && !known)
    return;
  AdwMessageDialog *dialog = acu_collection_name_ask (get_window (self), self->own, heading,
                                                      known ? _ ("_Rename") : _ ("C_reate"),
                                                      known ? known->name : NULL, text);
  g_signal_connect_object (dialog, "response", G_CALLBACK (name_answered_cb), self,
                           G_CONNECT_SWAPPED);
  keep_dialog (self, dialog, collection);
}

static void
new_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuCollectionActions *self = data;

  if (!can_ask (self))
    return;
  g_array_set_size (self->chosen, 0);
  ask_name (self, 0, "");
}

static void
collect_in_new_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuCollectionActions *self = data;

  if (!can_ask (self))
    return;
  g_array_unref (self->chosen);
  self->chosen = acu_photo_actions_dup_photos (self->photos);
  ask_name (self, 0, "");
}

static void
rename_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuCollectionActions *self = data;
  gint64 id = g_variant_get_int64 (parameter);
  const AcuCollection *collection = acu_own_collections_find (self->own, id);

  if (can_ask (self) && collection)
    ask_name (self, id, collection->name);
}

/* The end. */

static void
removal_answered_cb (AcuCollectionActions *self, const char *response)
{
  if (g_str_equal (response, "remove"))
    acu_library_remove_collection (self->library, self->asked);
}

static void
remove_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuCollectionActions *self = data;
  gint64 id = g_variant_get_int64 (parameter);
  const AcuCollection *collection = acu_own_collections_find (self->own, id);

  if (!can_ask (self) || !collection)
    return;
  g_autofree char *heading = g_strdup_printf (_ ("Remove the collection “%s”?"), collection->name);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (get_window (self), heading,
                              _ ("Its photos stay where they are, in the library and on the disk. "
                                 "Undo brings the collection back.")));

  acu_cut_words_attach (GTK_WINDOW (dialog));
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "remove", _ ("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (removal_answered_cb), self,
                           G_CONNECT_SWAPPED);
  keep_dialog (self, dialog, id);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* What is in them. */

static void
show_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuCollectionActions *self = data;
  g_auto (AcuPhotoQuery) query;

  acu_photo_query_init (&query);
  query.scope = ACU_SCOPE_COLLECTION;
  query.scope_id = g_variant_get_int64 (parameter);
  if (acu_own_collections_find (self->own, query.scope_id))
    acu_library_set_query (self->library, &query);
}

/* Puts the photos that are meant into @collection, or takes them out. */
static void
collect (AcuCollectionActions *self, const AcuCollection *collection, gboolean include)
{
  if (!collection || !self->widget || !is_writable (self))
    return;
  g_autoptr (GArray) photos = acu_photo_actions_dup_photos (self->photos);
  acu_library_collect (self->library, collection->id, collection->name,
                       (const gint64 *)photos->data, photos->len, include);
}

static void
add_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuCollectionActions *self = data;

  collect (self, acu_own_collections_find (self->own, g_variant_get_int64 (parameter)), TRUE);
}

static void
take_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuCollectionActions *self = data;

  collect (self, acu_own_collections_get_shown (self->own), FALSE);
}

/* How @name stands in a menu. (transfer full) */
static char *
make_menu_label (const char *name)
{
  g_autofree char *begin = NULL;

  if (g_utf8_strlen (name, -1) <= MENU_LETTERS)
    return acu_menu_label_escape (name);
  begin = g_utf8_substring (name, 0, MENU_LETTERS - 1);
  g_autofree char *cut = g_strconcat (begin, "…", NULL);
  return acu_menu_label_escape (cut);
}

static void
changed_cb (AcuCollectionActions *self)
{
  const GPtrArray *list = acu_own_collections_get_list (self->own);

  g_menu_remove_all (self->menu);
  for (guint i = 0; i < list->len; i++) {
    const AcuCollection *collection = g_ptr_array_index (list, i);
    g_autofree char *label = make_menu_label (collection->name);
    g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);
    g_menu_item_set_action_and_target (item, "win.add-to-collection", "x", collection->id);
    g_menu_append_item (self->menu, item);
  }
  update_enabled (self);
}

void
acu_collection_actions_set_enabled (AcuCollectionActions *self, gboolean enabled)
{
  g_return_if_fail (ACU_IS_COLLECTION_ACTIONS (self));

  self->any_photo = enabled;
  update_enabled (self);
}

void
acu_collection_actions_stop (AcuCollectionActions *self)
{
  g_return_if_fail (ACU_IS_COLLECTION_ACTIONS (self));

  self->widget = NULL;
  if (self->dialog) {
    g_signal_handlers_disconnect_by_data (self->dialog, self);
    g_clear_weak_pointer (&self->dialog);
  }
}

static void
acu_collection_actions_dispose (GObject *object)
{
  AcuCollectionActions *self = ACU_COLLECTION_ACTIONS (object);

  acu_collection_actions_stop (self);
  g_clear_object (&self->library);
  g_clear_object (&self->own);
  g_clear_object (&self->menu);
  G_OBJECT_CLASS (acu_collection_actions_parent_class)->dispose (object);
}

static void
acu_collection_actions_finalize (GObject *object)
{
  AcuCollectionActions *self = ACU_COLLECTION_ACTIONS (object);

  g_array_unref (self->chosen);
  g_free (self->name);
  G_OBJECT_CLASS (acu_collection_actions_parent_class)->finalize (object);
}

static void
acu_collection_actions_init (AcuCollectionActions *self)
{
  self->chosen = g_array_new (FALSE, FALSE, sizeof (gint64));
}

static void
acu_collection_actions_class_init (AcuCollectionActionsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = acu_collection_actions_dispose;
  G_OBJECT_CLASS (class)->finalize = acu_collection_actions_finalize;
}

AcuCollectionActions *
acu_collection_actions_new (AcuLibrary *library,
                            AcuOwnCollections *own,
                            AcuPhotoActions *photos,
                            GMenu *menu,
                            GtkWidget *widget,
                            GActionMap *map)
{
  static const GActionEntry entries[] = {
      {"own-collection", show_action, "x"},      {"new-collection", new_action},
      {"collect-in-new", collect_in_new_action}, {"rename-collection", rename_action, "x"},
      {"remove-collection", remove_action, "x"}, {"add-to-collection", add_action, "x"},
      {"take-from-collection", take_action},
  };

  g_return_val_if_fail (ACU_IS_LIBRARY (library) && ACU_IS_OWN_COLLECTIONS (own), NULL);
  g_return_val_if_fail (photos && G_IS_MENU (menu) && GTK_IS_WIDGET (widget), NULL);

  AcuCollectionActions *self = g_object_new (ACU_TYPE_COLLECTION_ACTIONS, NULL);

  self->library = g_object_ref (library);
  self->own = g_object_ref (own);
  self->photos = photos;
  self->menu = g_object_ref (menu);
  self->widget = widget;
  self->map = map;
  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (own, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "query-changed", G_CALLBACK (update_enabled), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "state-changed", G_CALLBACK (update_enabled), self,
                           G_CONNECT_SWAPPED);
  changed_cb (self);
  return self;
}
