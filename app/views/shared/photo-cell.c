#include "app/views/shared/photo-cell.h"

#include "app/imaging/error.h"
#include "app/imaging/thumbnail.h"
#include "app/views/shared/photo-colour.h"
#include "app/views/shared/score-badge.h"
#include "app/views/shared/stack-mark.h"
#include "app/views/shared/star-rating.h"
#include "app/views/shared/thumbnail-view.h"

#include <glib/gi18n.h>

struct _AcuPhotoCell {
  GtkWidget parent_instance;

  GtkWidget *thumbnail; /* an AcuThumbnailView */
  GtkWidget *trouble;   /* in its place */
  GtkWidget *badge;
  GtkWidget *flag;
  GtkWidget *proposal; /* in the flag's place */
  GtkWidget *colour;
  GtkWidget *stars;
  GtkWidget *stack;

  AcuLibrary *library;
  AcuPhoto *photo;
  gulong notify;
  guint request;
  guint fine_request;
  AcuPhotoTexture *plain; /* the small thumbnail, once it is there */
  gboolean is_seen;
  gboolean is_fine;    /* the large thumbnail is shown or awaited */
  gboolean shows_fine; /* and it is there */
  char *reason;        /* why there is no thumbnail, or NULL */
  char *proposed;      /* what would become of the photo, or NULL */
  gboolean is_rejection;
  char *shown; /* the path and version whose thumbnail is shown or awaited */
  int size;
  gboolean compact;
  AcuColour colour_shown;
  guint n_stacked; /* of the same thing; up to 1: it is alone */
};

#define INSET 6 /* of marks from the cell's border */
#define GAP   4 /* between them */

/* A thumbnail is drawn larger than it is by no more than a tenth. */
#define MAX_ENLARGED 1.1

G_DEFINE_FINAL_TYPE (AcuPhotoCell, acu_photo_cell, GTK_TYPE_WIDGET)

/* Marks are made when a photo first needs them: a grid has hundreds of cells, and most marks are
 * rare.
 */
static GtkWidget *
make_trouble (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *image =
      g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                    "icon-name", "image-missing-symbolic", "pixel-size", 28, NULL);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (box, "failed");
  return box;
}

static GtkWidget *
make_badge (void)
{
  GtkWidget *badge = acu_score_badge_new ();

  gtk_widget_add_css_class (badge, "photo-mark");
  return badge;
}

static GtkWidget *
make_flag (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, "photo-mark");
  gtk_widget_add_css_class (label, "flag");
  return label;
}

static GtkWidget *
make_stars (void)
{
  GtkWidget *stars =
      g_object_new (ACU_TYPE_STAR_RATING, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, NULL);

  gtk_widget_add_css_class (stars, "photo-mark");
  gtk_widget_add_css_class (stars, "photo-stars");
  return stars;
}

static GtkWidget *
make_colour (void)
{
  GtkWidget *label =
      g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_widget_add_css_class (label, "colour-mark");
  return label;
}

/* Shows or hides a mark; returns whether it is shown. */
static gboolean
show_mark (AcuPhotoCell *self, GtkWidget **mark, gboolean shown, GtkWidget *(*make) (void))
{
  if (!*mark && shown) {
    *mark = make ();
    gtk_widget_set_parent (*mark, GTK_WIDGET (self));
  }
  if (*mark)
    gtk_widget_set_visible (*mark, shown);
  return shown;
}

/* In place of the thumbnail: which photo it is, and that it cannot be shown. */
static void
show_trouble (AcuPhotoCell *self)
{
  g_autofree char *text = NULL;

  show_mark (self, &self->trouble, TRUE, make_trouble);
  text = self->compact ? g_strdup ("")
                       : g_strdup_printf ("%s\n%s", acu_photo_get_display_name (self->photo),
                                          _ ("cannot be read"));
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (self->trouble)), text);
  gtk_widget_set_visible (gtk_widget_get_last_child (self->trouble), !self->compact);
}

static void
thumbnail_cb (gpointer texture, const GError *error, gpointer data)
{
  AcuPhotoCell *self = data;

  self->request = 0;
  g_clear_pointer (&self->plain, acu_photo_texture_unref);
  if (texture)
    self->plain = acu_photo_texture_ref (texture);
  if (!self->shows_fine)
    acu_thumbnail_view_set_texture (ACU_THUMBNAIL_VIEW (self->thumbnail), texture);
  if (texture)
    return;

  self->reason = g_strdup (error->message);
  show_trouble (self);
  if (acu_imaging_error_is_lasting (error) && self->photo && acu_photo_get_row (self->photo))
    acu_library_note_failure (self->library, acu_photo_get_row (self->photo), error->message);
}

/* What cannot be had large is shown small. */
static void
fine_thumbnail_cb (gpointer texture, const GError *error, gpointer data)
{
  AcuPhotoCell *self = data;

  self->fine_request = 0;
  if (!texture)
    return;
  self->shows_fine = TRUE;
  acu_thumbnail_view_set_texture (ACU_THUMBNAIL_VIEW (self->thumbnail), texture);
}

static void
forget_fine_thumbnail (AcuPhotoCell *self)
{
  acu_picture_cache_cancel (acu_library_get_fine_thumbnails (self->library), self->fine_request);
  self->fine_request = 0;
  self->is_fine = FALSE;
  self->shows_fine = FALSE;
}

static gboolean
is_larger_than_thumbnail (AcuPhotoCell *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int side = MAX (gtk_widget_get_width (widget), gtk_widget_get_height (widget));

  return side * gtk_widget_get_scale_factor (widget) > ACU_THUMBNAIL_LARGE * MAX_ENLARGED;
}

/* Takes the thumbnail whose size is right for what is seen; the small one stands in for it. */
static void
choose_thumbnail (AcuPhotoCell *self)
{
  const AcuPhotoRow *row = self->photo ? acu_photo_get_row (self->photo) : NULL;
  gboolean wanted = self->is_seen && row && !row->error && is_larger_than_thumbnail (self);

  if (wanted == self->is_fine)
    return;
  if (!wanted) {
    forget_fine_thumbnail (self);
    acu_thumbnail_view_set_texture (ACU_THUMBNAIL_VIEW (self->thumbnail), self->plain);
    return;
  }

  AcuPictureCache *loader = acu_library_get_fine_thumbnails (self->library);
  gpointer texture = acu_picture_cache_peek (loader, row);
  self->is_fine = TRUE;
  if (texture)
    fine_thumbnail_cb (texture, NULL, self);
  else
    self->fine_request = acu_picture_cache_request (loader, row, fine_thumbnail_cb, self);
}

static void
forget_thumbnail (AcuPhotoCell *self)
{
  forget_fine_thumbnail (self);
  g_clear_pointer (&self->plain, acu_photo_texture_unref);
  acu_picture_cache_cancel (acu_library_get_thumbnails (self->library), self->request);
  self->request = 0;
  g_clear_pointer (&self->shown, g_free);
  acu_thumbnail_view_set_texture (ACU_THUMBNAIL_VIEW (self->thumbnail), NULL);
  show_mark (self, &self->trouble, FALSE, make_trouble);
  g_clear_pointer (&self->reason, g_free);
}

static void
show_thumbnail (AcuPhotoCell *self, const AcuPhotoRow *row)
{
  AcuPictureCache *loader = acu_library_get_thumbnails (self->library);
  g_autofree char *wanted = g_strdup_printf ("%u %s", row->version, row->path);

  if (g_strcmp0 (wanted, self->shown) == 0)
    return;

  forget_thumbnail (self);
  self->shown = g_steal_pointer (&wanted);
  if (row->error) {
    show_trouble (self);
    return;
  }

  gpointer texture = acu_picture_cache_peek (loader, row);
  if (texture)
    thumbnail_cb (texture, NULL, self);
  else
    self->request = acu_picture_cache_request (loader, row, thumbnail_cb, self);
}

static void
show_colour (AcuPhotoCell *self, AcuColour colour)
{
  if (colour == self->colour_shown)
    return;
  show_mark (self, &self->colour, colour != ACU_COLOUR_NONE, make_colour);
  if (self->colour)
    acu_colour_mark_set (GTK_LABEL (self->colour), colour);
  self->colour_shown = colour;
}

/* Everything that the marks tell, in words. */
static void
describe (AcuPhotoCell *self, const AcuPhotoRow *row)
{
  g_autoptr (GString) text = g_string_new (row->display_name);
  AcuScoreScale scale = acu_library_get_scale (self->library);

  if (row->error) {
    g_string_append_printf (text, ", %s", acu_photo_row_shorten (row, row->error));
  } else if (row->has_score) {
    g_autofree char *score = acu_score_format (scale, row->score);
    g_string_append (text, ", ");
    g_string_append_printf (text, _ ("score %s, %s"), score,
                            acu_score_band_get_word (acu_score_band_get (scale, row->score)));
  } else {
    g_string_append_printf (text, ", %s", _ ("not scored"));
  }
  if (row->stars > 0) {
    g_autofree char *stars = acu_star_rating_describe (row->stars);
    g_string_append_printf (text, ", %s", stars);
  }
  if (row->flag != ACU_FLAG_NONE)
    g_string_append_printf (text, ", %s",
                            row->flag > 0 ? C_ ("photo", "picked") : C_ ("photo", "rejected"));
  if (row->colour != ACU_COLOUR_NONE)
    g_string_append_printf (text, ", %s", acu_colour_get_word (row->colour));
  if (self->proposed && row->flag == ACU_FLAG_NONE)
    g_string_append_printf (text, ", %s", self->proposed);
  if (self->n_stacked > 1) {
    g_string_append (text, ", ");
    g_string_append_printf (
        text, ngettext ("one of %u similar photo", "one of %u similar photos", self->n_stacked),
        self->n_stacked);
  }

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text->str,
                                  -1);
}

static void
word_flag (GtkWidget *flag, const char *words, gboolean is_rejection)
{
  gtk_label_set_label (GTK_LABEL (flag), words);
  gtk_widget_remove_css_class (flag, is_rejection ? "pick" : "reject");
  gtk_widget_add_css_class (flag, is_rejection ? "reject" : "pick");
}

static void
show_row (AcuPhotoCell *self)
{
  const AcuPhotoRow *row = self->photo ? acu_photo_get_row (self->photo) : NULL;
  gboolean rejected = row && row->flag == ACU_FLAG_REJECT;

  if (show_mark (self, &self->badge, row && row->has_score && !row->error, make_badge))
    acu_score_badge_set_score (ACU_SCORE_BADGE (self->badge), acu_library_get_scale (self->library),
                               row->score);
  if (show_mark (self, &self->stars, row && row->stars > 0 && !self->compact, make_stars))
    acu_star_rating_set_stars (ACU_STAR_RATING (self->stars), row->stars);
  if (show_mark (self, &self->flag, row && row->flag != ACU_FLAG_NONE && !self->compact, make_flag))
    word_flag (self->flag, rejected ? C_ ("flag", "Reject") : C_ ("flag", "Pick"), rejected);
  show_colour (self, row ? row->colour : ACU_COLOUR_NONE);
  if (show_mark (self, &self->stack, row && self->n_stacked > 1, acu_stack_mark_new))
    acu_stack_mark_set_count (self->stack, self->n_stacked);
  if (show_mark (self, &self->proposal, row && row->flag == ACU_FLAG_NONE && self->proposed,
                 make_flag)) {
    word_flag (self->proposal, self->proposed, self->is_rejection);
    gtk_widget_add_css_class (self->proposal, "proposal");
    rejected = self->is_rejection;
  }
  if (rejected)
    gtk_widget_add_css_class (GTK_WIDGET (self), "rejected");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "rejected");
  if (!row) {
    forget_thumbnail (self);
    return;
  }

  show_thumbnail (self, row);
  choose_thumbnail (self);
  describe (self, row);
}

void
acu_photo_cell_set_photo (AcuPhotoCell *self, AcuPhoto *photo)
{
  g_return_if_fail (ACU_IS_PHOTO_CELL (self));

  if (self->photo)
    g_clear_signal_handler (&self->notify, self->photo);
  if (g_set_object (&self->photo, photo))
    self->is_seen = FALSE;
  if (photo)
    self->notify = g_signal_connect_swapped (photo, "notify", G_CALLBACK (show_row), self);
  show_row (self);
}

void
acu_photo_cell_set_proposal (AcuPhotoCell *self, const char *words, gboolean is_rejection)
{
  g_return_if_fail (ACU_IS_PHOTO_CELL (self));

  if (g_strcmp0 (words, self->proposed) == 0)
    return;
  g_free (self->proposed);
  self->proposed = g_strdup (words);
  self->is_rejection = is_rejection;
  show_row (self);
}

void
acu_photo_cell_set_stack (AcuPhotoCell *self, guint count)
{
  g_return_if_fail (ACU_IS_PHOTO_CELL (self));

  if (count == self->n_stacked)
    return;
  self->n_stacked = count;
  show_row (self);
}

AcuPhoto *
acu_photo_cell_get_photo (AcuPhotoCell *self)
{
  g_return_val_if_fail (ACU_IS_PHOTO_CELL (self), NULL);

  return self->photo;
}

void
acu_photo_cell_set_seen (AcuPhotoCell *self, gboolean seen)
{
  g_return_if_fail (ACU_IS_PHOTO_CELL (self));

  self->is_seen = seen;
  choose_thumbnail (self);
}

void
acu_photo_cell_set_size (AcuPhotoCell *self, int size)
{
  g_return_if_fail (ACU_IS_PHOTO_CELL (self));

  if (size == self->size)
    return;
  self->size = size;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* Cells are as high as they are wide, or the filmstrip's three by two. */
static void
acu_photo_cell_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  AcuPhotoCell *self = ACU_PHOTO_CELL (widget);

  if (self->compact)
    *minimum = *natural =
        orientation == GTK_ORIENTATION_HORIZONTAL ? self->size * 3 / 2 : self->size;
  else
    *minimum = *natural =
        orientation == GTK_ORIENTATION_VERTICAL && for_size > 0 ? for_size : self->size;
}

static GtkRequisition
measure_mark (GtkWidget *mark)
{
  GtkRequisition size = {0, 0};

  if (mark && gtk_widget_should_layout (mark))
    gtk_widget_get_preferred_size (mark, NULL, &size);
  return size;
}

/* Puts a mark into a corner: @right and @bottom from the side where text ends, and from below;
 * pixels from these sides.  Returns how far in the next one beside it would be. */
static int
place (GtkWidget *cell, GtkWidget *mark, gboolean right, gboolean bottom, int inset, int inset_y)
{
  GtkRequisition size = measure_mark (mark);

  if (size.width == 0)
    return inset;
  if (gtk_widget_get_direction (cell) == GTK_TEXT_DIR_RTL)
    right = !right;
  int x = right ? gtk_widget_get_width (cell) - size.width - inset : inset;
  int y = bottom ? gtk_widget_get_height (cell) - size.height - inset_y : inset_y;
  gtk_widget_size_allocate (mark, &(GtkAllocation){x, y, size.width, size.height}, -1);
  return inset + size.width + GAP;
}

/* Beside the flag, which ends @inset pixels from the border, or where there is no room below it. */
static void
place_stack (AcuPhotoCell *self, int width, int inset)
{
  GtkRequisition size = measure_mark (self->stack);
  gboolean is_below =
      inset > INSET && inset + size.width + GAP + measure_mark (self->badge).width + INSET > width;

  place (GTK_WIDGET (self), self->stack, FALSE, FALSE, is_below ? INSET : inset,
         is_below ? INSET + size.height + GAP : INSET);
}

static void
acu_photo_cell_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AcuPhotoCell *self = ACU_PHOTO_CELL (widget);
  GtkAllocation whole = {0, 0, width, height};
  int inset;

  choose_thumbnail (self);
  gtk_widget_size_allocate (self->thumbnail, &whole, -1);
  if (self->trouble && gtk_widget_should_layout (self->trouble))
    gtk_widget_size_allocate (self->trouble, &whole, -1);
  place (widget, self->badge, TRUE, self->compact, INSET, INSET);
  inset = place (widget, self->flag, FALSE, FALSE, INSET, INSET);
  inset = place (widget, self->proposal, FALSE, FALSE, inset, INSET);
  place_stack (self, width, inset);
  place (widget, self->stars, FALSE, TRUE, INSET, INSET);
  place (widget, self->colour, !self->compact, !self->compact, INSET, INSET);
}

/* Asked for when it is to be seen: to set a text, the toolkit asks the display for the pointer. */
static gboolean
acu_photo_cell_query_tooltip (
    GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  AcuPhotoCell *self = ACU_PHOTO_CELL (widget);
  const AcuPhotoRow *row = self->photo ? acu_photo_get_row (self->photo) : NULL;

  if (!row)
    return FALSE;
  const char *reason = row->error ? acu_photo_row_shorten (row, row->error) : self->reason;
  g_autoptr (GString) text = g_string_new (row->display_name);
  if (row->colour != ACU_COLOUR_NONE)
    g_string_append_printf (text, "\n%s", acu_colour_get_word (row->colour));
  if (reason)
    g_string_append_printf (text, "\n%s", reason);
  gtk_tooltip_set_text (tooltip, text->str);
  return TRUE;
}

static GtkSizeRequestMode
acu_photo_cell_get_request_mode (GtkWidget *widget)
{
  return ACU_PHOTO_CELL (widget)->compact ? GTK_SIZE_REQUEST_CONSTANT_SIZE
                                          : GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
acu_photo_cell_dispose (GObject *object)
{
  AcuPhotoCell *self = ACU_PHOTO_CELL (object);

  if (self->photo) {
    g_clear_signal_handler (&self->notify, self->photo);
    g_clear_object (&self->photo);
  }
  if (self->library && acu_library_get_thumbnails (self->library)) {
    acu_picture_cache_cancel (acu_library_get_thumbnails (self->library), self->request);
    acu_picture_cache_cancel (acu_library_get_fine_thumbnails (self->library), self->fine_request);
  }
  self->request = self->fine_request = 0;
  g_clear_pointer (&self->plain, acu_photo_texture_unref);
  g_clear_object (&self->library);
  for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (self)));)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (acu_photo_cell_parent_class)->dispose (object);
}

static void
acu_photo_cell_finalize (GObject *object)
{
  g_free (ACU_PHOTO_CELL (object)->reason);
  g_free (ACU_PHOTO_CELL (object)->shown);
  g_free (ACU_PHOTO_CELL (object)->proposed);
  G_OBJECT_CLASS (acu_photo_cell_parent_class)->finalize (object);
}

static void
acu_photo_cell_init (AcuPhotoCell *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->size = 152;
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (choose_thumbnail), NULL);
  gtk_widget_add_css_class (widget, "photo-cell");
  gtk_widget_set_has_tooltip (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
}

static void
acu_photo_cell_class_init (AcuPhotoCellClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_photo_cell_dispose;
  G_OBJECT_CLASS (class)->finalize = acu_photo_cell_finalize;
  widget_class->measure = acu_photo_cell_measure;
  widget_class->size_allocate = acu_photo_cell_size_allocate;
  widget_class->query_tooltip = acu_photo_cell_query_tooltip;
  widget_class->get_request_mode = acu_photo_cell_get_request_mode;
  gtk_widget_class_set_css_name (widget_class, "photo-cell");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

GtkWidget *
acu_photo_cell_new (AcuLibrary *library, gboolean compact)
{
  AcuPhotoCell *self = g_object_new (ACU_TYPE_PHOTO_CELL, NULL);

  self->library = g_object_ref (library);
  self->compact = compact;
  if (compact) {
    self->size = 60;
    gtk_widget_add_css_class (GTK_WIDGET (self), "compact");
  }
  self->thumbnail = acu_thumbnail_view_new (compact);
  gtk_widget_set_parent (self->thumbnail, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}
