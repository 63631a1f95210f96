#include "app/imaging/call-filter.h"

#include "app/imaging/error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#elif defined(__AARCH64EL__)
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#endif

#ifdef NATIVE_ARCH

/* x86-64 kernels number the calls of their x32 variant from here. */
#define X32_BIT 0x40000000u

/* Named by number where the oldest supported headers lack the name; the same on every processor. */
#define NR_IO_URING_SETUP 425
#define NR_PIDFD_OPEN     434
#define NR_CLONE3         435
#define NR_OPENAT2        437
#define NR_PIDFD_GETFD    438
#define NR_FCHMODAT2      452
#define NR_SETXATTRAT     463
#define NR_REMOVEXATTRAT  466

/* clang-format off */
static const guint32 forbidden[] = {
  /* the network and other local services */
  __NR_socket, __NR_socketpair, __NR_connect, __NR_bind, __NR_listen, __NR_accept, __NR_accept4,
  /* other programs and processes */
  __NR_execve, __NR_execveat, __NR_kill, __NR_tkill, __NR_rt_sigqueueinfo, __NR_rt_tgsigqueueinfo,
  __NR_ptrace, __NR_process_vm_readv, __NR_process_vm_writev, __NR_kcmp, __NR_pidfd_send_signal,
  NR_PIDFD_OPEN, NR_PIDFD_GETFD, __NR_mq_open, __NR_msgget, __NR_semget, __NR_shmget,
  /* the file system */
  __NR_unlinkat, __NR_renameat2, __NR_linkat, __NR_symlinkat, __NR_mkdirat, __NR_mknodat,
  __NR_fchmodat, NR_FCHMODAT2, __NR_fchmod, __NR_fchownat, __NR_fchown, __NR_truncate, __NR_utimensat,
  __NR_setxattr, __NR_lsetxattr, __NR_fsetxattr, __NR_removexattr, __NR_lremovexattr,
  __NR_fremovexattr, NR_SETXATTRAT, NR_REMOVEXATTRAT, __NR_mount, __NR_umount2, __NR_pivot_root, __NR_chroot,
  /* the terminal, which TIOCSTI could type into */
  __NR_ioctl,
  /* what gets around a filter, or digs in the kernel */
  NR_IO_URING_SETUP, NR_OPENAT2, __NR_bpf, __NR_perf_event_open, __NR_userfaultfd, __NR_unshare,
  __NR_setns, __NR_keyctl, __NR_add_key, __NR_request_key, __NR_init_module, __NR_finit_module,
  __NR_kexec_load, __NR_quotactl, __NR_swapon, __NR_swapoff, __NR_reboot, __NR_open_by_handle_at,
#ifdef __NR_renameat
  __NR_renameat,
#endif
#ifdef __x86_64__
  /* the older forms, which newer processors never had */
  __NR_fork, __NR_vfork, __NR_unlink, __NR_rename, __NR_link, __NR_symlink, __NR_mkdir, __NR_rmdir,
  __NR_mknod, __NR_chmod, __NR_chown, __NR_lchown, __NR_creat, __NR_utime, __NR_utimes,
  __NR_futimesat,
#endif
};
/* clang-format on */

#define OPEN_TO_CHANGE (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)

#define REFUSE(number)             BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ((number)&SECCOMP_RET_DATA))
#define ALLOW                      BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define LOAD(field)                BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, field))
/* The lower half of an argument; both processors are little-endian, and flags and process numbers
 * fit. */
#define LOAD_ARGUMENT(i)           LOAD (args[i])
/* Skips the next @count instructions unless the loaded value is @value, or has any bit of it. */
#define UNLESS_EQUAL(value, count) BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, (value), 0, (count))
#define UNLESS_ANY(bits, count)    BPF_JUMP (BPF_JMP | BPF_JSET | BPF_K, (bits), 0, (count))

static void
append (GArray *program, const struct sock_filter *instructions, guint n)
{
  g_array_append_vals (program, instructions, n);
}

static void
append_head (GArray *program)
{
  const struct sock_filter head[] = {
      LOAD (arch),
      BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, NATIVE_ARCH, 1, 0),
      REFUSE (EPERM),
      LOAD (nr),
#ifdef __x86_64__
      UNLESS_ANY (X32_BIT, 1),
      REFUSE (EPERM),
#endif
  };

  append (program, head, G_N_ELEMENTS (head));
}

/* Calls that are refused by their arguments.  Each group ends the program or leaves the call's
 * number loaded. */
static void
append_conditions (GArray *program)
{
  const guint32 self = (guint32)getpid ();
  const struct sock_filter conditions[] = {
      /* Threads are allowed, processes are not.  The C library falls back to clone() where
       * clone3(), whose flags lie out of a filter's reach, does not exist. */
      UNLESS_EQUAL (NR_CLONE3, 1),
      REFUSE (ENOSYS),
      UNLESS_EQUAL (__NR_clone, 4),
      LOAD_ARGUMENT (0),
      UNLESS_ANY (CLONE_THREAD, 1),
      ALLOW,
      REFUSE (EPERM),
      /* abort() signals this very process. */
      UNLESS_EQUAL (__NR_tgkill, 4),
      LOAD_ARGUMENT (0),
      UNLESS_EQUAL (self, 1),
      ALLOW,
      REFUSE (EPERM),
      UNLESS_EQUAL (__NR_openat, 4),
      LOAD_ARGUMENT (2),
      UNLESS_ANY (OPEN_TO_CHANGE, 1),
      REFUSE (EPERM),
      ALLOW,
#ifdef __x86_64__
      UNLESS_EQUAL (__NR_open, 4),
      LOAD_ARGUMENT (1),
      UNLESS_ANY (OPEN_TO_CHANGE, 1),
      REFUSE (EPERM),
      ALLOW,
#endif
      /* Whom a descriptor belongs to, the kernel sends any signal. */
      UNLESS_EQUAL (__NR_fcntl, 6),
      LOAD_ARGUMENT (1),
      UNLESS_EQUAL (F_SETOWN, 1),
      REFUSE (EPERM),
      UNLESS_EQUAL (F_SETOWN_EX, 1),
      REFUSE (EPERM),
      ALLOW,
      /* The limits of this process may still be lowered, and its processor time moved on. */
      UNLESS_EQUAL (__NR_prlimit64, 6),
      LOAD_ARGUMENT (0),
      UNLESS_EQUAL (0, 1),
      ALLOW,
      UNLESS_EQUAL (self, 1),
      ALLOW,
      REFUSE (EPERM),
  };

  append (program, conditions, G_N_ELEMENTS (conditions));
}

gboolean
acu_call_filter_install (GError **error)
{
  g_autoptr (GArray) program = g_array_new (FALSE, FALSE, sizeof (struct sock_filter));
  const struct sock_filter allow = ALLOW;
  struct sock_fprog filter;
  int failure;

  append_head (program);
  append_conditions (program);
  for (gsize i = 0; i < G_N_ELEMENTS (forbidden); i++) {
    const struct sock_filter refuse[] = {UNLESS_EQUAL (forbidden[i], 1), REFUSE (EPERM)};

    append (program, refuse, G_N_ELEMENTS (refuse));
  }
  append (program, &allow, 1);

  filter = (struct sock_fprog){.len = (unsigned short)program->len,
                               .filter = (struct sock_filter *)(void *)program->data};
  if (prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) == 0)
    return TRUE;
  failure = errno;
  /* A kernel built without it: the limits have to do. */
  if (failure == EINVAL || failure == ENOSYS)
    return TRUE;
  g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_HELPER,
               _ ("cannot give up system calls: %s"), g_strerror (failure));
  return FALSE;
}

#else

gboolean
acu_call_filter_install (GError **error)
{
  return TRUE;
}

#endif
