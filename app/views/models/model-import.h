/* A file of weights made one of the user's models, after a look at what it is. */
#pragma once

#include "app/scoring/model-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Called when it is over: @name is what the model is called, NULL where nothing was imported;
 * @message then says why, NULL where a person decided so. */
typedef void (*AcuModelImportFunc) (const char *name, const char *message, gpointer user_data);

/* Reads @file on another thread, shows what was recognised in a dialog over @parent, and imports it
 * where that is wanted.  @owner: lives on until then; while it has no window the answer is not
 * told.
 */
void acu_model_import (GtkWidget *owner,
                       GFile *file,
                       GCancellable *cancellable,
                       AcuModelImportFunc func,
                       gpointer user_data);

G_END_DECLS
