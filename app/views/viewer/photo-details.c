#include "app/views/viewer/photo-details.h"

#include "app/views/shared/thread-task.h"

#include <string.h>

/* Bytes of all that is kept.  The application takes up to 448 MiB where the catalog has 100,000
 * photos, caches of thumbnails and previews included, and the photo that is looked at 92
 * (picture-kinds.c); 572 MiB are 600 MB.  What is left is 5.6 megapixels for each side, more than a
 * window of 2560 x 1440, or the whole of a screen of 3840 x 2160 ahead. */
#define MAX_BYTES ((gsize)32 << 20)

/* Milliseconds that a photo which is moved rests before what is seen of its neighbours is made
 * anew. */
#define REST 150

/* Bytes of a pixel. */
#define PIXEL 3

enum { AHEAD, MIDDLE, BEHIND, N_SLOTS };

typedef struct {
  gint64 photo; /* 0: none */
  guint version;
  char *path;
  AcuPhotoTexture *texture; /* what there is, NULL for nothing */
  AcuPhotoSight tried;      /* what the last answer was for, good or bad */
  gboolean is_tried;
} Slot;

struct _AcuPhotoDetails {
  AcuDecoder *decoder;
  Slot slots[N_SLOTS];
  AcuPhotoSight sight;
  GCancellable *cancellable; /* of what is being made, or NULL */
  gint64 making;             /* the photo; 0 for none */
  guint making_version;
  guint rest; /* the timeout */
  AcuPhotoDetailsFunc made;
  gpointer user_data;
};

/* What is made on a thread. */
typedef struct {
  AcuDecoder *decoder;
  char *path;
  AcuPhotoSight sight;
  gsize max_pixels;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  acu_decoder_unref (job->decoder);
  g_free (job->path);
  g_free (job);
}

static void
make_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;
  g_autoptr (AcuImage) image = acu_decoder_load (job->decoder, job->path, cancellable, &error);
  GdkRectangle around;

  if (!image) {
    g_task_return_error (task, error);
    return;
  }
  acu_photo_sight_find_around (&job->sight, image->width, image->height, job->max_pixels, &around);
  g_task_return_pointer (task, acu_photo_texture_new_part (image, &around),
                         (GDestroyNotify)acu_photo_texture_unref);
}

AcuPhotoDetails *
acu_photo_details_new (AcuDecoder *decoder, AcuPhotoDetailsFunc made, gpointer user_data)
{
  AcuPhotoDetails *details = g_rc_box_new0 (AcuPhotoDetails);

  details->made = made;
  details->user_data = user_data;
  details->decoder = decoder ? acu_decoder_ref (decoder) : NULL;
  return details;
}

static void
clear_slot (Slot *slot)
{
  g_clear_pointer (&slot->path, g_free);
  g_clear_pointer (&slot->texture, acu_photo_texture_unref);
  *slot = (Slot){0};
}

static void
give_up (AcuPhotoDetails *details)
{
  g_clear_handle_id (&details->rest, g_source_remove);
  g_cancellable_cancel (details->cancellable);
  g_clear_object (&details->cancellable);
  details->making = 0;
}

static void
clear_details (gpointer data)
{
  AcuPhotoDetails *details = data;

  g_clear_pointer (&details->decoder, acu_decoder_unref);
}

void
acu_photo_details_free (AcuPhotoDetails *details)
{
  if (!details)
    return;
  give_up (details);
  for (guint i = 0; i < N_SLOTS; i++)
    clear_slot (&details->slots[i]);
  /* What is being made has an answer to come. */
  g_rc_box_release_full (details, clear_details);
}

static gboolean
is_slot_of (const Slot *slot, gint64 photo, guint version)
{
  return photo != 0 && slot->photo == photo && slot->version == version;
}

static gboolean
is_same_sight (const AcuPhotoSight *a, const AcuPhotoSight *b)
{
  return a->x == b->x && a->y == b->y && a->zoom == b->zoom && a->width == b->width &&
         a->height == b->height;
}

/* Whether nothing better can be made of it: all is there that would be seen, or it was tried. */
static gboolean
is_done (const AcuPhotoDetails *details, const Slot *slot)
{
  GdkRectangle seen, both;

  if (slot->photo == 0 || (slot->is_tried && is_same_sight (&slot->tried, &details->sight)))
    return TRUE;
  if (!slot->texture)
    return FALSE;
  acu_photo_sight_find (&details->sight, acu_photo_texture_get_width (slot->texture),
                        acu_photo_texture_get_height (slot->texture), &seen);
  return gdk_rectangle_intersect (acu_photo_texture_get_part (slot->texture), &seen, &both) &&
         gdk_rectangle_equal (&both, &seen);
}

/* Bytes for the slot @index, what the others keep left out.  What is behind has what is left. */
static gsize
get_room (const AcuPhotoDetails *details, guint index)
{
  gsize room = MAX_BYTES;

  for (guint i = 0; i < index; i++)
    if (details->slots[i].texture)
      room -= MIN (room, acu_photo_texture_get_bytes (details->slots[i].texture));
  return room;
}

/* Lets go of what has no room any more, the least wanted first. */
static void
shrink (AcuPhotoDetails *details)
{
  for (guint i = 0; i < N_SLOTS; i++) {
    Slot *slot = &details->slots[i];
    if (slot->texture && acu_photo_texture_get_bytes (slot->texture) > get_room (details, i))
      g_clear_pointer (&slot->texture, acu_photo_texture_unref);
  }
}

static void make_next (AcuPhotoDetails *details);

static Slot *
find_slot (AcuPhotoDetails *details, gint64 photo, guint version)
{
  for (guint i = 0; i < N_SLOTS; i++)
    if (is_slot_of (&details->slots[i], photo, version))
      return &details->slots[i];
  return NULL;
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AcuPhotoDetails *details = data;
  GTask *task = G_TASK (result);
  g_autoptr (AcuPhotoTexture) texture = g_task_propagate_pointer (task, NULL);

  /* What was given up is not the one that is made now. */
  if (details->cancellable && g_task_get_cancellable (task) == details->cancellable) {
    const Job *job = g_task_get_task_data (task);
    Slot *slot = find_slot (details, details->making, details->making_version);
    slot->tried = job->sight;
    slot->is_tried = TRUE;
    g_clear_pointer (&slot->texture, acu_photo_texture_unref);
    slot->texture = g_steal_pointer (&texture);
    g_clear_object (&details->cancellable);
    details->making = 0;
    shrink (details);
    make_next (details);
    details->made (details->user_data);
  }
  g_rc_box_release_full (details, clear_details);
}

/* One after the other: each has a whole photo decoded. */
static void
make_next (AcuPhotoDetails *details)
{
  for (guint i = 0; i < N_SLOTS && details->making == 0; i++) {
    Slot *slot = &details->slots[i];
    gsize max_pixels = get_room (details, i) / PIXEL;

    if (i == MIDDLE || is_done (details, slot) || max_pixels == 0)
      continue;
    Job *job = g_new (Job, 1);
    *job = (Job){acu_decoder_ref (details->decoder), g_strdup (slot->path), details->sight,
                 max_pixels};
    details->making = slot->photo;
    details->making_version = slot->version;
    details->cancellable = g_cancellable_new ();
    g_autoptr (GTask) task =
        g_task_new (NULL, details->cancellable, made_cb, g_rc_box_acquire (details));
    g_task_set_task_data (task, job, job_free);
    acu_thread_task_run (task, make_in_thread);
    return;
  }
}

static gboolean
rest_cb (gpointer data)
{
  AcuPhotoDetails *details = data;

  details->rest = 0;
  make_next (details);
  return G_SOURCE_REMOVE;
}

static gboolean
has_any (AcuPhotoDetails *details)
{
  return details->making != 0 || acu_photo_details_get_bytes (details) > 0;
}

/* Takes what @old has of the photo of @row, if it is that. */
static void
fill_slot (Slot *slot, const AcuPhotoRow *row, Slot *old)
{
  if (!row || row->error)
    return;
  for (guint i = 0; i < N_SLOTS; i++)
    if (is_slot_of (&old[i], row->id, row->version)) {
      *slot = old[i];
      old[i] = (Slot){0};
      return;
    }
  slot->photo = row->id;
  slot->version = row->version;
  slot->path = g_strdup (row->path);
}

void
acu_photo_details_request (AcuPhotoDetails *details,
                           const AcuPhotoRow *ahead,
                           const AcuPhotoRow *middle,
                           const AcuPhotoRow *behind,
                           const AcuPhotoSight *sight)
{
  const AcuPhotoRow *rows[N_SLOTS] = {ahead, middle, behind};
  Slot old[N_SLOTS];

  g_return_if_fail (details);

  if (!details->decoder)
    return;
  memcpy (old, details->slots, sizeof old);
  memset (details->slots, 0, sizeof details->slots);
  for (guint i = 0; i < N_SLOTS && sight; i++)
    fill_slot (&details->slots[i], rows[i], old);
  for (guint i = 0; i < N_SLOTS; i++)
    clear_slot (&old[i]);
  if (!sight) {
    give_up (details);
    return;
  }

  gboolean is_moved = !is_same_sight (&details->sight, sight);
  details->sight = *sight;
  shrink (details);
  /* What is being made goes on while anybody may want it: to begin anew would take longer. */
  if (details->making != 0 && !find_slot (details, details->making, details->making_version))
    give_up (details);
  if (is_moved && has_any (details)) {
    g_clear_handle_id (&details->rest, g_source_remove);
    details->rest = g_timeout_add (REST, rest_cb, details);
  } else if (details->rest == 0) {
    make_next (details);
  }
}

AcuPhotoTexture *
acu_photo_details_get (AcuPhotoDetails *details, const AcuPhotoRow *row)
{
  g_return_val_if_fail (details && row, NULL);

  const Slot *slot = find_slot (details, row->id, row->version);
  return slot ? slot->texture : NULL;
}

gboolean
acu_photo_details_is_ready (AcuPhotoDetails *details)
{
  g_return_val_if_fail (details, FALSE);

  return details->making == 0 && details->rest == 0;
}

gsize
acu_photo_details_get_bytes (AcuPhotoDetails *details)
{
  gsize bytes = 0;

  g_return_val_if_fail (details, 0);

  for (guint i = 0; i < N_SLOTS; i++)
    if (details->slots[i].texture)
      bytes += acu_photo_texture_get_bytes (details->slots[i].texture);
  return bytes;
}
