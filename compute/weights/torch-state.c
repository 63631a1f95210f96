#include "compute/weights/torch-state.h"

#include "compute/weights/architecture.h"
#include "compute/weights/pickle.h"

#include <glib/gi18n.h>

/* How many dictionaries may lie around the state dict. */
#define MAX_WRAPPERS 4

/* How many skipped entries a report names. */
#define MAX_SKIPPED 12

struct _AcuTorchState {
  AcuPickle *pickle;
  GPtrArray *storages; /* AcuTorchStorage */
  GHashTable *by_key;  /* key -> AcuTorchStorage */
};

typedef enum {
  GLOBAL_ORDERED_DICT,
  GLOBAL_REBUILD_TENSOR,
  GLOBAL_REBUILD_TENSOR_V2,
  GLOBAL_REBUILD_PARAMETER,
  GLOBAL_FIRST_STORAGE,
} Global;

/* Everything a state dict may name. */
static const AcuPickleGlobal globals[] = {
    [GLOBAL_ORDERED_DICT] = {"collections.OrderedDict", ACU_PICKLE_MAPPING},
    [GLOBAL_REBUILD_TENSOR] = {"torch._utils._rebuild_tensor", ACU_PICKLE_FUNCTION},
    [GLOBAL_REBUILD_TENSOR_V2] = {"torch._utils._rebuild_tensor_v2", ACU_PICKLE_FUNCTION},
    [GLOBAL_REBUILD_PARAMETER] = {"torch._utils._rebuild_parameter", ACU_PICKLE_FUNCTION},
    [GLOBAL_FIRST_STORAGE] = {"torch.DoubleStorage", ACU_PICKLE_NAME},
    {"torch.FloatStorage", ACU_PICKLE_NAME},
    {"torch.HalfStorage", ACU_PICKLE_NAME},
    {"torch.BFloat16Storage", ACU_PICKLE_NAME},
    {"torch.LongStorage", ACU_PICKLE_NAME},
    {"torch.IntStorage", ACU_PICKLE_NAME},
    {"torch.ShortStorage", ACU_PICKLE_NAME},
    {"torch.CharStorage", ACU_PICKLE_NAME},
    {"torch.ByteStorage", ACU_PICKLE_NAME},
    {"torch.BoolStorage", ACU_PICKLE_NAME},
};

/* The element types of the storages above, in their order. */
static const AcuElementType storage_types[] = {
    ACU_ELEMENT_F64, ACU_ELEMENT_F32, ACU_ELEMENT_F16, ACU_ELEMENT_BF16, ACU_ELEMENT_I64,
    ACU_ELEMENT_I32, ACU_ELEMENT_I16, ACU_ELEMENT_I8,  ACU_ELEMENT_U8,   ACU_ELEMENT_BOOL,
};

G_STATIC_ASSERT (G_N_ELEMENTS (globals) == GLOBAL_FIRST_STORAGE + G_N_ELEMENTS (storage_types));

/* Names under which trainers keep the state dict beside other things, likeliest first. */
static const char *const wrappers[] = {
    "state_dict",       "model",       "params", "params_ema",
    "model_state_dict", "model_state", "net",    "network",
};

static gboolean
damaged (GError **error, const char *what)
{
  g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_DAMAGED,
               _ ("the checkpoint is damaged: %s"), what);
  return FALSE;
}

static void
storage_free (gpointer data)
{
  AcuTorchStorage *storage = data;

  g_free (storage->key);
  g_free (storage);
}

void
acu_torch_state_free (AcuTorchState *state)
{
  if (state == NULL)
    return;
  acu_pickle_free (state->pickle);
  g_hash_table_unref (state->by_key);
  g_ptr_array_unref (state->storages);
  g_free (state);
}

guint
acu_torch_state_count_storages (const AcuTorchState *state)
{
  return state->storages->len;
}

AcuTorchStorage *
acu_torch_state_get_storage (AcuTorchState *state, guint index)
{
  g_return_val_if_fail (index < state->storages->len, NULL);
  return g_ptr_array_index (state->storages, index);
}

AcuTorchStorage *
acu_torch_state_lookup_storage (AcuTorchState *state, const char *key)
{
  return g_hash_table_lookup (state->by_key, key);
}

/* Copies the elements of a tuple to @values, at most @room of them; returns how many there are. */
static guint
read_tuple (const AcuPickle *pickle, AcuPickleValue tuple, guint room, AcuPickleValue *values)
{
  AcuPickleIter iter;
  AcuPickleValue value;
  guint n = 0;

  if (acu_pickle_kind (pickle, tuple) != ACU_PICKLE_TUPLE)
    return 0;
  acu_pickle_iter_init (&iter, pickle, tuple);
  while (n < room && acu_pickle_iter_next (&iter, NULL, &value))
    values[n++] = value;
  return acu_pickle_count (pickle, tuple);
}

/* A text that may stand in a message. (transfer full) (nullable) */
static char *
dup_name (const AcuPickle *pickle, AcuPickleValue value)
{
  const char *text;
  gsize length;

  if (acu_pickle_kind (pickle, value) != ACU_PICKLE_TEXT)
    return NULL;
  text = acu_pickle_get_bytes (pickle, value, &length);
  return acu_tensor_name_is_valid (text, length) ? g_strndup (text, length) : NULL;
}

/* A persistent identity is ('storage', class, key, device, count), in legacy files with a sixth
 * element for a storage that is a part of another. (transfer none) (nullable) */
static AcuTorchStorage *
find_storage (AcuTorchState *state, AcuPickleValue persistent, GError **error)
{
  const AcuPickle *pickle = state->pickle;
  AcuPickleValue fields[6];
  guint n = read_tuple (pickle, acu_pickle_get_argument (pickle, persistent), 6, fields);
  g_autofree char *key = NULL;
  gint64 count;
  guint class;

  if (n < 5 || n > 6 || !acu_pickle_is_text (pickle, fields[0], "storage") ||
      acu_pickle_kind (pickle, fields[1]) != ACU_PICKLE_GLOBAL ||
      (class = acu_pickle_get_global (pickle, fields[1])) < GLOBAL_FIRST_STORAGE ||
      (key = dup_name (pickle, fields[2])) == NULL ||
      !acu_pickle_get_int (pickle, fields[4], &count) || count < 0) {
    damaged (error, _ ("it refers to something that is not a storage"));
    return NULL;
  }
  if (n == 6 && acu_pickle_kind (pickle, fields[5]) != ACU_PICKLE_NONE) {
    g_set_error (
        error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSUPPORTED,
        _ ("Storage “%s” is a part of another, as files before PyTorch 0.4 have them; save "
           "the file again with a later PyTorch"),
        key);
    return NULL;
  }

  AcuTorchStorage *storage = g_hash_table_lookup (state->by_key, key);
  AcuElementType type = storage_types[class - GLOBAL_FIRST_STORAGE];
  guint64 elements;
  gsize size;

  if (storage != NULL) {
    if (storage->type == type && storage->count == (guint64)count)
      return storage;
    damaged (error, _ ("it describes one storage in two ways"));
    return NULL;
  }
  if (!acu_tensor_measure (type, 1, (const guint64[]){(guint64)count}, &elements, &size)) {
    damaged (error, _ ("a storage is larger than any file"));
    return NULL;
  }
  storage = g_new0 (AcuTorchStorage, 1);
  *storage = (AcuTorchStorage){g_steal_pointer (&key), type, elements, size, NULL, FALSE};
  g_ptr_array_add (state->storages, storage);
  g_hash_table_insert (state->by_key, storage->key, storage);
  return storage;
}

AcuTorchState *
acu_torch_state_read (AcuByteReader *input, GError **error)
{
  g_autoptr (AcuTorchState) state = g_new0 (AcuTorchState, 1);

  state->storages = g_ptr_array_new_with_free_func (storage_free);
  state->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  state->pickle = acu_pickle_read (input, globals, G_N_ELEMENTS (globals), error);
  if (state->pickle == NULL)
    return NULL;
  for (AcuPickleValue value = 0; value < acu_pickle_get_length (state->pickle); value++)
    if (acu_pickle_kind (state->pickle, value) == ACU_PICKLE_PERSISTENT &&
        find_storage (state, value, error) == NULL)
      return NULL;
  return g_steal_pointer (&state);
}

/* The call that makes a tensor, if @value is one; a parameter is a call around it. */
static gboolean
unwrap_tensor (const AcuPickle *pickle, AcuPickleValue value, AcuPickleValue *tensor)
{
  for (guint depth = 0; depth < 2 && acu_pickle_kind (pickle, value) == ACU_PICKLE_CALL; depth++) {
    AcuPickleValue inner = value;

    if (acu_pickle_get_global (pickle, value) != GLOBAL_REBUILD_PARAMETER) {
      *tensor = value;
      return TRUE;
    }
    if (read_tuple (pickle, acu_pickle_get_argument (pickle, value), 1, &inner) < 1)
      return FALSE;
    value = inner;
  }
  return FALSE;
}

static gboolean
read_lengths (const AcuPickle *pickle, AcuPickleValue tuple, guint *n, guint64 *lengths)
{
  AcuPickleValue values[ACU_TENSOR_MAX_RANK];

  if (acu_pickle_kind (pickle, tuple) != ACU_PICKLE_TUPLE)
    return FALSE;
  *n = read_tuple (pickle, tuple, ACU_TENSOR_MAX_RANK, values);
  if (*n > ACU_TENSOR_MAX_RANK)
    return FALSE;
  for (guint i = 0; i < *n; i++) {
    gint64 length;

    if (!acu_pickle_get_int (pickle, values[i], &length) || length < 0)
      return FALSE;
    lengths[i] = (guint64)length;
  }
  return TRUE;
}

/* Whether every element of @view, beginning at element @offset, lies within @storage. */
static gboolean
view_fits (const AcuTensorView *view, guint64 offset, const AcuTorchStorage *storage)
{
  guint64 count, last = offset;
  gsize size;

  if (!acu_tensor_measure (view->type, view->rank, view->dims, &count, &size))
    return FALSE;
  if (count == 0)
    return offset <= storage->count;
  for (guint axis = 0; axis < view->rank; axis++) {
    guint64 reach;

    if (!g_uint64_checked_mul (&reach, view->dims[axis] - 1, view->strides[axis]) ||
        !g_uint64_checked_add (&last, last, reach))
      return FALSE;
  }
  return last < storage->count;
}

/* Reads the arguments (storage, offset, size, stride, …) of a tensor's call. */
static gboolean
read_tensor (AcuTorchState *state, AcuPickleValue call, AcuTensorView *view, GError **error)
{
  const AcuPickle *pickle = state->pickle;
  AcuPickleValue fields[4];
  AcuTorchStorage *storage;
  gint64 offset;
  guint n_strides;

  if (read_tuple (pickle, acu_pickle_get_argument (pickle, call), 4, fields) < 4 ||
      acu_pickle_kind (pickle, fields[0]) != ACU_PICKLE_PERSISTENT)
    return damaged (error, _ ("a tensor has no storage"));
  storage = find_storage (state, fields[0], error);
  if (storage == NULL)
    return FALSE;
  view->type = storage->type;
  if (!acu_pickle_get_int (pickle, fields[1], &offset) || offset < 0 ||
      !read_lengths (pickle, fields[2], &view->rank, view->dims) ||
      !read_lengths (pickle, fields[3], &n_strides, view->strides) || n_strides != view->rank)
    return damaged (error, _ ("a tensor has no proper shape"));
  if (!view_fits (view, (guint64)offset, storage))
    return damaged (error, _ ("a tensor reaches beyond its storage"));
  /* A few bytes seen as a million elements would be a bomb. */
  if (acu_tensor_view_count (view) > storage->count) {
    g_set_error_literal (
        error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSUPPORTED,
        _ ("the tensor repeats its values by a stride of 0, which is not read; save "
           "it with contiguous()"));
    return FALSE;
  }
  if (storage->data == NULL)
    return damaged (error, _ ("the values of a tensor are missing"));
  storage->used = TRUE;
  view->data = storage->data + (gsize)offset * acu_element_type_size (storage->type);
  return TRUE;
}

/* Whether a dictionary holds a tensor itself. */
static gboolean
has_tensors (const AcuPickle *pickle, AcuPickleValue dictionary)
{
  AcuPickleIter iter;
  AcuPickleValue key, value, tensor;

  if (acu_pickle_kind (pickle, dictionary) != ACU_PICKLE_DICT)
    return FALSE;
  acu_pickle_iter_init (&iter, pickle, dictionary);
  while (acu_pickle_iter_next (&iter, &key, &value))
    if (unwrap_tensor (pickle, value, &tensor))
      return TRUE;
  return FALSE;
}

static gboolean
find_item (const AcuPickle *pickle,
           AcuPickleValue dictionary,
           const char *name,
           AcuPickleValue *item)
{
  AcuPickleIter iter;
  AcuPickleValue key, value;

  acu_pickle_iter_init (&iter, pickle, dictionary);
  while (acu_pickle_iter_next (&iter, &key, &value)) {
    if (acu_pickle_is_text (pickle, key, name)) {
      *item = value;
      return TRUE;
    }
  }
  return FALSE;
}

/* Names what lies in a dictionary beside the item called @except: "epoch, optimizer"; with NULL,
 * beside its own tensors. */
static void
name_others (const AcuPickle *pickle, AcuPickleValue dictionary, const char *except, GString *names)
{
  AcuPickleIter iter;
  AcuPickleValue key, value, tensor;
  guint n = 0;

  acu_pickle_iter_init (&iter, pickle, dictionary);
  while (acu_pickle_iter_next (&iter, &key, &value)) {
    g_autofree char *name = dup_name (pickle, key);

    if (except != NULL ? g_strcmp0 (name, except) == 0 : unwrap_tensor (pickle, value, &tensor))
      continue;
    if (n++ < MAX_SKIPPED)
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "",
                              name != NULL ? name : _ ("something without a name"));
  }
  if (n > MAX_SKIPPED)
    g_string_append_printf (names, _ (" and %u more"), n - MAX_SKIPPED);
}

static gboolean
refuse_root (const AcuPickle *pickle, AcuPickleValue dictionary, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  if (acu_pickle_kind (pickle, dictionary) == ACU_PICKLE_DICT)
    name_others (pickle, dictionary, NULL, names);
  g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSUPPORTED,
               _ ("it holds no dictionary of tensors; what it holds is %s"),
               names->len > 0 ? names->str : _ ("something else"));
  return FALSE;
}

/* The first of the wrappers' names that leads to a dictionary, of tensors if @with_tensors; NULL if
 * none does. */
static const char *
find_wrapped (const AcuPickle *pickle,
              AcuPickleValue dictionary,
              gboolean with_tensors,
              AcuPickleValue *item)
{
  for (gsize i = 0; i < G_N_ELEMENTS (wrappers); i++)
    if (find_item (pickle, dictionary, wrappers[i], item) &&
        (with_tensors ? has_tensors (pickle, *item)
                      : acu_pickle_kind (pickle, *item) == ACU_PICKLE_DICT))
      return wrappers[i];
  return NULL;
}

/* Finds the state dict: what a wrapper's name leads to, or @dictionary itself.  A trainer may keep
 * a tensor beside the state dict, such as the best accuracy. */
static gboolean
find_state_dict (const AcuPickle *pickle,
                 AcuPickleValue *dictionary,
                 GString *unwrapped,
                 GString *skipped,
                 GError **error)
{
  for (guint depth = 0; depth < MAX_WRAPPERS; depth++) {
    AcuPickleValue item;
    const char *name;

    if (acu_pickle_kind (pickle, *dictionary) != ACU_PICKLE_DICT)
      return refuse_root (pickle, *dictionary, error);
    name = find_wrapped (pickle, *dictionary, TRUE, &item);
    if (name == NULL && has_tensors (pickle, *dictionary)) {
      name_others (pickle, *dictionary, NULL, skipped);
      return TRUE;
    }
    if (name == NULL)
      name = find_wrapped (pickle, *dictionary, FALSE, &item);
    if (name == NULL)
      return refuse_root (pickle, *dictionary, error);
    name_others (pickle, *dictionary, name, skipped);
    g_string_append_printf (unwrapped, "%s%s", unwrapped->len > 0 ? "." : "", name);
    *dictionary = item;
  }
  return refuse_root (pickle, *dictionary, error);
}

AcuTensorSet *
acu_torch_state_collect (AcuTorchState *state, GBytes *backing, GError **error)
{
  g_autoptr (AcuTensorSet) set = acu_tensor_set_new (backing);
  g_autoptr (GString) unwrapped = g_string_new (NULL);
  g_autoptr (GString) skipped = g_string_new (NULL);
  AcuPickleValue dictionary = acu_pickle_get_root (state->pickle);
  AcuPickleValue key, value, tensor;
  AcuPickleIter iter;

  if (!find_state_dict (state->pickle, &dictionary, unwrapped, skipped, error))
    return NULL;

  acu_pickle_iter_init (&iter, state->pickle, dictionary);
  while (acu_pickle_iter_next (&iter, &key, &value)) {
    g_autofree char *name = NULL;
    AcuTensorView view = {0};

    if (!unwrap_tensor (state->pickle, value, &tensor))
      continue;
    name = dup_name (state->pickle, key);
    if (name == NULL) {
      damaged (error, _ ("a tensor has no proper name"));
      return NULL;
    }
    if (!read_tensor (state, tensor, &view, error)) {
      g_prefix_error (error, "“%s”: ", name);
      return NULL;
    }
    if (!acu_tensor_set_add (set, name, &view)) {
      g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_DAMAGED,
                   _ ("the checkpoint is damaged: “%s” is there twice"), name);
      return NULL;
    }
  }
  if (unwrapped->len > 0)
    acu_tensor_set_set_metadata (set, ACU_TORCH_UNWRAPPED, unwrapped->str);
  if (skipped->len > 0)
    acu_tensor_set_set_metadata (set, ACU_TORCH_SKIPPED, skipped->str);
  return g_steal_pointer (&set);
}
