/* Bodies described by their distance function, and the walk that finds where a ray meets them. */
#pragma once

#include "app/learning/scenes/bounds-tree.h"

/* Returns the distance from @p to the nearest body, negative inside, and names the body. It may be
 * less than the true distance, never more. */
typedef float (*AcuDistanceFunc) (gconstpointer world, AcuVec3 p, guint *body);

/* Walks along @ray between @near and @far to the first body (sphere tracing, Hart 1996).
 *
 * Returns the distance, or a negative number where there is none, and names the body. */
float acu_distance_field_walk (AcuDistanceFunc field,
                               gconstpointer world,
                               const AcuRay *ray,
                               float near,
                               float far,
                               guint *body);

/* Returns the normal of the field at @p, by differences over @step. */
AcuVec3
acu_distance_field_normal (AcuDistanceFunc field, gconstpointer world, AcuVec3 p, float step);

/* Distances to bodies around the origin. */
float acu_distance_capsule (AcuVec3 p, AcuVec3 a, AcuVec3 b, float radius);
float acu_distance_torus (AcuVec3 p, float radius, float thickness); /* lies in the plane y = 0 */
float acu_distance_cylinder (AcuVec3 p, float radius, float half_height); /* along y */

/* The union of two bodies with a fillet of about @radius. */
float acu_distance_blend (float a, float b, float radius);
