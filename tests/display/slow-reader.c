#include "tests/display/slow-reader.h"

#include "app/imaging/decoder-wire.h"
#include "app/imaging/error.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME "slow-reader"
#define HELD "ACUTANCE_TEST_HELD"

#define LOOK_MS 30

void
acu_slow_reader_install (const char *held)
{
  g_autofree char *link = g_build_filename (g_get_home_dir (), NAME, NULL);
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);

  g_remove (link);
  g_assert_cmpint (symlink (self, link), ==, 0);
  g_setenv ("ACUTANCE_DECODER", link, TRUE);
  g_setenv (HELD, held, TRUE);
}

gboolean
acu_slow_reader_is (const char *name)
{
  return g_str_has_suffix (name, NAME);
}

int
acu_slow_reader_run (void)
{
  AcuDecoderReply reply = {.magic = ACU_DECODER_MAGIC, .status = ACU_DECODER_READY};
  AcuDecoderRequest request;
  struct stat info;
  int file;

  acu_decoder_wire_send (ACU_DECODER_SOCKET, &reply, sizeof reply, -1);
  reply.status = ACU_DECODER_FAILED;
  reply.error_code = ACU_IMAGING_ERROR_FORMAT;
  while (acu_decoder_wire_receive (ACU_DECODER_SOCKET, &request, sizeof request, &file)) {
    g_assert_cmpint (fstat (file, &info), ==, 0);
    close (file);
    while (info.st_size >= ACU_SLOW_BYTES && g_file_test (g_getenv (HELD), G_FILE_TEST_EXISTS))
      g_usleep (1000 * LOOK_MS);
    acu_decoder_wire_send (ACU_DECODER_SOCKET, &reply, sizeof reply, -1);
  }
  return 0;
}
