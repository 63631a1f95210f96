/* Kernels made ready: one pipeline for each kernel, storage type and set of constants in use. */
#pragma once

#include "compute/vulkan/vk-context.h"
#include "compute/vulkan/vk-kernels.h"

G_BEGIN_DECLS

/* A kernel with everything that is decided before it runs; compared as bytes. */
typedef struct {
  guint32 kernel;  /* AcuVkKernel */
  guint32 storage; /* ACU_DTYPE_F32 or ACU_DTYPE_F16 */
  guint32 constants[ACU_VK_MAX_CONSTANTS];
} AcuVkPipelineKey;

AcuVkPipelines *acu_vk_pipelines_new (AcuVkContext *context, GError **error);
void acu_vk_pipelines_free (AcuVkPipelines *pipelines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuVkPipelines, acu_vk_pipelines_free)

/* Compiles the kernel if it has not been. */
gboolean acu_vk_pipelines_get (AcuVkPipelines *pipelines,
                               const AcuVkPipelineKey *key,
                               VkPipeline *pipeline,
                               GError **error);

/* Whether a kernel has been compiled here, in whatever form: for tests that must not forget one. */
gboolean acu_vk_pipelines_use (AcuVkPipelines *pipelines, AcuVkKernel kernel);

/* Bytes of compiled kernels that were found on disk. */
gsize acu_vk_pipelines_get_loaded_size (AcuVkPipelines *pipelines);

/* The layouts shared by all kernels of that many bindings. */
VkPipelineLayout acu_vk_pipelines_get_layout (AcuVkPipelines *pipelines, guint n_bindings);
VkDescriptorSetLayout acu_vk_pipelines_get_set_layout (AcuVkPipelines *pipelines, guint n_bindings);

G_END_DECLS
