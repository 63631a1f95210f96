#include "compute/weights/pickle-machine.h"

#include "compute/weights/tensor-set.h"

#include <glib/gi18n.h>

typedef enum {
  OP_MARK = '(',
  OP_STOP = '.',
  OP_POP = '0',
  OP_POP_MARK = '1',
  OP_DUP = '2',
  OP_BINBYTES = 'B',
  OP_SHORT_BINBYTES = 'C',
  OP_BINFLOAT = 'G',
  OP_BININT = 'J',
  OP_BININT1 = 'K',
  OP_BININT2 = 'M',
  OP_NONE = 'N',
  OP_BINPERSID = 'Q',
  OP_REDUCE = 'R',
  OP_BINSTRING = 'T',
  OP_SHORT_BINSTRING = 'U',
  OP_BINUNICODE = 'X',
  OP_EMPTY_LIST = ']',
  OP_APPEND = 'a',
  OP_BUILD = 'b',
  OP_GLOBAL = 'c',
  OP_APPENDS = 'e',
  OP_BINGET = 'h',
  OP_INST = 'i',
  OP_LONG_BINGET = 'j',
  OP_BINPUT = 'q',
  OP_LONG_BINPUT = 'r',
  OP_SETITEM = 's',
  OP_TUPLE = 't',
  OP_SETITEMS = 'u',
  OP_EMPTY_DICT = '}',
  OP_EMPTY_TUPLE = ')',
  OP_PROTO = 0x80,
  OP_TUPLE1 = 0x85,
  OP_TUPLE2 = 0x86,
  OP_TUPLE3 = 0x87,
  OP_NEWTRUE = 0x88,
  OP_NEWFALSE = 0x89,
  OP_LONG1 = 0x8A,
  OP_LONG4 = 0x8B,
  OP_SHORT_BINUNICODE = 0x8C,
  OP_BINUNICODE8 = 0x8D,
  OP_BINBYTES8 = 0x8E,
  OP_EMPTY_SET = 0x8F,
  OP_ADDITEMS = 0x90,
  OP_STACK_GLOBAL = 0x93,
  OP_MEMOIZE = 0x94,
  OP_FRAME = 0x95,
} Opcode;

static gboolean
ends_early (const AcuPickleMachine *machine, GError **error)
{
  return acu_pickle_machine_damaged (machine, _ ("the pickle in it ends early"), error);
}

static gboolean
push_int (AcuPickleMachine *machine, AcuPickleKind kind, gint64 integer, GError **error)
{
  return acu_pickle_machine_push_node (machine, (AcuPickleNode){.kind = kind, .integer = integer},
                                       error);
}

static gboolean
refuse_global (const AcuPickleMachine *machine, const char *name, GError **error)
{
  gboolean printable = acu_tensor_name_is_valid (name, strlen (name));

  g_autofree char *shown = printable ? g_strdup_printf (_ ("“%s”"), name)
                                     : g_strdup (_ ("something without a proper name"));

  g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSAFE,
               _ ("opening it with Python would run %s, which the weights of a network do not "
                  "need; nothing of it was run here.  Ask for a file made by "
                  "torch.save(model.state_dict(), …)"),
               shown);
  return FALSE;
}

static gboolean
push_global (AcuPickleMachine *machine,
             const char *module,
             gsize module_length,
             const char *name,
             gsize name_length,
             GError **error)
{
  g_autofree char *full = NULL;

  if (module_length > 200 || name_length > 200)
    return refuse_global (machine, "", error);
  full = g_strdup_printf ("%.*s.%.*s", (int)module_length, module, (int)name_length, name);
  for (guint i = 0; i < machine->n_globals; i++)
    if (g_str_equal (machine->globals[i].name, full))
      return acu_pickle_machine_push_node (
          machine, (AcuPickleNode){.kind = ACU_PICKLE_GLOBAL, .number = i}, error);
  return refuse_global (machine, full, error);
}

/* Reads to the end of a line, which it steps over. */
static const char *
take_line (AcuByteReader *input, gsize *length)
{
  const guint8 *end = memchr (input->next, '\n', acu_byte_reader_left (input));

  if (end == NULL)
    return NULL;

  const char *line = (const char *)input->next;

  *length = (gsize)(end - input->next);
  input->next = end + 1;
  return line;
}

static gboolean
read_global (AcuPickleMachine *machine, GError **error)
{
  gsize module_length, name_length;
  const char *module = take_line (machine->input, &module_length);
  const char *name = module != NULL ? take_line (machine->input, &name_length) : NULL;

  if (name == NULL)
    return ends_early (machine, error);
  return push_global (machine, module, module_length, name, name_length, error);
}

static gboolean
read_stack_global (AcuPickleMachine *machine, GError **error)
{
  AcuPickleValue module, name;

  if (!acu_pickle_machine_pop (machine, &name, error) ||
      !acu_pickle_machine_pop (machine, &module, error))
    return FALSE;

  const AcuPickleNode *module_node = acu_pickle_node (machine->pickle, module);
  const AcuPickleNode *name_node = acu_pickle_node (machine->pickle, name);

  if (module_node->kind != ACU_PICKLE_TEXT || name_node->kind != ACU_PICKLE_TEXT)
    return acu_pickle_machine_damaged (
        machine, _ ("the pickle in it names a global by something else than texts"), error);
  return push_global (machine, (const char *)module_node->bytes, module_node->number,
                      (const char *)name_node->bytes, name_node->number, error);
}

static gboolean
reduce (AcuPickleMachine *machine, GError **error)
{
  AcuPickleValue arguments, function;

  if (!acu_pickle_machine_pop (machine, &arguments, error) ||
      !acu_pickle_machine_pop (machine, &function, error))
    return FALSE;

  const AcuPickleNode *node = acu_pickle_node (machine->pickle, function);
  const AcuPickleNode *tuple = acu_pickle_node (machine->pickle, arguments);

  if (node->kind != ACU_PICKLE_GLOBAL || tuple->kind != ACU_PICKLE_TUPLE)
    return acu_pickle_machine_damaged (machine, _ ("the pickle in it calls what is not a function"),
                                       error);
  switch (machine->globals[node->number].role) {
  case ACU_PICKLE_NAME:
    return refuse_global (machine, machine->globals[node->number].name, error);
  case ACU_PICKLE_MAPPING:
    if (tuple->number > 0)
      return acu_pickle_machine_fail (machine, ACU_WEIGHTS_ERROR_UNSUPPORTED,
                                      _ ("the pickle in it makes a dictionary from arguments"),
                                      error);
    return acu_pickle_machine_push_container (machine, ACU_PICKLE_DICT, error);
  case ACU_PICKLE_FUNCTION:
    return acu_pickle_machine_push_node (
        machine,
        (AcuPickleNode){.kind = ACU_PICKLE_CALL, .number = node->number, .argument = arguments},
        error);
  }
  g_assert_not_reached ();
}

/* Sets attributes: a state dict has its modules' versions as one, which nothing here needs. */
static gboolean
build (AcuPickleMachine *machine, GError **error)
{
  AcuPickleValue state, object;

  if (!acu_pickle_machine_pop (machine, &state, error) ||
      !acu_pickle_machine_pop (machine, &object, error))
    return FALSE;
  if (acu_pickle_kind (machine->pickle, object) != ACU_PICKLE_DICT ||
      acu_pickle_kind (machine->pickle, state) != ACU_PICKLE_DICT)
    return acu_pickle_machine_fail (machine, ACU_WEIGHTS_ERROR_UNSAFE,
                                    _ ("the pickle in it sets the state of an object"), error);
  return acu_pickle_machine_push (machine, object, error);
}

static gboolean
read_bytes (AcuPickleMachine *machine, AcuPickleKind kind, guint length_width, GError **error)
{
  guint64 length;
  const guint8 *bytes;

  if (!acu_byte_reader_uint (machine->input, length_width, &length) || length > G_MAXUINT32 ||
      (bytes = acu_byte_reader_take (machine->input, length)) == NULL)
    return ends_early (machine, error);
  return acu_pickle_machine_push_node (
      machine, (AcuPickleNode){.kind = kind, .number = (guint32)length, .bytes = bytes}, error);
}

/* A two's complement integer of any length, the length in front. */
static gboolean
read_long (AcuPickleMachine *machine, guint length_width, GError **error)
{
  guint64 length, bits = 0;
  const guint8 *bytes;

  if (!acu_byte_reader_uint (machine->input, length_width, &length) ||
      (bytes = acu_byte_reader_take (machine->input, length)) == NULL)
    return ends_early (machine, error);
  if (length > 8)
    return acu_pickle_machine_push_node (
        machine,
        (AcuPickleNode){.kind = ACU_PICKLE_BIG_INT, .number = (guint32)length, .bytes = bytes},
        error);
  for (guint i = 0; i < 8; i++) {
    guint8 extension = length > 0 && bytes[length - 1] >= 0x80 ? 0xFF : 0;

    bits |= (guint64)(i < length ? bytes[i] : extension) << (8 * i);
  }
  return push_int (machine, ACU_PICKLE_INT, (gint64)bits, error);
}

static gboolean
read_int (AcuPickleMachine *machine, guint width, GError **error)
{
  guint64 bits;

  if (!acu_byte_reader_uint (machine->input, width, &bits))
    return ends_early (machine, error);
  /* Four bytes are signed, one and two are not. */
  return push_int (machine, ACU_PICKLE_INT, width == 4 ? (gint32)(guint32)bits : (gint64)bits,
                   error);
}

static gboolean
read_float (AcuPickleMachine *machine, GError **error)
{
  const guint8 *bytes = acu_byte_reader_take (machine->input, 8);
  AcuPickleNode node = {.kind = ACU_PICKLE_FLOAT};
  guint64 bits;

  if (bytes == NULL)
    return ends_early (machine, error);
  memcpy (&bits, bytes, sizeof bits);
  bits = GUINT64_FROM_BE (bits);
  memcpy (&node.real, &bits, sizeof bits);
  return acu_pickle_machine_push_node (machine, node, error);
}

static gboolean
read_put (AcuPickleMachine *machine, guint width, GError **error)
{
  guint64 number;

  if (!acu_byte_reader_uint (machine->input, width, &number))
    return ends_early (machine, error);
  return acu_pickle_machine_remember (machine, number, error);
}

static gboolean
read_get (AcuPickleMachine *machine, guint width, GError **error)
{
  guint64 number;

  if (!acu_byte_reader_uint (machine->input, width, &number))
    return ends_early (machine, error);
  return acu_pickle_machine_recall (machine, number, error);
}

static gboolean
read_protocol (AcuPickleMachine *machine, GError **error)
{
  guint64 protocol;

  if (!acu_byte_reader_uint (machine->input, 1, &protocol))
    return ends_early (machine, error);
  return protocol <= 5 ||
         acu_pickle_machine_fail (machine, ACU_WEIGHTS_ERROR_UNSUPPORTED,
                                  _ ("the pickle in it is of a later protocol"), error);
}

static gboolean
persistent (AcuPickleMachine *machine, GError **error)
{
  AcuPickleValue identity;

  return acu_pickle_machine_pop (machine, &identity, error) &&
         acu_pickle_machine_push_node (
             machine, (AcuPickleNode){.kind = ACU_PICKLE_PERSISTENT, .argument = identity}, error);
}

static gboolean
duplicate (AcuPickleMachine *machine, GError **error)
{
  AcuPickleValue value;

  return acu_pickle_machine_pop (machine, &value, error) &&
         acu_pickle_machine_push (machine, value, error) &&
         acu_pickle_machine_push (machine, value, error);
}

static gboolean
execute (AcuPickleMachine *machine, guint8 opcode, GError **error)
{
  AcuPickleValue dropped;
  guint first;

  switch ((Opcode)opcode) {
  case OP_PROTO:
    return read_protocol (machine, error);
  case OP_FRAME:
    return acu_byte_reader_take (machine->input, 8) != NULL || ends_early (machine, error);
  case OP_MARK:
    return acu_pickle_machine_mark (machine, error);
  case OP_POP:
    return acu_pickle_machine_pop (machine, &dropped, error);
  case OP_POP_MARK:
    if (!acu_pickle_machine_pop_mark (machine, &first, error))
      return FALSE;
    g_array_set_size (machine->stack, first);
    return TRUE;
  case OP_DUP:
    return duplicate (machine, error);
  case OP_NONE:
    return push_int (machine, ACU_PICKLE_NONE, 0, error);
  case OP_NEWTRUE:
    return push_int (machine, ACU_PICKLE_BOOL, 1, error);
  case OP_NEWFALSE:
    return push_int (machine, ACU_PICKLE_BOOL, 0, error);
  case OP_BININT:
    return read_int (machine, 4, error);
  case OP_BININT1:
    return read_int (machine, 1, error);
  case OP_BININT2:
    return read_int (machine, 2, error);
  case OP_LONG1:
    return read_long (machine, 1, error);
  case OP_LONG4:
    return read_long (machine, 4, error);
  case OP_BINFLOAT:
    return read_float (machine, error);
  case OP_BINUNICODE:
  case OP_BINSTRING:
    return read_bytes (machine, ACU_PICKLE_TEXT, 4, error);
  case OP_SHORT_BINUNICODE:
  case OP_SHORT_BINSTRING:
    return read_bytes (machine, ACU_PICKLE_TEXT, 1, error);
  case OP_BINUNICODE8:
    return read_bytes (machine, ACU_PICKLE_TEXT, 8, error);
  case OP_SHORT_BINBYTES:
    return read_bytes (machine, ACU_PICKLE_BYTES, 1, error);
  case OP_BINBYTES:
    return read_bytes (machine, ACU_PICKLE_BYTES, 4, error);
  case OP_BINBYTES8:
    return read_bytes (machine, ACU_PICKLE_BYTES, 8, error);
  case OP_EMPTY_TUPLE:
    return acu_pickle_machine_push_container (machine, ACU_PICKLE_TUPLE, error);
  case OP_TUPLE1:
    return acu_pickle_machine_make_short_tuple (machine, 1, error);
  case OP_TUPLE2:
    return acu_pickle_machine_make_short_tuple (machine, 2, error);
  case OP_TUPLE3:
    return acu_pickle_machine_make_short_tuple (machine, 3, error);
  case OP_TUPLE:
    return acu_pickle_machine_pop_mark (machine, &first, error) &&
           acu_pickle_machine_make_tuple (machine, first, error);
  case OP_EMPTY_LIST:
    return acu_pickle_machine_push_container (machine, ACU_PICKLE_LIST, error);
  case OP_APPEND:
    return acu_pickle_machine_add_last_items (machine, ACU_PICKLE_LIST, 1, error);
  case OP_APPENDS:
    return acu_pickle_machine_pop_mark (machine, &first, error) &&
           acu_pickle_machine_add_items (machine, ACU_PICKLE_LIST, first, error);
  case OP_EMPTY_SET:
    return acu_pickle_machine_push_container (machine, ACU_PICKLE_SET, error);
  case OP_ADDITEMS:
    return acu_pickle_machine_pop_mark (machine, &first, error) &&
           acu_pickle_machine_add_items (machine, ACU_PICKLE_SET, first, error);
  case OP_EMPTY_DICT:
    return acu_pickle_machine_push_container (machine, ACU_PICKLE_DICT, error);
  case OP_SETITEM:
    return acu_pickle_machine_add_last_items (machine, ACU_PICKLE_DICT, 2, error);
  case OP_SETITEMS:
    return acu_pickle_machine_pop_mark (machine, &first, error) &&
           acu_pickle_machine_add_items (machine, ACU_PICKLE_DICT, first, error);
  case OP_GLOBAL:
    return read_global (machine, error);
  case OP_INST: /* makes an instance of a class; names it first, so that the refusal can */
    return read_global (machine, error) &&
           acu_pickle_machine_fail (machine, ACU_WEIGHTS_ERROR_UNSAFE,
                                    _ ("the pickle in it makes an object"), error);
  case OP_STACK_GLOBAL:
    return read_stack_global (machine, error);
  case OP_REDUCE:
    return reduce (machine, error);
  case OP_BUILD:
    return build (machine, error);
  case OP_BINPERSID:
    return persistent (machine, error);
  case OP_BINPUT:
    return read_put (machine, 1, error);
  case OP_LONG_BINPUT:
    return read_put (machine, 4, error);
  case OP_MEMOIZE:
    return acu_pickle_machine_remember (machine, g_hash_table_size (machine->memo), error);
  case OP_BINGET:
    return read_get (machine, 1, error);
  case OP_LONG_BINGET:
    return read_get (machine, 4, error);
  case OP_STOP:
    break;
  }

  g_autofree char *what = g_strdup_printf (
      _ ("the pickle in it uses opcode 0x%02x, which no state dict needs"), opcode);

  return acu_pickle_machine_fail (machine, ACU_WEIGHTS_ERROR_UNSUPPORTED, what, error);
}

static gboolean
run (AcuPickleMachine *machine, GError **error)
{
  const guint8 *opcode;

  while ((opcode = acu_byte_reader_take (machine->input, 1)) != NULL && *opcode != OP_STOP)
    if (!execute (machine, *opcode, error))
      return FALSE;
  if (opcode == NULL)
    return ends_early (machine, error);
  return acu_pickle_machine_finish (machine, error);
}

AcuPickle *
acu_pickle_read (AcuByteReader *input,
                 const AcuPickleGlobal *globals,
                 guint n_globals,
                 GError **error)
{
  g_auto (AcuPickleMachine) machine;

  acu_pickle_machine_init (&machine, input, globals, n_globals);
  return run (&machine, error) ? g_steal_pointer (&machine.pickle) : NULL;
}
