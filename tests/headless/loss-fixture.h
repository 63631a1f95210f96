/* For tests of devices that are lost: a network with little to compute, pictures for it, and a
 * device that is opened again at no cost. */
#pragma once

#include <glib.h>

#include "tests/headless/small-model.h"
#include "tests/headless/warm-loader.h"

G_BEGIN_DECLS

#define ACU_LOSS_DEVICE "vulkan:llvmpipe"
#define ACU_LOSS_SIDE   ACU_TEST_LEAST_SIDE /* of a patch, in pixels */

/* Of calls, for where all that is wanted is how many there are. */
#define ACU_LOSS_MANY 1000000

/* Of calls, for a score or a step: there is no end to them. */
#define ACU_LOSS_TOO_MANY 5000

/* A function of the warm loader. */
#define ACU_LOSS_LOADER(name) ((typeof (&(name)))acu_loss_find_in_loader (#name))

gpointer acu_loss_find_in_loader (const char *name);

/* Of @n_calls, the distance of those that are tried, of which there are about @n.  Beside
 * sanitizers, which have seen all code after a few losses, an eighth of them is enough. */
gint acu_loss_choose_stride (gint n_calls, gint n);

/* Has the program keep its data in a new folder, and writes the network there: Swin that sees 32
 * pixels and attends to one at a time, all operations of a whole network, and hardly any
 * arithmetic.  Returns the path of its file. (transfer full) */
char *acu_loss_set_up (void);

/* Two pictures of @n_patches patches in a row, and their scores. (transfer full) */
char *acu_loss_write_dataset (const char *folder, int n_patches);

/* The calls that open a device; before they are done there is none to lose.  0: there is none here,
 * and the test is skipped. */
gint acu_loss_count_opening_calls (void);

/* From now on opening a device again costs next to nothing. */
void acu_loss_begin_warm (void);

/* From now on it costs what it costs people; nothing that was made since is left. */
void acu_loss_end_warm (void);

G_END_DECLS
