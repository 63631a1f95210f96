/* A graph as a list of kernel launches, recorded once into command buffers and submitted many
 * times. */
#pragma once

#include "compute/vulkan/vk-buffer.h"
#include "compute/vulkan/vk-context.h"
#include "compute/vulkan/vk-pipeline.h"

G_BEGIN_DECLS

typedef struct _AcuVkProgram AcuVkProgram;

/* One launch of one kernel. */
typedef struct {
  AcuVkKernel kernel;
  AcuDType storage; /* of the operands that have the graph's type */
  guint32 constants[ACU_VK_MAX_CONSTANTS];
  AcuOperand operands[ACU_VK_MAX_BINDINGS]; /* inputs, then results; without a buffer: absent */
  gconstpointer push;                       /* the kernel's structure of push-constants.h */
  guint64 n_groups;                         /* workgroups, folded into two dimensions */
  double flops;                             /* 0: as many as bytes are touched */
} AcuVkLaunch;

/* The program functions of AcuBackend. */
AcuProgram *acu_vk_program_new (AcuDevice *device,
                                const AcuGraph *graph,
                                const AcuOperand *operands,
                                GError **error);
void acu_vk_program_free (AcuProgram *program);
gboolean
acu_vk_program_run (AcuProgram *program, guint phase, GCancellable *cancellable, GError **error);

/* What the operations are translated with. */

AcuVkContext *acu_vk_program_get_context (AcuVkProgram *program);
const AcuNode *acu_vk_program_get_node (AcuVkProgram *program, AcuValue value);

/* Where @value lies; an operand without a buffer for ACU_NO_VALUE. */
AcuOperand acu_vk_program_get_operand (AcuVkProgram *program, AcuValue value);

/* Where the by-product of the node that is being translated lies. */
AcuOperand acu_vk_program_get_byproduct (AcuVkProgram *program);

/* Where the first launch of a node can keep @size bytes for its second: memory that every node
 * shares.  Only its size counts until the program is complete. */
AcuOperand acu_vk_program_get_scratch (AcuVkProgram *program, gsize size);

/* The same for one of several stretches of a node's scratch memory, behind the first *@used bytes,
 * which grow by it. */
AcuOperand acu_vk_program_append_scratch (AcuVkProgram *program, gsize *used, gsize size);

/* Appends a launch; the structure and its push constants are copied. */
gboolean acu_vk_program_launch (AcuVkProgram *program, const AcuVkLaunch *launch, GError **error);

G_END_DECLS
