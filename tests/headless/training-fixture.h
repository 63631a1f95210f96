/* Scored pictures for tests of training. */
#pragma once

#include "app/learning/training/run.h"

/* In place of g_test_init(): where programs and what they keep are found belongs to this test
 * alone. Returns a folder with a picture.png.  (transfer full) */
char *acu_fixture_begin_training (int *argc, char ***argv);

/* Writes a picture of noise to @folder/@name, which is picture.png where others are made of it. */
void acu_fixture_write_scored_picture (const char *folder, const char *name, guint64 seed);

/* Copies @folder/picture.png to @name; what follows its end makes it another file. */
void acu_fixture_write_version (const char *folder, const char *name);

/* "train", "test", …: which part the picture @i is in. */
typedef const char *(*AcuFixtureMark) (guint i);

/* Writes the scores of @n versions of @folder/picture.png to @folder/@name; @group_size of them are
 * of one group (0: none has one), and each is marked as @mark (nullable) says.  Returns the path.
 * (transfer full) */
char *acu_fixture_write_scores (
    const char *folder, const char *name, guint n, guint group_size, AcuFixtureMark mark);

/* Two short epochs from @base on the CPU. */
void acu_fixture_training_settings (AcuRunSettings *settings,
                                    AcuRunMode mode,
                                    const char *base,
                                    const char *data);

/* Begins, or goes on with, the run @name, which must succeed: acu_run_new(), after which @settings
 * are cleared, and acu_run_resume().  (transfer full) */
AcuRun *acu_fixture_begin_run (const char *name, AcuRunSettings *settings, const char *log);
AcuRun *acu_fixture_resume_run (const char *name, const char *device, const char *log);

/* Frees @run, and nothing is left of it. */
void acu_fixture_discard_run (AcuRun *run);

/* Takes a step of @run, which is freed and can be gone on with. */
void acu_fixture_take_step (AcuRun *run);

/* Makes the saved state of the run @name one of a version that did not note @key in it. */
void acu_fixture_make_old (const char *name, const char *key);

/* AcuRunListener.warning, from any thread: adds a copy of @message to @warnings, a GPtrArray. */
void acu_fixture_note_warning_cb (const char *message, gpointer warnings);
