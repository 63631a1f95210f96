#include "app/learning/datasets/mat-reader.h"

#include "app/learning/datasets/dataset-error.h"
#include "app/learning/datasets/label-file.h"

#include <matio.h>

#define FILE_LIMIT    ((gsize)64 << 20)
#define ELEMENT_LIMIT 1000000
#define STRING_LIMIT  4096

static void
free_variable (matvar_t *variable)
{
  if (variable != NULL)
    Mat_VarFree (variable);
}

static void
close_file (mat_t *file)
{
  if (file != NULL)
    Mat_Close (file);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (matvar_t, free_variable)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (mat_t, close_file)

/* What matio has to say reaches the user through GError; its own words would name no file. */
static void
ignore_message_cb (int level, char *message)
{
}

static mat_t *
open_file (const char *path, GError **error)
{
  static gsize quiet = 0;
  g_autofree char *start = NULL;
  gsize length;
  mat_t *file;

  if (g_once_init_enter (&quiet)) {
    Mat_LogInitFunc ("acutance", ignore_message_cb);
    g_once_init_leave (&quiet, 1);
  }
  /* Reading it first tells a missing, unreadable or huge file from a damaged one. */
  if (!acu_label_file_read (path, FILE_LIMIT, &start, &length, error))
    return NULL;
  file = Mat_Open (path, MAT_ACC_RDONLY);
  if (file == NULL)
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT, "%s is no MATLAB file", path);
  return file;
}

/* Looks at the size a variable claims before anything of that size is allocated. */
static matvar_t *
read_variable (mat_t *file, const char *path, const char *name, gsize *n, GError **error)
{
  g_autoptr (matvar_t) info = Mat_VarReadInfo (file, name);
  matvar_t *variable;
  gsize count = 1;

  if (info == NULL) {
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT, "%s has no variable “%s”",
                 path, name);
    return NULL;
  }
  for (int i = 0; i < info->rank; i++) {
    if (info->dims == NULL || info->rank > 2 ||
        !g_size_checked_mul (&count, count, info->dims[i]) || count > ELEMENT_LIMIT) {
      g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                   "%s: “%s” is larger than a table of scores can be", path, name);
      return NULL;
    }
  }
  variable = Mat_VarRead (file, name);
  if (variable == NULL || variable->data == NULL || variable->rank < 1 || count == 0) {
    free_variable (variable);
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT, "%s: “%s” is empty or damaged",
                 path, name);
    return NULL;
  }
  *n = count;
  return variable;
}

static gboolean
copy_numbers (const matvar_t *variable, double *values, gsize n)
{
#define COPY(type)                                                                                 \
  do {                                                                                             \
    if (variable->nbytes < n * sizeof (type))                                                      \
      return FALSE;                                                                                \
    for (gsize i = 0; i < n; i++)                                                                  \
      values[i] = (double)((const type *)variable->data)[i];                                       \
    return TRUE;                                                                                   \
  } while (0)

  switch (variable->data_type) {
  case MAT_T_DOUBLE:
    COPY (double);
  case MAT_T_SINGLE:
    COPY (float);
  case MAT_T_INT8:
    COPY (gint8);
  case MAT_T_UINT8:
    COPY (guint8);
  case MAT_T_INT16:
    COPY (gint16);
  case MAT_T_UINT16:
    COPY (guint16);
  case MAT_T_INT32:
    COPY (gint32);
  case MAT_T_UINT32:
    COPY (guint32);
  case MAT_T_INT64:
    COPY (gint64);
  case MAT_T_UINT64:
    COPY (guint64);
  default:
    return FALSE;
  }
#undef COPY
}

double *
acu_mat_read_numbers (const char *path, const char *name, gsize *n, GError **error)
{
  g_autoptr (mat_t) file = NULL;
  g_autoptr (matvar_t) variable = NULL;
  g_autofree double *values = NULL;

  g_return_val_if_fail (path != NULL && name != NULL && n != NULL, NULL);

  file = open_file (path, error);
  if (file == NULL)
    return NULL;
  variable = read_variable (file, path, name, n, error);
  if (variable == NULL)
    return NULL;
  values = g_new (double, *n);
  if (variable->isComplex || variable->class_type == MAT_C_CELL ||
      variable->class_type == MAT_C_STRUCT || !copy_numbers (variable, values, *n)) {
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                 "%s: “%s” holds no real numbers", path, name);
    return NULL;
  }
  return g_steal_pointer (&values);
}

/* The text of a character array, read row by row as MATLAB shows a 1-by-N string. (transfer full)
 * (nullable) */
static char *
dup_text (const matvar_t *cell)
{
  g_autoptr (GString) text = NULL;
  gsize n = 1;

  while (cell != NULL && cell->class_type == MAT_C_CELL && cell->data != NULL &&
         cell->nbytes == sizeof (matvar_t *))
    cell = ((matvar_t *const *)cell->data)[0];
  if (cell == NULL || cell->class_type != MAT_C_CHAR || cell->data == NULL || cell->rank != 2)
    return NULL;
  if (!g_size_checked_mul (&n, cell->dims[0], cell->dims[1]) || n > STRING_LIMIT)
    return NULL;

  text = g_string_new (NULL);
  switch (cell->data_type) {
  case MAT_T_UINT8:
  case MAT_T_INT8:
  case MAT_T_UTF8:
    if (cell->nbytes < n)
      return NULL;
    g_string_append_len (text, cell->data, (gssize)n);
    break;
  case MAT_T_UINT16:
  case MAT_T_UTF16:
    if (cell->nbytes < 2 * n)
      return NULL;
    for (gsize i = 0; i < n; i++)
      g_string_append_unichar (text, ((const guint16 *)cell->data)[i]);
    break;
  default:
    return NULL;
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char **
acu_mat_read_strings (const char *path, const char *name, gsize *n, GError **error)
{
  g_autoptr (mat_t) file = NULL;
  g_autoptr (matvar_t) variable = NULL;
  g_auto (GStrv) strings = NULL;

  g_return_val_if_fail (path != NULL && name != NULL && n != NULL, NULL);

  file = open_file (path, error);
  if (file == NULL)
    return NULL;
  variable = read_variable (file, path, name, n, error);
  if (variable == NULL)
    return NULL;
  if (variable->class_type != MAT_C_CELL || variable->nbytes < *n * sizeof (matvar_t *)) {
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                 "%s: “%s” is no cell array of strings", path, name);
    return NULL;
  }
  strings = g_new0 (char *, *n + 1);
  for (gsize i = 0; i < *n; i++) {
    strings[i] = dup_text (((matvar_t *const *)variable->data)[i]);
    if (strings[i] == NULL) {
      g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                   "%s: cell %" G_GSIZE_FORMAT " of “%s” is no string", path, i + 1, name);
      return NULL;
    }
  }
  return g_steal_pointer (&strings);
}

gboolean
acu_mat_has (const char *path, const char *name)
{
  g_autoptr (mat_t) file = NULL;
  g_autoptr (matvar_t) info = NULL;

  g_return_val_if_fail (path != NULL && name != NULL, FALSE);

  file = open_file (path, NULL);
  if (file == NULL)
    return FALSE;
  info = Mat_VarReadInfo (file, name);
  return info != NULL;
}
