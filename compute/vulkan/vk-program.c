#include "compute/vulkan/vk-program.h"

#include <glib/gi18n.h>
#include <string.h>

#include "compute/vulkan/vk-operations.h"
#include "compute/vulkan/vk-profile.h"
#include "compute/vulkan/vk-recorder.h"
#include "compute/vulkan/vk-result.h"

/* Desktops reset a device that one submission keeps busy for about two seconds; this long is well
 * below and hides the cost of submitting. */
#define SUBMISSION_SECONDS 0.1

/* What a device is taken to do before it was measured: slow, as the penalty is only one more
 * submission. */
#define ASSUMED_FLOPS_PER_SECOND 2e11

/* A byte touched costs about as much as this many floating point operations. */
#define FLOPS_PER_BYTE 10.0

/* The submissions are cut anew when the measured speed differs by more than this factor. */
#define SPEED_TOLERANCE 2.0

typedef struct {
  AcuVkKernel kernel;
  VkPipeline pipeline;
  VkDescriptorSet set;
  guint n_operands;
  guint n_results;
  AcuOperand operands[ACU_VK_MAX_BINDINGS];
  guint32 push[ACU_VK_MAX_PUSH / sizeof (guint32)];
  guint push_size;
  guint32 grid[2];
  double cost; /* in floating point operations */
} Launch;

/* The launches of one of the graph's phases. */
typedef struct {
  guint first;
  guint end;
  VkCommandPool pool;
  GArray *commands; /* VkCommandBuffer, one a submission */
  double cost;      /* of all launches */
  double speed;     /* cost a second by which the submissions were cut */
  AcuVkProfile *profile;
} Phase;

struct _AcuVkProgram {
  AcuProgram base;
  AcuVkContext *context;
  GArray *launches; /* Launch */
  Phase *phases;
  guint n_phases;
  AcuValue translated; /* the node whose launches are being appended */
  gsize scratch_size;
  AcuVkBuffer *scratch;
  VkDescriptorPool descriptors;
  VkFence fence;
};

AcuVkContext *
acu_vk_program_get_context (AcuVkProgram *program)
{
  return program->context;
}

const AcuNode *
acu_vk_program_get_node (AcuVkProgram *program, AcuValue value)
{
  return acu_graph_get_node (program->base.graph, value);
}

AcuOperand
acu_vk_program_get_operand (AcuVkProgram *program, AcuValue value)
{
  return value == ACU_NO_VALUE ? (AcuOperand){0} : program->base.operands[value];
}

AcuOperand
acu_vk_program_get_byproduct (AcuVkProgram *program)
{
  const AcuValue value = program->translated + 1;

  g_assert (acu_vk_program_get_node (program, value)->op == ACU_OP_BYPRODUCT);
  return acu_vk_program_get_operand (program, value);
}

AcuOperand
acu_vk_program_get_scratch (AcuVkProgram *program, gsize size)
{
  gsize used = 0;

  return acu_vk_program_append_scratch (program, &used, size);
}

AcuOperand
acu_vk_program_append_scratch (AcuVkProgram *program, gsize *used, gsize size)
{
  const gsize alignment = program->base.device->info.alignment;
  const gsize offset = (*used + alignment - 1) / alignment * alignment;

  *used = offset + size;
  program->scratch_size = MAX (program->scratch_size, *used);
  return (AcuOperand){.buffer = (AcuBuffer *)program, .offset = offset, .size = size};
}

gboolean
acu_vk_program_launch (AcuVkProgram *program, const AcuVkLaunch *request, GError **error)
{
  AcuVkContext *context = program->context;
  const AcuVkKernelInfo *kernel = acu_vk_kernel_get (request->kernel);
  const guint32 max_groups = context->traits.properties.limits.maxComputeWorkGroupCount[0];
  AcuVkPipelineKey key = {.kernel = request->kernel, .storage = request->storage};
  Launch launch = {
      .kernel = request->kernel,
      .n_operands = kernel->n_bindings,
      .n_results = kernel->n_results,
      .push_size = kernel->push_size,
      .cost = request->flops,
  };
  gsize bytes = 0;

  memcpy (key.constants, request->constants, sizeof key.constants);
  memcpy (launch.push, request->push, kernel->push_size);
  launch.grid[0] = (guint32)MIN (request->n_groups, max_groups);
  launch.grid[1] = (guint32)((request->n_groups + max_groups - 1) / max_groups);
  for (guint i = 0; i < kernel->n_bindings; i++) {
    launch.operands[i] = request->operands[i];
    if (launch.operands[i].buffer == NULL)
      launch.operands[i] = (AcuOperand){.buffer = context->nothing, .size = context->nothing->size};
    /* The planner looks after values; scratch memory is known only here. */
    if (launch.operands[i].size > program->base.device->info.max_operand) {
      g_set_error (
          error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_OUT_OF_MEMORY,
          _ ("%s needs %zu MiB in one piece and %s has at most %zu MiB; use a smaller batch"),
          kernel->name, launch.operands[i].size >> 20, program->base.device->info.name,
          program->base.device->info.max_operand >> 20);
      return FALSE;
    }
    bytes += launch.operands[i].size;
  }
  launch.cost = MAX (launch.cost, FLOPS_PER_BYTE * (double)bytes);
  if (!acu_vk_pipelines_get (context->pipelines, &key, &launch.pipeline, error))
    return FALSE;
  g_array_append_val (program->launches, launch);
  return TRUE;
}

/* Replaces the program itself, which stands for its scratch memory, by the buffer. */
static gboolean
allocate_scratch (AcuVkProgram *program, GError **error)
{
  if (program->scratch_size == 0)
    return TRUE;
  program->scratch = acu_vk_buffer_new_for (program->context, program->scratch_size,
                                            ACU_VK_MEMORY_DEVICE, "scratch", error);
  if (program->scratch == NULL)
    return FALSE;
  for (guint i = 0; i < program->launches->len; i++) {
    Launch *launch = &g_array_index (program->launches, Launch, i);

    for (guint j = 0; j < launch->n_operands; j++)
      if (launch->operands[j].buffer == (AcuBuffer *)program)
        launch->operands[j].buffer = &program->scratch->base;
  }
  return TRUE;
}

static gboolean
write_descriptors (AcuVkProgram *program, GError **error)
{
  AcuVkContext *context = program->context;
  VkDescriptorPoolSize size = {.type = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER};
  VkDescriptorPoolCreateInfo info = {
      .sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO,
      .maxSets = program->launches->len,
      .poolSizeCount = 1,
      .pPoolSizes = &size,
  };
  gboolean success = FALSE;

  for (guint i = 0; i < program->launches->len; i++)
    size.descriptorCount += g_array_index (program->launches, Launch, i).n_operands;
  VK (context->api.CreateDescriptorPool (context->device, &info, NULL, &program->descriptors));
  acu_vk_context_name (context, VK_OBJECT_TYPE_DESCRIPTOR_POOL, ACU_VK_ID (program->descriptors),
                       "program");
  for (guint i = 0; i < program->launches->len; i++) {
    Launch *launch = &g_array_index (program->launches, Launch, i);
    const VkDescriptorSetLayout layout =
        acu_vk_pipelines_get_set_layout (context->pipelines, launch->n_operands);
    const VkDescriptorSetAllocateInfo set = {
        .sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO,
        .descriptorPool = program->descriptors,
        .descriptorSetCount = 1,
        .pSetLayouts = &layout,
    };
    VkDescriptorBufferInfo ranges[ACU_VK_MAX_BINDINGS];
    VkWriteDescriptorSet write = {
        .sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET,
        .descriptorCount = launch->n_operands,
        .descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
        .pBufferInfo = ranges,
    };

    VK (context->api.AllocateDescriptorSets (context->device, &set, &launch->set));
    for (guint j = 0; j < launch->n_operands; j++)
      ranges[j] = (VkDescriptorBufferInfo){
          .buffer = ((AcuVkBuffer *)launch->operands[j].buffer)->handle,
          .offset = launch->operands[j].offset,
          .range = (launch->operands[j].size + 3) / 4 * 4,
      };
    write.dstSet = launch->set;
    context->api.UpdateDescriptorSets (context->device, 1, &write, 0, NULL);
  }
  success = TRUE;

cleanup:
  return success;
}

/* Begins the next submission's command buffer. */
static gboolean
begin_commands (AcuVkContext *context, Phase *phase, VkCommandBuffer *commands, GError **error)
{
  const VkCommandBufferAllocateInfo allocation = {
      .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
      .commandPool = phase->pool,
      .level = VK_COMMAND_BUFFER_LEVEL_PRIMARY,
      .commandBufferCount = 1,
  };
  const VkCommandBufferBeginInfo info = {.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
  gboolean success = FALSE;

  VK (context->api.AllocateCommandBuffers (context->device, &allocation, commands));
  g_array_append_val (phase->commands, *commands);
  acu_vk_context_name (context, VK_OBJECT_TYPE_COMMAND_BUFFER, ACU_VK_ID (*commands),
                       "submission %u", phase->commands->len);
  VK (context->api.BeginCommandBuffer (*commands, &info));
  success = TRUE;

cleanup:
  return success;
}

static void
record_launch (AcuVkContext *context, VkCommandBuffer commands, const Launch *launch)
{
  VkPipelineLayout layout = acu_vk_pipelines_get_layout (context->pipelines, launch->n_operands);

  context->api.CmdBindPipeline (commands, VK_PIPELINE_BIND_POINT_COMPUTE, launch->pipeline);
  context->api.CmdBindDescriptorSets (commands, VK_PIPELINE_BIND_POINT_COMPUTE, layout, 0, 1,
                                      &launch->set, 0, NULL);
  context->api.CmdPushConstants (commands, layout, VK_SHADER_STAGE_COMPUTE_BIT, 0,
                                 launch->push_size, launch->push);
  context->api.CmdDispatch (commands, launch->grid[0], launch->grid[1], 1);
}

static gboolean
discard_commands (AcuVkContext *context, Phase *phase, GError **error)
{
  gboolean success = FALSE;

  if (phase->commands->len > 0) {
    VK (context->api.ResetCommandPool (context->device, phase->pool, 0));
    context->api.FreeCommandBuffers (context->device, phase->pool, phase->commands->len,
                                     (VkCommandBuffer *)(gpointer)phase->commands->data);
    g_array_set_size (phase->commands, 0);
  }
  success = TRUE;

cleanup:
  return success;
}

/* Records every launch of a phase, cut into submissions of about equal time at its speed. */
static gboolean
record (AcuVkProgram *program, Phase *phase, GError **error)
{
  AcuVkContext *context = program->context;
  const double budget = phase->speed * SUBMISSION_SECONDS;
  VkCommandBuffer commands = VK_NULL_HANDLE;
  AcuVkRecorder recorder;
  double spent = 0.0;
  gboolean success = FALSE;

  acu_vk_recorder_init (&recorder, context);
  if (!discard_commands (context, phase, error))
    goto cleanup;
  for (guint i = phase->first; i < phase->end; i++) {
    const Launch *launch = &g_array_index (program->launches, Launch, i);

    if (commands != VK_NULL_HANDLE && spent + launch->cost > budget) {
      VK (context->api.EndCommandBuffer (commands));
      commands = VK_NULL_HANDLE;
    }
    if (commands == VK_NULL_HANDLE) {
      if (!begin_commands (context, phase, &commands, error))
        goto cleanup;
      if (i == phase->first) {
        acu_vk_recorder_barrier (&recorder, commands);
        acu_vk_profile_begin (phase->profile, commands);
      }
      spent = 0.0;
    }
    acu_vk_recorder_order (&recorder, commands, launch->operands, launch->n_operands,
                           launch->n_results);
    record_launch (context, commands, launch);
    if (phase->profile != NULL) {
      acu_vk_recorder_barrier (&recorder, commands);
      acu_vk_profile_stamp (phase->profile, commands, i - phase->first);
    }
    spent += launch->cost;
  }
  if (commands != VK_NULL_HANDLE) {
    acu_vk_recorder_barrier (&recorder, commands);
    VK (context->api.EndCommandBuffer (commands));
  }
  success = TRUE;

cleanup:
  acu_vk_recorder_clear (&recorder);
  return success;
}

/* Translates the nodes, which are in the order of their phases. */
static gboolean
translate (AcuVkProgram *program, GError **error)
{
  const AcuGraph *graph = program->base.graph;
  AcuValue value = 0;

  for (guint i = 0; i < program->n_phases; i++) {
    Phase *phase = &program->phases[i];

    phase->first = program->launches->len;
    for (; value < acu_graph_get_n_nodes (graph); value++) {
      if (acu_graph_get_node (graph, value)->phase > i)
        break;
      program->translated = value;
      if (!acu_vk_operation_translate (program, value, error))
        return FALSE;
    }
    phase->end = program->launches->len;
    phase->speed = ASSUMED_FLOPS_PER_SECOND;
    for (guint j = phase->first; j < phase->end; j++)
      phase->cost += g_array_index (program->launches, Launch, j).cost;
  }
  return TRUE;
}

/* Launches are told apart by kernel, sizes and, of matrix products, layout. */
static gboolean
begin_profile (AcuVkProgram *program, Phase *phase, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  phase->profile = acu_vk_profile_new (program->context, phase->end - phase->first, &local_error);
  for (guint i = phase->first; phase->profile != NULL && i < phase->end; i++) {
    const Launch *launch = &g_array_index (program->launches, Launch, i);
    GString *name = g_string_new (acu_vk_kernel_get (launch->kernel)->name);

    for (guint j = 0; j < MIN (launch->push_size / sizeof (guint32), 4); j++)
      g_string_append_printf (name, " %u", launch->push[j]);
    g_string_append_printf (name, ", %u groups", launch->grid[0] * launch->grid[1]);
    acu_vk_profile_name (phase->profile, i - phase->first, g_string_free (name, FALSE),
                         launch->cost);
  }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
record_phases (AcuVkProgram *program, GError **error)
{
  AcuVkContext *context = program->context;
  const VkCommandPoolCreateInfo pool = {
      .sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO,
      .queueFamilyIndex = context->traits.queue_family,
  };
  const VkFenceCreateInfo fence = {.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO};
  gboolean success = FALSE;

  VK (context->api.CreateFence (context->device, &fence, NULL, &program->fence));
  acu_vk_context_name (context, VK_OBJECT_TYPE_FENCE, ACU_VK_ID (program->fence), "program");
  for (guint i = 0; i < program->n_phases; i++) {
    Phase *phase = &program->phases[i];

    phase->commands = g_array_new (FALSE, FALSE, sizeof (VkCommandBuffer));
    VK (context->api.CreateCommandPool (context->device, &pool, NULL, &phase->pool));
    acu_vk_context_name (context, VK_OBJECT_TYPE_COMMAND_POOL, ACU_VK_ID (phase->pool), "phase %u",
                         i);
    if (!begin_profile (program, phase, error) || !record (program, phase, error))
      goto cleanup;
  }
  success = TRUE;

cleanup:
  return success;
}

AcuProgram *
acu_vk_program_new (AcuDevice *device,
                    const AcuGraph *graph,
                    const AcuOperand *operands,
                    GError **error)
{
  AcuVkProgram *program = g_new0 (AcuVkProgram, 1);

  program->base.device = device;
  program->base.graph = graph;
  program->base.operands = operands;
  program->context = (AcuVkContext *)device;
  program->launches = g_array_new (FALSE, FALSE, sizeof (Launch));
  program->n_phases = acu_graph_get_n_phases (graph);
  program->phases = g_new0 (Phase, program->n_phases);
  if (!translate (program, error))
    goto failed;
  if (program->launches->len > 0 &&
      (!allocate_scratch (program, error) || !write_descriptors (program, error) ||
       !record_phases (program, error)))
    goto failed;
  return &program->base;

failed:
  acu_vk_program_free (&program->base);
  return NULL;
}

void
acu_vk_program_free (AcuProgram *base)
{
  AcuVkProgram *program = (AcuVkProgram *)base;
  AcuVkContext *context;

  if (program == NULL)
    return;
  context = program->context;
  for (guint i = 0; i < program->n_phases; i++) {
    acu_vk_profile_free (program->phases[i].profile);
    if (program->phases[i].pool != VK_NULL_HANDLE)
      context->api.DestroyCommandPool (context->device, program->phases[i].pool, NULL);
    g_clear_pointer (&program->phases[i].commands, g_array_unref);
  }
  if (program->fence != VK_NULL_HANDLE)
    context->api.DestroyFence (context->device, program->fence, NULL);
  if (program->descriptors != VK_NULL_HANDLE)
    context->api.DestroyDescriptorPool (context->device, program->descriptors, NULL);
  if (program->scratch != NULL)
    acu_vk_buffer_free (&program->scratch->base);
  g_array_unref (program->launches);
  g_free (program->phases);
  g_free (program);
}

gboolean
acu_vk_program_run (AcuProgram *base, guint index, GCancellable *cancellable, GError **error)
{
  AcuVkProgram *program = (AcuVkProgram *)base;
  const gint64 start = g_get_monotonic_time ();
  Phase *phase = &program->phases[index];
  double seconds, speed;

  g_assert (index < program->n_phases);
  if (phase->first == phase->end)
    return TRUE;
  if (!acu_vk_context_submit (program->context, (VkCommandBuffer *)(gpointer)phase->commands->data,
                              phase->commands->len, program->fence, cancellable, error) ||
      !acu_vk_profile_collect (phase->profile, error))
    return FALSE;

  /* One submission that is short enough, and cuts made at about this speed, stay. */
  seconds = (double)MAX (g_get_monotonic_time () - start, 1) / G_USEC_PER_SEC;
  speed = phase->cost / seconds;
  if (phase->commands->len == 1 && seconds < SPEED_TOLERANCE * SUBMISSION_SECONDS)
    return TRUE;
  if (speed < phase->speed * SPEED_TOLERANCE && phase->speed < speed * SPEED_TOLERANCE)
    return TRUE;
  phase->speed = speed;
  return record (program, phase, error);
}
