/* What a person does in the library with six photos, one thing after another: each is awaited
 * before the next is done. */
#pragma once

#include "app/catalog/photo-list.h"
#include "tests/display/application-run.h"

/* The photos, sorted by their names: the first and the last are of the same thing, and no others.
 */
#define ACU_STAGE_PHOTOS 6

typedef struct {
  GtkWindow *window;
  AcuPhotoList *photos;
  const char *folder;
  gint64 photo; /* the stages' own */
  guint stage;
  guint begun; /* the step at which it began */
} AcuLook;

typedef struct {
  const char *name;
  gboolean (*is) (AcuLook *look);
  void (*then) (AcuLook *look);
} AcuPhotoStage;

/* Opens a folder of the photos, and goes through the stages. */
void acu_photo_stages_run (const AcuPhotoStage *stages, guint n);

/* All photos are there: what the first stage awaits. */
gboolean acu_look_is_open (AcuLook *look);

/* What needs no waiting. */
gboolean acu_look_is_so (AcuLook *look);

/* The first widget of @type. */
gpointer acu_look_find (AcuLook *look, GType type);

/* Where the photo at @position is shown in @list, or NULL. */
GtkWidget *acu_look_find_cell (AcuLook *look, GtkWidget *list, guint position);

gboolean acu_look_is_enabled (AcuLook *look, const char *action);

/* Does what can be done. */
void acu_look_act (AcuLook *look, const char *action, const char *parameter);

/* What is selected in the grid; and whether that is the photos whose bits @positions has. */
GtkSelectionModel *acu_look_get_selection (AcuLook *look);
gboolean acu_look_has_selected (AcuLook *look, guint positions);
