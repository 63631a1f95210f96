/* What a scan found, in words. */
#pragma once

#include "app/catalog/folder-scan.h"

G_BEGIN_DECLS

/* "3 new photos · 1 gone", or that nothing has changed. (transfer full) */
char *acu_scan_words_tell (const AcuScanCounts *counts);

G_END_DECLS
