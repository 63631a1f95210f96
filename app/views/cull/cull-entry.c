#include "app/views/cull/cull-entry.h"

#include "app/views/cull/cull-words.h"

#include <glib/gi18n.h>

struct _AcuCullEntry {
  GObject parent_instance;

  AcuCullSession *session;
  AcuCullKind kind;
  guint group;
  gint64 key;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (AcuCullEntry, acu_cull_entry, G_TYPE_OBJECT)

static const AcuPhotoGroup *
get_group (AcuCullEntry *self)
{
  const AcuPhotoGroups *groups = acu_cull_session_get_groups (self->session);

  return groups && self->group < groups->groups->len
             ? &g_array_index (groups->groups, AcuPhotoGroup, self->group)
             : NULL;
}

static const AcuCullPhoto *
get_member (AcuCullEntry *self, guint i)
{
  const AcuPhotoGroups *groups = acu_cull_session_get_groups (self->session);
  guint index = g_array_index (groups->members, guint, get_group (self)->first + i);

  return &g_array_index (groups->photos, AcuCullPhoto, index);
}

AcuCullKind
acu_cull_entry_get_kind (AcuCullEntry *self)
{
  g_return_val_if_fail (ACU_IS_CULL_ENTRY (self), ACU_CULL_GROUP);

  return self->kind;
}

static AcuVerdict
get_verdict (AcuCullKind kind)
{
  return kind == ACU_CULL_PICKED     ? ACU_VERDICT_PICK
         : kind == ACU_CULL_REJECTED ? ACU_VERDICT_REJECT
                                     : ACU_VERDICT_LEAVE;
}

GArray *
acu_cull_entry_list_photos (AcuCullEntry *self)
{
  GArray *photos = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_return_val_if_fail (ACU_IS_CULL_ENTRY (self), photos);

  const AcuPhotoGroups *groups = acu_cull_session_get_groups (self->session);
  const AcuCullPlan *plan = acu_cull_session_get_plan (self->session);
  if (!groups || (self->kind == ACU_CULL_GROUP && !get_group (self)))
    return photos;
  if (self->kind == ACU_CULL_GROUP) {
    for (guint i = 0; i < get_group (self)->n; i++)
      g_array_append_val (photos, get_member (self, i)->photo);
    return photos;
  }
  for (guint i = 0; i < groups->photos->len; i++)
    if (plan->proposals[i].verdict == get_verdict (self->kind))
      g_array_append_val (photos, g_array_index (groups->photos, AcuCullPhoto, i).photo);
  return photos;
}

gint64
acu_cull_entry_get_key (AcuCullEntry *self)
{
  g_return_val_if_fail (ACU_IS_CULL_ENTRY (self), 0);

  return self->key;
}

void
acu_cull_entry_renew (AcuCullEntry *self, guint group)
{
  g_return_if_fail (ACU_IS_CULL_ENTRY (self));

  self->group = group;
  g_signal_emit (self, changed_signal, 0);
}

gint64
acu_cull_entry_get_face (AcuCullEntry *self)
{
  g_return_val_if_fail (ACU_IS_CULL_ENTRY (self), 0);

  if (self->kind != ACU_CULL_GROUP || !get_group (self))
    return 0;

  const AcuPhotoGroups *groups = acu_cull_session_get_groups (self->session);
  gint32 best = acu_cull_session_get_plan (self->session)->best[self->group];
  return best < 0 ? get_member (self, 0)->photo
                  : g_array_index (groups->photos, AcuCullPhoto, best).photo;
}

char *
acu_cull_entry_get_title (AcuCullEntry *self)
{
  static const char *const titles[] = {
      [ACU_CULL_PICKED] = N_ ("Would be picked"),
      [ACU_CULL_REJECTED] = N_ ("Would be rejected"),
      [ACU_CULL_LEFT] = N_ ("Stay as they are"),
  };

  g_return_val_if_fail (ACU_IS_CULL_ENTRY (self), NULL);

  if (self->kind != ACU_CULL_GROUP)
    return g_strdup (_ (titles[self->kind]));
  return get_group (self) ? acu_cull_words_name_group (get_group (self)) : g_strdup ("");
}

char *
acu_cull_entry_get_subtitle (AcuCullEntry *self)
{
  g_return_val_if_fail (ACU_IS_CULL_ENTRY (self), NULL);

  const AcuCullPlan *plan = acu_cull_session_get_plan (self->session);
  if (!plan || (self->kind == ACU_CULL_GROUP && !get_group (self)))
    return g_strdup ("");
  if (self->kind != ACU_CULL_GROUP) {
    guint n = self->kind == ACU_CULL_PICKED     ? plan->n_picked
              : self->kind == ACU_CULL_REJECTED ? plan->n_rejected
                                                : plan->n_left;
    return g_strdup_printf (ngettext ("%'u photo", "%'u photos", n), n);
  }

  gint64 taken = get_member (self, 0)->taken;
  if (taken == G_MININT64)
    return g_strdup (_ ("At unknown times"));
  /* The camera's clock, which knows no zone. */
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (taken);
  return time ? g_date_time_format (time, "%x %X") : g_strdup ("");
}

static void
acu_cull_entry_init (AcuCullEntry *self)
{
}

static void
acu_cull_entry_class_init (AcuCullEntryClass *class)
{
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

AcuCullEntry *
acu_cull_entry_new (AcuCullSession *session, AcuCullKind kind, guint group)
{
  AcuCullEntry *self = g_object_new (ACU_TYPE_CULL_ENTRY, NULL);

  self->session = session;
  self->kind = kind;
  self->group = group;
  self->key = kind == ACU_CULL_GROUP ? get_member (self, 0)->photo : -1 - (gint64)kind;
  return self;
}
