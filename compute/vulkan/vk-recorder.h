/* Tells where memory barriers are needed between kernel launches.
 *
 * It remembers which stretches of which buffers were read and written since the last barrier; a
 * launch needs a new one only if it reads what was written or writes what was touched.  Launches
 * that have nothing to do with each other run side by side. */
#pragma once

#include "compute/vulkan/vk-buffer.h"

G_BEGIN_DECLS

typedef struct {
  AcuVkContext *context;
  GArray *accesses; /* since the last barrier */
} AcuVkRecorder;

void acu_vk_recorder_init (AcuVkRecorder *recorder, AcuVkContext *context);
void acu_vk_recorder_clear (AcuVkRecorder *recorder);

/* Records a barrier into @commands if a launch needs one that reads the first @n_operands -
 * @n_results of @operands and writes the rest. */
void acu_vk_recorder_order (AcuVkRecorder *recorder,
                            VkCommandBuffer commands,
                            const AcuOperand *operands,
                            guint n_operands,
                            guint n_results);

/* A barrier between everything before and kernels or the host after. */
void acu_vk_recorder_barrier (AcuVkRecorder *recorder, VkCommandBuffer commands);

G_END_DECLS
