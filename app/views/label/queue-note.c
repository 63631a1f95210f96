#include "app/views/label/queue-note.h"

#include <glib/gi18n.h>

/* Nothing is known of any photo. */
static char *
tell_why (const AcuQueueOptions *options, const char *model)
{
  if (options->queue == ACU_QUEUE_DISAGREEMENT)
    return g_strdup (options->set == 0
                         ? _ ("At random: nobody has rated anything in a new set")
                         : _ ("At random: no photo has ratings of two raters in this set yet"));
  return model ? g_strdup_printf (_ ("At random: %s has scored none of these photos yet"), model)
               : g_strdup (_ ("At random: no model has scored these photos yet"));
}

static char *
format (const AcuQueueBasis *basis, const AcuQueueOptions *options, const char *model)
{
  guint known = basis->n_known, all = basis->n_photos;

  if (options->queue == ACU_QUEUE_RANDOM || all == 0)
    return g_strdup ("");
  switch (basis->kind) {
  case ACU_BASIS_SPREAD:
    return g_strdup_printf (ngettext ("By the patch scores of %s, for %'u of %'u photo",
                                      "By the patch scores of %s, for %'u of %'u photos", all),
                            model, known, all);
  case ACU_BASIS_VERSIONS:
    return g_strdup_printf (
        ngettext ("By the patch scores of %s and its difference from %s, for %'u of %'u photo",
                  "By the patch scores of %s and its difference from %s, for %'u of %'u photos",
                  all),
        model, basis->previous_model, known, all);
  case ACU_BASIS_SCORES:
    return g_strdup_printf (ngettext ("By the scores of %s, for %'u of %'u photo",
                                      "By the scores of %s, for %'u of %'u photos", all),
                            model, known, all);
  case ACU_BASIS_RATINGS:
    return g_strdup_printf (
        ngettext ("By the ratings of this set, which has two raters or more for %'u of %'u photo",
                  "By the ratings of this set, which has two raters or more for %'u of %'u photos",
                  all),
        known, all);
  case ACU_BASIS_CHANCE:
  default:
    return tell_why (options, model);
  }
}

typedef struct {
  AcuQueueOptions options;
  GArray *photos;
  char *model; /* the scorer's */
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_array_unref (question->photos);
  g_free (question->model);
  g_free (question);
}

static gpointer
find_basis (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const Question *question = data;
  g_autoptr (AcuQueueBasis) basis =
      acu_queue_basis_find (catalog, &question->options, (const gint64 *)question->photos->data,
                            question->photos->len, error);

  return basis ? format (basis, &question->options, question->model) : NULL;
}

void
acu_queue_note_make_async (AcuCatalog *catalog,
                           AcuQueueOptions options,
                           GArray *photos,
                           const char *model,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  Question *question = g_new (Question, 1);

  *question = (Question){options, g_array_ref (photos), g_strdup (model)};
  acu_catalog_run_async (catalog, ACU_CATALOG_READS, find_basis, question, question_free, g_free,
                         cancellable, callback, user_data);
}
