/* The one source of random numbers: Philox4x32-10 (Salmon et al., "Parallel random numbers: as
 * easy as 1, 2, 3", SC 2011).  A pure function of a counter and a key, so that every back end,
 * thread and resumed run draws the same numbers. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Ten rounds over @counter under @key: four independent 32-bit words. */
void acu_philox (const guint32 counter[4], const guint32 key[2], guint32 words[4]);

/* A sequence of draws with its place in it; copyable, comparable, storable. */
typedef struct {
  guint64 seed;
  guint64 stream;
  guint64 position;
} AcuRandom;

AcuRandom acu_random_new (guint64 seed, guint64 stream);

guint32 acu_random_next (AcuRandom *random);

/* Uniform in [0, 1), a multiple of 2^-24. */
float acu_random_uniform (AcuRandom *random);

/* Uniform in 0..bound-1, without bias; @bound > 0. */
guint32 acu_random_below (AcuRandom *random, guint32 bound);

/* Normal with mean 0 and standard deviation 1 (Box and Muller 1958). */
float acu_random_normal (AcuRandom *random);

/* Shuffles @n indices in place (Fisher and Yates). */
void acu_random_shuffle (AcuRandom *random, guint32 *items, gsize n);

G_END_DECLS
