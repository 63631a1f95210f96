/* Pictures put together of several photos, so that hardly any content is met twice. */
#pragma once

#include "app/learning/synth/source-view.h"

/* A view of @photos[0] on which leaves lie, one over the other and with sharp edges, as things lie
 * before each other: ellipses and rectangles of all sizes, each a part of a view of one of the
 * @n_photos (at least 1).  After the dead leaves model (Lee, Mumford and Huang, "Occlusion models
 * for natural images", International Journal of Computer Vision 41, 2001), whose leaves are of one
 * colour each.  As sharp as the photos are, and as free of faults.  @size->side must be above 0.
 * (transfer full) */
AcuImage *acu_source_collage_new (AcuImage *const *photos,
                                  guint n_photos,
                                  const AcuSourceViewSize *size,
                                  AcuRandom *random,
                                  GError **error);
