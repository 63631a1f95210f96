/* The machine that a pickle is a program for: a stack, marks in it, a memo, and the nodes made so
 * far.  Its operations are the ones that opcodes are made of; each checks that the program takes
 * only what it has made, and that it stays within the limits. */
#pragma once

#include "compute/weights/architecture.h"
#include "compute/weights/pickle-values.h"

G_BEGIN_DECLS

typedef struct {
  AcuByteReader *input;
  const guint8 *start;            /* where the program begins, for messages */
  const AcuPickleGlobal *globals; /* what it may name */
  guint n_globals;
  AcuPickle *pickle; /* owned */
  GArray *stack;     /* AcuPickleValue */
  GArray *marks;     /* guint32: heights of the stack */
  GHashTable *memo;  /* number -> AcuPickleValue */
} AcuPickleMachine;

void acu_pickle_machine_init (AcuPickleMachine *machine,
                              AcuByteReader *input,
                              const AcuPickleGlobal *globals,
                              guint n_globals);
void acu_pickle_machine_clear (AcuPickleMachine *machine);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AcuPickleMachine, acu_pickle_machine_clear)

/* Sets an error that says what the pickle does wrong, and where; always FALSE. */
gboolean acu_pickle_machine_fail (const AcuPickleMachine *machine,
                                  AcuWeightsError code,
                                  const char *what,
                                  GError **error);

/* The same with ACU_WEIGHTS_ERROR_DAMAGED. */
gboolean
acu_pickle_machine_damaged (const AcuPickleMachine *machine, const char *what, GError **error);

gboolean acu_pickle_machine_push (AcuPickleMachine *machine, AcuPickleValue value, GError **error);

/* Makes a node and pushes it. */
gboolean
acu_pickle_machine_push_node (AcuPickleMachine *machine, AcuPickleNode node, GError **error);

/* Makes an empty TUPLE, LIST, SET or DICT and pushes it. */
gboolean
acu_pickle_machine_push_container (AcuPickleMachine *machine, AcuPickleKind kind, GError **error);

gboolean acu_pickle_machine_pop (AcuPickleMachine *machine, AcuPickleValue *value, GError **error);

/* Begins a group of values. */
gboolean acu_pickle_machine_mark (AcuPickleMachine *machine, GError **error);

/* Ends the innermost group: everything from *@first up belongs to it. */
gboolean acu_pickle_machine_pop_mark (AcuPickleMachine *machine, guint *first, GError **error);

/* Replaces the stack's values from @first up, or the last @length, by a tuple of them. */
gboolean acu_pickle_machine_make_tuple (AcuPickleMachine *machine, guint first, GError **error);
gboolean
acu_pickle_machine_make_short_tuple (AcuPickleMachine *machine, guint length, GError **error);

/* Moves the stack's values from @first up, or the last @n, into the container of this kind below
 * them; a DICT takes keys and values by turns. */
gboolean acu_pickle_machine_add_items (AcuPickleMachine *machine,
                                       AcuPickleKind kind,
                                       guint first,
                                       GError **error);
gboolean acu_pickle_machine_add_last_items (AcuPickleMachine *machine,
                                            AcuPickleKind kind,
                                            guint n,
                                            GError **error);

/* Keeps the value on top of the stack under @number, or pushes what was kept. */
gboolean acu_pickle_machine_remember (AcuPickleMachine *machine, guint64 number, GError **error);
gboolean acu_pickle_machine_recall (AcuPickleMachine *machine, guint64 number, GError **error);

/* Takes the one value that is left as the root. */
gboolean acu_pickle_machine_finish (AcuPickleMachine *machine, GError **error);

G_END_DECLS
