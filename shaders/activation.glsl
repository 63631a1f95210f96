// The activations of AcuActivation, by their numbers there.
#include "exponential.glsl"

const uint ACTIVATION_NONE = 0;
const uint ACTIVATION_RELU = 1;
const uint ACTIVATION_GELU = 2;
const uint ACTIVATION_SIGMOID = 3;

// The error function to 1.8e-7, relative: polynomials fitted to erf (x) / x below 0.9 and to
// log (1 - erf (x)) / x above.
float
error_function (float x)
{
  const float t = abs (x);
  const float z = t * t;
  const float u = min (t, 4.0);
  float small, large;

  small = -0.000611128868;
  small = small * z + 0.00501622772;
  small = small * z - 0.0267819557;
  small = small * z + 0.112822302;
  small = small * z - 0.376125336;
  small = small * z + 1.12837911;

  large = -5.1938373e-06;
  large = large * u + 4.86852841e-05;
  large = large * u + 3.37925267e-05;
  large = large * u - 0.002886503;
  large = large * u + 0.0226033386;
  large = large * u - 0.105195306;
  large = large * u - 0.635660172;
  large = large * u - 1.12854421;
  return t < 0.9 ? x * small : sign (x) * (1.0 - exponential (large * u));
}

// The derivative: of ReLU and sigmoid at the result y, of GELU at the argument y.
float
activate_gradient (uint activation, float y)
{
  switch (activation) {
  case ACTIVATION_RELU:
    return y > 0.0 ? 1.0 : 0.0;
  case ACTIVATION_GELU:
    return 0.5 * (1.0 + error_function (y * 0.70710678118)) +
           y * 0.39894228040 * exponential (-0.5 * y * y);
  case ACTIVATION_SIGMOID:
    return y * (1.0 - y);
  default:
    return 1.0;
  }
}

float
activate (uint activation, float x)
{
  switch (activation) {
  case ACTIVATION_RELU:
    return max (x, 0.0);
  case ACTIVATION_GELU:
    return 0.5 * x * (1.0 + error_function (x * 0.70710678118));
  case ACTIVATION_SIGMOID:
    return 1.0 / (1.0 + exponential (-x));
  default:
    return x;
  }
}
