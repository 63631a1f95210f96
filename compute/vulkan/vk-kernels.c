#include "compute/vulkan/vk-kernels.h"

#include "shaders/spirv.h"

#define CHECK(id, file, n_bindings, n_results, Push)                                               \
  G_STATIC_ASSERT ((n_bindings) <= ACU_VK_MAX_BINDINGS && (n_results) < (n_bindings));             \
  G_STATIC_ASSERT (sizeof (Push) <= ACU_VK_MAX_PUSH && sizeof (Push) % sizeof (guint32) == 0);
ACU_VK_KERNELS (CHECK)
#undef CHECK

const AcuVkKernelInfo *
acu_vk_kernel_get (AcuVkKernel kernel)
{
  static const AcuVkKernelInfo kernels[ACU_VK_N_KERNELS] = {
#define ENTRY(id, file, bindings, results, Push)                                                   \
  [ACU_VK_KERNEL_##id] = {                                                                         \
      .name = #file,                                                                               \
      .code = {acu_spirv_##file##_f32, acu_spirv_##file##_f16},                                    \
      .code_size = {sizeof acu_spirv_##file##_f32, sizeof acu_spirv_##file##_f16},                 \
      .n_bindings = (bindings),                                                                    \
      .n_results = (results),                                                                      \
      .push_size = sizeof (Push),                                                                  \
  },
    ACU_VK_KERNELS (ENTRY)
#undef ENTRY
#if ACU_HAS_COOPERATIVE_KERNEL
#define ENTRY(id, file, bindings, results, Push)                                                   \
  [ACU_VK_KERNEL_##id] = {                                                                         \
      .name = #file,                                                                               \
      .code = {NULL, acu_spirv_##file##_f16},                                                      \
      .code_size = {0, sizeof acu_spirv_##file##_f16},                                             \
      .n_bindings = (bindings),                                                                    \
      .n_results = (results),                                                                      \
      .push_size = sizeof (Push),                                                                  \
  },
        ACU_VK_COOPERATIVE_KERNELS (ENTRY)
#undef ENTRY
#endif
  };

  g_assert (kernel < ACU_VK_N_KERNELS);
  return &kernels[kernel];
}
