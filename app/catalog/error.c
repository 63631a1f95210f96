#include "app/catalog/error.h"

G_DEFINE_QUARK (acu_catalog_error, acu_catalog_error)
