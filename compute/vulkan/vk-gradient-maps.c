/* Gradients of what gathers over maps: attention, convolution, batch norm. */
#include "compute/vulkan/vk-operations.h"
