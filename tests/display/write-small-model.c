/* Writes a tiny model into the folder that is named. */
#include "tests/display/tiny-model.h"

int
main (int argc, char **argv)
{
  if (argc != 2)
    return 2;
  g_free (acu_test_write_tiny_model (argv[1]));
  return 0;
}
