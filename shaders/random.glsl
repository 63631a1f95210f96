// Philox4x32-10 (Salmon et al., SC 2011): the same words as acu_philox() gives.

uvec4
philox (uvec4 counter, uvec2 key)
{
  for (uint r = 0; r < 10; r++) {
    uint high0, low0, high2, low2;

    umulExtended (0xD2511F53u, counter.x, high0, low0);
    umulExtended (0xCD9E8D57u, counter.z, high2, low2);
    counter = uvec4 (high2 ^ counter.y ^ key.x, low2, high0 ^ counter.w ^ key.y, low0);
    key += uvec2 (0x9E3779B9u, 0xBB67AE85u);
  }
  return counter;
}
