/* For programs that show widgets: leaks that are not ours.
 *
 * Fontconfig keeps what it has read until the process ends, and is not told to let go of it by
 * whoever uses it.  GTK 4.18 lists the labels of a widget whenever one is added or taken away and
 * does not free that list: gtk_widget_add_mnemonic_label().  GLib leaves its first table of quarks,
 * made while it is loaded, behind when a second one is wanted, since other threads may look at it;
 * of the loader that called for it only the file is known where its symbols are not installed.
 * These names are known only where the whole stack is looked at, which takes several times as long,
 * for Debian's libraries have no frame pointers. */

const char *__lsan_default_suppressions (void);
const char *__asan_default_options (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:libfontconfig\nleak:gtk_widget_list_mnemonic_labels\nleak:ld-linux\n";
}

const char *
__asan_default_options (void)
{
  return "fast_unwind_on_malloc=0:malloc_context_size=12";
}
