/* Where a model comes from: its file says it in English, people read it in their language. */
#pragma once

#include "compute/weights/model-file.h"

G_BEGIN_DECLS

/* What is written of a model whose file, @path, says nothing. (transfer full) */
char *acu_provenance_of_import (const char *path);

/* What is written of a model that was trained from @base on @data on that @date. (transfer full) */
char *acu_provenance_of_training (const char *base, const char *data, const char *date);

/* What @file says, in the language of whoever reads it where it is of the two above; what people
 * wrote stays as they wrote it.  NULL where it says nothing. (transfer full) (nullable) */
char *acu_provenance_describe (const AcuModelFile *file);

G_END_DECLS
