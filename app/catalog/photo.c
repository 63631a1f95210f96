#include "app/catalog/photo.h"

#include <math.h>

struct _AcuPhoto {
  GObject parent;

  gint64 id;
  AcuPhotoRow *row;
};

G_DEFINE_FINAL_TYPE (AcuPhoto, acu_photo, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_LOADED,
  PROP_PATH,
  PROP_DISPLAY_NAME,
  PROP_ERROR,
  PROP_STARS,
  PROP_FLAG,
  PROP_COLOUR,
  PROP_HAS_SCORE,
  PROP_SCORE,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

gint64
acu_photo_get_id (AcuPhoto *photo)
{
  g_return_val_if_fail (ACU_IS_PHOTO (photo), 0);

  return photo->id;
}

gboolean
acu_photo_is_loaded (AcuPhoto *photo)
{
  g_return_val_if_fail (ACU_IS_PHOTO (photo), FALSE);

  return photo->row != NULL;
}

const AcuPhotoRow *
acu_photo_get_row (AcuPhoto *photo)
{
  g_return_val_if_fail (ACU_IS_PHOTO (photo), NULL);

  return photo->row;
}

const char *
acu_photo_get_display_name (AcuPhoto *photo)
{
  g_return_val_if_fail (ACU_IS_PHOTO (photo), "");

  return photo->row != NULL ? photo->row->display_name : "";
}

const char *
acu_photo_get_path (AcuPhoto *photo)
{
  g_return_val_if_fail (ACU_IS_PHOTO (photo), NULL);

  return photo->row != NULL ? photo->row->path : NULL;
}

static void
acu_photo_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  static const AcuPhotoRow nothing = {.score = (double)NAN};
  AcuPhoto *photo = ACU_PHOTO (object);
  const AcuPhotoRow *row = photo->row != NULL ? photo->row : &nothing;

  switch (id) {
  case PROP_LOADED:
    g_value_set_boolean (value, photo->row != NULL);
    break;
  case PROP_PATH:
    g_value_set_string (value, row->path);
    break;
  case PROP_DISPLAY_NAME:
    g_value_set_string (value, acu_photo_get_display_name (photo));
    break;
  case PROP_ERROR:
    g_value_set_string (value, row->error);
    break;
  case PROP_STARS:
    g_value_set_int (value, row->stars);
    break;
  case PROP_FLAG:
    g_value_set_int (value, (int)row->flag);
    break;
  case PROP_COLOUR:
    g_value_set_int (value, (int)row->colour);
    break;
  case PROP_HAS_SCORE:
    g_value_set_boolean (value, row->has_score);
    break;
  case PROP_SCORE:
    g_value_set_double (value, row->score);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
acu_photo_finalize (GObject *object)
{
  acu_photo_row_free (ACU_PHOTO (object)->row);
  G_OBJECT_CLASS (acu_photo_parent_class)->finalize (object);
}

static void
acu_photo_init (AcuPhoto *photo)
{
}

static void
acu_photo_class_init (AcuPhotoClass *class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = acu_photo_get_property;
  object_class->finalize = acu_photo_finalize;
  properties[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE, flags);
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  properties[PROP_DISPLAY_NAME] = g_param_spec_string ("display-name", NULL, NULL, "", flags);
  properties[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags);
  properties[PROP_STARS] = g_param_spec_int ("stars", NULL, NULL, 0, 5, 0, flags);
  properties[PROP_FLAG] = g_param_spec_int ("flag", NULL, NULL, -1, 1, 0, flags);
  properties[PROP_COLOUR] = g_param_spec_int ("colour", NULL, NULL, 0, 5, 0, flags);
  properties[PROP_HAS_SCORE] = g_param_spec_boolean ("has-score", NULL, NULL, FALSE, flags);
  properties[PROP_SCORE] =
      g_param_spec_double ("score", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0.0, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

AcuPhoto *
acu_photo_new (gint64 id)
{
  AcuPhoto *photo = g_object_new (ACU_TYPE_PHOTO, NULL);

  photo->id = id;
  return photo;
}

static gboolean
same_score (const AcuPhotoRow *a, const AcuPhotoRow *b)
{
  return a->has_score == b->has_score && (!a->has_score || a->score == b->score) &&
         g_strcmp0 (a->score_error, b->score_error) == 0;
}

void
acu_photo_take_row (AcuPhoto *photo, AcuPhotoRow *row)
{
  GObject *object = G_OBJECT (photo);
  AcuPhotoRow *old = photo->row;

  g_return_if_fail (ACU_IS_PHOTO (photo) && row != NULL && row->id == photo->id);

  photo->row = row;
  g_object_freeze_notify (object);
  if (old == NULL || !g_str_equal (old->path, row->path)) {
    g_object_notify_by_pspec (object, properties[PROP_PATH]);
    g_object_notify_by_pspec (object, properties[PROP_DISPLAY_NAME]);
  }
  if (old == NULL || g_strcmp0 (old->error, row->error) != 0)
    g_object_notify_by_pspec (object, properties[PROP_ERROR]);
  if (old == NULL || old->stars != row->stars)
    g_object_notify_by_pspec (object, properties[PROP_STARS]);
  if (old == NULL || old->flag != row->flag)
    g_object_notify_by_pspec (object, properties[PROP_FLAG]);
  if (old == NULL || old->colour != row->colour)
    g_object_notify_by_pspec (object, properties[PROP_COLOUR]);
  if (old == NULL || !same_score (old, row)) {
    g_object_notify_by_pspec (object, properties[PROP_HAS_SCORE]);
    g_object_notify_by_pspec (object, properties[PROP_SCORE]);
  }
  /* Last, and also for what no property tells: whoever shows more of the row listens to this. */
  g_object_notify_by_pspec (object, properties[PROP_LOADED]);
  g_object_thaw_notify (object);
  acu_photo_row_free (old);
}
