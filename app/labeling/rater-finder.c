#include "app/labeling/rater-finder.h"

#include "app/labeling/id-table.h"
#include "app/labeling/label-identity.h"

struct _AcuRaterFinder {
  AcuCatalog *catalog;
  GHashTable *by_uid;  /* hexadecimal: id */
  GHashTable *by_name; /* the first of that name, and whom acu_rater_finder_format() calls so: id */
};

char *
acu_rater_finder_format (const AcuRater *rater)
{
  g_autofree char *uid = acu_uid_format (rater->uid);

  return g_strdup_printf ("%s #%.8s", rater->name, uid);
}

AcuRaterFinder *
acu_rater_finder_new (AcuCatalog *catalog, GError **error)
{
  g_autoptr (GPtrArray) raters = acu_label_store_list_raters (catalog, error);
  AcuRaterFinder *finder;

  if (raters == NULL)
    return NULL;
  finder = g_new0 (AcuRaterFinder, 1);
  finder->catalog = g_object_ref (catalog);
  finder->by_uid = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  finder->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = raters->len; i > 0; i--) {
    const AcuRater *rater = g_ptr_array_index (raters, i - 1);

    g_hash_table_insert (finder->by_uid, acu_uid_format (rater->uid),
                         acu_id_table_dup_id (rater->id));
    g_hash_table_replace (finder->by_name, acu_rater_finder_format (rater),
                          acu_id_table_dup_id (rater->id));
  }
  for (guint i = raters->len; i > 0; i--) {
    const AcuRater *rater = g_ptr_array_index (raters, i - 1);

    g_hash_table_replace (finder->by_name, g_strdup (rater->name), acu_id_table_dup_id (rater->id));
  }
  return finder;
}

void
acu_rater_finder_free (AcuRaterFinder *finder)
{
  if (finder == NULL)
    return;
  g_object_unref (finder->catalog);
  g_hash_table_unref (finder->by_uid);
  g_hash_table_unref (finder->by_name);
  g_free (finder);
}

/* The uid of a rater of whom no more than the name is known. */
static void
derive_uid (const char *name, guint8 uid[ACU_UID_SIZE])
{
  g_autofree char *key = g_strconcat ("acutance rater\n", name, NULL);

  acu_uid_derive (key, uid);
}

/* 0 for none, -1 on failure. */
static gint64
find_by_uid (AcuRaterFinder *finder, const char *name, const guint8 *uid, GError **error)
{
  g_autofree char *text = acu_uid_format (uid);
  g_autofree char *named = NULL;
  guint8 derived[ACU_UID_SIZE];
  gint64 id = acu_id_table_get (finder->by_uid, text);

  if (id != 0)
    return id;
  derive_uid (name, derived);
  named = acu_uid_format (derived);
  id = acu_id_table_get (finder->by_uid, named);
  if (id == 0)
    return 0;
  if (!acu_label_store_identify_rater (finder->catalog, id, uid, error))
    return -1;
  g_hash_table_remove (finder->by_uid, named);
  g_hash_table_insert (finder->by_uid, g_steal_pointer (&text), acu_id_table_dup_id (id));
  return id;
}

gint64
acu_rater_finder_find (AcuRaterFinder *finder, const char *name, const guint8 *uid, GError **error)
{
  guint8 derived[ACU_UID_SIZE];
  gint64 id = uid != NULL ? find_by_uid (finder, name, uid, error)
                          : acu_id_table_get (finder->by_name, name);

  if (id != 0)
    return MAX (id, 0);
  if (uid == NULL)
    derive_uid (name, derived);
  id = acu_label_store_add_rater (finder->catalog, name, uid != NULL ? uid : derived, error);
  if (id != 0) {
    g_hash_table_insert (finder->by_uid, acu_uid_format (uid != NULL ? uid : derived),
                         acu_id_table_dup_id (id));
    if (!g_hash_table_contains (finder->by_name, name))
      g_hash_table_insert (finder->by_name, g_strdup (name), acu_id_table_dup_id (id));
  }
  return id;
}
