/* The settings of a run as people see them: what each is called, what it does in a sentence, and
 * how it is written.  The page that sets a run up and the one that shows it share the table. */
#pragma once

#include "app/learning/training/run-settings.h"
#include "app/learning/training/run-template.h"

G_BEGIN_DECLS

typedef enum {
  ACU_FIELD_COUNT,  /* guint */
  ACU_FIELD_SEED,   /* guint64 */
  ACU_FIELD_FLOAT,  /* float */
  ACU_FIELD_DOUBLE, /* double */
  ACU_FIELD_CHOICE, /* an enumeration */
  ACU_FIELD_NAME,   /* char *, one of the choices; the first is NULL */
  ACU_FIELD_SWITCH, /* gboolean */
} AcuRunFieldKind;

typedef struct {
  const char *name;     /* as the settings' JSON has it */
  const char *title;    /* not translated yet, as all text here */
  const char *sentence; /* what it does */
  AcuRunFieldKind kind;
  gsize offset; /* in AcuRunSettings */
  double low, high;
  const char *const *choices; /* NULL-terminated */
} AcuRunField;

/* The table, and its length. */
const AcuRunField *acu_run_fields_get (guint *n);

/* Those that the page that sets a run up does not ask for, but which a run has all the same:
 * without a sentence. */
const AcuRunField *acu_run_fields_get_told (guint *n);

/* The field called @name of those that are asked for, or NULL. */
const AcuRunField *acu_run_fields_find (const char *name);

/* How the field of @settings is written: "5e-06", "cosine", "on". (transfer full) */
char *acu_run_field_format (const AcuRunField *field, const AcuRunSettings *settings);

/* Sets a number from text, as the person's language writes it.  ACU_TRAINING_ERROR_OPTIONS, and
 * nothing is set, where it is none, or out of range, or has signs between its thousands. */
gboolean acu_run_field_parse (const AcuRunField *field,
                              const char *text,
                              AcuRunSettings *settings,
                              GError **error);

/* Of a field with choices, or a switch: which one it is, from 0. */
guint acu_run_field_get_choice (const AcuRunField *field, const AcuRunSettings *settings);
void acu_run_field_set_choice (const AcuRunField *field, guint choice, AcuRunSettings *settings);

/* "L1", "pairwise ranking": translated. */
const char *acu_loss_kind_get_label (AcuLossKind kind);

/* What a recipe is called, and what it shows, translated.  Of the paper's settings that depends on
 * what learns: its values are for whole networks (@mode) that were trained before (not
 * @from_nothing, which is of a full run). */
const char *acu_run_template_get_title (AcuRunTemplate recipe);
const char *
acu_run_template_get_sentence (AcuRunTemplate recipe, AcuRunMode mode, gboolean from_nothing);

G_END_DECLS
