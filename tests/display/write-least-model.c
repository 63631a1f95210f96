/* Writes the tests' least model into the folder that is named. */
#include "tests/headless/small-model.h"

int
main (int argc, char **argv)
{
  if (argc != 2)
    return 2;
  g_free (acu_test_write_least_model (argv[1]));
  return 0;
}
