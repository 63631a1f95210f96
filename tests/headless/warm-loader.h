/* A Vulkan loader under which opening a device the second time costs nothing, for tests that open
 * it by the hundred: all devices are one, which stays, and kernels that were compiled once are used
 * again.  Whoever calls has the same functions to call, in the same order, and everything else that
 * it makes is made anew by the driver; what is made and destroyed is counted.  A module that
 * ACUTANCE_VULKAN_LOADER names, for one thread at a time; these functions are to be looked up in
 * it. */
#pragma once

/* Has @created called whenever a device is created; NULL: nobody. */
void acu_warm_loader_watch (void (*created) (void));

/* The @number-th submission from now on is refused as if memory had run out, and whoever then waits
 * for the device is told @idle, a VkResult; 0: none is.  Returns how many there were left until the
 * one ordered before. */
unsigned acu_warm_loader_refuse_at (unsigned number, int idle);

/* The @number-th wait for submitted work from now on fails as if memory had run out, and the work
 * goes on; 0: none does.  Returns how many there were left until the one ordered before. */
unsigned acu_warm_loader_fail_wait_at (unsigned number);

/* From now on whatever kernels have to do takes the device so much longer, at no cost to others. */
void acu_warm_loader_slow_down (unsigned milliseconds);

/* How often it was given up to wait for a work in several submissions some of which were under way,
 * while the last was still to come. */
unsigned acu_warm_loader_count_cut_off (void);

/* Lets go of what was kept, for whoever no longer has a device open.  Returns what was made and not
 * destroyed, or destroyed twice, or too early, or that work was submitted with a fence which said
 * already that it was done; NULL if all is well. */
const char *acu_warm_loader_end (void);
