/* Why the device that is fastest is not the one that computes, told where devices are chosen. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Begins to listen to what becomes of the choice "auto"; before anything opens a device. */
void acu_device_note_begin (void);

/* Has the subtitle of @row say it, as long as there is something to say. */
void acu_device_note_bind (AdwActionRow *row);

G_END_DECLS
