#include "app/text/column-text.h"

static void
test_measure (void)
{
  g_assert_cmpuint (acu_column_text_measure (""), ==, 0);
  g_assert_cmpuint (acu_column_text_measure ("images"), ==, 6);
  g_assert_cmpuint (acu_column_text_measure ("imágenes"), ==, 8);
  g_assert_cmpuint (acu_column_text_measure ("ima\xcc\x81genes"), ==, 8); /* an accent of its own */
  g_assert_cmpuint (acu_column_text_measure ("评分者"), ==, 6);
  g_assert_cmpuint (acu_column_text_measure ("\xff\xfe"), ==, 2);
}

static void
test_sides (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  acu_column_text_left (text, "é", 3);
  acu_column_text_right (text, "评", 4);
  acu_column_text_right (text, "difference", 3);
  g_assert_cmpstr (text->str, ==, "é     评 difference");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/column-text/measure", test_measure);
  g_test_add_func ("/column-text/sides", test_sides);
  return g_test_run ();
}
