#include "app/views/models/models-window.h"

#include "app/views/models/evaluation-table.h"
#include "app/views/models/folder-comparison.h"
#include "app/views/models/model-list.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/cut-words.h"
#include "app/views/shared/shown-page.h"
#include "app/views/shared/view-bar.h"

#include <glib/gi18n.h>

struct _AcuModelsWindow {
  AdwWindow parent_instance;

  AdwViewStack *stack;
  AcuModelList *list;
};

G_DEFINE_FINAL_TYPE (AcuModelsWindow, acu_models_window, ADW_TYPE_WINDOW)

static void
acu_models_window_init (AcuModelsWindow *self)
{
  gtk_window_set_title (GTK_WINDOW (self), _ ("Models"));
  gtk_window_set_default_size (GTK_WINDOW (self), 860, 680);
  gtk_widget_set_size_request (GTK_WIDGET (self), 360, 294);
  acu_cut_words_attach (GTK_WINDOW (self));
}

static void
acu_models_window_class_init (AcuModelsWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
import_cb (AcuModelsWindow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->list), "models.import", NULL);
}

static void
add_page (
    AcuModelsWindow *self, GtkWidget *page, const char *name, const char *title, const char *icon)
{
  AdwViewStackPage *added = adw_view_stack_add_titled (self->stack, page, name, title);

  adw_view_stack_page_set_icon_name (added, icon);
}

GtkWidget *
acu_models_window_new (AcuLibrary *library)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (library), NULL);

  AcuModelsWindow *self = g_object_new (ACU_TYPE_MODELS_WINDOW, NULL);
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *title = adw_view_switcher_title_new ();
  GtkWidget *bar = adw_view_switcher_bar_new ();
  GtkWidget *import = acu_mnemonic_button_new (_ ("_Import…"));

  self->stack = ADW_VIEW_STACK (adw_view_stack_new ());
  self->list = ACU_MODEL_LIST (acu_model_list_new (library));
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  add_page (self, GTK_WIDGET (self->list), "installed", _ ("Models"), "acutance-train-symbolic");
  add_page (self, acu_folder_comparison_new (library, self->list), "compare", _ ("Compare"),
            "view-dual-symbolic");
  add_page (self, acu_evaluation_table_new (library, self->list), "evaluate", _ ("Evaluate"),
            "view-list-symbolic");
  acu_shown_page_follow (GTK_WIDGET (self->stack));

  adw_view_switcher_title_set_stack (ADW_VIEW_SWITCHER_TITLE (title), self->stack);
  adw_view_switcher_title_set_title (ADW_VIEW_SWITCHER_TITLE (title), _ ("Models"));
  adw_view_switcher_bar_set_stack (ADW_VIEW_SWITCHER_BAR (bar), self->stack);
  acu_view_bar_follow (ADW_VIEW_SWITCHER_BAR (bar), ADW_VIEW_SWITCHER_TITLE (title));
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), title);
  /* The action belongs to the list, which the button is not in. */
  g_signal_connect_object (import, "clicked", G_CALLBACK (import_cb), self, G_CONNECT_SWAPPED);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), import);

  gtk_box_append (GTK_BOX (column), header);
  gtk_box_append (GTK_BOX (column), GTK_WIDGET (self->stack));
  gtk_box_append (GTK_BOX (column), bar);
  adw_window_set_content (ADW_WINDOW (self), column);
  return GTK_WIDGET (self);
}

void
acu_models_window_show_card (AcuModelsWindow *self, const char *name)
{
  g_return_if_fail (ACU_IS_MODELS_WINDOW (self) && name);

  adw_view_stack_set_visible_child (self->stack, GTK_WIDGET (self->list));
  acu_model_list_show_card (self->list, name);
}
