#include "compute/weights/pickle-values.h"

void
acu_pickle_free (AcuPickle *pickle)
{
  if (pickle == NULL)
    return;
  g_array_unref (pickle->nodes);
  g_array_unref (pickle->links);
  g_free (pickle);
}

AcuPickleValue
acu_pickle_get_root (const AcuPickle *pickle)
{
  return pickle->root;
}

guint
acu_pickle_get_length (const AcuPickle *pickle)
{
  return pickle->nodes->len;
}

AcuPickleKind
acu_pickle_kind (const AcuPickle *pickle, AcuPickleValue value)
{
  return (AcuPickleKind)acu_pickle_node (pickle, value)->kind;
}

gboolean
acu_pickle_get_int (const AcuPickle *pickle, AcuPickleValue value, gint64 *integer)
{
  const AcuPickleNode *node = acu_pickle_node (pickle, value);

  if (node->kind != ACU_PICKLE_INT && node->kind != ACU_PICKLE_BOOL)
    return FALSE;
  *integer = node->integer;
  return TRUE;
}

const char *
acu_pickle_get_bytes (const AcuPickle *pickle, AcuPickleValue value, gsize *length)
{
  const AcuPickleNode *node = acu_pickle_node (pickle, value);

  g_return_val_if_fail (node->kind == ACU_PICKLE_TEXT || node->kind == ACU_PICKLE_BYTES ||
                            node->kind == ACU_PICKLE_BIG_INT,
                        NULL);
  *length = node->number;
  return (const char *)node->bytes;
}

gboolean
acu_pickle_is_text (const AcuPickle *pickle, AcuPickleValue value, const char *expected)
{
  const AcuPickleNode *node = acu_pickle_node (pickle, value);

  return node->kind == ACU_PICKLE_TEXT && node->number == strlen (expected) &&
         memcmp (node->bytes, expected, node->number) == 0;
}

guint
acu_pickle_get_global (const AcuPickle *pickle, AcuPickleValue value)
{
  const AcuPickleNode *node = acu_pickle_node (pickle, value);

  g_return_val_if_fail (node->kind == ACU_PICKLE_GLOBAL || node->kind == ACU_PICKLE_CALL, 0);
  return node->number;
}

AcuPickleValue
acu_pickle_get_argument (const AcuPickle *pickle, AcuPickleValue value)
{
  const AcuPickleNode *node = acu_pickle_node (pickle, value);

  g_return_val_if_fail (node->kind == ACU_PICKLE_CALL || node->kind == ACU_PICKLE_PERSISTENT, 0);
  return node->argument;
}

guint
acu_pickle_count (const AcuPickle *pickle, AcuPickleValue value)
{
  const AcuPickleNode *node = acu_pickle_node (pickle, value);

  return acu_pickle_node_has_items (node) ? node->number : 0;
}

void
acu_pickle_iter_init (AcuPickleIter *iter, const AcuPickle *pickle, AcuPickleValue value)
{
  const AcuPickleNode *node = acu_pickle_node (pickle, value);

  iter->pickle = pickle;
  iter->link = acu_pickle_node_has_items (node) ? node->items.first : ACU_PICKLE_NO_LINK;
}

gboolean
acu_pickle_iter_next (AcuPickleIter *iter, AcuPickleValue *key, AcuPickleValue *value)
{
  if (iter->link == ACU_PICKLE_NO_LINK)
    return FALSE;

  const AcuPickleLink *link = &g_array_index (iter->pickle->links, AcuPickleLink, iter->link);

  if (key != NULL)
    *key = link->key;
  *value = link->value;
  iter->link = link->next;
  return TRUE;
}
