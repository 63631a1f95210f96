#include "app/views/library/compare-choice.h"

/* Puts the others of @group that are still in the list behind @photo, if it is one of them. */
static void
add_group (GArray *chosen, AcuPhotoList *photos, gint64 photo, const GArray *group)
{
  gboolean has_photo = FALSE;

  for (guint i = 0; i < group->len && !has_photo; i++)
    has_photo = g_array_index (group, gint64, i) == photo;
  for (guint i = 0; i < group->len && has_photo; i++) {
    gint64 other = g_array_index (group, gint64, i);
    if (other != photo && acu_photo_list_find (photos, other) != G_MAXUINT)
      g_array_append_val (chosen, other);
  }
}

GArray *
acu_compare_choice_make (AcuPhotoList *photos,
                         gint64 photo,
                         const GArray *const *groups,
                         guint n_groups)
{
  g_return_val_if_fail (ACU_IS_PHOTO_LIST (photos), NULL);

  GArray *chosen = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint position = photo != 0 ? acu_photo_list_find (photos, photo) : G_MAXUINT;

  if (position == G_MAXUINT)
    return chosen;
  g_array_append_val (chosen, photo);
  for (guint i = 0; i < n_groups && chosen->len < 2; i++)
    add_group (chosen, photos, photo, groups[i]);
  if (chosen->len < 2) {
    gint64 beside = acu_photo_list_get_id (photos, position + 1);
    if (beside == 0 && position > 0)
      beside = acu_photo_list_get_id (photos, position - 1);
    if (beside != 0)
      g_array_append_val (chosen, beside);
  }
  return chosen;
}
