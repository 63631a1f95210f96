/* Runs a small graph of random inputs on a device and compares with op-reference.h. */
#pragma once

#include "compute/device.h"
#include "compute/graph.h"
#include "compute/random.h"

typedef struct {
  AcuGraph *graph;
  AcuRandom random;
  GPtrArray *inputs; /* double *, for each node that is an input or parameter, else NULL */
} AcuOpFixture;

AcuOpFixture *acu_op_fixture_new (AcuDType storage, guint64 seed);
void acu_op_fixture_free (AcuOpFixture *fixture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuOpFixture, acu_op_fixture_free)

/* An input of the graph's storage type, normally distributed. */
AcuValue acu_op_fixture_map (AcuOpFixture *fixture, AcuShape shape);

/* The same as a parameter: of rank 1 always F32. */
AcuValue acu_op_fixture_parameter (AcuOpFixture *fixture, AcuShape shape);

/* An F32 input (@length), uniform in @low..@high. */
AcuValue acu_op_fixture_vector (AcuOpFixture *fixture, gsize length, double low, double high);

/* An F32 input of the @length numbers at @numbers. */
AcuValue acu_op_fixture_numbers (AcuOpFixture *fixture, const float *numbers, gsize length);

/* A U8 input. */
AcuValue acu_op_fixture_image (AcuOpFixture *fixture, AcuShape shape);

/* The state of the random generator: a U32 (4) input. */
AcuValue acu_op_fixture_state (AcuOpFixture *fixture);

/* Runs the graph and compares all of its outputs with the reference.  Runs it again and compares
 * bit by bit.  Fails the running test where something differs.
 *
 * An output may be wrong by @tolerance (times the unit roundoff of F32), or by @half_tolerance
 * (times that of F16) where this is its type, relative to its own magnitude and the root mean
 * square of its value together. */
void acu_op_fixture_check (AcuOpFixture *fixture,
                           AcuDevice *device,
                           double tolerance,
                           double half_tolerance);
