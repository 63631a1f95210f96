/* What a model's file tells of its training, for programs, in the words of the interface: its card,
 * which travels with it and is written for everybody, is in English. */
#pragma once

#include "compute/weights/model-file.h"

G_BEGIN_DECLS

/* How well it agrees with people, by the pictures that were held out, and how sure that is; NULL
 * where @file does not tell. (transfer full) (nullable) */
char *acu_card_dup_agreement (const AcuModelFile *file);

/* What it learned from, and how; NULL where @file does not tell. (transfer full) (nullable) */
char *acu_card_dup_training (const AcuModelFile *file);

/* The faults that @architecture names, as a list in words. (transfer full) */
char *acu_card_dup_faults (const AcuArchitecture *architecture);

G_END_DECLS
