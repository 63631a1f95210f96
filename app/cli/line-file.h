/* A file that is written line by line: what has been written is complete lines, whenever one looks
 * and however the program ends, a disk that fills up included. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _AcuLineFile AcuLineFile;

/* Opens @path, or standard output for NULL and "-".  What the file holds stays until the first line
 * is written, so that a program that fails before has destroyed nothing.  Fails with a
 * G_FILE_ERROR that names the file.  A picture is never overwritten: that `--output *.jpg` names
 * the first of one's photos is refused as G_FILE_ERROR_EXIST. (transfer full) */
AcuLineFile *acu_line_file_open (const char *path, GError **error);

AcuLineFile *acu_line_file_ref (AcuLineFile *file);

/* The last one closes the file. */
void acu_line_file_unref (AcuLineFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuLineFile, acu_line_file_unref)

/* Writes @text as the first, where it is not empty, and remembers @ending, a static string, for
 * whoever ends the file, however early: a JSON array that was opened is closed.  NULL: nothing is
 * to come last.  Fails as acu_line_file_write(). */
gboolean
acu_line_file_begin (AcuLineFile *file, const char *text, const char *ending, GError **error);

/* Writes @text, whole lines, at once.  From any thread.  After the file was finished nothing is
 * written any more, and nothing fails.  Fails with G_FILE_ERROR_PIPE where nobody reads. */
gboolean acu_line_file_write (AcuLineFile *file, const char *text, GError **error);

/* Writes the ending and makes sure that everything has arrived. */
gboolean acu_line_file_finish (AcuLineFile *file, GError **error);

/* acu_line_file_finish() from a thread that cannot wait for a write in progress any longer than
 * @milliseconds, since a reader that has stopped reading would keep it for ever.  A file that was
 * not begun keeps what it held. */
void acu_line_file_abandon (AcuLineFile *file, guint milliseconds);

/* Writes @text as all of the file at @path, NULL and "-" as above: what a file held before stays
 * until the new is on the disk. */
gboolean acu_line_file_write_whole (const char *path, const char *text, GError **error);

/* Whether a person is reading. */
gboolean acu_line_file_is_terminal (const AcuLineFile *file);

/* Writes all @size bytes to @fd; FALSE, with errno set, where that fails. */
gboolean acu_write_all (int fd, const char *data, gsize size);

G_END_DECLS
