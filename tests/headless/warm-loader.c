#include "tests/headless/warm-loader.h"

#include <dlfcn.h>
#include <string.h>
#include <time.h>

#define VK_NO_PROTOTYPES
#include <vulkan/vulkan.h>

#define MAX_KERNELS   512
#define MAX_CONSTANTS 64 /* bytes */
#define MAX_WORKING   64

/* What the driver makes anew for whoever calls: by what, of what kind, from what. */
#define ACU_MADE(F)                                                                                \
  F (CreateBuffer, DestroyBuffer, VkBuffer, VkBufferCreateInfo)                                    \
  F (AllocateMemory, FreeMemory, VkDeviceMemory, VkMemoryAllocateInfo)                             \
  F (CreateCommandPool, DestroyCommandPool, VkCommandPool, VkCommandPoolCreateInfo)                \
  F (CreateDescriptorPool, DestroyDescriptorPool, VkDescriptorPool, VkDescriptorPoolCreateInfo)    \
  F (CreateDescriptorSetLayout, DestroyDescriptorSetLayout, VkDescriptorSetLayout,                 \
     VkDescriptorSetLayoutCreateInfo)                                                              \
  F (CreateFence, DestroyFence, VkFence, VkFenceCreateInfo)                                        \
  F (CreatePipelineCache, DestroyPipelineCache, VkPipelineCache, VkPipelineCacheCreateInfo)        \
  F (CreatePipelineLayout, DestroyPipelineLayout, VkPipelineLayout, VkPipelineLayoutCreateInfo)    \
  F (CreateQueryPool, DestroyQueryPool, VkQueryPool, VkQueryPoolCreateInfo)

enum {
#define ACU_KIND(make, unmake, type, info) KIND_##type,
  ACU_MADE (ACU_KIND)
#undef ACU_KIND
      KIND_VkInstance,
  KIND_VkDevice,
  KIND_VkShaderModule,
  KIND_VkPipeline,
  N_KINDS
};

static const char *const kind_names[N_KINDS] = {
#define ACU_NAME(make, unmake, type, info) [KIND_##type] = #type,
    ACU_MADE (ACU_NAME)
#undef ACU_NAME
        [KIND_VkInstance] = "VkInstance",
    [KIND_VkDevice] = "VkDevice",
    [KIND_VkShaderModule] = "VkShaderModule",
    [KIND_VkPipeline] = "VkPipeline",
};

static int n_left[N_KINDS]; /* made and not yet destroyed, in the eyes of whoever calls */
static unsigned n_early;    /* destroyed while the device had work */

/* The work of the device. */
static VkCommandBuffer working[MAX_WORKING]; /* those that launch kernels */
static unsigned n_under_way;                 /* submissions, for which nobody has waited yet */
static unsigned n_without_last; /* of these, pieces of a work of which the last is still to come */
static unsigned n_cut_off;
static unsigned slowness; /* milliseconds */
static int launches;      /* what is under way has kernels to run */

static unsigned until_refusal;         /* submissions */
static VkResult idleness = VK_SUCCESS; /* what waiting for the device comes to the next time */
static VkResult idleness_then;         /* after the submission that is refused */
static unsigned until_failed_wait;
static unsigned n_signalled; /* fences, of work that was yet to be submitted */

static void (*watcher) (void);

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

static VkResult
count_made (VkResult result, unsigned kind)
{
  n_left[kind] += result == VK_SUCCESS;
  return result;
}

static void
count_destroyed (int is_something, unsigned kind)
{
  n_left[kind] -= is_something;
  n_early += is_something && n_under_way > 0;
}

#define ACU_DEFINE(make, unmake, type, info)                                                       \
  static VKAPI_ATTR VkResult VKAPI_CALL counted_##make (                                           \
      VkDevice on, const info *of, const VkAllocationCallbacks *allocator, type *made)             \
  {                                                                                                \
    return count_made (REAL (make) (on, of, allocator, made), KIND_##type);                        \
  }                                                                                                \
  static VKAPI_ATTR void VKAPI_CALL counted_##unmake (VkDevice on, type made,                      \
                                                      const VkAllocationCallbacks *allocator)      \
  {                                                                                                \
    count_destroyed (made != VK_NULL_HANDLE, KIND_##type);                                         \
    REAL (unmake) (on, made, allocator);                                                           \
  }
ACU_MADE (ACU_DEFINE)
#undef ACU_DEFINE

static VKAPI_ATTR VkResult VKAPI_CALL
create_instance (const VkInstanceCreateInfo *info,
                 const VkAllocationCallbacks *allocator,
                 VkInstance *made)
{
  VkResult result =
      instance == VK_NULL_HANDLE ? REAL (CreateInstance) (info, NULL, &instance) : VK_SUCCESS;

  *made = instance;
  return count_made (result, KIND_VkInstance);
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
  if (watcher != NULL)
    watcher ();
  return count_made (result, KIND_VkDevice);
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
      return count_made (VK_SUCCESS, KIND_VkShaderModule);
    }
  if (n_modules == MAX_KERNELS)
    return VK_ERROR_OUT_OF_HOST_MEMORY;
  result = REAL (CreateShaderModule) (on, info, NULL, made);
  if (result == VK_SUCCESS) {
    modules[n_modules].code = info->pCode;
    modules[n_modules++].module = *made;
  }
  return count_made (result, KIND_VkShaderModule);
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
      return count_made (VK_SUCCESS, KIND_VkPipeline);
    }
  result = REAL (CreateComputePipelines) (on, cache, 1, info, NULL, made);
  if (result == VK_SUCCESS) {
    kernels[n_kernels].source = source;
    kernels[n_kernels++].pipeline = *made;
  }
  return count_made (result, KIND_VkPipeline);
}

static VKAPI_ATTR void VKAPI_CALL
keep_instance (VkInstance kept, const VkAllocationCallbacks *allocator)
{
  count_destroyed (kept != VK_NULL_HANDLE, KIND_VkInstance);
}

static VKAPI_ATTR void VKAPI_CALL
keep_device (VkDevice kept, const VkAllocationCallbacks *allocator)
{
  count_destroyed (kept != VK_NULL_HANDLE, KIND_VkDevice);
  memset (working, 0, sizeof working);
}

static VKAPI_ATTR void VKAPI_CALL
keep_module (VkDevice on, VkShaderModule kept, const VkAllocationCallbacks *allocator)
{
  count_destroyed (kept != VK_NULL_HANDLE, KIND_VkShaderModule);
}

static VKAPI_ATTR void VKAPI_CALL
keep_pipeline (VkDevice on, VkPipeline kept, const VkAllocationCallbacks *allocator)
{
  count_destroyed (kept != VK_NULL_HANDLE, KIND_VkPipeline);
}

/* Where @commands stand among those that launch kernels, or where there is room for them. */
static VkCommandBuffer *
find_working (VkCommandBuffer commands)
{
  for (unsigned i = 0; i < MAX_WORKING; i++)
    if (working[i] == commands)
      return &working[i];
  return commands != VK_NULL_HANDLE ? find_working (VK_NULL_HANDLE) : NULL;
}

static VKAPI_ATTR VkResult VKAPI_CALL
begin_commands (VkCommandBuffer commands, const VkCommandBufferBeginInfo *info)
{
  VkCommandBuffer *place = find_working (commands);

  if (place != NULL)
    *place = VK_NULL_HANDLE;
  return REAL (BeginCommandBuffer) (commands, info);
}

static VKAPI_ATTR void VKAPI_CALL
dispatch (VkCommandBuffer commands, uint32_t x, uint32_t y, uint32_t z)
{
  VkCommandBuffer *place = find_working (commands);

  if (place != NULL)
    *place = commands;
  REAL (CmdDispatch) (commands, x, y, z);
}

static VKAPI_ATTR VkResult VKAPI_CALL
submit (VkQueue queue, uint32_t n_infos, const VkSubmitInfo *info, VkFence fence)
{
  VkCommandBuffer *place = find_working (info->pCommandBuffers[0]);

  if (until_refusal > 0 && --until_refusal == 0) {
    idleness = idleness_then;
    return VK_ERROR_OUT_OF_HOST_MEMORY;
  }
  n_signalled += fence != VK_NULL_HANDLE && REAL (GetFenceStatus) (device, fence) == VK_SUCCESS;
  launches |= place != NULL && *place != VK_NULL_HANDLE;
  n_under_way++;
  n_without_last = fence == VK_NULL_HANDLE ? n_without_last + 1 : 0;
  return REAL (QueueSubmit) (queue, n_infos, info, fence);
}

static VKAPI_ATTR VkResult VKAPI_CALL
wait_for_fences (
    VkDevice on, uint32_t n_fences, const VkFence *fences, VkBool32 all, uint64_t timeout)
{
  const struct timespec rest = {.tv_sec = slowness / 1000, .tv_nsec = slowness % 1000 * 1000000l};

  if (until_failed_wait > 0 && --until_failed_wait == 0)
    return VK_ERROR_OUT_OF_HOST_MEMORY;
  if (launches)
    nanosleep (&rest, NULL);
  n_under_way = n_without_last = 0;
  launches = 0;
  return REAL (WaitForFences) (on, n_fences, fences, all, timeout);
}

static VKAPI_ATTR VkResult VKAPI_CALL
wait_idle (VkDevice on)
{
  const VkResult told = idleness;
  const VkResult result = REAL (DeviceWaitIdle) (on);

  n_cut_off += n_without_last > 0;
  n_under_way = n_without_last = 0;
  launches = 0;
  idleness = VK_SUCCESS;
  return told != VK_SUCCESS ? told : result;
}

void
acu_warm_loader_watch (void (*created) (void))
{
  watcher = created;
}

unsigned
acu_warm_loader_refuse_at (unsigned number, int idle)
{
  unsigned left = until_refusal;

  until_refusal = number;
  idleness_then = (VkResult)idle;
  return left;
}

unsigned
acu_warm_loader_fail_wait_at (unsigned number)
{
  unsigned left = until_failed_wait;

  until_failed_wait = number;
  return left;
}

void
acu_warm_loader_slow_down (unsigned milliseconds)
{
  slowness = milliseconds;
}

unsigned
acu_warm_loader_count_cut_off (void)
{
  return n_cut_off;
}

const char *
acu_warm_loader_end (void)
{
  for (unsigned i = 0; i < N_KINDS; i++)
    if (n_left[i] != 0)
      return kind_names[i];
  if (n_early > 0)
    return "what the device was working with";
  if (n_signalled > 0)
    return "a fence that was signalled before its work";
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
  return NULL;
}

static VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL get_of_device (VkDevice of, const char *name);

/* What stands for the function of that name here, or NULL. */
static PFN_vkVoidFunction
find_own (const char *name)
{
  static const struct {
    const char *name;
    PFN_vkVoidFunction function;
  } own[] = {{"vkCreateInstance", (PFN_vkVoidFunction)create_instance},
             {"vkDestroyInstance", (PFN_vkVoidFunction)keep_instance},
             {"vkCreateDevice", (PFN_vkVoidFunction)create_device},
             {"vkDestroyDevice", (PFN_vkVoidFunction)keep_device},
             {"vkCreateShaderModule", (PFN_vkVoidFunction)create_module},
             {"vkDestroyShaderModule", (PFN_vkVoidFunction)keep_module},
             {"vkCreateComputePipelines", (PFN_vkVoidFunction)create_pipelines},
             {"vkDestroyPipeline", (PFN_vkVoidFunction)keep_pipeline},
             {"vkBeginCommandBuffer", (PFN_vkVoidFunction)begin_commands},
             {"vkCmdDispatch", (PFN_vkVoidFunction)dispatch},
             {"vkQueueSubmit", (PFN_vkVoidFunction)submit},
             {"vkWaitForFences", (PFN_vkVoidFunction)wait_for_fences},
             {"vkDeviceWaitIdle", (PFN_vkVoidFunction)wait_idle},
             {"vkGetDeviceProcAddr", (PFN_vkVoidFunction)get_of_device},
#define ACU_OWN(make, unmake, type, info)                                                          \
  {"vk" #make, (PFN_vkVoidFunction)counted_##make},                                                \
      {"vk" #unmake, (PFN_vkVoidFunction)counted_##unmake},
             ACU_MADE (ACU_OWN)
#undef ACU_OWN
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
