#include "compute/weights/pickle-machine.h"

#include <glib/gi18n.h>

/* A checkpoint of our largest network with its optimizer has under 100,000 nodes; the limits bound
 * what a hostile pickle can cost to some 100 MB. */
#define MAX_NODES (1u << 20)
#define MAX_STACK (1u << 20)

void
acu_pickle_machine_init (AcuPickleMachine *machine,
                         AcuByteReader *input,
                         const AcuPickleGlobal *globals,
                         guint n_globals)
{
  machine->input = input;
  machine->start = input->next;
  machine->globals = globals;
  machine->n_globals = n_globals;
  machine->pickle = g_new0 (AcuPickle, 1);
  machine->pickle->nodes = g_array_new (FALSE, FALSE, sizeof (AcuPickleNode));
  machine->pickle->links = g_array_new (FALSE, FALSE, sizeof (AcuPickleLink));
  machine->stack = g_array_new (FALSE, FALSE, sizeof (AcuPickleValue));
  machine->marks = g_array_new (FALSE, FALSE, sizeof (guint32));
  machine->memo = g_hash_table_new (NULL, NULL);
}

void
acu_pickle_machine_clear (AcuPickleMachine *machine)
{
  g_clear_pointer (&machine->pickle, acu_pickle_free);
  g_array_unref (machine->stack);
  g_array_unref (machine->marks);
  g_hash_table_unref (machine->memo);
}

gboolean
acu_pickle_machine_fail (const AcuPickleMachine *machine,
                         AcuWeightsError code,
                         const char *what,
                         GError **error)
{
  g_set_error (error, ACU_WEIGHTS_ERROR, (int)code, _ ("%s (near its byte %zu)"), what,
               (gsize)(machine->input->next - machine->start));
  return FALSE;
}

gboolean
acu_pickle_machine_damaged (const AcuPickleMachine *machine, const char *what, GError **error)
{
  return acu_pickle_machine_fail (machine, ACU_WEIGHTS_ERROR_DAMAGED, what, error);
}

gboolean
acu_pickle_machine_push (AcuPickleMachine *machine, AcuPickleValue value, GError **error)
{
  if (machine->stack->len >= MAX_STACK)
    return acu_pickle_machine_fail (machine, ACU_WEIGHTS_ERROR_UNSUPPORTED,
                                    _ ("the pickle in it piles up more than a checkpoint needs"),
                                    error);
  g_array_append_val (machine->stack, value);
  return TRUE;
}

gboolean
acu_pickle_machine_push_node (AcuPickleMachine *machine, AcuPickleNode node, GError **error)
{
  GArray *nodes = machine->pickle->nodes;

  if (nodes->len >= MAX_NODES)
    return acu_pickle_machine_fail (machine, ACU_WEIGHTS_ERROR_UNSUPPORTED,
                                    _ ("the pickle in it holds more than a checkpoint needs"),
                                    error);
  g_array_append_val (nodes, node);
  return acu_pickle_machine_push (machine, nodes->len - 1, error);
}

gboolean
acu_pickle_machine_push_container (AcuPickleMachine *machine, AcuPickleKind kind, GError **error)
{
  AcuPickleNode node = {
      .kind = kind,
      .items = {ACU_PICKLE_NO_LINK, ACU_PICKLE_NO_LINK},
  };

  return acu_pickle_machine_push_node (machine, node, error);
}

/* The lowest place of the stack that the opcode may touch: what lies under the last mark belongs to
 * somebody else. */
static guint
floor_of_stack (const AcuPickleMachine *machine)
{
  return machine->marks->len > 0 ? g_array_index (machine->marks, guint32, machine->marks->len - 1)
                                 : 0;
}

gboolean
acu_pickle_machine_pop (AcuPickleMachine *machine, AcuPickleValue *value, GError **error)
{
  if (machine->stack->len <= floor_of_stack (machine))
    return acu_pickle_machine_damaged (machine, _ ("the pickle in it takes what it has not made"),
                                       error);
  *value = g_array_index (machine->stack, AcuPickleValue, machine->stack->len - 1);
  g_array_set_size (machine->stack, machine->stack->len - 1);
  return TRUE;
}

gboolean
acu_pickle_machine_pop_mark (AcuPickleMachine *machine, guint *first, GError **error)
{
  if (machine->marks->len == 0)
    return acu_pickle_machine_damaged (
        machine, _ ("the pickle in it ends a group that did not begin"), error);
  *first = floor_of_stack (machine);
  g_array_set_size (machine->marks, machine->marks->len - 1);
  return TRUE;
}

/* Links @value (and for dictionaries @key) to the end of @container. */
static gboolean
add_item (AcuPickleMachine *machine,
          AcuPickleValue container,
          AcuPickleValue key,
          AcuPickleValue value,
          GError **error)
{
  AcuPickleNode *node = acu_pickle_node (machine->pickle, container);
  GArray *links = machine->pickle->links;
  AcuPickleLink link = {key, value, ACU_PICKLE_NO_LINK};

  if (links->len >= MAX_NODES)
    return acu_pickle_machine_fail (machine, ACU_WEIGHTS_ERROR_UNSUPPORTED,
                                    _ ("the pickle in it holds more than a checkpoint needs"),
                                    error);
  if (node->items.last == ACU_PICKLE_NO_LINK)
    node->items.first = links->len;
  else
    g_array_index (links, AcuPickleLink, node->items.last).next = links->len;
  node->items.last = links->len;
  node->number++;
  g_array_append_val (links, link);
  return TRUE;
}

gboolean
acu_pickle_machine_make_tuple (AcuPickleMachine *machine, guint first, GError **error)
{
  guint end = machine->stack->len;

  if (first < floor_of_stack (machine))
    return acu_pickle_machine_damaged (machine, _ ("the pickle in it takes what it has not made"),
                                       error);
  if (!acu_pickle_machine_push_container (machine, ACU_PICKLE_TUPLE, error))
    return FALSE;

  AcuPickleValue tuple = g_array_index (machine->stack, AcuPickleValue, end);

  for (guint i = first; i < end; i++)
    if (!add_item (machine, tuple, 0, g_array_index (machine->stack, AcuPickleValue, i), error))
      return FALSE;
  g_array_set_size (machine->stack, first);
  return acu_pickle_machine_push (machine, tuple, error);
}

gboolean
acu_pickle_machine_make_short_tuple (AcuPickleMachine *machine, guint length, GError **error)
{
  if (machine->stack->len < length)
    return acu_pickle_machine_damaged (machine, _ ("the pickle in it takes what it has not made"),
                                       error);
  return acu_pickle_machine_make_tuple (machine, machine->stack->len - length, error);
}

gboolean
acu_pickle_machine_add_items (AcuPickleMachine *machine,
                              AcuPickleKind kind,
                              guint first,
                              GError **error)
{
  guint step = kind == ACU_PICKLE_DICT ? 2 : 1;
  const AcuPickleValue *values;

  if (first < floor_of_stack (machine) + 1)
    return acu_pickle_machine_damaged (
        machine, _ ("the pickle in it adds items to what cannot hold them"), error);
  values = &g_array_index (machine->stack, AcuPickleValue, 0);
  if (acu_pickle_node (machine->pickle, values[first - 1])->kind != kind)
    return acu_pickle_machine_damaged (
        machine, _ ("the pickle in it adds items to what cannot hold them"), error);
  if ((machine->stack->len - first) % step != 0)
    return acu_pickle_machine_damaged (machine, _ ("the pickle in it has a key without a value"),
                                       error);
  for (guint i = first; i < machine->stack->len; i += step)
    if (!add_item (machine, values[first - 1], values[i], values[i + step - 1], error))
      return FALSE;
  g_array_set_size (machine->stack, first);
  return TRUE;
}

gboolean
acu_pickle_machine_add_last_items (AcuPickleMachine *machine,
                                   AcuPickleKind kind,
                                   guint n,
                                   GError **error)
{
  if (machine->stack->len < n)
    return acu_pickle_machine_damaged (machine, _ ("the pickle in it takes what it has not made"),
                                       error);
  return acu_pickle_machine_add_items (machine, kind, machine->stack->len - n, error);
}

gboolean
acu_pickle_machine_remember (AcuPickleMachine *machine, guint64 number, GError **error)
{
  if (machine->stack->len <= floor_of_stack (machine))
    return acu_pickle_machine_damaged (
        machine, _ ("the pickle in it remembers what it has not made"), error);
  if (g_hash_table_size (machine->memo) >= MAX_NODES)
    return acu_pickle_machine_fail (machine, ACU_WEIGHTS_ERROR_UNSUPPORTED,
                                    _ ("the pickle in it remembers more than a checkpoint needs"),
                                    error);
  g_hash_table_insert (
      machine->memo, GUINT_TO_POINTER ((guint)number),
      GUINT_TO_POINTER (g_array_index (machine->stack, AcuPickleValue, machine->stack->len - 1)));
  return TRUE;
}

gboolean
acu_pickle_machine_mark (AcuPickleMachine *machine, GError **error)
{
  if (machine->marks->len >= MAX_STACK)
    return acu_pickle_machine_fail (machine, ACU_WEIGHTS_ERROR_UNSUPPORTED,
                                    _ ("the pickle in it is nested too deeply"), error);
  g_array_append_val (machine->marks, machine->stack->len);
  return TRUE;
}

gboolean
acu_pickle_machine_recall (AcuPickleMachine *machine, guint64 number, GError **error)
{
  gpointer value;

  if (!g_hash_table_lookup_extended (machine->memo, GUINT_TO_POINTER ((guint)number), NULL, &value))
    return acu_pickle_machine_damaged (
        machine, _ ("the pickle in it recalls what it never remembered"), error);
  return acu_pickle_machine_push (machine, GPOINTER_TO_UINT (value), error);
}

gboolean
acu_pickle_machine_finish (AcuPickleMachine *machine, GError **error)
{
  if (machine->stack->len != 1 || machine->marks->len != 0)
    return acu_pickle_machine_damaged (machine, _ ("the pickle in it does not end with one value"),
                                       error);
  machine->pickle->root = g_array_index (machine->stack, AcuPickleValue, 0);
  return TRUE;
}
