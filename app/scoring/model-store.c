#include "app/scoring/model-store.h"

#include "app/imaging/output-place.h"
#include "app/imaging/protocol.h"
#include "app/scoring/error.h"
#include "app/scoring/model-provenance.h"
#include "app/text/whole-file.h"
#include "compute/weights/checkpoint.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#define ENDING ".safetensors"

/* Of the card beside a model. */
#define CARD_ENDING ".md"

/* A longer card is none. */
#define MAX_CARD_BYTES (1 << 20)

#define DEFAULT_TEST_WEIGHTS ACU_TEST_WEIGHTS_PREFIX "nano:scale:0"

/* What file systems allow, less the ending. */
#define MAX_NAME_LENGTH 200

/* Bytes of two files at a time. */
#define COMPARED_BLOCK (1 << 16)

struct _AcuModelStore {
  char **folders; /* the user's first */
};

AcuModelStore *
acu_model_store_new_for_folders (const char *const *folders)
{
  AcuModelStore *store = g_new0 (AcuModelStore, 1);

  g_return_val_if_fail (folders[0] != NULL, NULL);

  store->folders = g_strdupv ((char **)folders);
  return store;
}

/* Where the running program's data lie, also when its folder was moved or it was not installed. */
static char *
find_installed_folder (void)
{
  g_autofree char *running = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = running != NULL ? g_path_get_dirname (running) : g_strdup ("/");
  /* In the build tree, programs of the application are two folders deep, none of them called so. */
  gboolean is_installed = g_str_has_suffix (folder, "bin");
  g_autofree char *path = g_canonicalize_filename (
      is_installed ? "../share/acutance/models" : "../../data/models", folder);

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&path);
  return g_strdup (ACU_INSTALLED_MODELS);
}

AcuModelStore *
acu_model_store_new (void)
{
  g_autofree char *user = g_build_filename (g_get_user_data_dir (), "acutance", "models", NULL);
  g_autofree char *installed = find_installed_folder ();

  return acu_model_store_new_for_folders ((const char *const[]){user, installed, NULL});
}

const char *
acu_model_store_get_folder (AcuModelStore *store)
{
  return store->folders[0];
}

void
acu_model_store_free (AcuModelStore *store)
{
  if (store == NULL)
    return;
  g_strfreev (store->folders);
  g_free (store);
}

void
acu_model_entry_free (AcuModelEntry *entry)
{
  if (entry == NULL)
    return;
  g_free (entry->name);
  g_free (entry->path);
  g_clear_pointer (&entry->file, acu_model_file_free);
  g_clear_error (&entry->error);
  g_free (entry->card);
  g_free (entry);
}

static int
compare_names_cb (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* The names of the models in @folder, in order; none where there is no such folder. */
static GPtrArray *
list_names (const char *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) listing = g_dir_open (folder, 0, NULL);
  const char *file;

  while (listing != NULL && (file = g_dir_read_name (listing)) != NULL)
    if (file[0] != '.' && g_str_has_suffix (file, ENDING))
      g_ptr_array_add (names, g_strndup (file, strlen (file) - strlen (ENDING)));
  g_ptr_array_sort (names, compare_names_cb);
  return names;
}

static char *
build_path (const char *folder, const char *name)
{
  g_autofree char *file = g_strconcat (name, ENDING, NULL);

  return g_build_filename (folder, file, NULL);
}

/* The path of a model's card, whose model is at @path. (transfer full) */
static char *
card_path (const char *path)
{
  const char *name = strrchr (path, G_DIR_SEPARATOR);
  const char *dot = strrchr (path, '.');
  g_autofree char *stem = dot != NULL && (name == NULL || dot > name + 1)
                              ? g_strndup (path, (gsize)(dot - path))
                              : g_strdup (path);

  return g_strconcat (stem, CARD_ENDING, NULL);
}

/* What is written beside the model at @path. (transfer full) (nullable) */
static char *
read_card (const char *path)
{
  g_autofree char *card = card_path (path);
  g_autofree char *text = NULL;
  GStatBuf status;
  gsize length;

  if (g_stat (card, &status) != 0 || !S_ISREG (status.st_mode) || status.st_size > MAX_CARD_BYTES ||
      !g_file_get_contents (card, &text, &length, NULL))
    return NULL;
  return g_utf8_make_valid (text, (gssize)length);
}

/* A model file's protocol is any text to the folder that reads it; what it must be is known here.
 */
static gboolean
check_protocol (const AcuModelFile *file, const char *path, GError **error)
{
  AcuProtocol protocol;

  if (acu_protocol_parse (file->architecture->protocol, &protocol, error))
    return TRUE;
  g_prefix_error (error, _ ("cannot read “%s”: "), path);
  return FALSE;
}

static AcuModelFile *
open_checked (const char *path, GError **error)
{
  g_autoptr (AcuModelFile) file = acu_checkpoint_open (path, NULL, error);

  return file != NULL && check_protocol (file, path, error) ? g_steal_pointer (&file) : NULL;
}

/* The same without a look at the values, of which there may be gigabytes in a folder. */
static AcuModelFile *
peek_checked (const char *path, GError **error)
{
  g_autoptr (AcuModelFile) file = acu_checkpoint_peek (path, error);

  return file != NULL && check_protocol (file, path, error) ? g_steal_pointer (&file) : NULL;
}

GPtrArray *
acu_model_store_list (AcuModelStore *store)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_model_entry_free);

  for (guint i = g_strv_length (store->folders); i-- > 0;) {
    g_autoptr (GPtrArray) names = list_names (store->folders[i]);

    for (guint j = 0; j < names->len; j++) {
      AcuModelEntry *entry = g_new0 (AcuModelEntry, 1);

      entry->name = g_strdup (g_ptr_array_index (names, j));
      entry->path = build_path (store->folders[i], entry->name);
      entry->is_installed = i > 0;
      entry->file = peek_checked (entry->path, &entry->error);
      entry->card = read_card (entry->path);
      if (entry->card == NULL && entry->file != NULL)
        entry->card = g_strdup (entry->file->card);
      g_ptr_array_add (entries, entry);
    }
  }
  return entries;
}

/* The path of the model called @name, the user's first; NULL if there is none. */
static char *
find (AcuModelStore *store, const char *name)
{
  if (strchr (name, G_DIR_SEPARATOR) != NULL)
    return NULL;
  for (guint i = 0; store->folders[i] != NULL; i++) {
    g_autofree char *path = build_path (store->folders[i], name);

    if (g_file_test (path, G_FILE_TEST_EXISTS))
      return g_steal_pointer (&path);
  }
  return NULL;
}

static AcuModel *
open_test_weights (const char *name, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (name + strlen (ACU_TEST_WEIGHTS_PREFIX), ":", 4);
  guint n_parts = g_strv_length (parts);
  g_autoptr (AcuArchitecture) architecture = NULL;
  AcuFusion fusion = ACU_FUSION_SCALE;
  guint64 seed = 0;

  if (n_parts < 1 || n_parts > 3 ||
      (n_parts == 3 && !g_ascii_string_to_unsigned (parts[2], 10, 0, G_MAXUINT64, &seed, NULL))) {
    g_set_error (error, ACU_SCORING_ERROR, ACU_SCORING_ERROR_NO_MODEL,
                 _ ("“%s” is not of the form %s"), name,
                 ACU_TEST_WEIGHTS_PREFIX "PRESET[:FUSION[:SEED]]");
    return NULL;
  }
  /* Upstream's checkpoints of Swin are fused by scale. */
  if (acu_architecture_default_fusion (parts[0]) == ACU_FUSION_SINGLE)
    fusion = ACU_FUSION_SINGLE;
  if (n_parts > 1 && !acu_fusion_from_string (parts[1], &fusion, error))
    return NULL;
  architecture = acu_architecture_new_preset (parts[0], fusion, error);
  if (architecture == NULL || !acu_architecture_validate (architecture, error))
    return NULL;
  return acu_model_new_test_weights (architecture, seed);
}

/* The model called @name in @file; @path for the message where it cannot score. */
static AcuModel *
model_of (const AcuModelFile *file, const char *path, const char *name, GError **error)
{
  if (!file->backbone_only)
    return acu_model_new (name, file);
  g_set_error (error, ACU_SCORING_ERROR, ACU_SCORING_ERROR_BACKBONE,
               _ ("%s is a backbone without a head: it can be trained from, but not score"), path);
  return NULL;
}

/* "smart-tiny" for "/models/smart-tiny.pkl". (transfer full) */
static char *
name_of_file (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *shown = g_filename_display_name (name);
  char *dot = strrchr (shown, '.');

  if (dot != NULL && dot > shown)
    *dot = '\0';
  return g_steal_pointer (&shown);
}

/* What is written beside a file comes before what is written in it. */
static AcuModelFile *
open_with_card (const char *path, GError **error)
{
  AcuModelFile *file = open_checked (path, error);
  g_autofree char *card = file != NULL ? read_card (path) : NULL;

  if (card != NULL) {
    g_free (file->card);
    file->card = g_steal_pointer (&card);
  }
  /* Cards are handed on to the models that are trained from theirs, and no file may have too much.
   */
  if (file != NULL && file->card != NULL && strlen (file->card) > MAX_CARD_BYTES)
    g_clear_pointer (&file->card, g_free);
  return file;
}

AcuModelFile *
acu_model_store_open_file (AcuModelStore *store, const char *name, GError **error)
{
  g_autofree char *path = find (store, name);

  if (path != NULL)
    return open_with_card (path, error);
  if (g_file_test (name, G_FILE_TEST_EXISTS))
    return open_with_card (name, error);
  g_set_error (error, ACU_SCORING_ERROR, ACU_SCORING_ERROR_NO_MODEL,
               _ ("there is no model and no file “%s”"), name);
  return NULL;
}

AcuModel *
acu_model_store_open (AcuModelStore *store, const char *name, GError **error)
{
  g_autofree char *path = NULL, *short_name = NULL;
  g_autoptr (AcuModelFile) file = NULL;

  if (g_str_has_prefix (name, ACU_TEST_WEIGHTS_PREFIX))
    return open_test_weights (name, error);
  file = acu_model_store_open_file (store, name, error);
  if (file == NULL)
    return NULL;
  path = find (store, name);
  short_name = path != NULL ? g_strdup (name) : name_of_file (name);
  return model_of (file, path != NULL ? path : name, short_name, error);
}

char *
acu_model_store_find_fingerprint (AcuModelStore *store, const char *fingerprint)
{
  g_autoptr (GPtrArray) entries = acu_model_store_list (store);

  /* The user's come last. */
  for (guint i = entries->len; i-- > 0;) {
    const AcuModelEntry *entry = g_ptr_array_index (entries, i);
    g_autofree char *found =
        entry->file != NULL ? acu_model_file_dup_fingerprint (entry->file) : NULL;

    if (g_strcmp0 (found, fingerprint) == 0)
      return g_strdup (entry->name);
  }
  return NULL;
}

AcuModel *
acu_model_store_open_default (AcuModelStore *store, GError **error)
{
  for (guint i = g_strv_length (store->folders); i-- > 0;) {
    g_autoptr (GPtrArray) names = list_names (store->folders[i]);

    for (guint j = 0; j < names->len; j++) {
      const char *name = g_ptr_array_index (names, j);
      g_autofree char *path = build_path (store->folders[i], name);
      g_autoptr (GError) failure = NULL;
      g_autoptr (AcuModelFile) file = open_checked (path, &failure);
      AcuModel *model = file != NULL ? model_of (file, path, name, &failure) : NULL;

      if (model != NULL)
        return model;
      /* A damaged model must not silently give way to another one, whose scores differ. */
      if (!g_error_matches (failure, ACU_SCORING_ERROR, ACU_SCORING_ERROR_BACKBONE)) {
        g_propagate_error (error, g_steal_pointer (&failure));
        return NULL;
      }
    }
  }
  return open_test_weights (DEFAULT_TEST_WEIGHTS, error);
}

gboolean
acu_model_name_check (const char *name, GError **error)
{
  if (*name == '\0' || strchr ("-.", name[0]) != NULL || strpbrk (name, "/:\n") != NULL ||
      strlen (name) > MAX_NAME_LENGTH || !g_utf8_validate (name, -1, NULL)) {
    g_set_error (
        error, ACU_SCORING_ERROR, ACU_SCORING_ERROR_NAME,
        ngettext ("a model cannot be called “%s”: names are text of up to %d byte without “/” and "
                  "“:”, and do not begin with “-” or “.”",
                  "a model cannot be called “%s”: names are text of up to %d bytes without “/” and "
                  "“:”, and do not begin with “-” or “.”",
                  MAX_NAME_LENGTH),
        name, MAX_NAME_LENGTH);
    return FALSE;
  }
  return TRUE;
}

gboolean
acu_model_store_has (AcuModelStore *store, const char *name, GError **error)
{
  g_autofree char *existing = find (store, name);

  if (existing == NULL)
    return FALSE;
  g_set_error (error, ACU_SCORING_ERROR, ACU_SCORING_ERROR_NAME,
               _ ("there is a model “%s” already, %s; choose another name or remove that file"),
               name, existing);
  return TRUE;
}

/* Block by block: two mapped files would be two more models in memory. */
static gboolean
have_same_bytes (const char *path, const char *other)
{
  FILE *a = g_fopen (path, "rbe");
  FILE *b = g_fopen (other, "rbe");
  g_autofree char *block_a = g_malloc (COMPARED_BLOCK);
  g_autofree char *block_b = g_malloc (COMPARED_BLOCK);
  gboolean is_same = a != NULL && b != NULL;
  gsize n = COMPARED_BLOCK;

  while (is_same && n == COMPARED_BLOCK) {
    n = fread (block_a, 1, COMPARED_BLOCK, a);
    is_same = fread (block_b, 1, COMPARED_BLOCK, b) == n && memcmp (block_a, block_b, n) == 0;
  }
  is_same = is_same && !ferror (a) && !ferror (b);
  g_clear_pointer (&a, fclose);
  g_clear_pointer (&b, fclose);
  return is_same;
}

/* Whether @path holds what saving @file would write there. */
static gboolean
is_saved_already (const AcuModelFile *file, const char *path)
{
  g_autofree char *copy = g_strconcat (path, ".new", NULL);
  gboolean is_same = g_file_test (path, G_FILE_TEST_EXISTS) &&
                     acu_model_file_save (file, ACU_ELEMENT_F32, copy, NULL) &&
                     have_same_bytes (path, copy);

  g_remove (copy);
  return is_same;
}

char *
acu_model_store_add (AcuModelStore *store,
                     const AcuModelFile *file,
                     const char *name,
                     GError **error)
{
  g_autofree char *path = NULL;

  if (!acu_model_name_check (name, error))
    return NULL;
  path = build_path (store->folders[0], name);
  if (is_saved_already (file, path))
    return g_steal_pointer (&path);
  if (acu_model_store_has (store, name, error))
    return NULL;
  if (g_mkdir_with_parents (store->folders[0], 0777) != 0) {
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), _ ("cannot create %s: %s"),
                 store->folders[0], g_strerror (errno));
    return NULL;
  }
  if (!acu_model_file_save (file, ACU_ELEMENT_F32, path, error))
    return NULL;
  return g_steal_pointer (&path);
}

char *
acu_model_store_import (
    AcuModelStore *store, AcuModelFile *file, const char *path, const char *name, GError **error)
{
  g_autofree char *saved = NULL;
  g_autofree char *text = read_card (path);
  g_autofree char *card = NULL;

  if (!check_protocol (file, path, error))
    return NULL;
  if (file->provenance == NULL)
    file->provenance = acu_provenance_of_import (path);
  saved = acu_model_store_add (store, file, name, error);
  if (saved == NULL || text == NULL)
    return g_steal_pointer (&saved);
  card = card_path (saved);
  if (!g_file_set_contents (card, text, -1, error))
    return NULL;
  return g_steal_pointer (&saved);
}

/* Leaves no card of another model at @path, where @text is to be: a person may have written it, so
 * that it is kept under another name. */
static gboolean
set_card_aside (const char *path, const char *text, GError **error)
{
  g_autofree char *old = NULL, *aside = g_strconcat (path, "~", NULL);
  g_autofree char *name = g_filename_display_name (path);

  if (!g_file_get_contents (path, &old, NULL, NULL) || g_strcmp0 (old, text) == 0 ||
      g_rename (path, aside) == 0)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, (int)g_file_error_from_errno (errno), _ ("cannot write %s: %s"),
               name, g_strerror (errno));
  return FALSE;
}

gboolean
acu_model_store_export (const char *path, const char *to, GError **error)
{
  g_autofree char *card = card_path (to);
  g_autofree char *text = read_card (path);

  return acu_output_place_check_name (to, error) && acu_whole_file_copy (path, to, error) &&
         set_card_aside (card, text, error) &&
         (text == NULL || acu_whole_file_replace (card, text, strlen (text), error));
}

/* The path of the user's model @name. (transfer full) */
static char *
find_own (AcuModelStore *store, const char *name, GError **error)
{
  g_autofree char *path = NULL;

  if (!acu_model_name_check (name, error))
    return NULL;
  path = build_path (store->folders[0], name);
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&path);
  g_set_error (
      error, ACU_SCORING_ERROR, ACU_SCORING_ERROR_NO_MODEL,
      _ ("there is no model “%s” in %s; those installed with the program stay as they are"), name,
      store->folders[0]);
  return NULL;
}

gboolean
acu_model_store_rename (AcuModelStore *store,
                        const char *name,
                        const char *new_name,
                        GError **error)
{
  g_autofree char *path = find_own (store, name, error);
  g_autofree char *new_path = NULL, *card = NULL, *new_card = NULL;

  if (path == NULL || !acu_model_name_check (new_name, error))
    return FALSE;
  if (g_str_equal (name, new_name))
    return TRUE;
  if (acu_model_store_has (store, new_name, error))
    return FALSE;
  new_path = build_path (store->folders[0], new_name);
  if (g_rename (path, new_path) != 0) {
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), _ ("cannot rename %s: %s"),
                 path, g_strerror (errno));
    return FALSE;
  }
  card = card_path (path);
  new_card = card_path (new_path);
  /* A card that stays behind is no reason to call the model by its old name. */
  if (g_file_test (card, G_FILE_TEST_EXISTS))
    (void)g_rename (card, new_card);
  return TRUE;
}

gboolean
acu_model_store_remove (AcuModelStore *store, const char *name, GError **error)
{
  g_autofree char *path = find_own (store, name, error);
  g_autofree char *card = NULL;

  if (path == NULL)
    return FALSE;
  if (g_remove (path) != 0) {
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), _ ("cannot remove %s: %s"),
                 path, g_strerror (errno));
    return FALSE;
  }
  card = card_path (path);
  g_remove (card);
  return TRUE;
}
