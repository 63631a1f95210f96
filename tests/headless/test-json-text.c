#include "app/text/json-text.h"

#include "compute/random.h"

#include <float.h>
#include <math.h>
#include <string.h>

static void
check_string (const char *bytes, const char *expected)
{
  g_autoptr (GString) json = g_string_new (NULL);

  acu_json_text_string (json, bytes);
  g_assert_cmpstr (json->str, ==, expected);
  g_assert_true (g_utf8_validate (json->str, -1, NULL));
}

static void
test_strings (void)
{
  check_string ("", "\"\"");
  check_string ("/a b/c.jpg", "\"/a b/c.jpg\"");
  check_string ("\"\\/", "\"\\\"\\\\/\"");
  check_string ("\n\r\t\b\x01\x7f", "\"\\n\\r\\t\\u0008\\u0001\\u007f\"");
  check_string ("Gr\xc3\xb6\xc3\x9f"
                "e \xf0\x9f\x93\xb7",
                "\"Gr\xc3\xb6\xc3\x9f"
                "e \xf0\x9f\x93\xb7\"");
  /* Latin-1, a sequence cut short, an encoded surrogate: byte for byte. */
  check_string ("\xe4", "\"\\udce4\"");
  check_string ("a\xf0\x9f\x93z\xff", "\"a\\udcf0\\udc9f\\udc93z\\udcff\"");
  check_string ("\xed\xb3\xa4", "\"\\udced\\udcb3\\udca4\"");
}

static void
check_float (float value, const char *expected)
{
  g_autoptr (GString) json = g_string_new (NULL);

  acu_json_text_float (json, value);
  g_assert_cmpstr (json->str, ==, expected);
}

static void
test_floats (void)
{
  check_float (0, "0");
  check_float (-0.0f, "-0");
  check_float (0.1f, "0.1");
  check_float (62.5f, "62.5");
  check_float (1.0f / 3.0f, "0.33333334");
  check_float (16777216.0f, "16777216");
  check_float (FLT_MAX, "3.4028235e+38");
  check_float (FLT_TRUE_MIN, "1.4013e-45");
  check_float (NAN, "null");
  check_float (-INFINITY, "null");
}

/* Any float reads back as itself, and no shorter text does. */
static void
test_round_trip (void)
{
  AcuRandom random = acu_random_new (1, 0);

  for (int i = 0; i < 20000; i++) {
    guint32 bits = acu_random_next (&random);
    g_autoptr (GString) json = g_string_new (NULL);
    float value;

    memcpy (&value, &bits, sizeof value);
    if (!isfinite (value))
      continue;
    acu_json_text_float (json, value);
    g_assert_true ((float)g_ascii_strtod (json->str, NULL) == value);
    g_assert_cmpuint (strlen (json->str), <=, strlen ("-1.23456789e-38"));
  }
}

static void
test_keys (void)
{
  g_autoptr (GString) json = g_string_new ("{");

  acu_json_text_key (json, "a");
  g_string_append (json, "1");
  acu_json_text_key (json, "b\"");
  g_string_append (json, "[]}");
  g_assert_cmpstr (json->str, ==, "{\"a\":1,\"b\\\"\":[]}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-text/strings", test_strings);
  g_test_add_func ("/json-text/floats", test_floats);
  g_test_add_func ("/json-text/round-trip", test_round_trip);
  g_test_add_func ("/json-text/keys", test_keys);
  return g_test_run ();
}
