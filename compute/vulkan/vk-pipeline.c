#include "compute/vulkan/vk-pipeline.h"

#include <string.h>

#include "compute/vulkan/vk-pipeline-cache.h"
#include "compute/vulkan/vk-result.h"

struct _AcuVkPipelines {
  AcuVkContext *context;
  char *cache_path;
  gsize loaded_size; /* of the driver's data when it was read from disk */
  VkPipelineCache cache;
  VkDescriptorSetLayout set_layouts[ACU_VK_MAX_BINDINGS + 1]; /* by number of bindings */
  VkPipelineLayout layouts[ACU_VK_MAX_BINDINGS + 1];
  VkShaderModule modules[ACU_VK_N_KERNELS][2];
  GHashTable *pipelines; /* AcuVkPipelineKey -> VkPipeline */
};

static guint
key_hash (gconstpointer data)
{
  const guint32 *words = data;
  guint hash = 5381;

  for (gsize i = 0; i < sizeof (AcuVkPipelineKey) / sizeof *words; i++)
    hash = hash * 33 + words[i];
  return hash;
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (AcuVkPipelineKey)) == 0;
}

static gboolean
create_layouts (AcuVkPipelines *pipelines, guint n_bindings, GError **error)
{
  AcuVkContext *context = pipelines->context;
  VkDescriptorSetLayoutBinding bindings[ACU_VK_MAX_BINDINGS];
  const VkDescriptorSetLayoutCreateInfo set = {
      .sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO,
      .bindingCount = n_bindings,
      .pBindings = bindings,
  };
  const VkPushConstantRange push = {
      .stageFlags = VK_SHADER_STAGE_COMPUTE_BIT,
      .size = ACU_VK_MAX_PUSH,
  };
  VkPipelineLayoutCreateInfo layout = {
      .sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO,
      .setLayoutCount = 1,
      .pushConstantRangeCount = 1,
      .pPushConstantRanges = &push,
  };
  gboolean success = FALSE;

  for (guint i = 0; i < n_bindings; i++)
    bindings[i] = (VkDescriptorSetLayoutBinding){
        .binding = i,
        .descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
        .descriptorCount = 1,
        .stageFlags = VK_SHADER_STAGE_COMPUTE_BIT,
    };
  VK (context->api.CreateDescriptorSetLayout (context->device, &set, NULL,
                                              &pipelines->set_layouts[n_bindings]));
  acu_vk_context_name (context, VK_OBJECT_TYPE_DESCRIPTOR_SET_LAYOUT,
                       ACU_VK_ID (pipelines->set_layouts[n_bindings]), "%u bindings", n_bindings);
  layout.pSetLayouts = &pipelines->set_layouts[n_bindings];
  VK (context->api.CreatePipelineLayout (context->device, &layout, NULL,
                                         &pipelines->layouts[n_bindings]));
  acu_vk_context_name (context, VK_OBJECT_TYPE_PIPELINE_LAYOUT,
                       ACU_VK_ID (pipelines->layouts[n_bindings]), "%u bindings", n_bindings);
  success = TRUE;

cleanup:
  return success;
}

static gboolean
create_cache (AcuVkPipelines *pipelines, GError **error)
{
  AcuVkContext *context = pipelines->context;
  g_autoptr (GBytes) data = acu_vk_pipeline_cache_load (pipelines->cache_path);
  VkPipelineCacheCreateInfo info = {.sType = VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO};
  gboolean success = FALSE;

  if (data != NULL)
    info.pInitialData = g_bytes_get_data (data, &info.initialDataSize);
  pipelines->loaded_size = info.initialDataSize;
  VK (context->api.CreatePipelineCache (context->device, &info, NULL, &pipelines->cache));
  acu_vk_context_name (context, VK_OBJECT_TYPE_PIPELINE_CACHE, ACU_VK_ID (pipelines->cache),
                       "kernels");
  success = TRUE;

cleanup:
  return success;
}

AcuVkPipelines *
acu_vk_pipelines_new (AcuVkContext *context, GError **error)
{
  g_autoptr (AcuVkPipelines) pipelines = g_new0 (AcuVkPipelines, 1);

  pipelines->context = context;
  pipelines->cache_path = acu_vk_pipeline_cache_get_path (&context->traits);
  pipelines->pipelines = g_hash_table_new_full (key_hash, key_equal, g_free, g_free);
  for (guint n_bindings = 1; n_bindings <= ACU_VK_MAX_BINDINGS; n_bindings++)
    if (!create_layouts (pipelines, n_bindings, error))
      return NULL;
  if (!create_cache (pipelines, error))
    return NULL;
  return g_steal_pointer (&pipelines);
}

/* The driver's data, @size bytes of it; only how many there are where @data is NULL. */
static gboolean
read_cache (AcuVkPipelines *pipelines, gsize *size, guint8 *data)
{
  AcuVkContext *context = pipelines->context;

  return VK_RESULT (context->api.GetPipelineCacheData (context->device, pipelines->cache, size,
                                                       data)) == VK_SUCCESS;
}

/* Writes the cache back if kernels were added to it.  A cache that cannot be read or written costs
 * time at the next start and nothing else, so nobody is told. */
static void
save_cache (AcuVkPipelines *pipelines)
{
  g_autofree guint8 *data = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize size = 0;

  if (pipelines->context->is_lost || g_hash_table_size (pipelines->pipelines) == 0)
    return;
  if (!read_cache (pipelines, &size, NULL) || size == pipelines->loaded_size)
    return;
  data = g_malloc (size);
  if (!read_cache (pipelines, &size, data))
    return;
  bytes = g_bytes_new_static (data, size);
  acu_vk_pipeline_cache_save (pipelines->cache_path, bytes, NULL);
}

void
acu_vk_pipelines_free (AcuVkPipelines *pipelines)
{
  AcuVkContext *context;
  GHashTableIter iter;
  gpointer pipeline;

  if (pipelines == NULL)
    return;
  context = pipelines->context;
  if (pipelines->cache != VK_NULL_HANDLE) {
    save_cache (pipelines);
    context->api.DestroyPipelineCache (context->device, pipelines->cache, NULL);
  }
  g_hash_table_iter_init (&iter, pipelines->pipelines);
  while (g_hash_table_iter_next (&iter, NULL, &pipeline))
    context->api.DestroyPipeline (context->device, *(VkPipeline *)pipeline, NULL);
  g_hash_table_unref (pipelines->pipelines);
  for (guint i = 0; i < ACU_VK_N_KERNELS; i++)
    for (guint j = 0; j < 2; j++)
      if (pipelines->modules[i][j] != VK_NULL_HANDLE)
        context->api.DestroyShaderModule (context->device, pipelines->modules[i][j], NULL);
  for (guint i = 0; i <= ACU_VK_MAX_BINDINGS; i++) {
    if (pipelines->layouts[i] != VK_NULL_HANDLE)
      context->api.DestroyPipelineLayout (context->device, pipelines->layouts[i], NULL);
    if (pipelines->set_layouts[i] != VK_NULL_HANDLE)
      context->api.DestroyDescriptorSetLayout (context->device, pipelines->set_layouts[i], NULL);
  }
  g_free (pipelines->cache_path);
  g_free (pipelines);
}

static gboolean
create_module (AcuVkPipelines *pipelines, const AcuVkPipelineKey *key, GError **error)
{
  AcuVkContext *context = pipelines->context;
  const AcuVkKernelInfo *kernel = acu_vk_kernel_get (key->kernel);
  VkShaderModule *module = &pipelines->modules[key->kernel][key->storage];
  const VkShaderModuleCreateInfo info = {
      .sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO,
      .codeSize = kernel->code_size[key->storage],
      .pCode = kernel->code[key->storage],
  };
  gboolean success = FALSE;

  if (*module != VK_NULL_HANDLE)
    return TRUE;
  VK (context->api.CreateShaderModule (context->device, &info, NULL, module));
  acu_vk_context_name (context, VK_OBJECT_TYPE_SHADER_MODULE, ACU_VK_ID (*module), "%s %s",
                       kernel->name, acu_dtype_name (key->storage));
  success = TRUE;

cleanup:
  return success;
}

static gboolean
create_pipeline (AcuVkPipelines *pipelines,
                 const AcuVkPipelineKey *key,
                 VkPipeline *pipeline,
                 GError **error)
{
  AcuVkContext *context = pipelines->context;
  const AcuVkKernelInfo *kernel = acu_vk_kernel_get (key->kernel);
  const guint32 subgroup_size = context->traits.subgroup_size;
  VkSpecializationMapEntry entries[ACU_VK_MAX_CONSTANTS];
  const VkSpecializationInfo constants = {
      .mapEntryCount = ACU_VK_MAX_CONSTANTS,
      .pMapEntries = entries,
      .dataSize = sizeof key->constants,
      .pData = key->constants,
  };
  const VkPipelineShaderStageRequiredSubgroupSizeCreateInfoEXT required = {
      .sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_REQUIRED_SUBGROUP_SIZE_CREATE_INFO_EXT,
      .requiredSubgroupSize = subgroup_size,
  };
  VkComputePipelineCreateInfo info = {
      .sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO,
      .layout = pipelines->layouts[kernel->n_bindings],
      .stage =
          {
              .sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
              .stage = VK_SHADER_STAGE_COMPUTE_BIT,
              .module = pipelines->modules[key->kernel][key->storage],
              .pName = "main",
              .pSpecializationInfo = &constants,
          },
  };
  gboolean success = FALSE;

  for (guint32 i = 0; i < ACU_VK_MAX_CONSTANTS; i++)
    entries[i] = (VkSpecializationMapEntry){
        .constantID = i, .offset = i * sizeof (guint32), .size = sizeof (guint32)};
  /* Kernels whose subgroups work together are launched in whole subgroups of a known size. */
  if (context->traits.has_full_subgroups && key->constants[0] % subgroup_size == 0) {
    info.stage.pNext = &required;
    info.stage.flags = VK_PIPELINE_SHADER_STAGE_CREATE_REQUIRE_FULL_SUBGROUPS_BIT_EXT;
  }
  VK (context->api.CreateComputePipelines (context->device, pipelines->cache, 1, &info, NULL,
                                           pipeline));
  acu_vk_context_name (context, VK_OBJECT_TYPE_PIPELINE, ACU_VK_ID (*pipeline), "%s %s",
                       kernel->name, acu_dtype_name (key->storage));
  success = TRUE;

cleanup:
  return success;
}

gboolean
acu_vk_pipelines_get (AcuVkPipelines *pipelines,
                      const AcuVkPipelineKey *key,
                      VkPipeline *pipeline,
                      GError **error)
{
  const VkPipeline *found = g_hash_table_lookup (pipelines->pipelines, key);

  g_assert (key->storage == ACU_DTYPE_F32 || key->storage == ACU_DTYPE_F16);
  if (found == NULL) {
    VkPipeline made = VK_NULL_HANDLE;

    if (!create_module (pipelines, key, error) || !create_pipeline (pipelines, key, &made, error))
      return FALSE;
    found = g_memdup2 (&made, sizeof made);
    g_hash_table_insert (pipelines->pipelines, g_memdup2 (key, sizeof *key), (gpointer)found);
  }
  *pipeline = *found;
  return TRUE;
}

gboolean
acu_vk_pipelines_use (AcuVkPipelines *pipelines, AcuVkKernel kernel)
{
  for (guint i = 0; i < 2; i++)
    if (pipelines->modules[kernel][i] != VK_NULL_HANDLE)
      return TRUE;
  return FALSE;
}

gsize
acu_vk_pipelines_get_loaded_size (AcuVkPipelines *pipelines)
{
  return pipelines->loaded_size;
}

VkPipelineLayout
acu_vk_pipelines_get_layout (AcuVkPipelines *pipelines, guint n_bindings)
{
  g_assert (n_bindings >= 1 && n_bindings <= ACU_VK_MAX_BINDINGS);
  return pipelines->layouts[n_bindings];
}

VkDescriptorSetLayout
acu_vk_pipelines_get_set_layout (AcuVkPipelines *pipelines, guint n_bindings)
{
  g_assert (n_bindings >= 1 && n_bindings <= ACU_VK_MAX_BINDINGS);
  return pipelines->set_layouts[n_bindings];
}
