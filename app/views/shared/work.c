#include "app/views/shared/work.h"

#include "app/text/duration.h"

#include <glib/gi18n.h>

/* Seconds that say how fast it goes. */
#define LEARNING_SECONDS 1

struct _AcuWork {
  GObject parent_instance;

  char *title;
  GCancellable *cancellable;
  guint n_done, n; /* atomic */
};

G_DEFINE_FINAL_TYPE (AcuWork, acu_work, G_TYPE_OBJECT)

const char *
acu_work_get_title (AcuWork *work)
{
  return work->title;
}

void
acu_work_note (AcuWork *work, guint n_done, guint n)
{
  g_atomic_int_set (&work->n, n);
  g_atomic_int_set (&work->n_done, n_done);
}

guint
acu_work_get_n_done (AcuWork *work)
{
  return g_atomic_int_get (&work->n_done);
}

guint
acu_work_get_n (AcuWork *work)
{
  return g_atomic_int_get (&work->n);
}

GCancellable *
acu_work_get_cancellable (AcuWork *work)
{
  return work->cancellable;
}

double
acu_work_get_rate (AcuWork *work, double seconds)
{
  return seconds < LEARNING_SECONDS ? 0 : acu_work_get_n_done (work) / seconds;
}

char *
acu_work_describe (AcuWork *work, double seconds)
{
  guint n = acu_work_get_n (work), done = MIN (acu_work_get_n_done (work), n);
  double rate = acu_work_get_rate (work, seconds);

  if (n == 0)
    return g_strdup ("");
  if (done == n || rate == 0)
    return g_strdup_printf (_ ("%'u of %'u"), done, n);
  g_autofree char *left = acu_duration_format ((n - done) / rate);
  return g_strdup_printf (_ ("%'u of %'u · %s left"), done, n, left);
}

char *
acu_photos_stopped_format (guint n_done, guint n)
{
  return g_strdup_printf (
      ngettext ("Stopped after %'u of %'u photo", "Stopped after %'u of %'u photos", n), n_done, n);
}

void
acu_work_end (AcuWork *work)
{
  g_return_if_fail (ACU_IS_WORK (work));

  g_signal_emit_by_name (work, "ended");
}

static void
acu_work_finalize (GObject *object)
{
  AcuWork *self = ACU_WORK (object);

  g_free (self->title);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (acu_work_parent_class)->finalize (object);
}

static void
acu_work_init (AcuWork *self)
{
  self->cancellable = g_cancellable_new ();
}

static void
acu_work_class_init (AcuWorkClass *class)
{
  G_OBJECT_CLASS (class)->finalize = acu_work_finalize;
  g_signal_new ("ended", ACU_TYPE_WORK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

AcuWork *
acu_work_new (const char *title, guint n)
{
  g_return_val_if_fail (title, NULL);

  AcuWork *self = g_object_new (ACU_TYPE_WORK, NULL);
  self->title = g_strdup (title);
  self->n = n;
  return self;
}
