#include "app/scoring/service/scoring-service.h"

#include "app/scoring/service/scoring-worker.h"

/* Between two `changed` signals, milliseconds. */
#define SIGNAL_INTERVAL 100

struct _AcuScoringService {
  GObject parent_instance;
  AcuCatalog *catalog;
  AcuScoringWorker *worker; /* NULL once stopped */
  AcuScoringStatus last;    /* of a stopped service */
};

G_DEFINE_FINAL_TYPE (AcuScoringService, acu_scoring_service, G_TYPE_OBJECT)

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* How the worker's thread reaches the service, which may be gone. */
typedef struct {
  GWeakRef service;
  GMainContext *context;
  gint is_pending; /* atomic: a signal is on its way */
} Link;

void
acu_scoring_status_clear (AcuScoringStatus *status)
{
  g_clear_pointer (&status->model, g_free);
  g_clear_pointer (&status->device, g_free);
  g_clear_pointer (&status->message, g_free);
}

static void
link_clear (gpointer data)
{
  Link *link = data;

  g_weak_ref_clear (&link->service);
  g_main_context_unref (link->context);
}

static void
link_unref (gpointer link)
{
  g_atomic_rc_box_release_full (link, link_clear);
}

static gboolean
emit_cb (gpointer data)
{
  Link *link = data;
  g_autoptr (AcuScoringService) service = g_weak_ref_get (&link->service);

  g_atomic_int_set (&link->is_pending, FALSE);
  if (service != NULL)
    g_signal_emit (service, signals[SIGNAL_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
notify_cb (gpointer data)
{
  Link *link = data;
  g_autoptr (GSource) source = NULL;

  if (!g_atomic_int_compare_and_exchange (&link->is_pending, FALSE, TRUE))
    return;
  source = g_timeout_source_new (SIGNAL_INTERVAL);
  g_source_set_callback (source, emit_cb, g_atomic_rc_box_acquire (link), link_unref);
  g_source_attach (source, link->context);
}

static void
catalog_changed_cb (AcuCatalog *catalog, const AcuCatalogChange *change, AcuScoringService *service)
{
  if (service->worker != NULL && (change->flags & ACU_CHANGE_LIST) != 0)
    acu_scoring_board_look_again (acu_scoring_worker_get_board (service->worker));
}

static void
end (AcuScoringService *service, void (*end_worker) (AcuScoringWorker *worker))
{
  if (service->worker == NULL)
    return;
  g_signal_handlers_disconnect_by_data (service->catalog, service);
  acu_scoring_board_get_status (acu_scoring_worker_get_board (service->worker), &service->last);
  end_worker (g_steal_pointer (&service->worker));
}

static void
acu_scoring_service_dispose (GObject *object)
{
  acu_scoring_service_stop (ACU_SCORING_SERVICE (object));
  G_OBJECT_CLASS (acu_scoring_service_parent_class)->dispose (object);
}

static void
acu_scoring_service_finalize (GObject *object)
{
  AcuScoringService *service = ACU_SCORING_SERVICE (object);

  acu_scoring_status_clear (&service->last);
  g_object_unref (service->catalog);
  G_OBJECT_CLASS (acu_scoring_service_parent_class)->finalize (object);
}

static void
acu_scoring_service_class_init (AcuScoringServiceClass *class)
{
  G_OBJECT_CLASS (class)->dispose = acu_scoring_service_dispose;
  G_OBJECT_CLASS (class)->finalize = acu_scoring_service_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", ACU_TYPE_SCORING_SERVICE, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
acu_scoring_service_init (AcuScoringService *service)
{
}

AcuScoringService *
acu_scoring_service_new (AcuCatalog *catalog, const AcuScoringSettings *settings)
{
  AcuScoringService *service = g_object_new (ACU_TYPE_SCORING_SERVICE, NULL);
  Link *link = g_atomic_rc_box_new0 (Link);

  g_weak_ref_init (&link->service, service);
  link->context = g_main_context_ref_thread_default ();
  service->catalog = g_object_ref (catalog);
  service->worker = acu_scoring_worker_new (catalog, settings,
                                            acu_scoring_board_new (notify_cb, link, link_unref));
  g_signal_connect (catalog, "changed", G_CALLBACK (catalog_changed_cb), service);
  return service;
}

void
acu_scoring_service_stop (AcuScoringService *service)
{
  end (service, acu_scoring_worker_stop);
}

void
acu_scoring_service_finish (AcuScoringService *service)
{
  end (service, acu_scoring_worker_finish);
}

void
acu_scoring_service_get_status (AcuScoringService *service, AcuScoringStatus *status)
{
  if (service->worker != NULL) {
    acu_scoring_board_get_status (acu_scoring_worker_get_board (service->worker), status);
    return;
  }
  *status = service->last;
  status->model = g_strdup (service->last.model);
  status->device = g_strdup (service->last.device);
  status->message = g_strdup (service->last.message);
}

void
acu_scoring_service_set_visible (AcuScoringService *service, const gint64 *photos, gsize n)
{
  if (service->worker != NULL)
    acu_scoring_board_set_visible (acu_scoring_worker_get_board (service->worker), photos, n);
}

void
acu_scoring_service_set_folder (AcuScoringService *service, const char *path)
{
  if (service->worker != NULL)
    acu_scoring_board_set_folder (acu_scoring_worker_get_board (service->worker), path);
}

void
acu_scoring_service_set_paused (AcuScoringService *service, AcuPauseReasons reason, gboolean paused)
{
  if (service->worker != NULL)
    acu_scoring_board_set_paused (acu_scoring_worker_get_board (service->worker), reason, paused);
}

void
acu_scoring_service_retry (AcuScoringService *service)
{
  if (service->worker != NULL)
    acu_scoring_board_retry (acu_scoring_worker_get_board (service->worker));
}
