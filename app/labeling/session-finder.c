#include "app/labeling/session-finder.h"

#include "app/labeling/id-table.h"
#include "app/labeling/label-identity.h"
#include "app/labeling/session-plan.h"

#include <string.h>

/* What a table calls by rater and seed. */
typedef struct {
  gint64 session;   /* 0: not known yet */
  gboolean differs; /* from the set's session of that rater and seed */
} Group;

struct _AcuSessionFinder {
  AcuCatalog *catalog;
  gint64 set;
  GHashTable *by_uid;  /* hexadecimal: id */
  GHashTable *by_seed; /* "RATER SEED": id, of those without a uid */
  GHashTable *labels;  /* hexadecimal: AcuLabel, not owned */
  GHashTable *places;  /* "SESSION POSITION": AcuLabel, not owned */
  GHashTable *groups;  /* "RATER SEED": Group */
};

static char *
format_seed (gint64 rater, guint64 seed)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT " %016" G_GINT64_MODIFIER "x", rater, seed);
}

static char *
format_place (gint64 session, int position)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT " %d", session, position);
}

/* A session's seed; a foreign name makes one. */
static guint64
get_seed (const char *text)
{
  guint8 uid[ACU_UID_SIZE];
  guint64 seed;

  if (strlen (text) == 16 && g_ascii_string_to_unsigned (text, 16, 0, G_MAXUINT64, &seed, NULL))
    return seed;
  acu_uid_derive (text, uid);
  memcpy (&seed, uid, sizeof seed);
  return GUINT64_FROM_LE (seed);
}

AcuSessionFinder *
acu_session_finder_new (AcuCatalog *catalog, gint64 set, const GPtrArray *known, GError **error)
{
  g_autoptr (GPtrArray) sessions = acu_label_store_list_sessions (catalog, set, error);
  AcuSessionFinder *finder;

  if (sessions == NULL)
    return NULL;
  finder = g_new0 (AcuSessionFinder, 1);
  finder->catalog = g_object_ref (catalog);
  finder->set = set;
  finder->by_uid = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  finder->by_seed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  finder->labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  finder->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  finder->groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < sessions->len; i++) {
    const AcuLabelSession *session = g_ptr_array_index (sessions, i);

    if (session->by_seed)
      g_hash_table_insert (finder->by_seed, format_seed (session->rater, session->seed),
                           acu_id_table_dup_id (session->id));
    else
      g_hash_table_insert (finder->by_uid, acu_uid_format (session->uid),
                           acu_id_table_dup_id (session->id));
  }
  for (guint i = 0; i < known->len; i++) {
    AcuLabel *label = g_ptr_array_index (known, i);

    if (label->session == 0)
      continue;
    g_hash_table_replace (finder->labels, acu_uid_format (label->uid), label);
    if (label->position >= 0)
      g_hash_table_replace (finder->places, format_place (label->session, label->position), label);
  }
  return finder;
}

void
acu_session_finder_free (AcuSessionFinder *finder)
{
  if (finder == NULL)
    return;
  g_object_unref (finder->catalog);
  g_hash_table_unref (finder->by_uid);
  g_hash_table_unref (finder->by_seed);
  g_hash_table_unref (finder->labels);
  g_hash_table_unref (finder->places);
  g_hash_table_unref (finder->groups);
  g_free (finder);
}

static Group *
get_group (AcuSessionFinder *finder, const char *key)
{
  Group *group = g_hash_table_lookup (finder->groups, key);

  if (group == NULL) {
    group = g_new0 (Group, 1);
    g_hash_table_insert (finder->groups, g_strdup (key), group);
  }
  return group;
}

void
acu_session_finder_look (AcuSessionFinder *finder, const AcuLabelRow *row, const AcuLabel *label)
{
  g_autofree char *key = NULL, *uid = NULL, *place = NULL;
  const AcuLabel *same, *there;
  Group *group;

  if (row->session == NULL || row->has_session_uid)
    return;
  key = format_seed (label->rater, get_seed (row->session));
  group = get_group (finder, key);
  uid = acu_uid_format (label->uid);
  same = g_hash_table_lookup (finder->labels, uid);
  if (same != NULL && group->session == 0)
    group->session = same->session;
  place = format_place (acu_id_table_get (finder->by_seed, key), label->position);
  there = g_hash_table_lookup (finder->places, place);
  if (same == NULL && there != NULL)
    group->differs |= !acu_label_is_same_item (there, label);
}

static gint64
create (AcuSessionFinder *finder,
        const AcuLabelRow *row,
        const AcuLabel *label,
        gboolean by_seed,
        GError **error)
{
  AcuLabelSession session = {.label_set = finder->set, .rater = label->rater, .by_seed = by_seed};
  g_autofree char *settings = NULL;
  gint64 id;

  if (row->has_session_uid)
    memcpy (session.uid, row->session_uid, ACU_UID_SIZE);
  if (row->session != NULL)
    session.seed = get_seed (row->session);
  session.settings = settings =
      acu_session_settings_to_json (&(AcuSessionSettings){.display = row->display,
                                                          .has_display = row->has_display,
                                                          .informed = !row->blind,
                                                          .has_informed = row->has_blind,
                                                          .repeat_share = row->repeat_share,
                                                          .queue = row->queue,
                                                          .basis = row->basis});
  id = acu_label_store_create_session (finder->catalog, &session, NULL, 0, error);
  return id != 0 && acu_label_store_finish_session (finder->catalog, id, error) ? id : 0;
}

static gint64
find_by_uid (AcuSessionFinder *finder,
             const AcuLabelRow *row,
             const AcuLabel *label,
             GError **error)
{
  g_autofree char *key = acu_uid_format (row->session_uid);
  gint64 id = acu_id_table_get (finder->by_uid, key);

  if (id != 0)
    return id;
  id = create (finder, row, label, FALSE, error);
  g_hash_table_insert (finder->by_uid, g_steal_pointer (&key), acu_id_table_dup_id (id));
  return id;
}

static gint64
find_by_seed (AcuSessionFinder *finder,
              const AcuLabelRow *row,
              const AcuLabel *label,
              GError **error)
{
  g_autofree char *key = format_seed (label->rater, get_seed (row->session));
  Group *group = get_group (finder, key);
  gint64 known = acu_id_table_get (finder->by_seed, key);

  if (group->session == 0)
    group->session =
        known != 0 && !group->differs ? known : create (finder, row, label, known == 0, error);
  if (known == 0)
    g_hash_table_insert (finder->by_seed, g_steal_pointer (&key),
                         acu_id_table_dup_id (group->session));
  return group->session;
}

gboolean
acu_session_finder_find (AcuSessionFinder *finder,
                         const AcuLabelRow *row,
                         const AcuLabel *label,
                         gint64 *session,
                         GError **error)
{
  *session = 0;
  if (row->session == NULL && !row->has_session_uid)
    return TRUE;
  *session = row->has_session_uid ? find_by_uid (finder, row, label, error)
                                  : find_by_seed (finder, row, label, error);
  return *session != 0;
}
