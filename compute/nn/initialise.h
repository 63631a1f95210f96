/* Initial weights of a network that is trained from nothing, or on a backbone alone. */
#pragma once

#include "compute/weights/architecture.h"
#include "compute/weights/tensor-set.h"

G_BEGIN_DECLS

/* The logit that faults begin with: of a chance of one in twenty, since most faults are absent from
 * most patches, and learning that alone takes hundreds of steps. */
#define ACU_INITIAL_FAULT_LOGIT (-3.0f)

/* Draws every parameter of @architecture from @seed.
 *
 * The matrices of Swin blocks are normal, cut at two standard deviations, one of which is the
 * inverse root of the number of inputs, half that where a layer writes to the residual stream.
 * (timm's 0.02 for every width leaves the blocks of a narrow network next to linear, blind to the
 * energy of a texture, for as long as it takes them to grow.)  Biases are 0, tables of position
 * biases as timm has them.  ResNet convolutions and the head's layers as HyperIQA (He et al. 2015,
 * fan in, with PyTorch's uniform biases).  A Swin patch embedding begins as an orthonormal 4x4
 * discrete cosine transform on one luma and two chroma axes, constant terms scaled by 0.5 and the
 * others by 4, its biases normal with deviation 0.3: random filters let the mean colour drown
 * detail before the first norm, and then nothing is learned.  Channels past the 48 that this gives
 * are random.  The convolutions that make the target network's weights make them as small as the
 * number of its inputs asks for (Chang et al., "Principled weight initialization for
 * hypernetworks", ICLR 2020): otherwise its sigmoids begin saturated.  (transfer full) */
AcuTensorSet *acu_initial_weights_new (const AcuArchitecture *architecture, guint64 seed);

/* Completes @weights, whose tensors are kept: parameters that it lacks (the head, where it holds a
 * backbone) get their initial values, HyperIQA's where the target network is concerned.  (transfer
 * full) */
AcuTensorSet *acu_initial_weights_complete (const AcuArchitecture *architecture,
                                            AcuTensorSet *weights,
                                            guint64 seed);

G_END_DECLS
