#include "app/views/shared/stack-mark.h"

GtkWidget *
acu_stack_mark_new (void)
{
  GtkWidget *mark = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);

  gtk_box_append (GTK_BOX (mark), gtk_image_new_from_icon_name ("acutance-stack-symbolic"));
  gtk_box_append (GTK_BOX (mark), gtk_label_new (NULL));
  gtk_widget_add_css_class (mark, "photo-mark");
  gtk_widget_add_css_class (mark, "stack-mark");
  return mark;
}

void
acu_stack_mark_set_count (GtkWidget *mark, guint count)
{
  char text[16];

  g_snprintf (text, sizeof text, "%u", count);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (mark)), text);
}
