#include "compute/random.h"

#include <math.h>

#define PHILOX_MULTIPLIER_0 0xD2511F53u
#define PHILOX_MULTIPLIER_1 0xCD9E8D57u
#define PHILOX_WEYL_0       0x9E3779B9u
#define PHILOX_WEYL_1       0xBB67AE85u
#define PHILOX_ROUNDS       10

void
acu_philox (const guint32 counter[4], const guint32 key[2], guint32 words[4])
{
  guint32 c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
  guint32 k0 = key[0], k1 = key[1];

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
  words[0] = c0;
  words[1] = c1;
  words[2] = c2;
  words[3] = c3;
}

AcuRandom
acu_random_new (guint64 seed, guint64 stream)
{
  return (AcuRandom){.seed = seed, .stream = stream};
}

guint32
acu_random_next (AcuRandom *random)
{
  guint64 block = random->position / 4;
  const guint32 counter[4] = {(guint32)block, (guint32)(block >> 32), (guint32)random->stream,
                              (guint32)(random->stream >> 32)};
  const guint32 key[2] = {(guint32)random->seed, (guint32)(random->seed >> 32)};
  guint32 words[4];

  acu_philox (counter, key, words);
  return words[random->position++ % 4];
}

float
acu_random_uniform (AcuRandom *random)
{
  return (float)(acu_random_next (random) >> 8) * 0x1p-24f;
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
  double u = 1.0 - acu_random_uniform (random);
  double v = acu_random_uniform (random);

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
