#include "app/views/library/gone-photos.h"

#include "app/views/shared/gone-words.h"

#include <glib/gi18n.h>

void
acu_gone_photos_tell_folder (AdwStatusPage *page, const char *path)
{
  g_return_if_fail (ADW_IS_STATUS_PAGE (page) && path);

  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *title = g_strdup_printf (_ ("“%s” is not there"), name);
  g_autofree char *escaped = g_markup_escape_text (shown, -1);
  g_autofree char *text = g_strdup_printf ("%s\n\n%s", escaped, acu_gone_words_get_comfort ());

  adw_status_page_set_title (page, title);
  adw_status_page_set_description (page, text);
}

void
acu_gone_photos_tell_number (AdwStatusPage *page, guint n)
{
  g_return_if_fail (ADW_IS_STATUS_PAGE (page));

  g_autofree char *text = g_strdup_printf (
      ngettext (
          "%'u photo was here. It has been moved or deleted, or its disk is not connected. Its "
          "scores and ratings are kept, and come back with it.",
          "%'u photos were here. They have been moved or deleted, or their disk is not "
          "connected. Their scores and ratings are kept, and come back with them.",
          n),
      n);

  adw_status_page_set_title (page, _ ("No photos here any more"));
  adw_status_page_set_description (page, text);
}
