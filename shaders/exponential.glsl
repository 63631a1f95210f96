// exp (x) to about one unit in the last place, where the built-in's error grows with x and with
// the driver: Cody and Waite's reduction to |r| <= log (2) / 2 and a polynomial.  Below -87 it is
// zero, and above 88 it stays what it is there.
float
exponential (float x)
{
  const float t = clamp (x, -87.0, 88.0);
  const float n = roundEven (t * 1.44269504);
  const float r = (t - n * 0.693359375) + n * 2.12194440e-4;
  float p = 1.0 / 5040.0;

  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  p = p * r + 0.5;
  p = p * (r * r) + r + 1.0;
  return x < -87.0 ? 0.0 : p * intBitsToFloat ((int (n) + 127) << 23);
}
