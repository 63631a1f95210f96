/* The nodes of a pickle, shared by the reader that makes them and the functions that look. */
#pragma once

#include "compute/weights/pickle.h"

G_BEGIN_DECLS

#define ACU_PICKLE_NO_LINK G_MAXUINT32

typedef struct {
  guint8 kind;
  guint32 number; /* length of a text, count of elements, index of a global */
  union {
    gint64 integer;
    double real;
    const guint8 *bytes;
    AcuPickleValue argument;
    struct {
      guint32 first, last; /* links; ACU_PICKLE_NO_LINK when empty */
    } items;
  };
} AcuPickleNode;

typedef struct {
  AcuPickleValue key, value;
  guint32 next;
} AcuPickleLink;

struct _AcuPickle {
  GArray *nodes; /* AcuPickleNode */
  GArray *links; /* AcuPickleLink */
  AcuPickleValue root;
};

static inline AcuPickleNode *
acu_pickle_node (const AcuPickle *pickle, AcuPickleValue value)
{
  g_assert (value < pickle->nodes->len);
  return &g_array_index (pickle->nodes, AcuPickleNode, value);
}

static inline gboolean
acu_pickle_node_has_items (const AcuPickleNode *node)
{
  return node->kind >= ACU_PICKLE_TUPLE && node->kind <= ACU_PICKLE_DICT;
}

G_END_DECLS
