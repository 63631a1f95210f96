/* Some of several, in a row that unfolds: a check beside each, and how many are chosen. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef struct _AcuChoiceRows AcuChoiceRows;

AcuChoiceRows *acu_choice_rows_new (const char *title);
void acu_choice_rows_free (AcuChoiceRows *rows);
GtkWidget *acu_choice_rows_get_widget (AcuChoiceRows *rows);

/* Between these two, what can be chosen is added anew; what has the id of something that was there
 * before is chosen as that was, anything else if it is @chosen.  @nothing is said where nothing was
 * added. */
void acu_choice_rows_begin (AcuChoiceRows *rows);
void acu_choice_rows_add (
    AcuChoiceRows *rows, const char *id, const char *title, const char *detail, gboolean chosen);
void acu_choice_rows_end (AcuChoiceRows *rows, const char *nothing);

/* Chooses what has @id, which is there, and unfolds the row. */
void acu_choice_rows_choose (AcuChoiceRows *rows, const char *id);

/* The ids of what is chosen. (transfer full) */
GStrv acu_choice_rows_dup_chosen (AcuChoiceRows *rows);

/* The title of what has @id, which is there. */
const char *acu_choice_rows_get_title (AcuChoiceRows *rows, const char *id);

G_END_DECLS
