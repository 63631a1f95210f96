#include "app/views/shared/likeness-service.h"

#include "app/culling/likeness-worker.h"
#include "app/views/shared/library-private.h"

/* Milliseconds that the photos stay as they are before they are looked at unasked. */
#define REST 1000

struct _AcuLikenessService {
  GObject parent_instance;

  AcuLibrary *library; /* its owner; NULL after the end, which a round under way outlives */
  AcuPhotoList *photos;
  gboolean is_hurried;
  gboolean is_due;   /* nobody has gone through the photos as they are now */
  GCancellable *run; /* of the round under way, or NULL */
  guint rest;        /* the timeout */
  guint n_done, n_total;
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AcuLikenessService, acu_likeness_service, G_TYPE_OBJECT)

static void wake (AcuLikenessService *self);

/* Whether the processor is to be left to others, or to nobody at all. */
static gboolean
must_wait (AcuLikenessService *self)
{
  AcuScoringService *scoring = acu_library_get_scoring (self->library);
  g_auto (AcuScoringStatus) status = {0};

  if (!scoring)
    return FALSE;
  acu_scoring_service_get_status (scoring, &status);
  return status.pause != 0 || status.state == ACU_SCORING_STARTING ||
         (status.state == ACU_SCORING_WORKING && status.n_visible_left > 0);
}

static gboolean
may_begin (AcuLikenessService *self)
{
  if (!self->photos || !acu_photo_list_get_result (self->photos) ||
      acu_photo_list_is_pending (self->photos) ||
      acu_library_get_state (self->library) != ACU_LIBRARY_READY)
    return FALSE;
  return self->is_hurried || (!acu_library_is_scanning (self->library, NULL) && !must_wait (self));
}

static void
progress_cb (guint n_done, guint n_total, gpointer data)
{
  AcuLikenessService *self = data;

  self->n_done = n_done;
  self->n_total = n_total;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuLikenessService) self = data;
  g_autoptr (GError) error = NULL;
  gboolean ok = acu_likeness_worker_run_finish (ACU_CATALOG (source), result, &error);

  /* Another round has taken its place, or none is wanted. */
  if (g_task_get_cancellable (G_TASK (result)) != self->run)
    return;
  g_clear_object (&self->run);
  if (ok)
    self->n_done = self->n_total;
  else if (self->is_hurried)
    acu_library_report (self->library, error);
  g_signal_emit (self, signals[CHANGED], 0);
  wake (self);
}

/* Goes through the photos that are shown. */
static void
look (AcuLikenessService *self)
{
  const AcuPhotoResult *result = acu_photo_list_get_result (self->photos);

  self->is_due = FALSE;
  self->n_done = self->n_total = 0;
  self->run = g_cancellable_new ();
  acu_likeness_worker_run_async (acu_library_get_catalog (self->library),
                                 acu_library_get_decoder (self->library),
                                 (const gint64 *)result->photos->data, result->photos->len,
                                 self->is_hurried ? ACU_LIKENESS_HURRIED : ACU_LIKENESS_LEISURELY,
                                 progress_cb, self, self->run, looked_cb, g_object_ref (self));
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
rest_cb (gpointer data)
{
  AcuLikenessService *self = data;

  self->rest = 0;
  /* Whatever it has to wait for says when it is over. */
  if (self->is_due && !self->run && may_begin (self))
    look (self);
  return G_SOURCE_REMOVE;
}

static void
wake (AcuLikenessService *self)
{
  if (!self->is_due || self->run || !may_begin (self))
    return;
  if (self->is_hurried)
    look (self);
  else if (self->rest == 0)
    self->rest = g_timeout_add (REST, rest_cb, self);
}

static void
interrupt (AcuLikenessService *self)
{
  self->is_due = TRUE;
  g_clear_handle_id (&self->rest, g_source_remove);
  if (!self->run)
    return;
  g_cancellable_cancel (self->run);
  g_clear_object (&self->run);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
list_updated_cb (AcuLikenessService *self)
{
  self->is_due = TRUE;
  wake (self);
}

/* Only now the contents of the files are known. */
static void
scan_changed_cb (AcuLikenessService *self)
{
  if (acu_library_is_scanning (self->library, NULL))
    return;
  self->is_due = TRUE;
  wake (self);
}

static void
scoring_changed_cb (AcuLikenessService *self)
{
  AcuScoringService *scoring = acu_library_get_scoring (self->library);
  g_auto (AcuScoringStatus) status = {0};

  if (scoring)
    acu_scoring_service_get_status (scoring, &status);
  if (self->run && !self->is_hurried && status.pause != 0)
    interrupt (self);
  else
    wake (self);
}

static void
state_changed_cb (AcuLikenessService *self)
{
  interrupt (self);
  if (self->photos || !acu_library_get_photos (self->library))
    return;
  self->photos = g_object_ref (acu_library_get_photos (self->library));
  g_signal_connect_object (self->photos, "updated", G_CALLBACK (list_updated_cb), self,
                           G_CONNECT_SWAPPED);
}

void
acu_likeness_service_stop (AcuLikenessService *self)
{
  g_return_if_fail (ACU_IS_LIKENESS_SERVICE (self));

  if (!self->library)
    return;
  interrupt (self);
  self->is_due = FALSE;
  if (self->photos)
    g_signal_handlers_disconnect_by_data (self->photos, self);
  g_clear_object (&self->photos);
  g_signal_handlers_disconnect_by_data (self->library, self);
  self->library = NULL;
}

void
acu_likeness_service_set_hurried (AcuLikenessService *self, gboolean hurried)
{
  g_return_if_fail (ACU_IS_LIKENESS_SERVICE (self));

  if (self->is_hurried == hurried)
    return;
  self->is_hurried = hurried;
  interrupt (self);
  wake (self);
}

gboolean
acu_likeness_service_is_busy (AcuLikenessService *self, guint *n_done, guint *n_total)
{
  g_return_val_if_fail (ACU_IS_LIKENESS_SERVICE (self), FALSE);

  *n_done = self->n_done;
  *n_total = self->n_total;
  return self->run != NULL || (self->is_hurried && self->is_due);
}

AcuLikenessService *
acu_library_get_likenesses (AcuLibrary *library)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (library), NULL);

  return library->likenesses;
}

static void
acu_likeness_service_dispose (GObject *object)
{
  AcuLikenessService *self = ACU_LIKENESS_SERVICE (object);

  acu_likeness_service_stop (self);
  G_OBJECT_CLASS (acu_likeness_service_parent_class)->dispose (object);
}

static void
acu_likeness_service_init (AcuLikenessService *self)
{
}

static void
acu_likeness_service_class_init (AcuLikenessServiceClass *class)
{
  G_OBJECT_CLASS (class)->dispose = acu_likeness_service_dispose;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

AcuLikenessService *
acu_likeness_service_new (AcuLibrary *library)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (library), NULL);

  AcuLikenessService *self = g_object_new (ACU_TYPE_LIKENESS_SERVICE, NULL);

  self->library = library;
  g_signal_connect_object (library, "state-changed", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "query-changed", G_CALLBACK (interrupt), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "scan-changed", G_CALLBACK (scan_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "scoring-changed", G_CALLBACK (scoring_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
