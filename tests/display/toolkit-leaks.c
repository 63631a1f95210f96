/* For programs that show widgets: leaks that are not ours.
 *
 * Fontconfig keeps what it has read until the process ends, and is not told to let go of it by
 * whoever uses it.  What libraries make while they are loaded is theirs as well: GLib leaves its
 * first table of quarks behind when a second one is wanted, since other threads may look at it.
 * GTK 4.18 lists the labels of a widget whenever one is added or taken away and does not free that
 * list: gtk_widget_add_mnemonic_label().  Debian's libraries have no frame pointers, and looking at
 * whole stacks all the same, for a suppression to find that name, takes three times as long: the
 * call that makes the list goes through here instead. */
#include <gtk/gtk.h>

#include "tests/display/interposed.h"

const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:libfontconfig\n";
}

#if defined __SANITIZE_ADDRESS__

void __lsan_disable (void);
void __lsan_enable (void);
void __lsan_ignore_object (const void *object);

/* Runs before libraries are initialized. */
__attribute__ ((section (".preinit_array"),
                used)) static void (*const begin_loading) (void) = __lsan_disable;

/* Runs after that. */
__attribute__ ((constructor)) static void
end_loading (void)
{
  __lsan_enable ();
}

/* Nobody but the toolkit asks for such a list. */
static LibraryFunction list_mnemonic_labels = {.name = "gtk_widget_list_mnemonic_labels"};

GList *
g_list_prepend (GList *list, gpointer data)
{
  GList *first = REAL (g_list_prepend) (list, data);

  if (is_in_function (__builtin_return_address (0), &list_mnemonic_labels))
    __lsan_ignore_object (first);
  return first;
}

#endif
