#include "compute/random.h"

#include <math.h>

#define PHILOX_MULTIPLIER_0 0xD2511F53u
#define PHILOX_MULTIPLIER_1 0xCD9E8D57u
#define PHILOX_WEYL_0       0x9E3779B9u
#define PHILOX_WEYL_1       0xBB67AE85u
#define PHILOX_ROUNDS       10

/* Four words that are passed by value, which compilers keep in registers. */
typedef struct {
  guint32 w0, w1, w2, w3;
} Block;

static inline Block
philox (guint32 c0, guint32 c1, guint32 c2, guint32 c3, guint32 k0, guint32 k1)
{
  for (guint round = 0; round < PHILOX_ROUNDS; round++) {
    guint64 product0 = (guint64)PHILOX_MULTIPLIER_0 * c0;
    guint64 product1 = (guint64)PHILOX_MULTIPLIER_1 * c2;

    c0 = (guint32)(product1 >> 32) ^ c1 ^ k0;
    c1 = (guint32)product1;
    c2 = (guint32)(product0 >> 32) ^ c3 ^ k1;
    c3 = (guint32)product0;
    k0 += PHILOX_WEYL_0;
    k1 += PHILOX_WEYL_1;
  }
  return (Block){c0, c1, c2, c3};
}

void
acu_philox (const guint32 counter[4], const guint32 key[2], guint32 words[4])
{
  Block block = philox (counter[0], counter[1], counter[2], counter[3], key[0], key[1]);

  words[0] = block.w0;
  words[1] = block.w1;
  words[2] = block.w2;
  words[3] = block.w3;
}

AcuRandom
acu_random_new (guint64 seed, guint64 stream)
{
  return (AcuRandom){.seed = seed, .stream = stream};
}

/* The block in which the next word is. */
static inline Block
get_block (const AcuRandom *random)
{
  guint64 number = random->position / 4;

  return philox ((guint32)number, (guint32)(number >> 32), (guint32)random->stream,
                 (guint32)(random->stream >> 32), (guint32)random->seed,
                 (guint32)(random->seed >> 32));
}

static inline guint32
get_word (Block block, guint64 position)
{
  guint32 even = position & 2 ? block.w2 : block.w0, odd = position & 2 ? block.w3 : block.w1;

  return position & 1 ? odd : even;
}

guint32
acu_random_next (AcuRandom *random)
{
  guint32 word = get_word (get_block (random), random->position);

  random->position++;
  return word;
}

static inline float
to_uniform (guint32 word)
{
  return (float)(word >> 8) * 0x1p-24f;
}

float
acu_random_uniform (AcuRandom *random)
{
  return to_uniform (acu_random_next (random));
}

guint32
acu_random_below (AcuRandom *random, guint32 bound)
{
  guint32 limit;
  guint32 word;

  g_return_val_if_fail (bound > 0, 0);

  /* Words past the last whole multiple of the bound would favour the small results. */
  limit = G_MAXUINT32 - (guint32)((G_GUINT64_CONSTANT (1) << 32) % bound);
  do
    word = acu_random_next (random);
  while (word > limit);
  return word % bound;
}

float
acu_random_normal (AcuRandom *random)
{
  Block block = get_block (random);
  double u = 1.0 - to_uniform (get_word (block, random->position++));
  double v;

  /* Mostly both words are of one block. */
  if (random->position % 4 == 0)
    block = get_block (random);
  v = to_uniform (get_word (block, random->position++));

  return (float)(sqrt (-2.0 * log (u)) * cos (2.0 * G_PI * v));
}

void
acu_random_shuffle (AcuRandom *random, guint32 *items, gsize n)
{
  for (gsize i = n; i > 1; i--) {
    guint32 j = acu_random_below (random, (guint32)i);
    guint32 item = items[i - 1];

    items[i - 1] = items[j];
    items[j] = item;
  }
}
