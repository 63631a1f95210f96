/* Disks that fail: the Nth write, sync or rename below a folder fails, and with it perhaps all that
 * follow.  Linked into a test program its functions take the C library's place for every library
 * that the program uses, SQLite and GLib included; as a module named by LD_PRELOAD they do so in a
 * program that is run whole (see write-faults-preload.c). */
#pragma once

typedef enum {
  ACU_FAULT_ONCE, /* that one fails with EIO, nothing of it done */
  ACU_FAULT_FULL, /* that write is cut short, and every later one fails with ENOSPC */
  ACU_FAULT_DEAD, /* that one and whatever comes later fail with EIO */
} AcuFaultKind;

#define ACU_N_FAULT_KINDS 3

/* Lets the @at-th change (from 1; 0: none, and no sync takes any time) below @root, an absolute
 * path, fail.  Writes to one file that follow each other count as one where @merge is not 0, for
 * files of thousands of them. */
void acu_write_faults_arm (const char *root, unsigned at, AcuFaultKind kind, int merge);

/* Ends that.  Returns how many changes there were. */
unsigned acu_write_faults_disarm (void);

/* For the module: counts in *@counter, memory shared with the test. */
void acu_write_faults_share_counter (unsigned *counter);
