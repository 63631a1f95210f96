/* Where models are found: those installed with the program and those of the user, each a file
 * NAME.safetensors. */
#pragma once

#include "app/scoring/model.h"
#include "compute/weights/model-file.h"

G_BEGIN_DECLS

/* What begins the name of a network with deterministic weights, which needs no file:
 * "test-weights:PRESET[:FUSION[:SEED]]", by default fused by `scale` from seed 0. */
#define ACU_TEST_WEIGHTS_PREFIX "test-weights:"

typedef struct _AcuModelStore AcuModelStore;

/* Whether a model may be called @name: text of up to 200 bytes without “/” and “:” that does not
 * begin with “-” or “.”.  Else ACU_SCORING_ERROR_NAME. */
gboolean acu_model_name_check (const char *name, GError **error);

/* One file of the store. */
typedef struct {
  char *name;
  char *path;
  gboolean is_installed; /* with the program; else by the user */
  AcuModelFile *file;    /* NULL if it cannot be used */
  GError *error;         /* then why; the message names the path */
  char *card; /* (nullable) what is written about it, Markdown: the text of a file NAME.md
               * beside it, else what the model says of itself */
} AcuModelEntry;

void acu_model_entry_free (AcuModelEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuModelEntry, acu_model_entry_free)

/* The store of the running program: `acutance/models` in the folder of its data (in a build tree,
 * the tree's `data/models`) and in the user's data folder. (transfer full) */
AcuModelStore *acu_model_store_new (void);

/* A store of @folders, the user's first; NULL-terminated. (transfer full) */
AcuModelStore *acu_model_store_new_for_folders (const char *const *folders);

/* The user's folder, which need not be there yet. */
const char *acu_model_store_get_folder (AcuModelStore *store);

void acu_model_store_free (AcuModelStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuModelStore, acu_model_store_free)

/* Looks at what every model there is says of itself, the installed first, by name:
 * acu_checkpoint_peek(). (transfer full) (element-type AcuModelEntry) */
GPtrArray *acu_model_store_list (AcuModelStore *store);

/* Opens the model that @name means: "test-weights:…", a model of the store, the user's before an
 * installed one, or any file that acu_checkpoint_open() reads.  Errors: ACU_SCORING_ERROR_NO_MODEL,
 * _BACKBONE for what cannot score, those of acu_checkpoint_open(), and ACU_IMAGING_ERROR_ARGUMENT
 * for a file whose protocol there is not. (transfer full) */
AcuModel *acu_model_store_open (AcuModelStore *store, const char *name, GError **error);

/* Opens the file that @name means as acu_model_store_open() does, backbones included, with the card
 * that is found of it in a list. (transfer full) */
AcuModelFile *acu_model_store_open_file (AcuModelStore *store, const char *name, GError **error);

/* Whether there is a model called @name; if so, the error says where: ACU_SCORING_ERROR_NAME. */
gboolean acu_model_store_has (AcuModelStore *store, const char *name, GError **error);

/* What the model or backbone is called now that had this fingerprint
 * (acu_model_file_dup_fingerprint()) when it was called otherwise, the user's before an installed
 * one.  Reads all the weights there are. (transfer full) (nullable) */
char *acu_model_store_find_fingerprint (AcuModelStore *store, const char *fingerprint);

/* Opens what scores where nobody chose: the first installed model, else the first of the user's,
 * else test weights, which acu_model_has_test_weights() tells. (transfer full) */
AcuModel *acu_model_store_open_default (AcuModelStore *store, GError **error);

/* Saves @file under @name in the user's folder and returns the path.  Who was interrupted may do it
 * again: the same bytes are not in their own way.  Errors: ACU_SCORING_ERROR_NAME where there is
 * another model of this name or the name cannot be a file's; those of acu_model_file_save().
 * (transfer full) */
char *acu_model_store_add (AcuModelStore *store,
                           const AcuModelFile *file,
                           const char *name,
                           GError **error);

/* Saves @file, which was read from the file at @path, as acu_model_store_add() does, and with it
 * the card beside that file, called as it is with the ending .md.  Where nothing says what it comes
 * from, its provenance is that it was imported from there.  Errors likewise, and
 * ACU_IMAGING_ERROR_ARGUMENT for a protocol that there is not. (transfer full) */
char *acu_model_store_import (
    AcuModelStore *store, AcuModelFile *file, const char *path, const char *name, GError **error);

/* Copies the model at @path, and the card beside it, to @to, each as a whole or not at all.  The
 * card of another model that is there already gets a "~" behind its name.  Errors: G_FILE_ERROR,
 * of which G_FILE_ERROR_EXIST where @to is a picture's name or place, and G_IO_ERROR where the
 * model cannot be read. */
gboolean acu_model_store_export (const char *path, const char *to, GError **error);

/* Calls the user's model @name @new_name from now on; a card beside it goes with it.  Errors:
 * ACU_SCORING_ERROR_NO_MODEL where the user has none of that name (an installed one stays what it
 * is), _NAME as for acu_model_store_add(), G_FILE_ERROR. */
gboolean acu_model_store_rename (AcuModelStore *store,
                                 const char *name,
                                 const char *new_name,
                                 GError **error);

/* Removes the user's model @name and its card.  Errors: ACU_SCORING_ERROR_NO_MODEL likewise,
 * G_FILE_ERROR. */
gboolean acu_model_store_remove (AcuModelStore *store, const char *name, GError **error);

G_END_DECLS
