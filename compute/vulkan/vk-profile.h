/* What each kernel of a program takes on the device, for whoever makes them faster.
 *
 * Where the environment variable ACUTANCE_VULKAN_PROFILE is set, launches are run one after the
 * other with a time stamp between them, and a table is printed when the program is freed: times are
 * of the device, without what lies between submissions. */
#pragma once

#include "compute/vulkan/vk-context.h"

G_BEGIN_DECLS

typedef struct _AcuVkProfile AcuVkProfile;

/* For a phase of @n_launches; NULL, without an error, where nobody asked or the device has no
 * clock. All functions take NULL. (transfer full) */
AcuVkProfile *acu_vk_profile_new (AcuVkContext *context, guint n_launches, GError **error);

/* Prints what was measured. */
void acu_vk_profile_free (AcuVkProfile *profile);

/* What launch @index is called in the table; those of one name are told together. (transfer full)
 */
void acu_vk_profile_name (AcuVkProfile *profile, guint index, char *name, double cost);

/* Records the time stamp before the first launch, and the one after launch @index. */
void acu_vk_profile_begin (AcuVkProfile *profile, VkCommandBuffer commands);
void acu_vk_profile_stamp (AcuVkProfile *profile, VkCommandBuffer commands, guint index);

/* Adds up a run that has ended. */
gboolean acu_vk_profile_collect (AcuVkProfile *profile, GError **error);

G_END_DECLS
