#include "app/views/cull/cull-reason.h"

#include "app/culling/cull-faults.h"
#include "app/views/cull/cull-words.h"
#include "app/views/shared/photo-subset.h"

/* So many lines at most; the rest is in the tooltip. */
#define MOST_LINES 3

/* So many letters of the photo's name: the reason is worth more. */
#define NAME_LETTERS 36

struct _AcuCullReason {
  GtkWidget parent_instance;

  GtkLabel *label;

  AcuLibrary *library;
  AcuCullSession *session;
  gint64 photo;
  GCancellable *cancellable; /* of what loads its faults; NULL while nothing does */
};

G_DEFINE_FINAL_TYPE (AcuCullReason, acu_cull_reason, GTK_TYPE_WIDGET)

/* @name, or its beginning and its end. (transfer full) */
static char *
shorten (const char *name)
{
  glong n = g_utf8_strlen (name, -1);

  if (n <= NAME_LETTERS)
    return g_strdup (name);
  g_autofree char *begin = g_utf8_substring (name, 0, NAME_LETTERS / 2 - 1);
  return g_strconcat (begin, "…", g_utf8_offset_to_pointer (name, n - NAME_LETTERS / 2), NULL);
}

/* @faults is NULL until they are known. */
static void
say (AcuCullReason *self, const GPtrArray *faults)
{
  const AcuCullPlan *plan = acu_cull_session_get_plan (self->session);
  int index = acu_cull_session_find (self->session, self->photo);

  if (!plan || index < 0) {
    gtk_label_set_label (self->label, "");
    gtk_widget_set_tooltip_text (GTK_WIDGET (self), NULL);
    return;
  }

  g_autoptr (AcuPhoto) photo = acu_photo_subset_get_photo (self->library, self->photo);
  g_autofree char *why =
      acu_cull_words_explain (acu_cull_session_get_groups (self->session), plan, (guint)index,
                              acu_library_get_scale (self->library), faults);
  const char *name = acu_photo_get_display_name (photo);
  g_autofree char *shortened = shorten (name);
  g_autofree char *text = *name ? g_strdup_printf ("%s · %s", shortened, why) : g_strdup (why);
  g_autofree char *whole = *name ? g_strdup_printf ("%s · %s", name, why) : g_strdup (why);
  gtk_label_set_label (self->label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), whole);
}

/* The faults, on one of the catalog's threads. */

typedef struct {
  gint64 scorer, photo, best;
} Job;

static gpointer
load_faults (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const Job *job = data;

  return acu_cull_faults_load (catalog, job->scorer, job->photo, job->best, error);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuCullReason) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) faults = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  /* Without its faults the reason is true as well: a damaged score says so where it is looked at,
   * in the viewer. */
  if (faults)
    say (self, faults);
}

/* What there is to say by faults: of a photo that is not the best, and was judged. */
static gboolean
has_faults (const AcuProposal *proposal)
{
  return proposal->reason == ACU_REASON_CLOSE || proposal->reason == ACU_REASON_BEHIND ||
         proposal->reason == ACU_REASON_WEAK;
}

void
acu_cull_reason_show (AcuCullReason *self, gint64 photo)
{
  g_return_if_fail (ACU_IS_CULL_REASON (self));

  const AcuScorerInfo *scorer = acu_library_get_scorer (self->library);
  const AcuPhotoGroups *groups = acu_cull_session_get_groups (self->session);
  const AcuCullPlan *plan = acu_cull_session_get_plan (self->session);
  int index = acu_cull_session_find (self->session, photo);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->photo = photo;
  say (self, NULL);
  if (!plan || !scorer || index < 0 || !has_faults (&plan->proposals[index]))
    return;

  gint32 group = groups->group[index];
  gint32 best = group >= 0 ? plan->best[group] : -1;
  Job *job = g_new (Job, 1);
  *job = (Job){scorer->id, photo,
               best >= 0 ? g_array_index (groups->photos, AcuCullPhoto, best).photo : 0};
  self->cancellable = g_cancellable_new ();
  acu_catalog_run_async (acu_library_get_catalog (self->library), ACU_CATALOG_READS, load_faults,
                         job, g_free, (GDestroyNotify)g_ptr_array_unref, self->cancellable,
                         loaded_cb, g_object_ref (self));
}

void
acu_cull_reason_attach (AcuCullReason *self, AcuLibrary *library, AcuCullSession *session)
{
  g_return_if_fail (ACU_IS_CULL_REASON (self) && ACU_IS_CULL_SESSION (session));

  self->library = g_object_ref (library);
  self->session = g_object_ref (session);
}

static void
acu_cull_reason_dispose (GObject *object)
{
  AcuCullReason *self = ACU_CULL_REASON (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->label)
    gtk_widget_unparent (GTK_WIDGET (self->label));
  self->label = NULL;
  g_clear_object (&self->session);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (acu_cull_reason_parent_class)->dispose (object);
}

static void
acu_cull_reason_init (AcuCullReason *self)
{
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_wrap_mode (self->label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (self->label, MOST_LINES);
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "dim-label");
  gtk_widget_set_parent (GTK_WIDGET (self->label), GTK_WIDGET (self));
}

static void
acu_cull_reason_class_init (AcuCullReasonClass *class)
{
  G_OBJECT_CLASS (class)->dispose = acu_cull_reason_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}
