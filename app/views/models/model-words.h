/* Models in words. */
#pragma once

#include "app/scoring/model-store.h"

G_BEGIN_DECLS

/* "Swin nano, channel attention, 3.9 M parameters". (transfer full) */
char *acu_model_dup_architecture_words (const AcuArchitecture *architecture,
                                        gboolean backbone_only);

/* "native, scores 0 to 100, names 11 faults". (transfer full) */
char *acu_model_dup_use_words (const AcuArchitecture *architecture);

/* "channel attention": how the stages of a network are brought together, translated. */
const char *acu_fusion_get_words (AcuFusion fusion);

/* A card's Markdown as Pango markup: headings, bold, code, lists; tables as they are, in the same
 * width.  What it does not know stays as it is written. (transfer full) */
char *acu_card_to_markup (const char *markdown);

G_END_DECLS
