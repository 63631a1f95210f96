#include "app/views/viewer/photo-neighbours.h"

#include "app/views/shared/photo-texture.h"

#include <gtk/gtk.h>

/* Photos ahead and behind. */
#define REACH 2

/* A preview that is being made. */
typedef struct {
  guint request; /* 0: none */
  gint64 photo;
} Slot;

struct _AcuPhotoNeighbours {
  AcuPictureCache *previews;
  AcuPhotoDetails *details;
  guint position;            /* where it went last */
  int direction;             /* in which pages are turned: 1, or -1 */
  Slot slots[2 * REACH + 1]; /* one for each photo within reach, and for that in the middle */
};

AcuPhotoNeighbours *
acu_photo_neighbours_new (AcuPictureCache *previews, AcuPhotoDetails *details)
{
  AcuPhotoNeighbours *neighbours = g_new0 (AcuPhotoNeighbours, 1);

  neighbours->previews = previews;
  neighbours->details = details;
  neighbours->position = GTK_INVALID_LIST_POSITION;
  neighbours->direction = 1;
  return neighbours;
}

static void
give_up (AcuPhotoNeighbours *neighbours, Slot *slot)
{
  acu_picture_cache_cancel (neighbours->previews, slot->request);
  slot->request = 0;
}

void
acu_photo_neighbours_free (AcuPhotoNeighbours *neighbours)
{
  for (guint i = 0; i < G_N_ELEMENTS (neighbours->slots); i++)
    give_up (neighbours, &neighbours->slots[i]);
  g_free (neighbours);
}

/* (transfer full) (nullable) */
static AcuPhoto *
get_beside (GListModel *photos, guint position, int offset)
{
  gint64 place = (gint64)position + offset;

  if (position == GTK_INVALID_LIST_POSITION || place < 0)
    return NULL;
  return g_list_model_get_item (photos, (guint)place);
}

void
acu_photo_neighbours_move (AcuPhotoNeighbours *neighbours, GListModel *photos, guint position)
{
  gint64 near[2 * REACH + 1] = {0};

  for (int offset = -REACH; offset <= REACH; offset++) {
    g_autoptr (AcuPhoto) photo = get_beside (photos, position, offset);
    near[offset + REACH] = photo ? acu_photo_get_id (photo) : 0;
  }
  for (guint i = 0; i < G_N_ELEMENTS (neighbours->slots); i++) {
    Slot *slot = &neighbours->slots[i];
    gboolean is_near = FALSE;
    for (guint k = 0; k < G_N_ELEMENTS (near); k++)
      is_near |= slot->photo == near[k];
    if (!is_near)
      give_up (neighbours, slot);
  }

  if (position == GTK_INVALID_LIST_POSITION)
    acu_photo_details_request (neighbours->details, NULL, NULL, NULL, NULL);
  if (position == GTK_INVALID_LIST_POSITION || neighbours->position == GTK_INVALID_LIST_POSITION)
    neighbours->direction = 1;
  else if (position != neighbours->position)
    neighbours->direction = position > neighbours->position ? 1 : -1;
  neighbours->position = position;
}

static void
made_cb (gpointer picture, const GError *error, gpointer data)
{
  ((Slot *)data)->request = 0;
}

/* The slot of @photo, or else a free one. */
static Slot *
find_slot (AcuPhotoNeighbours *neighbours, gint64 photo)
{
  Slot *unused = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (neighbours->slots); i++) {
    Slot *slot = &neighbours->slots[i];
    if (slot->request == 0)
      unused = slot;
    else if (slot->photo == photo)
      return slot;
  }
  return unused;
}

static void
request (AcuPhotoNeighbours *neighbours, const AcuPhotoRow *row)
{
  Slot *slot = find_slot (neighbours, row->id);
  guint before = slot->request;

  /* Asked for anew, it comes before what was asked for earlier. */
  slot->photo = row->id;
  slot->request = acu_picture_cache_request (neighbours->previews, row, made_cb, slot);
  acu_picture_cache_cancel (neighbours->previews, before);
}

void
acu_photo_neighbours_request (AcuPhotoNeighbours *neighbours, GListModel *photos, guint position)
{
  acu_photo_neighbours_move (neighbours, photos, position);

  /* What is asked for last is made first. */
  for (int distance = REACH; distance >= 1; distance--)
    for (int side = -1; side <= 1; side += 2) {
      g_autoptr (AcuPhoto) photo = get_beside (photos, position, side * distance);
      const AcuPhotoRow *row = photo ? acu_photo_get_row (photo) : NULL;
      if (row && !row->error && !acu_picture_cache_peek (neighbours->previews, row))
        request (neighbours, row);
    }
}

/* Whether the preview has every pixel, as far as that is known: decoders halve what they can. */
static gboolean
is_preview_full (AcuPhotoNeighbours *neighbours, const AcuPhotoRow *row)
{
  AcuPhotoTexture *preview = acu_picture_cache_peek (neighbours->previews, row);
  int side = MIN (row->facts.width, row->facts.height);

  return preview ? acu_photo_texture_is_full (preview) : side > 0 && side < 2 * ACU_PREVIEW_SIDE;
}

void
acu_photo_neighbours_look (AcuPhotoNeighbours *neighbours,
                           GListModel *photos,
                           guint position,
                           const AcuPhotoSight *sight)
{
  const AcuPhotoRow *rows[3];
  AcuPhoto *near[3];

  for (int i = 0; i < 3; i++) {
    near[i] = get_beside (photos, position, (1 - i) * neighbours->direction);
    rows[i] = near[i] ? acu_photo_get_row (near[i]) : NULL;
    if (rows[i] && is_preview_full (neighbours, rows[i]))
      rows[i] = NULL;
  }
  acu_photo_details_request (neighbours->details, rows[0], rows[1], rows[2], sight);
  for (int i = 0; i < 3; i++)
    g_clear_object (&near[i]);
}
