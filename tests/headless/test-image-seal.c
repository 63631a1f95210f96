/* Pixels that another process is given: nobody can change them any more. */
#include "app/imaging/error.h"
#include "app/imaging/image.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define WIDTH 64
#define BYTES ((gsize)WIDTH * WIDTH * 3)

/* The memory of the only image there is, mapped a second time so that it is busy. */
static guint8 *
keep_busy (void)
{
  g_autoptr (GDir) descriptors = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (descriptors)) != NULL) {
    g_autofree char *link = g_build_filename ("/proc/self/fd", name, NULL);
    g_autofree char *target = g_file_read_link (link, NULL);

    if (target != NULL && g_str_has_prefix (target, "/memfd:")) {
      void *mapped = mmap (NULL, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, atoi (name), 0);

      g_assert_true (mapped != MAP_FAILED);
      return mapped;
    }
  }
  g_assert_not_reached ();
}

static AcuImage *
make_image (void)
{
  g_autoptr (GError) error = NULL;
  AcuImage *image = acu_image_new_shared (WIDTH, WIDTH, &error);

  g_assert_no_error (error);
  memset (image->pixels, 7, BYTES);
  return image;
}

static gpointer
let_go (gpointer mapped)
{
  g_usleep (60000);
  munmap (mapped, BYTES);
  return NULL;
}

/* What is busy for a moment is waited for. */
static void
test_busy_for_a_moment (void)
{
  g_autoptr (AcuImage) image = make_image ();
  GThread *thread = g_thread_new ("holder", let_go, keep_busy ());
  g_autoptr (GError) error = NULL;
  int memory = acu_image_seal (image, &error);
  g_autoptr (AcuImage) received = NULL;

  g_thread_join (thread);
  g_assert_no_error (error);
  g_assert_cmpint (fcntl (memory, F_GET_SEALS) & F_SEAL_WRITE, ==, F_SEAL_WRITE);
  received = acu_image_new_from_sealed (memory, WIDTH, WIDTH, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (received->pixels[BYTES - 1], ==, 7);
}

/* What stays busy is told. */
static void
test_busy_for_ever (void)
{
  g_autoptr (AcuImage) image = make_image ();
  guint8 *mapped = keep_busy ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (acu_image_seal (image, &error), ==, -1);
  g_assert_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_MEMORY);
  munmap (mapped, BYTES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image-seal/busy-for-a-moment", test_busy_for_a_moment);
  g_test_add_func ("/image-seal/busy-for-ever", test_busy_for_ever);
  return g_test_run ();
}
