/* What a process can and cannot do once it has locked itself up. */
#include "app/imaging/sandbox.h"
#include "test-support.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MEMORY     ((guint64)512 << 20)
#define FILE_BYTES ((guint64)1 << 20)

/* Newer than the oldest supported headers. */
#define NR_FCHMODAT2 452

#ifdef ACU_SANITIZED
#define HAS_SANITIZER TRUE
#else
#define HAS_SANITIZER FALSE
#endif

static gpointer
do_nothing (gpointer data)
{
  return data;
}

/* What must still work.  Returns the number of the first that does not, or 0. */
static int
check_allowed (void)
{
  int file = open ("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  int memory = memfd_create ("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  char byte;

  if (file < 0 || read (file, &byte, 1) != 1)
    return 1;
  if (memory < 0 || ftruncate (memory, (off_t)FILE_BYTES) != 0)
    return 2;
  g_free (g_malloc (64 << 20));
  if (g_thread_join (g_thread_new ("test", do_nothing, &byte)) != &byte)
    return 3;
  acu_sandbox_allow_time (5.0);
  return 0;
}

#define REFUSED(call) ((call) < 0 && errno == EPERM)

/* What must not.  Returns the number of the first that does, or 0. */
static int
check_refused (const char *file, const char *folder)
{
  char *const arguments[] = {(char *)"true", NULL};

  if (!REFUSED (socket (AF_INET, SOCK_STREAM, 0)) || !REFUSED (socket (AF_UNIX, SOCK_STREAM, 0)))
    return 11;
  if (!REFUSED (open (file, O_WRONLY)) || !REFUSED (open (file, O_RDWR)) ||
      !REFUSED (open ("/tmp/acutance-new", O_RDONLY | O_CREAT, 0600)))
    return 12;
  if (!REFUSED (fork ()))
    return 13;
  if (!REFUSED (execv ("/bin/true", arguments)))
    return 14;
  if (!REFUSED (kill (getppid (), 0)))
    return 15;
  if (!REFUSED (unlink (file)) || !REFUSED (rename (file, "/tmp/acutance-new")) ||
      !REFUSED (chmod (file, 0777)) || !REFUSED (rmdir (folder)) ||
      !REFUSED (mkdir ("/tmp/acutance-new", 0777)))
    return 16;
  if (malloc (MEMORY) != NULL)
    return 17;
  if (!REFUSED (syscall (__NR_shmget, 0, 4096, 0600)) ||
      !REFUSED (syscall (__NR_msgget, 0, 0600)) ||
      !REFUSED (syscall (NR_FCHMODAT2, AT_FDCWD, file, 0777, 0)))
    return 18;
  if (!REFUSED (fcntl (STDERR_FILENO, F_SETOWN, getppid ())))
    return 19;
  return 0;
}

/* Runs in a process of its own, since there is no way back. */
static int
run_locked_up (const char *file, const char *folder)
{
  int failed;

  if (!acu_sandbox_enter (MEMORY, FILE_BYTES, NULL))
    return 30;
  failed = check_allowed ();
  return failed != 0 ? failed : check_refused (file, folder);
}

static int
run_in_child (int (*run) (const char *, const char *), const char *file, const char *folder)
{
  pid_t child = fork ();
  int status;

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    _exit (run (file, folder));
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  return status;
}

static void
test_limits (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *file = g_build_filename (folder, "file", NULL);
  int status;

  if (HAS_SANITIZER) {
    g_test_skip ("sanitizers need what the sandbox takes away");
    return;
  }
  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  status = run_in_child (run_locked_up, file, folder);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
}

/* Makes this kernel one that was built without filters of system calls, as far as a process can
 * tell: by a filter. */
static gboolean
take_filters_away (void)
{
  struct sock_filter instructions[] = {
      BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
      BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, __NR_prctl, 0, 3),
      BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, args[0])),
      BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, PR_SET_SECCOMP, 0, 1),
      BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
      BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {G_N_ELEMENTS (instructions), instructions};

  return prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

/* The limits hold by themselves.  Returns the number of the first that does not, or 0. */
static int
run_without_filter (const char *file, const char *folder)
{
  g_autofree char *bytes = g_malloc0 (FILE_BYTES + 1);
  int descriptor, n_open = 0, memory;

  signal (SIGXFSZ, SIG_IGN);
  if (!take_filters_away () || !acu_sandbox_enter (MEMORY, FILE_BYTES, NULL))
    return 30;
  /* That this is such a kernel shows in what only the filter refuses. */
  if (kill (getpid (), 0) != 0 || kill (getppid (), 0) != 0)
    return 31;
  if (check_allowed () != 0)
    return 32;
  if (malloc (MEMORY) != NULL)
    return 33;
  memory = memfd_create ("test", MFD_CLOEXEC);
  if (pwrite (memory, bytes, 1, (off_t)FILE_BYTES) >= 0 || errno != EFBIG)
    return 34;
  while ((descriptor = open ("/proc/self/exe", O_RDONLY | O_CLOEXEC)) >= 0)
    if (n_open++ > 1000)
      return 35;
  return errno == EMFILE ? 0 : 36;
}

static void
test_no_filter (void)
{
  int status;

  if (HAS_SANITIZER) {
    g_test_skip ("sanitizers need what the sandbox takes away");
    return;
  }
  status = run_in_child (run_without_filter, NULL, NULL);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static int
abort_locked_up (const char *file, const char *folder)
{
  if (acu_sandbox_enter (MEMORY, FILE_BYTES, NULL))
    abort ();
  return 30;
}

/* A decoder that gives up must be able to end, or it would hang until its deadline. */
static void
test_abort (void)
{
  int status = run_in_child (abort_locked_up, NULL, NULL);

  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGABRT);
}

static int
spend_time (const char *file, const char *folder)
{
  if (!acu_sandbox_enter (MEMORY, FILE_BYTES, NULL))
    return 30;
  acu_sandbox_allow_time (0.1);
  for (volatile guint64 i = 0; TRUE; i++)
    ;
}

static void
test_processor_time (void)
{
  int status = run_in_child (spend_time, NULL, NULL);

  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGXCPU);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox/limits", test_limits);
  g_test_add_func ("/sandbox/no-filter", test_no_filter);
  g_test_add_func ("/sandbox/abort", test_abort);
  g_test_add_func ("/sandbox/processor-time", test_processor_time);
  return g_test_run ();
}
