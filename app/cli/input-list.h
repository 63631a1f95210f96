/* The files that a command line means: paths as they are, folders as the pictures in them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Orders file names as people do, "img9.jpg" before "img10.jpg", and alike on every machine:
 * numbers by value, everything else by its bytes, ASCII letters without case.  Returns 0 only for
 * equal strings. */
int acu_compare_names (const char *a, const char *b);

typedef struct {
  guint index; /* which part, 0 to count - 1 */
  guint count; /* how many parts there are */
} AcuShard;

/* Reads "I/N", I from 1 to N, or from 0 to N - 1: 0/N is the same part as N/N. */
gboolean acu_shard_parse (const char *text, AcuShard *shard);

/* A file to be scored, or what is wrong with a folder or something in it. */
typedef struct {
  char *path;
  char *problem; /* NULL, or why it cannot be listed or looked at, with its name */
} AcuInput;

void acu_input_free (AcuInput *input);

/* Lists @paths in their order.  A folder gives the pictures in it in the order of
 * acu_compare_names(), camera raw files included, hidden ones left out, followed, if @recursive, by
 * those of its folders; links to folders are not followed then, since they may lead in circles.  Of
 * the list, the part
 * @shard is taken: every count-th; *@n_all is how many there are in all parts.
 * (transfer full) (element-type AcuInput) */
GPtrArray *
acu_input_list_new (const char *const *paths, gboolean recursive, AcuShard shard, gsize *n_all);

G_END_DECLS
