#include "compute/weights/pickle.h"

#include "compute/weights/architecture.h"
#include "tests/headless/checkpoint-writer.h"
#include "tests/headless/test-support.h"

static const AcuPickleGlobal globals[] = {
    {"collections.OrderedDict", ACU_PICKLE_MAPPING},
    {"torch.make", ACU_PICKLE_FUNCTION},
    {"torch.FloatStorage", ACU_PICKLE_NAME},
};

typedef struct {
  guint8 *data;
  AcuPickle *pickle;
} Parsed;

static void
parsed_clear (Parsed *parsed)
{
  acu_pickle_free (parsed->pickle);
  g_free (parsed->data);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parsed, parsed_clear)

/* Reads from a block of exactly this size, so that a sanitizer notices a step too far. */
static Parsed
parse (const void *data, gsize size, GError **error)
{
  Parsed parsed = {g_memdup2 (data, size), NULL};
  AcuByteReader input = acu_byte_reader_new (parsed.data, size);

  parsed.pickle = acu_pickle_read (&input, globals, G_N_ELEMENTS (globals), error);
  if (parsed.pickle != NULL)
    g_assert_cmpuint (acu_byte_reader_left (&input), ==, 0);
  return parsed;
}

#define PARSE(literal, error) parse (literal, sizeof literal - 1, error)

static AcuPickleValue
element (const AcuPickle *pickle, AcuPickleValue container, guint index, AcuPickleValue *key)
{
  AcuPickleIter iter;
  AcuPickleValue value = 0;

  acu_pickle_iter_init (&iter, pickle, container);
  for (guint i = 0; i <= index; i++)
    g_assert_true (acu_pickle_iter_next (&iter, key, &value));
  return value;
}

/* pickle.dumps ((None, True, 1, 300, -2, 2**40, -(2**63), 2**79, 1.5, 'é', b'x', [1], {'k': 2},
 * {3}), protocol) for two protocols. */
static void
test_values (gconstpointer data)
{
  static const char protocol_2[] =
      "\x80\x02("
      "N\x88K\x01M\x2c\x01J\xfe\xff\xff\xff\x8a\x06\x00\x00\x00\x00\x00\x01"
      "\x8a\x08\x00\x00\x00\x00\x00\x00\x00\x80"
      "\x8a\x0a\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80"
      "G\x3f\xf8\x00\x00\x00\x00\x00\x00X\x02\x00\x00\x00\xc3\xa9q\x00U\x01x]q\x01K\x01"
      "a}q\x02X\x01\x00\x00\x00kq\x03K\x02s\x8f(K\x03\x90tq\x04.";
  static const char protocol_4[] =
      "\x80\x04\x95\x00\x00\x00\x00\x00\x00\x00\x00("
      "N\x88K\x01M\x2c\x01J\xfe\xff\xff\xff\x8a\x06\x00\x00\x00\x00\x00\x01"
      "\x8a\x08\x00\x00\x00\x00\x00\x00\x00\x80"
      "\x8b\x0a\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80"
      "G\x3f\xf8\x00\x00\x00\x00\x00\x00\x8c\x02\xc3\xa9\x94"
      "C\x01x\x94]\x94(K\x01"
      "e}\x94(\x8d\x01\x00\x00\x00\x00\x00\x00\x00k\x94K\x02u\x8f(K\x03\x90t\x94.";
  static const AcuPickleKind kinds[] = {
      ACU_PICKLE_NONE,  ACU_PICKLE_BOOL, ACU_PICKLE_INT,     ACU_PICKLE_INT,   ACU_PICKLE_INT,
      ACU_PICKLE_INT,   ACU_PICKLE_INT,  ACU_PICKLE_BIG_INT, ACU_PICKLE_FLOAT, ACU_PICKLE_TEXT,
      ACU_PICKLE_BYTES, ACU_PICKLE_LIST, ACU_PICKLE_DICT,    ACU_PICKLE_SET,
  };
  static const gint64 integers[] = {0, 1, 1, 300, -2, (gint64)1 << 40, G_MININT64};
  gboolean late = GPOINTER_TO_INT (data) == 4;
  g_autoptr (GError) error = NULL;
  g_auto (Parsed) parsed = late ? PARSE (protocol_4, &error) : PARSE (protocol_2, &error);
  AcuPickleValue root, key;

  g_assert_no_error (error);
  root = acu_pickle_get_root (parsed.pickle);
  g_assert_cmpint (acu_pickle_kind (parsed.pickle, root), ==, ACU_PICKLE_TUPLE);
  g_assert_cmpuint (acu_pickle_count (parsed.pickle, root), ==, G_N_ELEMENTS (kinds));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    AcuPickleValue value = element (parsed.pickle, root, i, NULL);
    AcuPickleKind kind = acu_pickle_kind (parsed.pickle, value);
    gint64 integer;

    /* Python 2's texts of bytes are texts. */
    g_assert_cmpint (kind, ==, kinds[i] == ACU_PICKLE_BYTES && !late ? ACU_PICKLE_TEXT : kinds[i]);
    if (i > 0 && i < G_N_ELEMENTS (integers)) {
      g_assert_true (acu_pickle_get_int (parsed.pickle, value, &integer));
      g_assert_cmpint (integer, ==, integers[i]);
    }
  }
  g_assert_true (acu_pickle_is_text (parsed.pickle, element (parsed.pickle, root, 9, NULL), "é"));
  g_assert_cmpuint (acu_pickle_count (parsed.pickle, element (parsed.pickle, root, 11, NULL)), ==,
                    1);
  element (parsed.pickle, element (parsed.pickle, root, 12, NULL), 0, &key);
  g_assert_true (acu_pickle_is_text (parsed.pickle, key, "k"));
}

static void
test_calls (void)
{
  g_autoptr (GError) error = NULL;
  g_auto (Parsed) parsed =
      PARSE ("ccollections\nOrderedDict\n)RX\x01\x00\x00\x00kctorch\nmake\nK\x07\x85Rs}b.", &error);
  AcuPickleValue root, call;

  g_assert_no_error (error);
  root = acu_pickle_get_root (parsed.pickle);
  g_assert_cmpint (acu_pickle_kind (parsed.pickle, root), ==, ACU_PICKLE_DICT);
  call = element (parsed.pickle, root, 0, NULL);
  g_assert_cmpint (acu_pickle_kind (parsed.pickle, call), ==, ACU_PICKLE_CALL);
  g_assert_cmpuint (acu_pickle_get_global (parsed.pickle, call), ==, 1);
  g_assert_cmpuint (acu_pickle_count (parsed.pickle, acu_pickle_get_argument (parsed.pickle, call)),
                    ==, 1);
}

typedef struct {
  const char *pickle;
  gsize size;
  int code;
  const char *says; /* part of the message */
} Refusal;

#define REFUSAL(literal, code, says)                                                               \
  {                                                                                                \
    literal, sizeof literal - 1, code, says                                                        \
  }

static void
check_refusals (const Refusal *cases, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    g_autoptr (GError) error = NULL;
    g_auto (Parsed) parsed = parse (cases[i].pickle, cases[i].size, &error);

    g_test_message ("case %" G_GSIZE_FORMAT ": %s", i, error != NULL ? error->message : "read");
    g_assert_null (parsed.pickle);
    g_assert_error (error, ACU_WEIGHTS_ERROR, cases[i].code);
    g_assert_nonnull (strstr (error->message, cases[i].says));
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  }
}

/* Everything that would run code names what it would run. */
static void
test_code (void)
{
  static const Refusal cases[] = {
      REFUSAL ("cos\nsystem\n(X\x02\x00\x00\x00idtR.", ACU_WEIGHTS_ERROR_UNSAFE, "os.system"),
      REFUSAL ("\x80\x02"
               "cposix\nsystem\nq\x00X\x02\x00\x00\x00idq\x01\x85q\x02Rq\x03.",
               ACU_WEIGHTS_ERROR_UNSAFE, "posix.system"),
      REFUSAL ("\x80\x04\x8c\x08"
               "builtins\x94\x8c\x04"
               "eval\x94\x93\x94.",
               ACU_WEIGHTS_ERROR_UNSAFE, "builtins.eval"),
      REFUSAL ("(S'id'\nios\nsystem\n.", ACU_WEIGHTS_ERROR_UNSUPPORTED, "0x53"),
      REFUSAL ("(X\x02\x00\x00\x00idios\nsystem\n.", ACU_WEIGHTS_ERROR_UNSAFE, "os.system"),
      REFUSAL ("(icollections\nOrderedDict\n.", ACU_WEIGHTS_ERROR_UNSAFE, "makes an object"),
      /* a class that is only to be named */
      REFUSAL ("ctorch\nFloatStorage\n)R.", ACU_WEIGHTS_ERROR_UNSAFE, "torch.FloatStorage"),
      /* names that pretend to be an allowed one */
      REFUSAL ("ccollections.OrderedDict\n\n)R.", ACU_WEIGHTS_ERROR_UNSAFE, "run"),
      REFUSAL ("c\n\n.", ACU_WEIGHTS_ERROR_UNSAFE, "run"),
      REFUSAL ("cos\x1b[2J\nsystem\n.", ACU_WEIGHTS_ERROR_UNSAFE, "without a proper name"),
      REFUSAL ("c\xff\xfe\nsystem\n.", ACU_WEIGHTS_ERROR_UNSAFE, "without a proper name"),
      /* state set on what is not a dictionary */
      REFUSAL ("ctorch\nmake\n)R}b.", ACU_WEIGHTS_ERROR_UNSAFE, "sets the state"),
      REFUSAL ("}K\x01"
               "b.",
               ACU_WEIGHTS_ERROR_UNSAFE, "sets the state"),
      /* opcodes that make objects, and extensions */
      REFUSAL ("ctorch\nmake\n)\x81.", ACU_WEIGHTS_ERROR_UNSUPPORTED, "0x81"),
      REFUSAL ("\x82\x01.", ACU_WEIGHTS_ERROR_UNSUPPORTED, "0x82"),
      REFUSAL ("(ctorch\nmake\no.", ACU_WEIGHTS_ERROR_UNSUPPORTED, "0x6f"),
  };

  check_refusals (cases, G_N_ELEMENTS (cases));
}

static void
test_damage (void)
{
  static const Refusal cases[] = {
      REFUSAL ("", ACU_WEIGHTS_ERROR_DAMAGED, "ends early"),
      REFUSAL ("N", ACU_WEIGHTS_ERROR_DAMAGED, "ends early"),
      REFUSAL (".", ACU_WEIGHTS_ERROR_DAMAGED, "one value"),
      REFUSAL ("NN.", ACU_WEIGHTS_ERROR_DAMAGED, "one value"),
      REFUSAL ("N(.", ACU_WEIGHTS_ERROR_DAMAGED, "one value"),
      REFUSAL ("0.", ACU_WEIGHTS_ERROR_DAMAGED, "not made"),
      REFUSAL ("N(0.", ACU_WEIGHTS_ERROR_DAMAGED, "not made"),
      REFUSAL ("2.", ACU_WEIGHTS_ERROR_DAMAGED, "not made"),
      REFUSAL ("\x85.", ACU_WEIGHTS_ERROR_DAMAGED, "not made"),
      REFUSAL ("N(\x85.", ACU_WEIGHTS_ERROR_DAMAGED, "not made"),
      REFUSAL ("NN\x87.", ACU_WEIGHTS_ERROR_DAMAGED, "not made"),
      REFUSAL ("t.", ACU_WEIGHTS_ERROR_DAMAGED, "did not begin"),
      REFUSAL ("1.", ACU_WEIGHTS_ERROR_DAMAGED, "did not begin"),
      REFUSAL ("Nu.", ACU_WEIGHTS_ERROR_DAMAGED, "did not begin"),
      REFUSAL ("(u.", ACU_WEIGHTS_ERROR_DAMAGED, "cannot hold"),
      REFUSAL ("N(NNu.", ACU_WEIGHTS_ERROR_DAMAGED, "cannot hold"),
      REFUSAL ("](NNu.", ACU_WEIGHTS_ERROR_DAMAGED, "cannot hold"),
      REFUSAL ("}(N(u.", ACU_WEIGHTS_ERROR_DAMAGED, "cannot hold"),
      REFUSAL ("}(Nu.", ACU_WEIGHTS_ERROR_DAMAGED, "without a value"),
      REFUSAL ("Na.", ACU_WEIGHTS_ERROR_DAMAGED, "cannot hold"),
      REFUSAL ("a.", ACU_WEIGHTS_ERROR_DAMAGED, "not made"),
      REFUSAL ("h\x00.", ACU_WEIGHTS_ERROR_DAMAGED, "never remembered"),
      REFUSAL ("j\xff\xff\xff\xff.", ACU_WEIGHTS_ERROR_DAMAGED, "never remembered"),
      REFUSAL ("q\x00.", ACU_WEIGHTS_ERROR_DAMAGED, "not made"),
      REFUSAL ("NNR.", ACU_WEIGHTS_ERROR_DAMAGED, "not a function"),
      REFUSAL ("ctorch\nmake\nNR.", ACU_WEIGHTS_ERROR_DAMAGED, "not a function"),
      REFUSAL ("NN\x93.", ACU_WEIGHTS_ERROR_DAMAGED, "else than texts"),
      REFUSAL ("X\xff\xff\xff\xff"
               "a.",
               ACU_WEIGHTS_ERROR_DAMAGED, "ends early"),
      REFUSAL ("\x8d\xff\xff\xff\xff\xff\xff\xff\xff"
               "a.",
               ACU_WEIGHTS_ERROR_DAMAGED, "ends early"),
      REFUSAL ("\x8b\xff\xff\xff\x7f.", ACU_WEIGHTS_ERROR_DAMAGED, "ends early"),
      REFUSAL ("cos", ACU_WEIGHTS_ERROR_DAMAGED, "ends early"),
      REFUSAL ("cos\nsystem", ACU_WEIGHTS_ERROR_DAMAGED, "ends early"),
      REFUSAL ("\x80\x09N.", ACU_WEIGHTS_ERROR_UNSUPPORTED, "later protocol"),
  };

  check_refusals (cases, G_N_ELEMENTS (cases));
}

/* Lists within themselves and lists nested a hundred thousand deep cost no stack. */
static void
test_recursion (void)
{
  g_autoptr (GByteArray) deep = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_auto (Parsed) own = PARSE ("]q\x00h\x00"
                               "ah\x00"
                               "a.",
                               &error);

  g_assert_no_error (error);
  g_assert_cmpuint (acu_pickle_count (own.pickle, acu_pickle_get_root (own.pickle)), ==, 2);

  for (guint i = 0; i < 100000; i++)
    acu_pickle_put (deep, "]");
  for (guint i = 1; i < 100000; i++)
    acu_pickle_put (deep, "a");
  acu_pickle_put (deep, ".");

  g_auto (Parsed) nested = parse (deep->data, deep->len, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (acu_pickle_get_length (nested.pickle), ==, 100000);
}

/* Ten megabytes of the opcodes that make most of each byte end at a limit. */
static void
test_limits (void)
{
  static const struct {
    const char *opcodes;
    gsize length;
  } bombs[] = {
      {"]", 1},     /* values on the stack */
      {"]0", 2},    /* values dropped */
      {"(", 1},     /* marks */
      {"N\x94", 2}, /* memo */
      {"2", 1},     /* copies on the stack */
      {"]h\x00"
       "a",
       4}, /* links */
      {"}}}}}}}}\x85\x85\x85\x85", 12},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bombs); i++) {
    g_autoptr (GByteArray) bomb = g_byte_array_new ();
    g_autoptr (GError) error = NULL;

    acu_pickle_put (bomb, "]\x94");
    while (bomb->len < 10000000)
      g_byte_array_append (bomb, (const guint8 *)bombs[i].opcodes, (guint)bombs[i].length);
    acu_pickle_put (bomb, ".");

    g_auto (Parsed) parsed = parse (bomb->data, bomb->len, &error);

    g_assert_null (parsed.pickle);
    g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSUPPORTED);
  }
}

/* Dictionaries of dictionaries, each twice in the next: 2^30 paths, 31 nodes. */
static void
test_sharing (void)
{
  g_autoptr (GByteArray) bomb = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  acu_pickle_put (bomb, "]\x94");
  for (guint i = 0; i < 30; i++) {
    guint8 previous = (guint8)i;

    acu_pickle_put (bomb, "]\x94(h");
    g_byte_array_append (bomb, &previous, 1);
    acu_pickle_put (bomb, "h");
    g_byte_array_append (bomb, &previous, 1);
    acu_pickle_put (bomb, "e");
    if (i > 0)
      acu_pickle_put (bomb, "\x86");
  }
  acu_pickle_put (bomb, "\x86.");

  g_auto (Parsed) parsed = parse (bomb->data, bomb->len, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (acu_pickle_get_length (parsed.pickle), <, 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/pickle/values/protocol-2", GINT_TO_POINTER (2), test_values);
  g_test_add_data_func ("/pickle/values/protocol-4", GINT_TO_POINTER (4), test_values);
  g_test_add_func ("/pickle/calls", test_calls);
  g_test_add_func ("/pickle/code-is-refused", test_code);
  g_test_add_func ("/pickle/damage", test_damage);
  g_test_add_func ("/pickle/recursion", test_recursion);
  g_test_add_func ("/pickle/limits", test_limits);
  g_test_add_func ("/pickle/sharing", test_sharing);
  return g_test_run ();
}
