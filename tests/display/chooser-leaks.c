/* For programs, sanitized, in which the choosers of files and of programs are opened that GTK 4.8
 * has of its own: leaks of what these are made of, so that whatever else is left behind is told.
 *
 * The libraries have no frame pointers: all that is known of where this memory came from is an
 * allocator of GLib's, and no suppression could name it.  The calls in which it is made go through
 * here instead, recognised by who calls or what is asked for:
 *
 * gtkpathbar.c, which shows where in the tree of folders the chooser is, drops what it was told of
 * every folder, the list of buttons that it had before, and what it gave up to wait for;
 * gtkfilechooserwidget.c the one end that it has of a range of rows whose other end is not there;
 * gtkrecentmanager.c, which notes what was chosen, the time at which it sees to old entries;
 * libcloudproviders, which the sidebar asks for more places, the names of folders without any.
 *
 * GLib drops the little that it has read of the types of files when it is first asked where they
 * are described, as choosers do; here that comes before anything else. */
#include <gio/gio.h>
#include <string.h>

#include "tests/display/interposed.h"

#if defined __SANITIZE_ADDRESS__

void __lsan_disable (void);
void __lsan_enable (void);
void __lsan_ignore_object (const void *object);

/* Callbacks that make things which nobody frees. */

typedef struct {
  GAsyncReadyCallback callback;
  gpointer user_data;
} Call;

static Call *
call_new (GAsyncReadyCallback callback, gpointer user_data)
{
  Call *call = g_new (Call, 1);

  *call = (Call){callback, user_data};
  return call;
}

static void
careless_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Call *call = user_data;

  __lsan_disable ();
  call->callback (source, result, call->user_data);
  __lsan_enable ();
}

static gboolean is_path_bar_told; /* at this moment; in the main thread */

static void
path_bar_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  is_path_bar_told = TRUE;
  careless_cb (source, result, user_data);
  is_path_bar_told = FALSE;
}

/* Nobody else in the toolkit, nor here, asks for the same. */
static gboolean
is_asked_by_path_bar (const char *attributes)
{
  return strcmp (attributes, "standard::display-name,standard::is-hidden,standard::is-backup") ==
             0 ||
         strcmp (attributes, "standard::symbolic-icon") == 0;
}

void
g_file_query_info_async (GFile *file,
                         const char *attributes,
                         GFileQueryInfoFlags flags,
                         int priority,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  if (is_asked_by_path_bar (attributes)) {
    user_data = call_new (callback, user_data);
    callback = path_bar_cb;
    __lsan_ignore_object (cancellable);
  }
  REAL (g_file_query_info_async)
  (file, attributes, flags, priority, cancellable, callback, user_data);
}

/* The information was made in a thread of GIO's. */
GFileInfo *
g_file_query_info_finish (GFile *file, GAsyncResult *result, GError **error)
{
  GFileInfo *info = REAL (g_file_query_info_finish) (file, result, error);

  if (is_path_bar_told && info != NULL)
    __lsan_ignore_object (info);
  return info;
}

void
g_bus_get (GBusType type,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  if (is_in_library (__builtin_return_address (0), "libcloudproviders.")) {
    user_data = call_new (callback, user_data);
    callback = careless_cb;
  }
  REAL (g_bus_get) (type, cancellable, callback, user_data);
}

/* Single objects. */

GDateTime *
g_date_time_new_now_utc (void)
{
  GDateTime *now = REAL (g_date_time_new_now_utc) ();

  if (is_in_library (__builtin_return_address (0), "libgtk-4."))
    __lsan_ignore_object (now);
  return now;
}

/* Of all rows with such a path, only the chooser has any. */
static LibraryFunction tree_path_new = {.name = "gtk_tree_path_new"};

gpointer
g_slice_alloc (gsize size)
{
  gpointer slice = REAL (g_slice_alloc) (size);

  if (is_in_function (__builtin_return_address (0), &tree_path_new))
    __lsan_ignore_object (slice);
  return slice;
}

__attribute__ ((constructor)) static void
ask_where_types_are_described (void)
{
  g_content_type_get_mime_dirs ();
}

#endif
