/* From the graph's operations to launches of kernels. */
#pragma once

#include "compute/vulkan/vk-program.h"

G_BEGIN_DECLS

/* Appends the launches that make @value to @program; none for inputs, parameters, reshapes and
 * by-products.
 * Fails with ACU_COMPUTE_ERROR_UNSUPPORTED where the device is too small for an operation. */
gboolean acu_vk_operation_translate (AcuVkProgram *program, AcuValue value, GError **error);

/* How one operation is translated. */
typedef gboolean (*AcuVkTranslateFunc) (AcuVkProgram *program,
                                        const AcuNode *node,
                                        AcuOperand result,
                                        GError **error);

gboolean acu_vk_translate_matmul (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);

/* vk-elements.c: what treats every element alike. */
gboolean acu_vk_translate_activation (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean acu_vk_translate_add (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean acu_vk_translate_batch_norm (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean acu_vk_translate_convert (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean acu_vk_translate_dropout (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean acu_vk_translate_normalize_image (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean acu_vk_translate_scale_channels (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);

/* vk-maps.c: what moves or pools the pixels of feature maps. */
gboolean acu_vk_translate_average_pool (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean acu_vk_translate_channels_first (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean acu_vk_translate_channels_last (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean acu_vk_translate_concat (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean acu_vk_translate_max_pool (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean acu_vk_translate_patch_merge (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean acu_vk_translate_slice (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean acu_vk_translate_unfold (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);

/* vk-rows.c: what reduces rows. */
gboolean acu_vk_translate_layer_norm (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean acu_vk_translate_softmax (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean acu_vk_translate_target_linear (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean acu_vk_translate_window_attention (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);

/* vk-gradients.c: gradients of what treats elements, rows or samples alike. */
gboolean
acu_vk_translate_activation_gradient (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);

/* vk-gradient-maps.c: gradients of what gathers over maps. */
gboolean
acu_vk_translate_batch_norm_gradient (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean acu_vk_translate_batch_statistics (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean acu_vk_translate_fold (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean
acu_vk_translate_window_attention_gradient (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);

gboolean
acu_vk_translate_average_pool_gradient (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean
acu_vk_translate_layer_norm_gradient (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean
acu_vk_translate_max_pool_gradient (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean acu_vk_translate_outer_product (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean acu_vk_translate_patch_split (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean
acu_vk_translate_scale_channels_gradient (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean acu_vk_translate_softmax_gradient (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean
acu_vk_translate_target_linear_gradient (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);

/* vk-updates.c: what changes memory in place. */
gboolean acu_vk_translate_accumulate (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean acu_vk_translate_adamw (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean acu_vk_translate_blend (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);

/* vk-sums.c: sums over all rows or elements. */
gboolean acu_vk_translate_square_sum (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);
gboolean acu_vk_translate_sum_rows (AcuVkProgram *, const AcuNode *, AcuOperand, GError **);

/* Kernels that include columns.glsl: a matrix's rows are cut into parts, and every part's columns
 * are summed by themselves. */

/* As many parts as keep a device busy, for sums of which another launch sums the parts. */
AcuColumnsPush acu_vk_columns_in_parts (gsize rows, gsize columns);

guint32 acu_vk_columns_count_parts (const AcuColumnsPush *push);

/* Sets the constants that columns.glsl needs, and the grid. */
void acu_vk_choose_columns (AcuVkLaunch *launch,
                            const AcuVkContext *context,
                            const AcuColumnsPush *push);

/* Appends a launch that adds up the rows of @parts, (n_parts, columns), all F32. */
gboolean acu_vk_sum_parts (AcuVkProgram *program,
                           AcuOperand parts,
                           guint32 n_parts,
                           gsize columns,
                           AcuOperand sums,
                           GError **error);

/* Sets the constants that team.glsl needs for rows of that many columns. */
void acu_vk_choose_team (AcuVkLaunch *launch, const AcuVkContext *context, gsize columns);

/* Invocations in a workgroup of kernels that treat every element alike. */
#define ACU_VK_ELEMENTS_WIDTH 128

/* Workgroups of that width for @count invocations. */
guint64 acu_vk_elements_groups (gsize count);

G_END_DECLS
