/* Arms write-faults.c in a program that is started with it in LD_PRELOAD:
 *
 *   ACUTANCE_FAULT_ROOT     the folder
 *   ACUTANCE_FAULT_AT       which change fails, from 1
 *   ACUTANCE_FAULT_KIND     the number of an AcuFaultKind
 *   ACUTANCE_FAULT_COUNTER  a file of four bytes, in which changes are counted
 *
 * Writes to one file that follow each other count as one. */
#include "tests/headless/write-faults.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static void __attribute__ ((constructor)) arm (void)
{
  const char *root = getenv ("ACUTANCE_FAULT_ROOT");
  const char *at = getenv ("ACUTANCE_FAULT_AT");
  const char *kind = getenv ("ACUTANCE_FAULT_KIND");
  const char *path = getenv ("ACUTANCE_FAULT_COUNTER");
  int file = path != NULL ? open (path, O_RDWR | O_CLOEXEC) : -1;
  unsigned *counter;

  if (root == NULL || at == NULL || kind == NULL || file < 0)
    abort ();
  counter = mmap (NULL, sizeof *counter, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (counter == MAP_FAILED)
    abort ();
  close (file);
  acu_write_faults_share_counter (counter);
  acu_write_faults_arm (root, (unsigned)atoi (at), (AcuFaultKind)atoi (kind), 1);
  /* Helpers have files of their own to write, and none of them here. */
  unsetenv ("LD_PRELOAD");
}
