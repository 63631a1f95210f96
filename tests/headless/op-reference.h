/* Every operation of compute/graph.h and compute/gradient-ops.h once more: in double precision, by
 * the shortest loops that its description allows, to compare back ends with. */
#pragma once

#include "compute/graph.h"

/* Computes every value of @graph.  @values has an entry for each; those of inputs and parameters
 * are given, whatever their type as doubles, the others are allocated here.  Operations in place
 * change what is given. */
void acu_reference_run (const AcuGraph *graph, double **values);

/* For the files that implement it. */
typedef struct {
  const AcuGraph *graph;
  const AcuNode *node;
  AcuShape shapes[ACU_MAX_INPUTS];
  double *inputs[ACU_MAX_INPUTS]; /* NULL where absent */
  AcuShape shape;
  double *result;    /* zeros */
  double *byproduct; /* zeros; NULL where there is none */
} AcuReferenceCall;

typedef void (*AcuReferenceFunc) (const AcuReferenceCall *call);

/* The implementation of an operation of compute/gradient-ops.h. */
AcuReferenceFunc acu_reference_get_gradient (AcuOp op);

double acu_reference_activate (double x, AcuActivation activation);

/* The index of the element of a rank-4 tensor at (b,y,x,c). */
gsize acu_reference_index (AcuShape shape, gsize b, gsize y, gsize x, gsize c);
