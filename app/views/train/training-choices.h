/* What a training can begin with: models, data, devices.  Finding them reads files and asks
 * drivers, on another thread. */
#pragma once

#include "app/catalog/catalog.h"

#include <adwaita.h>

G_BEGIN_DECLS

typedef struct {
  char *title;  /* "nano" */
  char *detail; /* "Swin nano, channel attention · CC0-1.0" */
  char *value;  /* what the settings call it */
  char *preset; /* of a model */
} AcuTrainingChoice;

/* (element-type AcuTrainingChoice), but for the names */
typedef struct {
  GPtrArray *bases;
  GPtrArray *data;
  GPtrArray *devices;
  GPtrArray *models; /* what all models are called, also those that cannot be used; char * */
  char *left_out;    /* which label sets are not among the data, and why; NULL: all are */
} AcuTrainingChoices;

void acu_training_choices_free (AcuTrainingChoices *choices);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuTrainingChoices, acu_training_choices_free)

/* @catalog: where label sets are. */
void acu_training_choices_find_async (AcuCatalog *catalog,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);

/* (transfer full) */
AcuTrainingChoices *
acu_training_choices_find_finish (AcuCatalog *catalog, GAsyncResult *result, GError **error);

/* Offers @choices in @row, and @last (nullable) behind them, and chooses @value, or the first where
 * that is none of them.  Returns whether it is.  (element-type AcuTrainingChoice) */
gboolean acu_training_choices_offer (AdwComboRow *row,
                                     GPtrArray *choices,
                                     const char *value,
                                     const char *last);

/* What is chosen of @choices (nullable) in @row; NULL for anything behind them.
 * (element-type AcuTrainingChoice) */
const AcuTrainingChoice *acu_training_choices_get_chosen (AdwComboRow *row, GPtrArray *choices);

G_END_DECLS
