#include "app/catalog/error.h"

G_DEFINE_QUARK (acu - catalog - error - quark, acu_catalog_error)
