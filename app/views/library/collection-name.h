/* A dialog that asks what a collection is to be called. */
#pragma once

#include "app/views/library/own-collections.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The dialog's response where a name was given that no other collection has. */
#define ACU_COLLECTION_NAMED "name"

/* Asks under @heading, with a button @verb; @before (nullable) is the name that it has, @text what
 * stands in the entry at first.  (transfer none) */
AdwMessageDialog *acu_collection_name_ask (GtkWindow *parent,
                                           AcuOwnCollections *own,
                                           const char *heading,
                                           const char *verb,
                                           const char *before,
                                           const char *text);

/* What was typed, without spaces around it. (transfer full) */
char *acu_collection_name_dup (AdwMessageDialog *dialog);

G_END_DECLS
