/* For programs that show widgets: leaks that are not ours.
 *
 * Fontconfig keeps what it has read until the process ends, and is not told to let go of it by
 * whoever uses it.  What libraries make while they are loaded is theirs as well: GLib leaves its
 * first table of quarks behind when a second one is wanted, since other threads may look at it.
 * GTK 4.18 lists the labels of a widget whenever one is added or taken away and does not free that
 * list: gtk_widget_add_mnemonic_label(); nor does it free those that it makes of the keys to be
 * shown: gtk_shortcut_label_set_accelerator().  The names of these two are known only where the
 * whole stack is looked at, for Debian's libraries have no frame pointers, and a program takes
 * three times as long by that: an older toolkit is spared it. */
#include <gtk/gtk.h>

const char *__lsan_default_suppressions (void);
const char *__asan_default_options (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:libfontconfig\nleak:gtk_widget_list_mnemonic_labels\n"
         "leak:gtk_shortcut_label_set_accelerator\n";
}

const char *
__asan_default_options (void)
{
  return GTK_CHECK_VERSION (4, 10, 0) ? "fast_unwind_on_malloc=0:malloc_context_size=8" : "";
}

#if defined __SANITIZE_ADDRESS__

void __lsan_disable (void);
void __lsan_enable (void);

/* Runs before libraries are initialized. */
__attribute__ ((section (".preinit_array"),
                used)) static void (*const begin_loading) (void) = __lsan_disable;

/* Runs after that. */
__attribute__ ((constructor)) static void
end_loading (void)
{
  __lsan_enable ();
}

#endif
