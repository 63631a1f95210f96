/* What a run learns from or is judged by, in rows: a set that was found, or a file or folder in one
 * of the layouts in which datasets are published. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef struct _AcuDataRows AcuDataRows;

/* Works with three rows, which outlive it: @choice of a set, and of what is in no list @layout and
 * @path. */
AcuDataRows *acu_data_rows_new (AdwComboRow *choice, AdwComboRow *layout, AdwEntryRow *path);
void acu_data_rows_free (AcuDataRows *rows);

/* Offers @choices and a file or folder, and chooses @spec, the first where it is NULL,
 * and where it is "" a file or folder that is yet to be named.
 * (element-type AcuTrainingChoice): they stay until this is called again */
void acu_data_rows_fill (AcuDataRows *rows, GPtrArray *choices, const char *spec);

/* Offers @choices anew and leaves chosen what is, and as it is what somebody types.
 * (element-type AcuTrainingChoice): as above */
void acu_data_rows_refill (AcuDataRows *rows, GPtrArray *choices);

/* Asks under @title for the file or folder of what is in no list. */
void acu_data_rows_ask (AcuDataRows *rows, const char *title);

/* Shows what there is to say of the choice, and the rows that it needs; no row unless @visible. */
void acu_data_rows_show (AcuDataRows *rows, gboolean visible);

/* The data as the settings call them, or NULL while there are none. (transfer full) (nullable) */
char *acu_data_rows_dup_spec (AcuDataRows *rows);

/* What they are called. (transfer full) */
char *acu_data_rows_dup_title (AcuDataRows *rows);

G_END_DECLS
