#include "app/culling/photo-groups.h"

#include "app/culling/disjoint-sets.h"
#include "app/culling/likeness.h"

/* Frames that a burst's next one is compared with: cameras take turns, and a frame may be spoilt.
 */
#define LOOK_BACK 12

/* Near-duplicates differ in fewer signs than there are bands of them, so at least one of the bands
 * agrees (M. Norouzi and others, "Fast Search in Hamming Space with Multi-Index Hashing", 2012),
 * and only photos that share one are compared. */
#define N_BANDS 16
#define N_KEYS  256

/* Members of one bucket that are compared with each other; beyond that only neighbours are, so that
 * ten thousand photos of nothing do not take minutes. */
#define MAX_BUCKET 1500

typedef struct {
  const AcuCullPhoto *photos;
  guint n;
  AcuDisjointSets *sets;
  guint *by_time;
  GCancellable *cancellable;
} Grouping;

static int
compare_times (gconstpointer a, gconstpointer b, gpointer data)
{
  const AcuCullPhoto *photos = data;
  guint i = *(const guint *)a, j = *(const guint *)b;

  if (photos[i].taken != photos[j].taken)
    return photos[i].taken < photos[j].taken ? -1 : 1;
  return (i > j) - (i < j);
}

static gboolean
is_one_camera (const AcuCullPhoto *a, const AcuCullPhoto *b)
{
  return a->camera == 0 || b->camera == 0 || a->camera == b->camera;
}

/* Of photos that were taken within seconds; what was exported of them has their times. */
static gboolean
is_one_shot (const guint8 *a, const guint8 *b)
{
  return acu_likeness_is_same_scene (a, b) || acu_likeness_has_same_structure (a, b);
}

static void
join_bursts (Grouping *self)
{
  for (guint i = 1; i < self->n && !g_cancellable_is_cancelled (self->cancellable); i++) {
    const AcuCullPhoto *photo = &self->photos[self->by_time[i]];

    if (photo->taken == G_MININT64 || !photo->has_likeness)
      continue;
    for (guint back = 1; back <= MIN (i, LOOK_BACK); back++) {
      const AcuCullPhoto *earlier = &self->photos[self->by_time[i - back]];

      if (earlier->taken == G_MININT64 || photo->taken - earlier->taken > ACU_BURST_GAP)
        break;
      if (earlier->has_likeness && is_one_camera (photo, earlier) &&
          is_one_shot (photo->likeness, earlier->likeness))
        acu_disjoint_sets_join (self->sets, self->by_time[i - back], self->by_time[i]);
    }
  }
}

static void
join_bucket (Grouping *self, const guint *bucket, guint n)
{
  for (guint i = 0; i < n && !g_cancellable_is_cancelled (self->cancellable); i++)
    for (guint j = i + 1; j < MIN (n, i + MAX_BUCKET); j++) {
      const guint8 *a = self->photos[bucket[i]].likeness, *b = self->photos[bucket[j]].likeness;

      if (acu_disjoint_sets_find (self->sets, bucket[i]) !=
              acu_disjoint_sets_find (self->sets, bucket[j]) &&
          acu_likeness_is_near_duplicate (a, b))
        acu_disjoint_sets_join (self->sets, bucket[i], bucket[j]);
    }
}

static void
join_duplicates (Grouping *self)
{
  g_autofree guint *sorted = g_new (guint, self->n);

  for (guint band = 0; band < N_BANDS && !g_cancellable_is_cancelled (self->cancellable); band++) {
    guint starts[N_KEYS + 1] = {0}, next[N_KEYS];

    for (guint i = 0; i < self->n; i++)
      if (self->photos[i].has_likeness)
        starts[self->photos[i].likeness[band] + 1]++;
    for (guint key = 0; key < N_KEYS; key++) {
      starts[key + 1] += starts[key];
      next[key] = starts[key];
    }
    for (guint i = 0; i < self->n; i++)
      if (self->photos[i].has_likeness)
        sorted[next[self->photos[i].likeness[band]]++] = i;
    for (guint key = 0; key < N_KEYS; key++)
      join_bucket (self, sorted + starts[key], starts[key + 1] - starts[key]);
  }
}

static AcuGroupKind
get_kind (const AcuCullPhoto *photos, const guint *members, guint n)
{
  for (guint i = 0; i < n; i++)
    if (photos[members[i]].taken == G_MININT64 ||
        (i > 0 && photos[members[i]].taken - photos[members[i - 1]].taken > ACU_BURST_GAP))
      return ACU_GROUP_SIMILAR;
  return ACU_GROUP_BURST;
}

/* Writes the sets of two or more down, walking in the order of time. */
static void
write_groups (Grouping *self, AcuPhotoGroups *groups)
{
  g_autofree guint *sizes = g_new0 (guint, self->n);
  g_autofree guint *filled = g_new0 (guint, self->n);
  guint n_members = 0;

  for (guint i = 0; i < self->n; i++)
    sizes[acu_disjoint_sets_find (self->sets, i)]++;
  for (guint i = 0; i < self->n; i++) {
    guint photo = self->by_time[i], root = acu_disjoint_sets_find (self->sets, photo);
    AcuPhotoGroup group = {.first = n_members, .n = sizes[root]};

    if (sizes[root] < 2)
      continue;
    if (filled[root] == 0) {
      groups->group[root] = (gint32)groups->groups->len;
      g_array_append_val (groups->groups, group);
      n_members += group.n;
      g_array_set_size (groups->members, n_members);
    }
    guint number = (guint)groups->group[root];
    guint place = g_array_index (groups->groups, AcuPhotoGroup, number).first + filled[root]++;
    g_array_index (groups->members, guint, place) = photo;
    groups->group[photo] = (gint32)number;
  }
  for (guint i = 0; i < groups->groups->len; i++) {
    AcuPhotoGroup *group = &g_array_index (groups->groups, AcuPhotoGroup, i);

    group->kind =
        get_kind (self->photos, &g_array_index (groups->members, guint, group->first), group->n);
  }
}

AcuPhotoGroups *
acu_photo_groups_new (GArray *photos, GCancellable *cancellable, GError **error)
{
  g_autoptr (AcuPhotoGroups) groups = g_new0 (AcuPhotoGroups, 1);
  Grouping grouping = {
      .photos = (const AcuCullPhoto *)photos->data, .n = photos->len, .cancellable = cancellable};

  groups->photos = g_array_ref (photos);
  groups->groups = g_array_new (FALSE, FALSE, sizeof (AcuPhotoGroup));
  groups->members = g_array_new (FALSE, FALSE, sizeof (guint));
  groups->group = g_new (gint32, photos->len);
  grouping.sets = acu_disjoint_sets_new (photos->len);
  grouping.by_time = g_new (guint, photos->len);
  for (guint i = 0; i < photos->len; i++) {
    groups->group[i] = -1;
    grouping.by_time[i] = i;
  }
  if (photos->len > 0)
    g_qsort_with_data (grouping.by_time, (int)photos->len, sizeof (guint), compare_times,
                       photos->data);
  join_bursts (&grouping);
  join_duplicates (&grouping);
  write_groups (&grouping, groups);
  acu_disjoint_sets_free (grouping.sets);
  g_free (grouping.by_time);
  return g_cancellable_set_error_if_cancelled (cancellable, error) ? NULL
                                                                   : g_steal_pointer (&groups);
}

void
acu_photo_groups_free (AcuPhotoGroups *groups)
{
  g_array_unref (groups->photos);
  g_array_unref (groups->groups);
  g_array_unref (groups->members);
  g_free (groups->group);
  g_free (groups);
}
