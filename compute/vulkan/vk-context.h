/* An open device: its queue, and what every buffer and program on it shares. */
#pragma once

#include "compute/backend.h"
#include "compute/vulkan/vk-instance.h"
#include "compute/vulkan/vk-traits.h"

G_BEGIN_DECLS

typedef struct _AcuVkPipelines AcuVkPipelines;
typedef struct _AcuVkTransfer AcuVkTransfer;

/* What is known of a kernel that some drivers get wrong. */
typedef enum {
  ACU_VK_UNTESTED,
  ACU_VK_TRUSTED,
  ACU_VK_REJECTED,
} AcuVkTrust;

typedef struct {
  AcuDevice base;
  AcuVkInstance *instance;
  AcuVkApi api; /* the instance's, and the device's functions */
  AcuVkTraits traits;
  VkDevice device;
  VkQueue queue;
  AcuVkPipelines *pipelines;
  AcuVkTransfer *transfer;
  AcuBuffer *nothing;     /* what optional operands that are absent are bound to */
  AcuVkTrust cooperative; /* in the kernel for matrix units */
  gboolean is_software;   /* kernels for devices where shared memory and barriers are slow */
  gboolean is_lost;       /* sticky: the device must be opened anew */
} AcuVkContext;

AcuVkContext *
acu_vk_context_new (const AcuBackend *backend, const AcuDeviceInfo *info, GError **error);
void acu_vk_context_free (AcuVkContext *context);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuVkContext, acu_vk_context_free)

/* Submits each command buffer as a batch of its own, then waits for the last.  Where it can be
 * cancelled, each is waited for, and no further one submitted then: G_IO_ERROR_CANCELLED. */
gboolean acu_vk_context_submit (AcuVkContext *context,
                                const VkCommandBuffer *commands,
                                guint n_commands,
                                VkFence fence,
                                GCancellable *cancellable,
                                GError **error);

/* Names an object for the validator's messages; costs nothing without it. */
void acu_vk_context_name (AcuVkContext *context,
                          VkObjectType type,
                          guint64 handle,
                          const char *format,
                          ...) G_GNUC_PRINTF (4, 5);

/* The number under which the validator knows an object. */
#define ACU_VK_ID(handle) ((guint64)(handle))

G_END_DECLS
