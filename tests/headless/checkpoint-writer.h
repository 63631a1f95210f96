/* Writes small files in the formats that compute/weights reads, right and wrong ones, so that its
 * tests need neither PyTorch nor files made by it. */
#pragma once

#include <gio/gio.h>

/* One tensor of a state dict and the storage it is a view of. */
typedef struct {
  const char *name;
  const char *storage_class; /* "FloatStorage" */
  const char *key;           /* of the storage; tensors may share one */
  guint64 count;             /* elements of the storage, as the pickle states it */
  gint64 offset;             /* of the first element */
  guint rank;
  gint64 dims[5];
  gint64 strides[5];
  const void *data; /* the storage's bytes; NULL where an earlier tensor gave them */
  gsize size;
} AcuTestTensor;

/* A contiguous float tensor with a storage of its own, whose key is its name. */
AcuTestTensor
acu_test_tensor (const char *name, guint rank, const gint64 *dims, const float *values);

/* Pieces of a pickle of protocol 2. */
void acu_pickle_put (GByteArray *pickle, const char *opcodes);
void acu_pickle_put_text (GByteArray *pickle, const char *text);
void acu_pickle_put_int (GByteArray *pickle, gint64 value);
void acu_pickle_put_global (GByteArray *pickle, const char *module, const char *name);
void acu_pickle_put_tensor (GByteArray *pickle, const AcuTestTensor *tensor);

/* OrderedDict of @tensors with `_metadata`, as Module.state_dict() makes it; leaves it on the
 * unpickler's stack. */
void acu_pickle_put_state (GByteArray *pickle, const AcuTestTensor *tensors, gsize n);

/* A whole pickle of that; with @wrapper, {'epoch': 3, wrapper: state, 'optimizer': {…}}.
 * (transfer full) */
GByteArray *acu_test_pickle (const AcuTestTensor *tensors, gsize n, const char *wrapper);

typedef struct {
  char *name; /* owned */
  const void *data;
  gsize size;
} AcuTestZipEntry;

typedef enum {
  ACU_TEST_ZIP_PLAIN,
  ACU_TEST_ZIP_64,         /* sizes and places in 64-bit fields, as PyTorch writes large files */
  ACU_TEST_ZIP_COMPRESSED, /* claims to be deflated */
} AcuTestZipKind;

/* (transfer full) */
GBytes *acu_test_zip (const AcuTestZipEntry *entries, gsize n, AcuTestZipKind kind);

/* The two containers of torch.save around @pickle and the storages of @tensors. (transfer full) */
GBytes *acu_test_torch_zip (GByteArray *pickle, const AcuTestTensor *tensors, gsize n);
GBytes *acu_test_torch_legacy (GByteArray *pickle, const AcuTestTensor *tensors, gsize n);

/* A safetensors file with this header. (transfer full) */
GBytes *acu_test_safetensors (const char *header, const void *data, gsize size);

/* Appends @value in @width bytes, little-endian. */
void acu_test_put_uint (GByteArray *bytes, guint64 value, guint width);

/* A copy of @bytes in a block of exactly its size, so that a sanitizer sees a read behind its end.
 * (transfer full) */
GBytes *acu_test_copy (const void *data, gsize size);
