#include "compute/weights/pickle-values.h"

#include "compute/weights/architecture.h"
#include "compute/weights/tensor-set.h"

/* A checkpoint of our largest network with its optimizer has under 100,000 nodes; the limits bound
 * what a hostile pickle can cost to some 200 MB. */
#define MAX_NODES (4u << 20)
#define MAX_STACK (1u << 20)

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

typedef struct {
  AcuByteReader *input;
  const guint8 *start;
  const AcuPickleGlobal *globals;
  guint n_globals;
  AcuPickle *pickle;
  GArray *stack;    /* AcuPickleValue */
  GArray *marks;    /* guint32: heights of the stack */
  GHashTable *memo; /* number -> AcuPickleValue */
} Reader;

static gboolean
fail (const Reader *reader, AcuWeightsError code, const char *what, GError **error)
{
  g_set_error (error, ACU_WEIGHTS_ERROR, (int)code,
               "The pickle in it %s (near its byte %" G_GSIZE_FORMAT ")", what,
               (gsize)(reader->input->next - reader->start));
  return FALSE;
}

static gboolean
damaged (const Reader *reader, const char *what, GError **error)
{
  return fail (reader, ACU_WEIGHTS_ERROR_DAMAGED, what, error);
}

static gboolean
ends_early (const Reader *reader, GError **error)
{
  return damaged (reader, "ends early", error);
}

static gboolean
push (Reader *reader, AcuPickleValue value, GError **error)
{
  if (reader->stack->len >= MAX_STACK)
    return fail (reader, ACU_WEIGHTS_ERROR_UNSUPPORTED, "piles up more than a checkpoint needs",
                 error);
  g_array_append_val (reader->stack, value);
  return TRUE;
}

static gboolean
push_node (Reader *reader, AcuPickleNode node, GError **error)
{
  GArray *nodes = reader->pickle->nodes;

  if (nodes->len >= MAX_NODES)
    return fail (reader, ACU_WEIGHTS_ERROR_UNSUPPORTED, "holds more than a checkpoint needs",
                 error);
  g_array_append_val (nodes, node);
  return push (reader, nodes->len - 1, error);
}

static gboolean
push_container (Reader *reader, AcuPickleKind kind, GError **error)
{
  AcuPickleNode node = {
      .kind = kind,
      .items = {ACU_PICKLE_NO_LINK, ACU_PICKLE_NO_LINK},
  };

  return push_node (reader, node, error);
}

static gboolean
push_int (Reader *reader, AcuPickleKind kind, gint64 integer, GError **error)
{
  return push_node (reader, (AcuPickleNode){.kind = kind, .integer = integer}, error);
}

/* The lowest place of the stack that the opcode may touch: what lies under the last mark belongs to
 * somebody else. */
static guint
floor_of_stack (const Reader *reader)
{
  return reader->marks->len > 0 ? g_array_index (reader->marks, guint32, reader->marks->len - 1)
                                : 0;
}

static gboolean
pop (Reader *reader, AcuPickleValue *value, GError **error)
{
  if (reader->stack->len <= floor_of_stack (reader))
    return damaged (reader, "takes what it has not made", error);
  *value = g_array_index (reader->stack, AcuPickleValue, reader->stack->len - 1);
  g_array_set_size (reader->stack, reader->stack->len - 1);
  return TRUE;
}

/* Ends the innermost mark: everything from *@first up was put after it. */
static gboolean
pop_mark (Reader *reader, guint *first, GError **error)
{
  if (reader->marks->len == 0)
    return damaged (reader, "ends a group that did not begin", error);
  *first = floor_of_stack (reader);
  g_array_set_size (reader->marks, reader->marks->len - 1);
  return TRUE;
}

/* Links @value (and for dictionaries @key) to the end of @container. */
static gboolean
add_item (Reader *reader,
          AcuPickleValue container,
          AcuPickleValue key,
          AcuPickleValue value,
          GError **error)
{
  AcuPickleNode *node = acu_pickle_node (reader->pickle, container);
  GArray *links = reader->pickle->links;
  AcuPickleLink link = {key, value, ACU_PICKLE_NO_LINK};

  if (links->len >= MAX_NODES)
    return fail (reader, ACU_WEIGHTS_ERROR_UNSUPPORTED, "holds more than a checkpoint needs",
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

/* Replaces the stack's values from @first up by a tuple of them. */
static gboolean
make_tuple (Reader *reader, guint first, GError **error)
{
  guint end = reader->stack->len;

  if (first < floor_of_stack (reader))
    return damaged (reader, "takes what it has not made", error);
  if (!push_container (reader, ACU_PICKLE_TUPLE, error))
    return FALSE;

  AcuPickleValue tuple = g_array_index (reader->stack, AcuPickleValue, end);

  for (guint i = first; i < end; i++)
    if (!add_item (reader, tuple, 0, g_array_index (reader->stack, AcuPickleValue, i), error))
      return FALSE;
  g_array_set_size (reader->stack, first);
  return push (reader, tuple, error);
}

static gboolean
make_short_tuple (Reader *reader, guint length, GError **error)
{
  if (reader->stack->len < length)
    return damaged (reader, "takes what it has not made", error);
  return make_tuple (reader, reader->stack->len - length, error);
}

/* Moves the stack's values from @first up into the container below them. */
static gboolean
add_items (Reader *reader, AcuPickleKind kind, guint first, GError **error)
{
  guint step = kind == ACU_PICKLE_DICT ? 2 : 1;
  const AcuPickleValue *values = &g_array_index (reader->stack, AcuPickleValue, 0);

  if (first < floor_of_stack (reader) + 1 ||
      acu_pickle_node (reader->pickle, values[first - 1])->kind != kind)
    return damaged (reader, "adds items to what cannot hold them", error);
  if ((reader->stack->len - first) % step != 0)
    return damaged (reader, "has a key without a value", error);
  for (guint i = first; i < reader->stack->len; i += step)
    if (!add_item (reader, values[first - 1], values[i], values[i + step - 1], error))
      return FALSE;
  g_array_set_size (reader->stack, first);
  return TRUE;
}

static gboolean
add_last_items (Reader *reader, AcuPickleKind kind, guint n, GError **error)
{
  if (reader->stack->len < n)
    return damaged (reader, "takes what it has not made", error);
  return add_items (reader, kind, reader->stack->len - n, error);
}

static gboolean
refuse_global (const Reader *reader, const char *name, GError **error)
{
  gboolean printable = acu_tensor_name_is_valid (name, strlen (name));

  g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSAFE,
               "Opening it with Python would run %s%s%s, which the weights of a network do not "
               "need; nothing of it was run here.  Ask for a file made by "
               "torch.save(model.state_dict(), …)",
               printable ? "“" : "", printable ? name : "something without a proper name",
               printable ? "”" : "");
  return FALSE;
}

static gboolean
push_global (Reader *reader,
             const char *module,
             gsize module_length,
             const char *name,
             gsize name_length,
             GError **error)
{
  g_autofree char *full = NULL;

  if (module_length > 200 || name_length > 200)
    return refuse_global (reader, "", error);
  full = g_strdup_printf ("%.*s.%.*s", (int)module_length, module, (int)name_length, name);
  for (guint i = 0; i < reader->n_globals; i++)
    if (g_str_equal (reader->globals[i].name, full))
      return push_node (reader, (AcuPickleNode){.kind = ACU_PICKLE_GLOBAL, .number = i}, error);
  return refuse_global (reader, full, error);
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
read_global (Reader *reader, GError **error)
{
  gsize module_length, name_length;
  const char *module = take_line (reader->input, &module_length);
  const char *name = module != NULL ? take_line (reader->input, &name_length) : NULL;

  if (name == NULL)
    return ends_early (reader, error);
  return push_global (reader, module, module_length, name, name_length, error);
}

static gboolean
read_stack_global (Reader *reader, GError **error)
{
  AcuPickleValue module, name;

  if (!pop (reader, &name, error) || !pop (reader, &module, error))
    return FALSE;

  const AcuPickleNode *module_node = acu_pickle_node (reader->pickle, module);
  const AcuPickleNode *name_node = acu_pickle_node (reader->pickle, name);

  if (module_node->kind != ACU_PICKLE_TEXT || name_node->kind != ACU_PICKLE_TEXT)
    return damaged (reader, "names a global by something else than texts", error);
  return push_global (reader, (const char *)module_node->bytes, module_node->number,
                      (const char *)name_node->bytes, name_node->number, error);
}

static gboolean
reduce (Reader *reader, GError **error)
{
  AcuPickleValue arguments, function;

  if (!pop (reader, &arguments, error) || !pop (reader, &function, error))
    return FALSE;

  const AcuPickleNode *node = acu_pickle_node (reader->pickle, function);
  const AcuPickleNode *tuple = acu_pickle_node (reader->pickle, arguments);

  if (node->kind != ACU_PICKLE_GLOBAL || tuple->kind != ACU_PICKLE_TUPLE)
    return damaged (reader, "calls what is not a function", error);
  switch (reader->globals[node->number].role) {
  case ACU_PICKLE_NAME:
    return refuse_global (reader, reader->globals[node->number].name, error);
  case ACU_PICKLE_MAPPING:
    if (tuple->number > 0)
      return fail (reader, ACU_WEIGHTS_ERROR_UNSUPPORTED, "makes a dictionary from arguments",
                   error);
    return push_container (reader, ACU_PICKLE_DICT, error);
  case ACU_PICKLE_FUNCTION:
    return push_node (
        reader,
        (AcuPickleNode){.kind = ACU_PICKLE_CALL, .number = node->number, .argument = arguments},
        error);
  }
  g_assert_not_reached ();
}

/* Sets attributes: a state dict has its modules' versions as one, which nothing here needs. */
static gboolean
build (Reader *reader, GError **error)
{
  AcuPickleValue state, object;

  if (!pop (reader, &state, error) || !pop (reader, &object, error))
    return FALSE;
  if (acu_pickle_kind (reader->pickle, object) != ACU_PICKLE_DICT ||
      acu_pickle_kind (reader->pickle, state) != ACU_PICKLE_DICT)
    return fail (reader, ACU_WEIGHTS_ERROR_UNSAFE, "sets the state of an object", error);
  return push (reader, object, error);
}

static gboolean
read_bytes (Reader *reader, AcuPickleKind kind, guint length_width, GError **error)
{
  guint64 length;
  const guint8 *bytes;

  if (!acu_byte_reader_uint (reader->input, length_width, &length) || length > G_MAXUINT32 ||
      (bytes = acu_byte_reader_take (reader->input, length)) == NULL)
    return ends_early (reader, error);
  return push_node (
      reader, (AcuPickleNode){.kind = kind, .number = (guint32)length, .bytes = bytes}, error);
}

/* A two's complement integer of any length, the length in front. */
static gboolean
read_long (Reader *reader, guint length_width, GError **error)
{
  guint64 length, bits = 0;
  const guint8 *bytes;

  if (!acu_byte_reader_uint (reader->input, length_width, &length) ||
      (bytes = acu_byte_reader_take (reader->input, length)) == NULL)
    return ends_early (reader, error);
  if (length > 8)
    return push_node (
        reader,
        (AcuPickleNode){.kind = ACU_PICKLE_BIG_INT, .number = (guint32)length, .bytes = bytes},
        error);
  for (guint i = 0; i < 8; i++) {
    guint8 extension = length > 0 && bytes[length - 1] >= 0x80 ? 0xFF : 0;

    bits |= (guint64)(i < length ? bytes[i] : extension) << (8 * i);
  }
  return push_int (reader, ACU_PICKLE_INT, (gint64)bits, error);
}

static gboolean
read_int (Reader *reader, guint width, GError **error)
{
  guint64 bits;

  if (!acu_byte_reader_uint (reader->input, width, &bits))
    return ends_early (reader, error);
  /* Four bytes are signed, one and two are not. */
  return push_int (reader, ACU_PICKLE_INT, width == 4 ? (gint32)(guint32)bits : (gint64)bits,
                   error);
}

static gboolean
read_float (Reader *reader, GError **error)
{
  const guint8 *bytes = acu_byte_reader_take (reader->input, 8);
  AcuPickleNode node = {.kind = ACU_PICKLE_FLOAT};
  guint64 bits;

  if (bytes == NULL)
    return ends_early (reader, error);
  memcpy (&bits, bytes, sizeof bits);
  bits = GUINT64_FROM_BE (bits);
  memcpy (&node.real, &bits, sizeof bits);
  return push_node (reader, node, error);
}

static gboolean
put (Reader *reader, guint64 number, GError **error)
{
  if (reader->stack->len <= floor_of_stack (reader))
    return damaged (reader, "remembers what it has not made", error);
  if (g_hash_table_size (reader->memo) >= MAX_NODES)
    return fail (reader, ACU_WEIGHTS_ERROR_UNSUPPORTED, "remembers more than a checkpoint needs",
                 error);
  g_hash_table_insert (
      reader->memo, GUINT_TO_POINTER ((guint)number),
      GUINT_TO_POINTER (g_array_index (reader->stack, AcuPickleValue, reader->stack->len - 1)));
  return TRUE;
}

static gboolean
read_put (Reader *reader, guint width, GError **error)
{
  guint64 number;

  if (!acu_byte_reader_uint (reader->input, width, &number))
    return ends_early (reader, error);
  return put (reader, number, error);
}

static gboolean
read_get (Reader *reader, guint width, GError **error)
{
  guint64 number;
  gpointer value;

  if (!acu_byte_reader_uint (reader->input, width, &number))
    return ends_early (reader, error);
  if (!g_hash_table_lookup_extended (reader->memo, GUINT_TO_POINTER ((guint)number), NULL, &value))
    return damaged (reader, "recalls what it never remembered", error);
  return push (reader, GPOINTER_TO_UINT (value), error);
}

static gboolean
read_protocol (Reader *reader, GError **error)
{
  guint64 protocol;

  if (!acu_byte_reader_uint (reader->input, 1, &protocol))
    return ends_early (reader, error);
  return protocol <= 5 ||
         fail (reader, ACU_WEIGHTS_ERROR_UNSUPPORTED, "is of a later protocol", error);
}

static gboolean
persistent (Reader *reader, GError **error)
{
  AcuPickleValue identity;

  return pop (reader, &identity, error) &&
         push_node (reader, (AcuPickleNode){.kind = ACU_PICKLE_PERSISTENT, .argument = identity},
                    error);
}

static gboolean
duplicate (Reader *reader, GError **error)
{
  AcuPickleValue value;

  return pop (reader, &value, error) && push (reader, value, error) && push (reader, value, error);
}

static gboolean
mark (Reader *reader, GError **error)
{
  if (reader->marks->len >= MAX_STACK)
    return fail (reader, ACU_WEIGHTS_ERROR_UNSUPPORTED, "is nested too deeply", error);
  g_array_append_val (reader->marks, reader->stack->len);
  return TRUE;
}

static gboolean
execute (Reader *reader, guint8 opcode, GError **error)
{
  AcuPickleValue dropped;
  guint first;

  switch ((Opcode)opcode) {
  case OP_PROTO:
    return read_protocol (reader, error);
  case OP_FRAME:
    return acu_byte_reader_take (reader->input, 8) != NULL || ends_early (reader, error);
  case OP_MARK:
    return mark (reader, error);
  case OP_POP:
    return pop (reader, &dropped, error);
  case OP_POP_MARK:
    if (!pop_mark (reader, &first, error))
      return FALSE;
    g_array_set_size (reader->stack, first);
    return TRUE;
  case OP_DUP:
    return duplicate (reader, error);
  case OP_NONE:
    return push_int (reader, ACU_PICKLE_NONE, 0, error);
  case OP_NEWTRUE:
    return push_int (reader, ACU_PICKLE_BOOL, 1, error);
  case OP_NEWFALSE:
    return push_int (reader, ACU_PICKLE_BOOL, 0, error);
  case OP_BININT:
    return read_int (reader, 4, error);
  case OP_BININT1:
    return read_int (reader, 1, error);
  case OP_BININT2:
    return read_int (reader, 2, error);
  case OP_LONG1:
    return read_long (reader, 1, error);
  case OP_LONG4:
    return read_long (reader, 4, error);
  case OP_BINFLOAT:
    return read_float (reader, error);
  case OP_BINUNICODE:
  case OP_BINSTRING:
    return read_bytes (reader, ACU_PICKLE_TEXT, 4, error);
  case OP_SHORT_BINUNICODE:
  case OP_SHORT_BINSTRING:
    return read_bytes (reader, ACU_PICKLE_TEXT, 1, error);
  case OP_BINUNICODE8:
    return read_bytes (reader, ACU_PICKLE_TEXT, 8, error);
  case OP_SHORT_BINBYTES:
    return read_bytes (reader, ACU_PICKLE_BYTES, 1, error);
  case OP_BINBYTES:
    return read_bytes (reader, ACU_PICKLE_BYTES, 4, error);
  case OP_BINBYTES8:
    return read_bytes (reader, ACU_PICKLE_BYTES, 8, error);
  case OP_EMPTY_TUPLE:
    return push_container (reader, ACU_PICKLE_TUPLE, error);
  case OP_TUPLE1:
    return make_short_tuple (reader, 1, error);
  case OP_TUPLE2:
    return make_short_tuple (reader, 2, error);
  case OP_TUPLE3:
    return make_short_tuple (reader, 3, error);
  case OP_TUPLE:
    return pop_mark (reader, &first, error) && make_tuple (reader, first, error);
  case OP_EMPTY_LIST:
    return push_container (reader, ACU_PICKLE_LIST, error);
  case OP_APPEND:
    return add_last_items (reader, ACU_PICKLE_LIST, 1, error);
  case OP_APPENDS:
    return pop_mark (reader, &first, error) && add_items (reader, ACU_PICKLE_LIST, first, error);
  case OP_EMPTY_SET:
    return push_container (reader, ACU_PICKLE_SET, error);
  case OP_ADDITEMS:
    return pop_mark (reader, &first, error) && add_items (reader, ACU_PICKLE_SET, first, error);
  case OP_EMPTY_DICT:
    return push_container (reader, ACU_PICKLE_DICT, error);
  case OP_SETITEM:
    return add_last_items (reader, ACU_PICKLE_DICT, 2, error);
  case OP_SETITEMS:
    return pop_mark (reader, &first, error) && add_items (reader, ACU_PICKLE_DICT, first, error);
  case OP_GLOBAL:
    return read_global (reader, error);
  case OP_INST: /* makes an instance of a class; names it first, so that the refusal can */
    return read_global (reader, error) &&
           fail (reader, ACU_WEIGHTS_ERROR_UNSAFE, "makes an object", error);
  case OP_STACK_GLOBAL:
    return read_stack_global (reader, error);
  case OP_REDUCE:
    return reduce (reader, error);
  case OP_BUILD:
    return build (reader, error);
  case OP_BINPERSID:
    return persistent (reader, error);
  case OP_BINPUT:
    return read_put (reader, 1, error);
  case OP_LONG_BINPUT:
    return read_put (reader, 4, error);
  case OP_MEMOIZE:
    return put (reader, g_hash_table_size (reader->memo), error);
  case OP_BINGET:
    return read_get (reader, 1, error);
  case OP_LONG_BINGET:
    return read_get (reader, 4, error);
  case OP_STOP:
    break;
  }

  char what[64];

  g_snprintf (what, sizeof what, "uses opcode 0x%02x, which no state dict needs", opcode);
  return fail (reader, ACU_WEIGHTS_ERROR_UNSUPPORTED, what, error);
}

static gboolean
run (Reader *reader, GError **error)
{
  const guint8 *opcode;

  while ((opcode = acu_byte_reader_take (reader->input, 1)) != NULL && *opcode != OP_STOP)
    if (!execute (reader, *opcode, error))
      return FALSE;
  if (opcode == NULL)
    return ends_early (reader, error);
  if (reader->stack->len != 1 || reader->marks->len != 0)
    return damaged (reader, "does not end with one value", error);
  reader->pickle->root = g_array_index (reader->stack, AcuPickleValue, 0);
  return TRUE;
}

AcuPickle *
acu_pickle_read (AcuByteReader *input,
                 const AcuPickleGlobal *globals,
                 guint n_globals,
                 GError **error)
{
  g_autoptr (AcuPickle) pickle = g_new0 (AcuPickle, 1);
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (AcuPickleValue));
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GHashTable) memo = g_hash_table_new (NULL, NULL);
  Reader reader = {input, input->next, globals, n_globals, pickle, stack, marks, memo};

  pickle->nodes = g_array_new (FALSE, FALSE, sizeof (AcuPickleNode));
  pickle->links = g_array_new (FALSE, FALSE, sizeof (AcuPickleLink));
  return run (&reader, error) ? g_steal_pointer (&pickle) : NULL;
}
