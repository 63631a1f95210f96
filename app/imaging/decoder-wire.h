/* What an AcuDecoder and its helper process say to each other: one packet each way a picture, over
 * a SOCK_SEQPACKET socket, with a descriptor alongside.  Both ends are built from the same source,
 * so a packet is a struct; the client believes nothing in a reply that it has not checked. */
#pragma once

#include "app/imaging/metadata.h"

G_BEGIN_DECLS

/* The helper's end of the socket. */
#define ACU_DECODER_SOCKET 3

/* Marks each packet, and changes with this file. */
#define ACU_DECODER_MAGIC 0x41434403u

typedef enum {
  ACU_DECODER_DECODE,   /* answered with pixels */
  ACU_DECODER_DESCRIBE, /* answered with metadata */
} AcuDecoderTask;

/* The packet of request carries the picture file, open for reading. */
typedef struct {
  guint32 magic;
  guint32 task; /* AcuDecoderTask */
  gint32 min_side;
  guint32 no_icc;
  guint64 max_pixels; /* at most the helper's own limit */
} AcuDecoderRequest;

typedef enum {
  ACU_DECODER_READY,  /* sent once, when the helper has locked itself up */
  ACU_DECODER_DONE,   /* the packet carries the sealed pixels, and `text` holds the warnings; or
                       * `metadata` is filled in */
  ACU_DECODER_FAILED, /* `text` holds the reason */
} AcuDecoderStatus;

typedef struct {
  guint32 magic;
  guint32 status;     /* AcuDecoderStatus */
  guint32 error_code; /* AcuImagingError */
  gint32 width, height;
  gint32 original_width, original_height;
  gint32 orientation;
  guint32 icc_converted;
  char format[16];
  AcuMetadata metadata;
  char text[2048]; /* UTF-8, ended by a NUL */
} AcuDecoderReply;

/* Sends one packet, with @descriptor alongside unless it is -1.  Sets errno on failure; a vanished
 * receiver is EPIPE, not a signal. */
gboolean acu_decoder_wire_send (int socket, const void *packet, gsize size, int descriptor);

/* Receives one packet of exactly @size bytes that starts with the magic number.  Returns FALSE at
 * the end of the conversation, on failure, and for any other packet.  *@descriptor is the one that
 * came alongside, close-on-exec, or -1; the caller closes it. */
gboolean acu_decoder_wire_receive (int socket, void *packet, gsize size, int *descriptor);

G_END_DECLS
