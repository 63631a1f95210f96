/* How scoring gets on, at the foot of the sidebar. */
#pragma once

#include "app/views/shared/library.h"

G_BEGIN_DECLS

#define ACU_TYPE_SCORING_CARD (acu_scoring_card_get_type ())
G_DECLARE_FINAL_TYPE (AcuScoringCard, acu_scoring_card, ACU, SCORING_CARD, GtkWidget)

/* Works on @library, and adds to @actions: pause-scoring (of a state), retry-scoring. */
void acu_scoring_card_attach (AcuScoringCard *card, AcuLibrary *library, GActionMap *actions);

G_END_DECLS
