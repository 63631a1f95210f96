/* Copies between the host and memory that only the device sees, through a pair of staging buffers
 * that are made when first needed. */
#pragma once

#include "compute/vulkan/vk-buffer.h"

G_BEGIN_DECLS

AcuVkTransfer *acu_vk_transfer_new (AcuVkContext *context, GError **error);
void acu_vk_transfer_free (AcuVkTransfer *transfer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuVkTransfer, acu_vk_transfer_free)

gboolean acu_vk_transfer_zero (AcuVkTransfer *transfer, AcuVkBuffer *buffer, GError **error);

/* Offsets and sizes need no alignment. */
gboolean acu_vk_transfer_write (AcuVkTransfer *transfer,
                                AcuVkBuffer *buffer,
                                gsize offset,
                                gconstpointer data,
                                gsize size,
                                GError **error);
gboolean acu_vk_transfer_read (AcuVkTransfer *transfer,
                               AcuVkBuffer *buffer,
                               gsize offset,
                               gpointer data,
                               gsize size,
                               GError **error);

G_END_DECLS
