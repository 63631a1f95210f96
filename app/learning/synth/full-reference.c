#include "app/learning/synth/full-reference.h"

#include "app/learning/synth/colour-difference.h"
#include "app/learning/synth/gmsd.h"
#include "app/learning/synth/ms-ssim.h"

AcuFullReference
acu_full_reference_measure (const AcuImage *reference, const AcuImage *distorted)
{
  g_autoptr (AcuPlane) first = acu_plane_new_luma (reference);
  g_autoptr (AcuPlane) second = acu_plane_new_luma (distorted);
  AcuFullReference measures;

  measures.ms_ssim = acu_ms_ssim (first, second);
  measures.gmsd = acu_gmsd (first, second);
  measures.ciede2000 = acu_colour_difference (reference, distorted);
  return measures;
}

double
acu_full_reference_distance (const AcuFullReference *measures)
{
  return (1 - measures->ms_ssim) + measures->gmsd + measures->ciede2000 / 60;
}
