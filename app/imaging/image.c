#include "app/imaging/image.h"

#include "app/imaging/error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* What acu_image_ref() counts and what the pixels are kept in; the public part comes first. */
typedef struct {
  AcuImage image;
  gatomicrefcount references;
  gsize mapped; /* bytes of a mapping, or 0: the pixels are from the heap */
  int memory;   /* the memory file of acu_image_new_shared(), or -1 */
} Holder;

/* The seals without which another process could still change the pixels, or shrink the file under
 * its reader, who would die of SIGBUS. */
#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

/* How often the seals are tried, and how long is waited between, in microseconds. */
#define SEAL_TRIES 20
#define SEAL_PAUSE 20000

static gboolean
count_bytes (int width, int height, gsize *bytes, GError **error)
{
  if (width < 1 || height < 1) {
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_SIZE,
                 _ ("the picture has no pixels (%d x %d)"), width, height);
    return FALSE;
  }
  if (!g_size_checked_mul (bytes, (gsize)width, (gsize)height) ||
      !g_size_checked_mul (bytes, *bytes, 3) || *bytes > G_MAXSSIZE) {
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_SIZE,
                 _ ("a picture of %d x %d pixels cannot be addressed"), width, height);
    return FALSE;
  }
  return TRUE;
}

static Holder *
new_holder (int width, int height)
{
  Holder *holder = g_new0 (Holder, 1);

  g_atomic_ref_count_init (&holder->references);
  holder->memory = -1;
  holder->image.width = holder->image.original_width = width;
  holder->image.height = holder->image.original_height = height;
  holder->image.orientation = 1;
  holder->image.format = "pixels";
  return holder;
}

static void
set_memory_error (GError **error, int width, int height)
{
  g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_MEMORY,
               _ ("not enough memory for a picture of %d x %d pixels"), width, height);
}

AcuImage *
acu_image_new (int width, int height, GError **error)
{
  gsize bytes;
  guint8 *pixels;
  Holder *holder;

  if (!count_bytes (width, height, &bytes, error))
    return NULL;
  pixels = g_try_malloc (bytes);
  if (pixels == NULL) {
    set_memory_error (error, width, height);
    return NULL;
  }
  holder = new_holder (width, height);
  holder->image.pixels = pixels;
  return &holder->image;
}

AcuImage *
acu_image_new_shared (int width, int height, GError **error)
{
  gsize bytes;
  void *pixels = MAP_FAILED;
  Holder *holder;
  int memory;

  if (!count_bytes (width, height, &bytes, error))
    return NULL;
  memory = memfd_create ("acutance-picture", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (memory >= 0 && ftruncate (memory, (off_t)bytes) == 0)
    pixels = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
  if (pixels == MAP_FAILED) {
    if (memory >= 0)
      close (memory);
    set_memory_error (error, width, height);
    return NULL;
  }
  holder = new_holder (width, height);
  holder->image.pixels = pixels;
  holder->mapped = bytes;
  holder->memory = memory;
  return &holder->image;
}

/* Up to here a picture is copied rather than mapped.  A mapping is made and undone under a lock of
 * the whole process, in which its threads wait for each other; thumbnails come and go by the
 * thousand, and the thread that lets go of them draws the window. */
#define COPIED_AT_MOST (1024 * 1024)

/* The whole of the memory file in memory of our own, or NULL. */
static guint8 *
copy_pixels (int memory, gsize bytes)
{
  g_autofree guint8 *pixels = g_try_malloc (bytes);
  gsize n_read = 0;

  while (pixels && n_read < bytes) {
    gssize n = pread (memory, pixels + n_read, bytes - n_read, (off_t)n_read);
    if (n > 0)
      n_read += (gsize)n;
    else if (n == 0 || errno != EINTR)
      return NULL;
  }
  return g_steal_pointer (&pixels);
}

AcuImage *
acu_image_new_from_sealed (int memory, int width, int height, GError **error)
{
  gsize bytes;
  struct stat info;
  int seals;
  gsize mapped = 0;
  guint8 *pixels;
  Holder *holder;

  if (!count_bytes (width, height, &bytes, error)) {
    close (memory);
    return NULL;
  }
  seals = fcntl (memory, F_GET_SEALS);
  if (seals < 0 || (seals & SEALS) != SEALS || fstat (memory, &info) != 0 ||
      info.st_size != (off_t)bytes) {
    g_set_error_literal (
        error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_DATA,
        _ ("the decoder sent pixels that are not sealed or not of the stated size"));
    close (memory);
    return NULL;
  }
  if (bytes <= COPIED_AT_MOST) {
    pixels = copy_pixels (memory, bytes);
  } else {
    void *mapping = mmap (NULL, bytes, PROT_READ, MAP_PRIVATE, memory, 0);
    pixels = mapping == MAP_FAILED ? NULL : mapping;
    mapped = bytes;
  }
  close (memory);
  if (!pixels) {
    set_memory_error (error, width, height);
    return NULL;
  }
  holder = new_holder (width, height);
  holder->image.pixels = pixels;
  holder->mapped = mapped;
  return &holder->image;
}

/* The kernel may hold a page of the memory itself for a moment, to move it for instance; it waits
 * for that, but not for long, and then calls the memory busy. */
static gboolean
add_seals (int memory)
{
  for (guint tried = 1; fcntl (memory, F_ADD_SEALS, SEALS | F_SEAL_SEAL) != 0; tried++) {
    if (errno != EBUSY || tried == SEAL_TRIES)
      return FALSE;
    g_usleep (SEAL_PAUSE);
  }
  return TRUE;
}

int
acu_image_seal (AcuImage *image, GError **error)
{
  Holder *holder = (Holder *)image;
  int memory = holder->memory;

  g_return_val_if_fail (memory >= 0, -1);

  /* The write seal is refused while anyone can still write through a mapping. */
  munmap (image->pixels, holder->mapped);
  image->pixels = NULL;
  holder->mapped = 0;
  holder->memory = -1;
  if (!add_seals (memory)) {
    int failure = errno;

    close (memory);
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_MEMORY,
                 _ ("cannot seal the pixels: %s"), g_strerror (failure));
    return -1;
  }
  return memory;
}

void
acu_image_warn (AcuImage *image, const char *format, ...)
{
  g_autofree char *sentence = NULL;
  g_autofree char *before = image->warnings;
  va_list arguments;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  image->warnings =
      before == NULL ? g_steal_pointer (&sentence) : g_strconcat (before, "\n", sentence, NULL);
}

gsize
acu_image_get_bytes (const AcuImage *image)
{
  return (gsize)image->width * (gsize)image->height * 3;
}

AcuImage *
acu_image_ref (AcuImage *image)
{
  g_atomic_ref_count_inc (&((Holder *)image)->references);
  return image;
}

void
acu_image_unref (AcuImage *image)
{
  Holder *holder = (Holder *)image;

  if (!g_atomic_ref_count_dec (&holder->references))
    return;
  if (holder->mapped > 0)
    munmap (image->pixels, holder->mapped);
  else
    g_free (image->pixels);
  if (holder->memory >= 0)
    close (holder->memory);
  g_free (image->warnings);
  g_free (holder);
}
