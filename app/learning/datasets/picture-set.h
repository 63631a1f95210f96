/* Picture files, known by what is in them: a copy under another name is the same picture. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _AcuPictureSet AcuPictureSet;

AcuPictureSet *acu_picture_set_new (void);
void acu_picture_set_free (AcuPictureSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuPictureSet, acu_picture_set_free)

/* Adds the file at the absolute @path, which need not exist. */
void acu_picture_set_add (AcuPictureSet *set, const char *path);

/* Whether the set has the file at the absolute @path, or one with the same bytes.  Only files of
 * the size of another are read, and of these a few blocks unless they are alike. */
gboolean acu_picture_set_has (AcuPictureSet *set, const char *path);

G_END_DECLS
