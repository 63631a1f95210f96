/* The fields of a run's settings as rows that a person can change, each with its sentence. */
#pragma once

#include "app/views/train/run-fields.h"

#include <adwaita.h>

G_BEGIN_DECLS

typedef struct _AcuFieldRows AcuFieldRows;

/* Called when a person has changed the settings, or written what is no number. */
typedef void (*AcuFieldsChangedFunc) (gpointer user_data);

/* Rows for the fields of @settings, which outlive them; none are made yet. */
AcuFieldRows *
acu_field_rows_new (AcuRunSettings *settings, AcuFieldsChangedFunc changed, gpointer user_data);
void acu_field_rows_free (AcuFieldRows *rows);

/* Makes the rows in @expander, if they are not there yet.  They must not outlive @rows. */
void acu_field_rows_fill (AcuFieldRows *rows, AdwExpanderRow *expander);

/* Shows the settings as they are now. */
void acu_field_rows_show (AcuFieldRows *rows);

/* Writes @value where a person would write the field @name; the rows are there. */
void acu_field_rows_set (AcuFieldRows *rows, const char *name, const char *value);

/* What is wrong with the first number that is none, or NULL; until something is changed. */
const char *acu_field_rows_find_trouble (AcuFieldRows *rows);

G_END_DECLS
