/* What a page is made of may be kept longer than the page, by an action of the window's that stands
 * for a property of it: then nothing of it calls a page that is gone. */
#include "app/views/compare/compare-page.h"
#include "app/views/cull/cull-page.h"
#include "app/views/library/library-page.h"
#include "app/views/viewer/viewer-page.h"

#include <adwaita.h>

/* The layouts, which their library registers where something of it is asked for. */
GResource *acu_ui_get_resource (void);

typedef struct {
  GType (*get_type) (void);
  void (*attach) (GtkWidget *page, AcuLibrary *library, GActionMap *actions);
} Page;

#define PAGE(type, attach)                                                                         \
  {                                                                                                \
    type, (void (*) (GtkWidget *, AcuLibrary *, GActionMap *))attach                               \
  }

static const Page library_page = PAGE (acu_library_page_get_type, acu_library_page_attach);
static const Page viewer_page = PAGE (acu_viewer_page_get_type, acu_viewer_page_attach);
static const Page compare_page = PAGE (acu_compare_page_get_type, acu_compare_page_attach);
static const Page cull_page = PAGE (acu_cull_page_get_type, acu_cull_page_attach);

/* Keeps what is below @widget, what hears of input there, and what makes the rows. */
static void
keep_parts (GtkWidget *widget, GPtrArray *parts)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (child);
    GtkListItemFactory *factory =
        GTK_IS_GRID_VIEW (child)   ? gtk_grid_view_get_factory (GTK_GRID_VIEW (child))
        : GTK_IS_LIST_VIEW (child) ? gtk_list_view_get_factory (GTK_LIST_VIEW (child))
                                   : NULL;

    g_ptr_array_add (parts, g_object_ref (child));
    for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
      g_ptr_array_add (parts, g_list_model_get_item (controllers, i));
    if (factory)
      g_ptr_array_add (parts, g_object_ref (factory));
    keep_parts (child, parts);
  }
}

static void
test_kept (gconstpointer data)
{
  const Page *kind = data;
  g_autoptr (AcuLibrary) library = acu_library_new ();
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_object_unref);
  GtkWidget *window = gtk_window_new ();
  gpointer page = g_object_new (kind->get_type (), NULL);
  gconstpointer gone = page;

  kind->attach (page, library, G_ACTION_MAP (actions));
  gtk_window_set_child (GTK_WINDOW (window), page);
  g_object_add_weak_pointer (page, &page);
  keep_parts (page, parts);
  g_assert_cmpuint (parts->len, >, 10);

  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_null (page);
  for (guint i = 0; i < parts->len; i++) {
    gpointer part = g_ptr_array_index (parts, i);
    gulong handler =
        g_signal_handler_find (part, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, (gpointer)gone);

    if (handler > 0)
      g_error ("%s still has a handler of the page", G_OBJECT_TYPE_NAME (part));
  }
  acu_library_close (library);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_assert_nonnull (acu_ui_get_resource ());

  g_test_add_data_func ("/page-parts/library", &library_page, test_kept);
  g_test_add_data_func ("/page-parts/viewer", &viewer_page, test_kept);
  g_test_add_data_func ("/page-parts/compare", &compare_page, test_kept);
  g_test_add_data_func ("/page-parts/cull", &cull_page, test_kept);
  return g_test_run ();
}
