/* A Vulkan loader under which opening a device the second time costs nothing, for tests that open
 * it by the hundred: all devices are one, which stays, and kernels that were compiled once are used
 * again.  Whoever calls has the same functions to call, in the same order, and everything else that
 * it makes is made anew by the driver. */
#include <dlfcn.h>
#include <string.h>

#define VK_NO_PROTOTYPES
#include <vulkan/vulkan.h>

#define MAX_KERNELS   512
#define MAX_CONSTANTS 64 /* bytes */

/* What a kernel was compiled from. */
typedef struct {
  VkShaderModule module;
  VkPipelineShaderStageCreateFlags flags;
  size_t size;
  unsigned char constants[MAX_CONSTANTS];
} Source;

static PFN_vkGetInstanceProcAddr real_get;
static VkInstance instance;
static VkDevice device;

static struct {
  const uint32_t *code;
  VkShaderModule module;
} modules[MAX_KERNELS];
static unsigned n_modules;

static struct {
  Source source;
  VkPipeline pipeline;
} kernels[MAX_KERNELS];
static unsigned n_kernels;

/* The driver's own function. */
#define REAL(name) ((PFN_vk##name)real_get (instance, "vk" #name))

static VKAPI_ATTR VkResult VKAPI_CALL
create_instance (const VkInstanceCreateInfo *info,
                 const VkAllocationCallbacks *allocator,
                 VkInstance *made)
{
  VkResult result =
      instance == VK_NULL_HANDLE ? REAL (CreateInstance) (info, NULL, &instance) : VK_SUCCESS;

  *made = instance;
  return result;
}

static VKAPI_ATTR VkResult VKAPI_CALL
create_device (VkPhysicalDevice physical,
               const VkDeviceCreateInfo *info,
               const VkAllocationCallbacks *allocator,
               VkDevice *made)
{
  VkResult result =
      device == VK_NULL_HANDLE ? REAL (CreateDevice) (physical, info, NULL, &device) : VK_SUCCESS;

  *made = device;
  return result;
}

/* Code is constant data of the program. */
static VKAPI_ATTR VkResult VKAPI_CALL
create_module (VkDevice on,
               const VkShaderModuleCreateInfo *info,
               const VkAllocationCallbacks *allocator,
               VkShaderModule *made)
{
  VkResult result;

  for (unsigned i = 0; i < n_modules; i++)
    if (modules[i].code == info->pCode) {
      *made = modules[i].module;
      return VK_SUCCESS;
    }
  if (n_modules == MAX_KERNELS)
    return VK_ERROR_OUT_OF_HOST_MEMORY;
  result = REAL (CreateShaderModule) (on, info, NULL, made);
  if (result == VK_SUCCESS) {
    modules[n_modules].code = info->pCode;
    modules[n_modules++].module = *made;
  }
  return result;
}

static VKAPI_ATTR VkResult VKAPI_CALL
create_pipelines (VkDevice on,
                  VkPipelineCache cache,
                  uint32_t n_infos,
                  const VkComputePipelineCreateInfo *info,
                  const VkAllocationCallbacks *allocator,
                  VkPipeline *made)
{
  const VkSpecializationInfo *constants = info->stage.pSpecializationInfo;
  Source source;
  VkResult result;

  if (n_infos != 1 || constants->dataSize > MAX_CONSTANTS || n_kernels == MAX_KERNELS)
    return VK_ERROR_OUT_OF_HOST_MEMORY;
  memset (&source, 0, sizeof source);
  source.module = info->stage.module;
  source.flags = info->stage.flags;
  source.size = constants->dataSize;
  memcpy (source.constants, constants->pData, constants->dataSize);
  for (unsigned i = 0; i < n_kernels; i++)
    if (memcmp (&kernels[i].source, &source, sizeof source) == 0) {
      *made = kernels[i].pipeline;
      return VK_SUCCESS;
    }
  result = REAL (CreateComputePipelines) (on, cache, 1, info, NULL, made);
  if (result == VK_SUCCESS) {
    kernels[n_kernels].source = source;
    kernels[n_kernels++].pipeline = *made;
  }
  return result;
}

static VKAPI_ATTR void VKAPI_CALL
keep_instance (VkInstance kept, const VkAllocationCallbacks *allocator)
{
}

static VKAPI_ATTR void VKAPI_CALL
keep_device (VkDevice kept, const VkAllocationCallbacks *allocator)
{
}

static VKAPI_ATTR void VKAPI_CALL
keep_module (VkDevice on, VkShaderModule kept, const VkAllocationCallbacks *allocator)
{
}

static VKAPI_ATTR void VKAPI_CALL
keep_pipeline (VkDevice on, VkPipeline kept, const VkAllocationCallbacks *allocator)
{
}

void acu_warm_loader_end (void);

/* Lets go of what was kept.  For whoever no longer has a device open. */
void
acu_warm_loader_end (void)
{
  for (unsigned i = 0; i < n_kernels; i++)
    REAL (DestroyPipeline) (device, kernels[i].pipeline, NULL);
  for (unsigned i = 0; i < n_modules; i++)
    REAL (DestroyShaderModule) (device, modules[i].module, NULL);
  if (device != VK_NULL_HANDLE)
    REAL (DestroyDevice) (device, NULL);
  if (instance != VK_NULL_HANDLE)
    REAL (DestroyInstance) (instance, NULL);
  n_kernels = n_modules = 0;
  device = VK_NULL_HANDLE;
  instance = VK_NULL_HANDLE;
}

static VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL get_of_device (VkDevice of, const char *name);

/* What stands for the function of that name here, or NULL. */
static PFN_vkVoidFunction
find_own (const char *name)
{
  static const struct {
    const char *name;
    PFN_vkVoidFunction function;
  } own[] = {
      {"vkCreateInstance", (PFN_vkVoidFunction)create_instance},
      {"vkDestroyInstance", (PFN_vkVoidFunction)keep_instance},
      {"vkCreateDevice", (PFN_vkVoidFunction)create_device},
      {"vkDestroyDevice", (PFN_vkVoidFunction)keep_device},
      {"vkCreateShaderModule", (PFN_vkVoidFunction)create_module},
      {"vkDestroyShaderModule", (PFN_vkVoidFunction)keep_module},
      {"vkCreateComputePipelines", (PFN_vkVoidFunction)create_pipelines},
      {"vkDestroyPipeline", (PFN_vkVoidFunction)keep_pipeline},
      {"vkGetDeviceProcAddr", (PFN_vkVoidFunction)get_of_device},
  };

  for (unsigned i = 0; i < sizeof own / sizeof *own; i++)
    if (strcmp (own[i].name, name) == 0)
      return own[i].function;
  return NULL;
}

static VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL
get_of_device (VkDevice of, const char *name)
{
  PFN_vkVoidFunction own = find_own (name);

  return own != NULL ? own : REAL (GetDeviceProcAddr) (of, name);
}

VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL vkGetInstanceProcAddr (VkInstance of, const char *name);

VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL
vkGetInstanceProcAddr (VkInstance of, const char *name)
{
  PFN_vkVoidFunction own = find_own (name);

  if (real_get == NULL) {
    void *library = dlopen ("libvulkan.so.1", RTLD_NOW | RTLD_LOCAL);

    if (library == NULL)
      return NULL;
    real_get = (PFN_vkGetInstanceProcAddr)dlsym (library, "vkGetInstanceProcAddr");
  }
  return own != NULL ? own : real_get (of, name);
}
