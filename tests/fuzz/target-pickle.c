/* Pickles by themselves: every value that was made is looked at. */
#include "compute/weights/pickle.h"
#include "tests/fuzz/fuzz-input.h"

static const AcuPickleGlobal globals[] = {
    {"collections.OrderedDict", ACU_PICKLE_MAPPING},
    {"torch._utils._rebuild_tensor_v2", ACU_PICKLE_FUNCTION},
    {"torch.FloatStorage", ACU_PICKLE_NAME},
};

static void
look (const AcuPickle *pickle, AcuPickleValue value)
{
  guint n = acu_pickle_count (pickle, value), seen = 0;
  AcuPickleIter iter;
  AcuPickleValue key, element;
  gint64 integer;
  gsize length = 0;
  const char *bytes;

  acu_pickle_is_text (pickle, value, "text");
  switch (acu_pickle_kind (pickle, value)) {
  case ACU_PICKLE_BOOL:
  case ACU_PICKLE_INT:
    g_assert_true (acu_pickle_get_int (pickle, value, &integer));
    break;
  case ACU_PICKLE_TEXT:
  case ACU_PICKLE_BYTES:
  case ACU_PICKLE_BIG_INT:
    bytes = acu_pickle_get_bytes (pickle, value, &length);
    /* All of them can be read. */
    acu_pickle_is_text (pickle, value, "");
    g_utf8_validate_len (bytes, length, NULL);
    break;
  case ACU_PICKLE_CALL:
    g_assert_cmpuint (acu_pickle_get_global (pickle, value), <, G_N_ELEMENTS (globals));
    g_assert_cmpuint (acu_pickle_get_argument (pickle, value), <, acu_pickle_get_length (pickle));
    break;
  case ACU_PICKLE_GLOBAL:
    g_assert_cmpuint (acu_pickle_get_global (pickle, value), <, G_N_ELEMENTS (globals));
    break;
  case ACU_PICKLE_PERSISTENT:
    g_assert_cmpuint (acu_pickle_get_argument (pickle, value), <, acu_pickle_get_length (pickle));
    break;
  case ACU_PICKLE_TUPLE:
  case ACU_PICKLE_LIST:
  case ACU_PICKLE_SET:
  case ACU_PICKLE_DICT:
    acu_pickle_iter_init (&iter, pickle, value);
    while (acu_pickle_iter_next (&iter, &key, &element)) {
      g_assert_cmpuint (element, <, acu_pickle_get_length (pickle));
      seen++;
    }
    g_assert_cmpuint (seen, ==, n);
    break;
  default:
    break;
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  AcuByteReader input = acu_byte_reader_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuPickle) pickle = acu_pickle_read (&input, globals, G_N_ELEMENTS (globals), &error);

  acu_fuzz_check_outcome (pickle != NULL, error);
  g_assert_true (input.next >= data && input.next <= data + size);
  if (pickle != NULL) {
    g_assert_cmpuint (acu_pickle_get_root (pickle), <, acu_pickle_get_length (pickle));
    for (guint i = 0; i < acu_pickle_get_length (pickle); i++)
      look (pickle, i);
  }
  return 0;
}
