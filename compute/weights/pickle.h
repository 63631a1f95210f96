/* Reads Python's pickle format (protocols 2 to 4, as torch.save writes it) as data.
 *
 * Unpickling is running a small program that may call anything.  This reader runs it symbolically:
 * values become nodes, a call becomes a node that says what would be called with what, and nothing
 * is ever called.  A pickle that names anything outside the caller's list is refused with that
 * name.  Source of the opcodes: the comments of CPython's Lib/pickletools.py.
 *
 * Memory is linear in the input: each opcode makes at most one node and one link, texts stay where
 * they are, and both are capped. */
#pragma once

#include "compute/weights/byte-reader.h"

G_BEGIN_DECLS

/* What may be done with a global that is allowed. */
typedef enum {
  ACU_PICKLE_NAME,     /* mentioned, never called: a class given as an argument */
  ACU_PICKLE_FUNCTION, /* called: makes an ACU_PICKLE_CALL */
  ACU_PICKLE_MAPPING,  /* called without arguments: makes an empty ACU_PICKLE_DICT */
} AcuPickleRole;

typedef struct {
  const char *name; /* "module.name" */
  AcuPickleRole role;
} AcuPickleGlobal;

typedef enum {
  ACU_PICKLE_NONE,
  ACU_PICKLE_BOOL,
  ACU_PICKLE_INT,
  ACU_PICKLE_BIG_INT, /* more than 64 bits: only its bytes are known */
  ACU_PICKLE_FLOAT,
  ACU_PICKLE_TEXT,
  ACU_PICKLE_BYTES,
  ACU_PICKLE_TUPLE,
  ACU_PICKLE_LIST,
  ACU_PICKLE_SET,
  ACU_PICKLE_DICT,
  ACU_PICKLE_GLOBAL,
  ACU_PICKLE_CALL,
  ACU_PICKLE_PERSISTENT, /* stands for an object stored outside the pickle */
} AcuPickleKind;

typedef struct _AcuPickle AcuPickle;

/* A node of one pickle: 0 to acu_pickle_get_length() - 1. */
typedef guint32 AcuPickleValue;

/* Reads one pickle and leaves @input behind its end.  The pickle borrows the input's bytes and
 * @globals.  Errors: ACU_WEIGHTS_ERROR_UNSAFE for a global that is not in @globals or is misused,
 * _DAMAGED for what is no pickle, _UNSUPPORTED for opcodes and sizes beyond what checkpoints need.
 * (transfer full) */
AcuPickle *acu_pickle_read (AcuByteReader *input,
                            const AcuPickleGlobal *globals,
                            guint n_globals,
                            GError **error);
void acu_pickle_free (AcuPickle *pickle);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuPickle, acu_pickle_free)

AcuPickleValue acu_pickle_get_root (const AcuPickle *pickle);
guint acu_pickle_get_length (const AcuPickle *pickle);
AcuPickleKind acu_pickle_kind (const AcuPickle *pickle, AcuPickleValue value);

/* The integer of a BOOL or an INT; FALSE for any other kind. */
gboolean acu_pickle_get_int (const AcuPickle *pickle, AcuPickleValue value, gint64 *integer);

/* The bytes of a TEXT, BYTES or BIG_INT (little-endian); not terminated. */
const char *acu_pickle_get_bytes (const AcuPickle *pickle, AcuPickleValue value, gsize *length);

/* Whether @value is the text @expected. */
gboolean acu_pickle_is_text (const AcuPickle *pickle, AcuPickleValue value, const char *expected);

/* The index in the caller's list of a GLOBAL, or of what a CALL would call. */
guint acu_pickle_get_global (const AcuPickle *pickle, AcuPickleValue value);

/* The argument tuple of a CALL, or the identity of a PERSISTENT. */
AcuPickleValue acu_pickle_get_argument (const AcuPickle *pickle, AcuPickleValue value);

/* The number of elements of a TUPLE, LIST or SET, of pairs of a DICT; 0 for any other kind. */
guint acu_pickle_count (const AcuPickle *pickle, AcuPickleValue value);

typedef struct {
  const AcuPickle *pickle;
  guint32 link;
} AcuPickleIter;

/* Walks what acu_pickle_count() counts. */
void acu_pickle_iter_init (AcuPickleIter *iter, const AcuPickle *pickle, AcuPickleValue value);

/* @key is set for pairs of a DICT only; it may be NULL. */
gboolean acu_pickle_iter_next (AcuPickleIter *iter, AcuPickleValue *key, AcuPickleValue *value);

G_END_DECLS
