/* Writes what became of each picture, in the form that was asked for. */
#pragma once

#include "app/cli/line-file.h"
#include "app/scoring/scorer.h"

G_BEGIN_DECLS

typedef enum {
  ACU_RESULT_TABLE, /* for people: aligned columns, of patches' scores the lowest and the highest,
                     * failures left to standard error */
  ACU_RESULT_CSV,   /* RFC 4180, with a header line; all patches in one field */
  ACU_RESULT_JSON,  /* one array */
  ACU_RESULT_JSONL, /* one object a line: files of several machines concatenate */
} AcuResultFormat;

/* Reads "table", "csv", "json" or "jsonl". */
gboolean acu_result_format_parse (const char *text, AcuResultFormat *format);

typedef struct {
  const char *path;
  int width; /* of the whole picture, upright, before the protocol's resize */
  int height;
  gboolean enlarged;     /* it was smaller than a patch and was enlarged to fit */
  const char *warnings;  /* what was bearable about the file, one sentence a line; or NULL */
  const AcuScore *score; /* NULL if it has none */
  const char *error;     /* why it has none */
} AcuResult;

typedef struct _AcuResultWriter AcuResultWriter;

/* Writes to @file results of @model under @protocol; all three outlive the writer.
 * (transfer full) */
AcuResultWriter *acu_result_writer_new (AcuLineFile *file,
                                        AcuResultFormat format,
                                        const AcuModel *model,
                                        const char *protocol);
void acu_result_writer_free (AcuResultWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuResultWriter, acu_result_writer_free)

/* Writes what comes before the first result, and has the file end with what comes after the last.
 * This and the others fail as acu_line_file_write(). */
gboolean acu_result_writer_begin (AcuResultWriter *writer, GError **error);

/* Writes one result at once. */
gboolean acu_result_writer_write (AcuResultWriter *writer, const AcuResult *result, GError **error);

G_END_DECLS
