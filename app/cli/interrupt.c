#include "app/cli/interrupt.h"

#include "app/cli/progress.h"

#include <glib/gi18n.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

/* A person expects to be back at the prompt within a second: this much is for what can still be
 * finished, a fifth for writing, the rest for the system. */
#define GRACE_MILLISECONDS 600
#define WRITE_MILLISECONDS 200

typedef struct {
  sigset_t signals;
  GCancellable *cancellable;
  gboolean is_patient; /* the program ends itself, and only a second signal ends it */
} Watch;

/* What is being written, NULL as long as that is nothing. */
static AcuLineFile *output;

/* The signal that came, or 0. */
static int caught;

void
acu_die_by_signal (int signal_number)
{
  sigset_t signals;

  signal (signal_number, SIG_DFL);
  sigemptyset (&signals);
  sigaddset (&signals, signal_number);
  pthread_sigmask (SIG_UNBLOCK, &signals, NULL);
  raise (signal_number);
  /* The default action of every signal used here is to end the process. */
  _exit (128 + signal_number);
}

static gpointer
watch_thread (gpointer data)
{
  Watch *watch = data;
  struct timespec grace = {.tv_nsec = GRACE_MILLISECONDS * 1000000L};
  AcuLineFile *file;
  int number;

  if (sigwait (&watch->signals, &number) != 0)
    return NULL;
  file = g_atomic_pointer_get (&output);
  if (file == NULL && !watch->is_patient)
    acu_die_by_signal (number);
  g_atomic_int_set (&caught, number);
  g_cancellable_cancel (watch->cancellable);
  if (watch->is_patient) {
    acu_progress_hide ();
    g_printerr (
        "%s\n",
        _ ("Ending: what is under way is finished first. Interrupted again, it ends at once."));
  }
  sigtimedwait (&watch->signals, NULL, file != NULL ? &grace : NULL);
  if (file != NULL)
    acu_line_file_abandon (file, WRITE_MILLISECONDS);
  acu_progress_end ();
  acu_die_by_signal (number);
}

/* What the thread is given lives as long as the program: it waits for ever. */
static void
begin (GCancellable *cancellable, gboolean is_patient)
{
  Watch *watch = g_new0 (Watch, 1);

  watch->cancellable = g_object_ref (cancellable);
  watch->is_patient = is_patient;
  sigemptyset (&watch->signals);
  sigaddset (&watch->signals, SIGINT);
  sigaddset (&watch->signals, SIGTERM);
  pthread_sigmask (SIG_BLOCK, &watch->signals, NULL);
  g_thread_unref (g_thread_new ("interrupt", watch_thread, watch));
}

void
acu_interrupt_begin (GCancellable *cancellable)
{
  begin (cancellable, FALSE);
}

void
acu_interrupt_set_file (AcuLineFile *file)
{
  g_assert (g_atomic_pointer_get (&output) == NULL);
  g_atomic_pointer_set (&output, acu_line_file_ref (file));
}

void
acu_interrupt_begin_patient (GCancellable *cancellable)
{
  begin (cancellable, TRUE);
}

void
acu_interrupt_end (void)
{
  int number = g_atomic_int_get (&caught);

  if (number != 0)
    acu_die_by_signal (number);
}
