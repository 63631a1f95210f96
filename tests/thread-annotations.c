/* For builds with the thread sanitizer.  GLib is not built with it, and its locks are its own and
 * not the C library's, so that the sanitizer sees two threads at the same data and not what keeps
 * them apart.  Here GLib's functions that order threads say so: each is the real one, with what it
 * promises noted beside it.  What GLib has the C library do is told as well, where it matters. */
#include <dlfcn.h>
#include <errno.h>
#include <gio/gio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef __SANITIZE_THREAD__

void __tsan_acquire (void *address);
void __tsan_release (void *address);

#pragma GCC diagnostic ignored "-Wmissing-prototypes"

/* These are macros around themselves in GLib's headers. */
#undef g_mutex_trylock

/* What GLib does to memory of its own by way of the C library. */
const char *__tsan_default_suppressions (void);

const char *
__tsan_default_suppressions (void)
{
  return "called_from_lib:libglib-2.0.so.0\n"
         "called_from_lib:libgio-2.0.so.0\n"
         /* The software device's threads are the driver's own, and what is found of drivers the
            loader's. */
         "race:libvulkan.so\n"
         "race:libvulkan_lvp.so\n"
         "race:libLLVM\n"
         /* What draws, and what keeps settings, has locks of its own. */
         "race:libdconfsettings.so\n"
         "race:libcairo.so\n"
         "race:libfontconfig.so\n"
         "race:librsvg-2.so\n"
         /* Which of its locks are recursive is thereby not seen either. */
         "mutex:libgobject-2.0.so.0\n"
         /* Nor that the loader's are made again where it is loaded again. */
         "mutex:libvulkan.so\n";
}

/* ---- Memory ----
 *
 * GLib's calls of the C library are not looked at, and so what other libraries gave back would seem
 * to be used after that where GLib hands it out anew: whoever asks GLib for memory is given the C
 * library's from here, slices as well: programs need G_SLICE=always-malloc, as `./dev test` sets
 * it. */

#undef g_malloc
#undef g_malloc0

gpointer
g_malloc (gsize size)
{
  gpointer memory = size > 0 ? malloc (size) : NULL;

  g_assert (memory != NULL || size == 0);
  return memory;
}

gpointer
g_malloc0 (gsize size)
{
  gpointer memory = size > 0 ? calloc (1, size) : NULL;

  g_assert (memory != NULL || size == 0);
  return memory;
}

gpointer
g_malloc_n (gsize n, gsize size)
{
  g_assert (size == 0 || n <= G_MAXSIZE / size);
  return g_malloc (n * size);
}

gpointer
g_malloc0_n (gsize n, gsize size)
{
  g_assert (size == 0 || n <= G_MAXSIZE / size);
  return g_malloc0 (n * size);
}

/* Objects are made of slices.  One that a library makes in a thread and hands over within itself is
 * given back by another, and how that came by it is not seen. */

gpointer
g_slice_alloc (gsize size)
{
  gpointer memory = g_malloc (size);

  __tsan_release (memory);
  return memory;
}

gpointer
g_slice_alloc0 (gsize size)
{
  gpointer memory = g_malloc0 (size);

  __tsan_release (memory);
  return memory;
}

void
g_slice_free1 (gsize size, gpointer memory)
{
  __tsan_acquire (memory);
  free (memory);
}

/* The function that is replaced; whichever thread looks for it first. */
#define REAL(name)                                                                                 \
  static gpointer found;                                                                           \
  gpointer known = __atomic_load_n (&found, __ATOMIC_ACQUIRE);                                     \
  __typeof__ (&(name)) real =                                                                      \
      (__typeof__ (&(name)))(known != NULL ? known : dlsym (RTLD_NEXT, #name));                    \
                                                                                                   \
  if (known == NULL)                                                                               \
  __atomic_store_n (&found, (gpointer)real, __ATOMIC_RELEASE)

/* ---- Files ----
 *
 * Where GLib has mapped files and which descriptors it has closed would not be seen either: what
 * was done there before would still be held against whom the system gives the place or the number
 * next, and the place may become a thread's stack. */

extern const char __executable_start, etext;

/* Whether this project calls, and not one of the libraries. */
static gboolean
is_ours (const void *caller)
{
  return (const char *)caller >= &__executable_start && (const char *)caller < &etext;
}

void *
mmap64 (void *address, size_t bytes, int protection, int flags, int file, off64_t offset)
{
  void *mapping;

  REAL (mmap64);
  if (file < 0 || address != NULL || is_ours (__builtin_return_address (0)))
    return real (address, bytes, protection, flags, file, offset);
  /* The place alone, since the descriptor is one whose opening was not seen. */
  address = real (NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (address == MAP_FAILED)
    return MAP_FAILED;
  mapping = (void *)syscall (SYS_mmap, address, bytes, protection, flags | MAP_FIXED, file, offset);
  if (mapping == MAP_FAILED) {
    const int problem = errno;

    munmap (address, bytes);
    errno = problem;
  }
  return mapping;
}

int
munmap (void *address, size_t bytes)
{
  REAL (munmap);
  return real (address, bytes);
}

int
close (int file)
{
  REAL (close);
  return real (file);
}

/* ---- Locks ---- */

void
g_mutex_lock (GMutex *mutex)
{
  REAL (g_mutex_lock);
  real (mutex);
  __tsan_acquire (mutex);
}

gboolean
g_mutex_trylock (GMutex *mutex)
{
  gboolean locked;

  REAL (g_mutex_trylock);
  locked = real (mutex);
  if (locked)
    __tsan_acquire (mutex);
  return locked;
}

void
g_mutex_unlock (GMutex *mutex)
{
  REAL (g_mutex_unlock);
  __tsan_release (mutex);
  real (mutex);
}

void
g_cond_wait (GCond *cond, GMutex *mutex)
{
  REAL (g_cond_wait);
  __tsan_release (mutex);
  real (cond, mutex);
  __tsan_acquire (mutex);
}

gboolean
g_cond_wait_until (GCond *cond, GMutex *mutex, gint64 end)
{
  gboolean woken;

  REAL (g_cond_wait_until);
  __tsan_release (mutex);
  woken = real (cond, mutex, end);
  __tsan_acquire (mutex);
  return woken;
}

/* ---- Once ---- */

gboolean (g_once_init_enter) (volatile void *location)
{
  gboolean first;

  REAL (g_once_init_enter);
  first = real (location);
  if (!first)
    __tsan_acquire ((void *)location);
  return first;
}

void (g_once_init_leave) (volatile void *location, gsize value)
{
  REAL (g_once_init_leave);
  __tsan_release ((void *)location);
  real (location, value);
}

/* ---- Queues ---- */

void
g_async_queue_push (GAsyncQueue *queue, gpointer data)
{
  REAL (g_async_queue_push);
  __tsan_release (queue);
  real (queue, data);
}

#define POP(name, parameters, arguments)                                                           \
  gpointer name parameters                                                                         \
  {                                                                                                \
    gpointer data;                                                                                 \
                                                                                                   \
    REAL (name);                                                                                   \
    data = real arguments;                                                                         \
    __tsan_acquire (queue);                                                                        \
    return data;                                                                                   \
  }

POP (g_async_queue_pop, (GAsyncQueue * queue), (queue))
POP (g_async_queue_try_pop, (GAsyncQueue * queue), (queue))
POP (g_async_queue_timeout_pop, (GAsyncQueue * queue, guint64 timeout), (queue, timeout))

/* ---- Reference counts ---- */

#define UNREF(name, type)                                                                          \
  void name (type object)                                                                          \
  {                                                                                                \
    REAL (name);                                                                                   \
    __tsan_release ((gpointer)object);                                                             \
    __tsan_acquire ((gpointer)object);                                                             \
    real (object);                                                                                 \
  }

UNREF (g_object_unref, gpointer)
UNREF (g_bytes_unref, GBytes *)
UNREF (g_ptr_array_unref, GPtrArray *)
UNREF (g_hash_table_unref, GHashTable *)
UNREF (g_main_context_unref, GMainContext *)
UNREF (g_atomic_rc_box_release, gpointer)

void
g_atomic_rc_box_release_full (gpointer box, GDestroyNotify clear)
{
  REAL (g_atomic_rc_box_release_full);
  __tsan_release (box);
  __tsan_acquire (box);
  real (box, clear);
}

/* ---- Work handed to another thread ---- */

/* What a thread or a main loop is given, wrapped, so that it takes over what its giver has done. */
typedef struct {
  gpointer function;
  gpointer data;
  GDestroyNotify destroy;
} Handover;

static Handover *
hand_over (gpointer function, gpointer data, GDestroyNotify destroy)
{
  Handover *handover = g_new (Handover, 1);

  *handover = (Handover){function, data, destroy};
  /* A pool is one too, and used by several threads that only read it. */
  __tsan_release (handover);
  return handover;
}

static gboolean
run_source (gpointer data)
{
  Handover *handover = data;

  __tsan_acquire (handover);
  return ((GSourceFunc)handover->function) (handover->data);
}

static void
end_source (gpointer data)
{
  Handover *handover = data;

  __tsan_acquire (handover);
  if (handover->destroy != NULL)
    handover->destroy (handover->data);
  g_free (handover);
}

guint
g_idle_add_full (int priority, GSourceFunc function, gpointer data, GDestroyNotify destroy)
{
  REAL (g_idle_add_full);
  return real (priority, run_source, hand_over (function, data, destroy), end_source);
}

guint
g_idle_add (GSourceFunc function, gpointer data)
{
  return g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, function, data, NULL);
}

void
g_main_context_invoke_full (GMainContext *context,
                            int priority,
                            GSourceFunc function,
                            gpointer data,
                            GDestroyNotify destroy)
{
  REAL (g_main_context_invoke_full);
  real (context, priority, run_source, hand_over (function, data, destroy), end_source);
}

void
g_main_context_invoke (GMainContext *context, GSourceFunc function, gpointer data)
{
  g_main_context_invoke_full (context, G_PRIORITY_DEFAULT, function, data, NULL);
}

/* This project sets callbacks of idle and timeout sources alone.  GIO comes by here too, and
 * neither its sources nor its pools are like that. */
void (g_source_set_callback) (GSource *source,
                              GSourceFunc function,
                              gpointer data,
                              GDestroyNotify destroy)
{
  REAL (g_source_set_callback);
  if (!is_ours (__builtin_return_address (0))) {
    real (source, function, data, destroy);
    return;
  }
  real (source, run_source, hand_over (function, data, destroy), end_source);
}

/* A pool's function and data; a pool lives as long as its program here, or is freed after its last
 * task.  Its items are not wrapped, since they are compared and moved to the front; what stands
 * for them is their address. */
static void
run_pooled (gpointer item, gpointer data)
{
  Handover *pool = data;

  __tsan_acquire (item);
  __tsan_acquire (pool);
  ((GFunc)pool->function) (item, pool->data);
  __tsan_release (pool);
}

GThreadPool *
g_thread_pool_new (
    GFunc function, gpointer data, int max_threads, gboolean exclusive, GError **error)
{
  REAL (g_thread_pool_new);
  if (!is_ours (__builtin_return_address (0)))
    return real (function, data, max_threads, exclusive, error);
  return real (run_pooled, hand_over (function, data, NULL), max_threads, exclusive, error);
}

gboolean
g_thread_pool_push (GThreadPool *pool, gpointer data, GError **error)
{
  REAL (g_thread_pool_push);
  __tsan_release (data);
  return real (pool, data, error);
}

void
g_thread_pool_free (GThreadPool *pool, gboolean immediate, gboolean wait)
{
  const gboolean is_wrapped = is_ours (__builtin_return_address (0));
  Handover *handover = pool->user_data;

  REAL (g_thread_pool_free);
  real (pool, immediate, wait);
  if (is_wrapped && wait)
    __tsan_acquire (handover);
}

/* ---- Tasks ---- */

static void
run_task (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GTaskThreadFunc function = g_object_get_data (G_OBJECT (task), "thread-annotations");

  __tsan_acquire (task);
  function (task, source, data, cancellable);
}

void
g_task_run_in_thread (GTask *task, GTaskThreadFunc function)
{
  REAL (g_task_run_in_thread);
  g_object_set_data (G_OBJECT (task), "thread-annotations", (gpointer)function);
  __tsan_release (task);
  real (task, run_task);
}

#define RETURN(name, type)                                                                         \
  void name (GTask *task, type value)                                                              \
  {                                                                                                \
    REAL (name);                                                                                   \
    __tsan_release (task);                                                                         \
    real (task, value);                                                                            \
  }

RETURN (g_task_return_boolean, gboolean)
RETURN (g_task_return_int, gssize)
RETURN (g_task_return_error, GError *)

void
g_task_return_pointer (GTask *task, gpointer value, GDestroyNotify destroy)
{
  REAL (g_task_return_pointer);
  __tsan_release (task);
  real (task, value, destroy);
}

#define PROPAGATE(name, type)                                                                      \
  type name (GTask *task, GError **error)                                                          \
  {                                                                                                \
    REAL (name);                                                                                   \
    __tsan_acquire (task);                                                                         \
    return real (task, error);                                                                     \
  }

PROPAGATE (g_task_propagate_boolean, gboolean)
PROPAGATE (g_task_propagate_int, gssize)
PROPAGATE (g_task_propagate_pointer, gpointer)

#endif
