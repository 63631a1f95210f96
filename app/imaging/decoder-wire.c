#include "app/imaging/decoder-wire.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Room for one descriptor, aligned as the kernel wants its headers. */
typedef union {
  struct cmsghdr header;
  char bytes[CMSG_SPACE (sizeof (int))];
} Control;

gboolean
acu_decoder_wire_send (int socket, const void *packet, gsize size, int descriptor)
{
  Control control = {.bytes = {0}};
  struct iovec part = {.iov_base = (void *)packet, .iov_len = size};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  ssize_t sent;

  if (descriptor >= 0) {
    message.msg_control = &control;
    message.msg_controllen = sizeof control.bytes;
    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    control.header.cmsg_len = CMSG_LEN (sizeof (int));
    memcpy (CMSG_DATA (&control.header), &descriptor, sizeof (int));
  }
  do
    sent = sendmsg (socket, &message, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  return sent == (ssize_t)size;
}

/* Takes every descriptor that came, so that a sender cannot leave any behind, and keeps the first.
 */
static int
take_descriptor (struct msghdr *message)
{
  int kept = -1;

  for (struct cmsghdr *header = CMSG_FIRSTHDR (message); header != NULL;
       header = CMSG_NXTHDR (message, header)) {
    gsize n;

    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
      continue;
    n = (header->cmsg_len - CMSG_LEN (0)) / sizeof (int);
    for (gsize i = 0; i < n; i++) {
      int descriptor;

      memcpy (&descriptor, CMSG_DATA (header) + i * sizeof (int), sizeof (int));
      if (kept < 0)
        kept = descriptor;
      else
        close (descriptor);
    }
  }
  return kept;
}

gboolean
acu_decoder_wire_receive (int socket, void *packet, gsize size, int *descriptor)
{
  Control control;
  struct iovec part = {.iov_base = packet, .iov_len = size};
  struct msghdr message = {.msg_iov = &part,
                           .msg_iovlen = 1,
                           .msg_control = &control,
                           .msg_controllen = sizeof control.bytes};
  guint32 magic;
  ssize_t received;

  *descriptor = -1;
  do
    received = recvmsg (socket, &message, MSG_CMSG_CLOEXEC);
  while (received < 0 && errno == EINTR);
  if (received < 0)
    return FALSE;
  *descriptor = take_descriptor (&message);

  memcpy (&magic, packet, sizeof magic);
  if (received == (ssize_t)size && (message.msg_flags & MSG_TRUNC) == 0 &&
      magic == ACU_DECODER_MAGIC)
    return TRUE;
  if (*descriptor >= 0)
    close (*descriptor);
  *descriptor = -1;
  return FALSE;
}
