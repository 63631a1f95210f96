/* The published names and shapes of tests/golden/state-dict-keys. */
#pragma once

#include <glib.h>

typedef struct {
  char *name;
  char *dtype; /* "float32", "int64" */
  guint rank;
  gint64 dims[4];
} AcuGoldenKey;

/* Reads FILE.json from that folder, in its order. (transfer full) (element-type AcuGoldenKey) */
GPtrArray *acu_golden_keys (const char *file);
