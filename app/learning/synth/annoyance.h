/* From a measured distance to an opinion score of 0..100 that means the same for every fault.
 *
 * A full-reference measure orders the pictures of one kind of fault well and compares different
 * kinds badly: the same MS-SSIM is a bad blur and a harmless change of contrast. So the measure is
 * read on a scale of its own for each degradation, fixed at five anchors, the levels of
 * degradation.h, whose annoyance is set by definition on the five-grade impairment scale of ITU-R
 * BT.500:
 *
 *     score  grade                               anchor
 *     100    5, imperceptible
 *     87.5   between 5 and 4: seen by half       level 1
 *     75     4, perceptible but not annoying     level 2
 *     50     3, slightly annoying                level 3
 *     25     2, annoying                         level 4
 *     5      near 1, very annoying               level 5
 *
 * The anchors' distances are the medians over the photos named in annoyance-anchors.c. A photo on
 * which a fault shows less than on most (blur on a cloudy sky) scores better than its level alone
 * would say. */
#pragma once

#include "app/learning/synth/degradation.h"

/* Returns the score 0..100 of a picture that @degradation has brought to @distance from its
 * original (acu_full_reference_distance()): strictly falling, 100 at 0, linear in the logarithm of
 * the distance between anchors. */
double acu_annoyance_score (AcuDegradation degradation, double distance);

/* Returns the score of a picture with several faults, each of which alone would give it one of
 * @scores: what they take away from 100 is summed as Minkowski does, with exponent 2 (the rule of
 * de Ridder, "Minkowski-metrics as a combination rule for digital-image-coding impairments", SPIE
 * 1666, 1992), at most 100. */
double acu_annoyance_combine (const double *scores, guint count);

/* Returns the score of a picture in which a fault worth @score fills @share (0..1) of the area, by
 * the same rule over the pixels: a spoilt half is worse than half as bad. */
double acu_annoyance_of_part (double score, double share);

/* The medians behind acu_annoyance_score(), one row a degradation, one column a level from 1. */
extern const double acu_annoyance_anchors[ACU_N_DEGRADATIONS][ACU_DEGRADATION_LEVELS];
