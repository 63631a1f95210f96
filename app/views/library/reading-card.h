/* How far reading a folder from disk has got, in the sidebar: where that takes longer than a
 * moment, or where it was stopped. */
#pragma once

#include "app/views/shared/library.h"

G_BEGIN_DECLS

#define ACU_TYPE_READING_CARD (acu_reading_card_get_type ())
G_DECLARE_FINAL_TYPE (AcuReadingCard, acu_reading_card, ACU, READING_CARD, GtkWidget)

/* Works on @library, and adds to @actions: stop-reading, and look-again, which reads the folder
 * that is open once more and goes on where reading was stopped. */
void acu_reading_card_attach (AcuReadingCard *card, AcuLibrary *library, GActionMap *actions);

G_END_DECLS
