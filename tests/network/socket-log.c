/* For LD_PRELOAD: notes, and refuses, whatever would reach beyond this machine.  A line is appended
 * to the file $ACUTANCE_SOCKET_LOG for each socket that is not local, and each host name looked up,
 * by this program and its children. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* GLib listens here to whether there is a network; nothing leaves the machine by it. */
#ifndef AF_NETLINK
#define AF_NETLINK 16
#endif

static void __attribute__ ((format (printf, 1, 2))) note (const char *format, ...)
{
  const char *path = getenv ("ACUTANCE_SOCKET_LOG");
  int file = path != NULL ? open (path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : -1;
  va_list arguments;

  /* Nobody who relies on this may believe that nothing happened. */
  if (file < 0)
    abort ();
  va_start (arguments, format);
  vdprintf (file, format, arguments);
  va_end (arguments);
  close (file);
}

static void __attribute__ ((constructor)) begin (void)
{
  note ("%s begins\n", program_invocation_short_name);
}

int
socket (int domain, int type, int protocol)
{
  int (*next) (int, int, int) = (int (*) (int, int, int))dlsym (RTLD_NEXT, "socket");

  if (domain == AF_UNIX || domain == AF_NETLINK)
    return next (domain, type, protocol);
  note ("%s: socket (%d, %d, %d)\n", program_invocation_short_name, domain, type, protocol);
  errno = EACCES;
  return -1;
}

int
getaddrinfo (const char *name,
             const char *service,
             const struct addrinfo *hints,
             struct addrinfo **addresses)
{
  note ("%s: getaddrinfo (%s)\n", program_invocation_short_name, name != NULL ? name : "");
  return EAI_FAIL;
}
