/* One of the photos that are compared: the photo, its score, stars, flag and colour. */
#pragma once

#include "app/views/viewer/photo-view.h"

G_BEGIN_DECLS

#define ACU_TYPE_COMPARE_PANE (acu_compare_pane_get_type ())
G_DECLARE_FINAL_TYPE (AcuComparePane, acu_compare_pane, ACU, COMPARE_PANE, GtkWidget)

/* A pane whose canvas looks where @place is. */
GtkWidget *acu_compare_pane_new (AcuLibrary *library, AcuPhotoPlace *place);

/* Shows @photo; NULL for none.  @is_reference: the others are compared with it. */
void acu_compare_pane_set_photo (AcuComparePane *pane, AcuPhoto *photo, gboolean is_reference);

AcuPhotoView *acu_compare_pane_get_view (AcuComparePane *pane);

/* Frames the pane that keys act on. */
void acu_compare_pane_set_current (AcuComparePane *pane, gboolean is_current);

G_END_DECLS
