#include "app/views/library/collection-row.h"

#include "app/views/library/counted-name.h"

struct _AcuCollectionRow {
  GtkListBoxRow parent_instance;

  GtkLabel *name;
  GtkLabel *count;
  gint64 id;
  guint position;
};

G_DEFINE_FINAL_TYPE (AcuCollectionRow, acu_collection_row, GTK_TYPE_LIST_BOX_ROW)

void
acu_collection_row_show (AcuCollectionRow *self, const AcuCollection *collection, guint position)
{
  g_return_if_fail (ACU_IS_COLLECTION_ROW (self) && collection);

  g_autofree char *count = g_strdup_printf ("%'u", collection->n_photos);
  g_autofree char *name = acu_counted_name_new (collection->name, collection->n_photos);

  self->id = collection->id;
  self->position = position;
  gtk_label_set_label (self->name, collection->name);
  gtk_label_set_label (self->count, count);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), collection->name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

gint64
acu_collection_row_get_id (AcuCollectionRow *self)
{
  g_return_val_if_fail (ACU_IS_COLLECTION_ROW (self), 0);

  return self->id;
}

guint
acu_collection_row_get_position (AcuCollectionRow *self)
{
  g_return_val_if_fail (ACU_IS_COLLECTION_ROW (self), 0);

  return self->position;
}

static void
acu_collection_row_init (AcuCollectionRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  self->name = GTK_LABEL (gtk_label_new (NULL));
  self->count = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->name, 0);
  gtk_label_set_ellipsize (self->name, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (GTK_WIDGET (self->name), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "count");
  gtk_box_append (GTK_BOX (box),
                  g_object_new (GTK_TYPE_IMAGE, "icon-name", "acutance-all-photos-symbolic",
                                "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->name));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->count));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
}

static void
acu_collection_row_class_init (AcuCollectionRowClass *class)
{
}

GtkWidget *
acu_collection_row_new (void)
{
  return g_object_new (ACU_TYPE_COLLECTION_ROW, NULL);
}
