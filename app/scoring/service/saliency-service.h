/* Saliency maps of the catalog's photos, computed on a thread of its own when somebody looks. */
#pragma once

#include "app/catalog/catalog.h"
#include "app/imaging/decoder.h"
#include "app/scoring/service/saliency-map.h"

G_BEGIN_DECLS

#define ACU_TYPE_SALIENCY_SERVICE (acu_saliency_service_get_type ())
G_DECLARE_FINAL_TYPE (AcuSaliencyService, acu_saliency_service, ACU, SALIENCY_SERVICE, GObject)

/* Makes of a map what its caller shows; on the service's thread. (transfer full) */
typedef gpointer (*AcuSaliencyRender) (const AcuSaliencyMap *map);

/* A map of which @n_done of @n patches are known; takes @picture.  In the main context of the
 * caller, and never after the end or once it was cancelled. */
typedef void (*AcuSaliencyProgress) (gpointer picture, guint n_done, guint n, gpointer user_data);

typedef struct {
  gint64 photo;
  gint64 scorer;      /* that has scored it; its model and its patches are taken */
  const char *path;   /* of the photo */
  const char *device; /* a selector of acu_device_open(); NULL: "auto" */
  AcuSaliencyRender render;
  GDestroyNotify picture_free;
} AcuSaliencyRequest;

/* (transfer full) */
AcuSaliencyService *acu_saliency_service_new (AcuCatalog *catalog, AcuDecoder *decoder);

/* Computes the map of one photo, patch by patch from the worst on.  The model stays open for the
 * next photo; one request runs at a time, and others wait for it. */
void acu_saliency_service_run_async (AcuSaliencyService *service,
                                     const AcuSaliencyRequest *request,
                                     AcuSaliencyProgress progress,
                                     gpointer progress_data,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);

/* Errors: those of acu_saliency_new(), of the model store and of decoding;
 * ACU_CATALOG_ERROR_MISSING where the scorer has not scored the photo; ACU_SCORING_ERROR_NO_MODEL
 * where the model has become another one since.  (transfer full) */
gpointer
acu_saliency_service_run_finish (AcuSaliencyService *service, GAsyncResult *result, GError **error);

G_END_DECLS
