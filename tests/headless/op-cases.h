/* Tables of operations that are tested alike: on every device, in every storage type that it has.
 */
#pragma once

#include "op-fixture.h"

/* A case's numbers: what they mean is told at its builder. */
#define ACU_OP_MAX_NUMBERS 8

typedef struct {
  const char *name;
  AcuValue (*build) (AcuOpFixture *fixture, const guint *n);
  double tolerance; /* roundoffs of F32, see acu_op_fixture_check() */
  guint n[ACU_OP_MAX_NUMBERS];
  double half_tolerance; /* of F16, where it is more than that of one result */
} AcuOpCase;

/* Adds a test "/@suite/DEVICE/TYPE/NAME" for each of @cases: on the device that the environment
 * variable ACUTANCE_TEST_DEVICE names, or on all there are; and one that fails where an operation
 * from @first to before @end has no case. */
void
acu_op_add_cases (const char *suite, const AcuOpCase *cases, gsize n_cases, AcuOp first, AcuOp end);
