/* acutance-cli synth: sharp photos to a labelled training set. */
#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/progress.h"

#include "app/learning/synth/synth.h"

#include <glib/gi18n.h>

/* Worse JPEGs would add a fault to what has been labelled. */
#define LEAST_QUALITY 90

/* The number of pictures is known only once the photos have been found. */
static void
show_progress (guint done, guint total, gpointer user_data)
{
  gboolean *begun = user_data;

  if (!*begun)
    acu_progress_begin_at (done, total, C_ ("progress", "pictures"));
  *begun = TRUE;
  acu_progress_set_total (total);
  acu_progress_update (done);
}

/* What an interrupted set has, and how it is gone on with. */
static void
tell_unfinished (const AcuSynthOptions *options, guint n_pictures)
{
  if (n_pictures > 0)
    acu_complain (ngettext ("stopped; %s/labels.csv lists the %u picture that was finished; the "
                            "same command goes on with it",
                            "stopped; %s/labels.csv lists the %u pictures that were finished; the "
                            "same command goes on with them",
                            n_pictures),
                  options->out, n_pictures);
  else
    acu_complain (_ ("stopped before a picture was finished"));
}

static AcuExit
synthesise (const AcuSynthOptions *options)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_auto (AcuSynthReport) report = {0};
  gboolean begun = FALSE, done;
  g_autofree char *text = NULL;
  AcuExit status = ACU_EXIT_DONE;

  acu_interrupt_begin_patient (cancellable);
  done = acu_synth_run (options, show_progress, &begun, &report, cancellable, &error);
  acu_progress_end ();
  for (guint i = 0; report.failures != NULL && i < report.failures->len; i++) {
    acu_complain ("%s", (const char *)g_ptr_array_index (report.failures, i));
    status = ACU_EXIT_SOME;
  }
  if (!done && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    tell_unfinished (options, report.pictures);
    acu_interrupt_end ();
    return ACU_EXIT_ERROR;
  }
  if (!done)
    return acu_fail (&error);
  if (options->held_out > 0 && report.held_out == 0)
    acu_complain (ngettext ("nothing is held out: %u photo is too few, three at least are needed",
                            "nothing is held out: %u photos are too few, three at least are needed",
                            report.found),
                  report.found);
  text = g_strdup_printf (ngettext ("%u picture of %u photos: %s/labels.csv\n",
                                    "%u pictures of %u photos: %s/labels.csv\n", report.pictures),
                          report.pictures, report.sources, options->out);
  return acu_print (text) ? status : ACU_EXIT_ERROR;
}

/* An option's number, where it was given. */
static gboolean
check_range (const char *option, int value, int least, int most, AcuExit *status)
{
  if (value >= least && value <= most)
    return TRUE;
  *status = acu_fail_usage ("synth", _ ("--%s must be from %d to %d, not %d"), option, least, most,
                            value);
  return FALSE;
}

AcuExit
acu_command_synth (int argc, char **argv)
{
  g_autofree char *from = NULL, *out = NULL;
  gint64 seed = 0;
  int count = 0, quality = 0, long_side = 640, held_out = 0, per_held_out = 0, view_side = 0;
  int threads = 0;
  double collage = 0;
  gboolean no_sheet = FALSE, vary = FALSE;
  const GOptionEntry entries[] = {
      {"from", 0, 0, G_OPTION_ARG_FILENAME, &from, _ ("Sharp photos; subfolders are searched too"),
       "DIR"},
      {"out", 'o', 0, G_OPTION_ARG_FILENAME, &out, _ ("Where the set is written"), "DIR"},
      {"seed", 0, 0, G_OPTION_ARG_INT64, &seed, _ ("Of everything random (default: 0)"), "S"},
      {"count", 0, 0, G_OPTION_ARG_INT, &count,
       _ ("Pictures in all (default: each photo through every fault at every level)"), "N"},
      {"held-out", 0, 0, G_OPTION_ARG_INT, &held_out,
       _ ("Of 100 photos, mark so many to validate on and as many to test on (default: 0)"), "N"},
      {"per-held-out", 0, 0, G_OPTION_ARG_INT, &per_held_out,
       _ ("Pictures of each photo that is held out (default: as many as of the others)"), "N"},
      {"long-side", 0, 0, G_OPTION_ARG_INT, &long_side,
       _ ("Reduce larger photos to this many pixels (default: 640)"), "N"},
      {"quality", 0, 0, G_OPTION_ARG_INT, &quality,
       _ ("Write JPEGs of this quality, 90 to 100, instead of lossless PNGs, for sets that must be "
          "small"),
       "N"},
      {"vary", 0, 0, G_OPTION_ARG_NONE, &vary,
       _ ("Make each picture to train on of another part of its photo, in another light"), NULL},
      {"view-side", 0, 0, G_OPTION_ARG_INT, &view_side,
       _ ("With --vary: square parts of so many pixels (default: larger ones of the photo’s "
          "shape)"),
       "N"},
      {"collage", 0, 0, G_OPTION_ARG_DOUBLE, &collage,
       _ ("With --view-side: share of them on which parts of other photos lie, 0 to 1 (default: "
          "0)"),
       "X"},
      {"threads", 0, 0, G_OPTION_ARG_INT, &threads, _ ("(default: one a processor)"), "N"},
      {"no-sheet", 0, 0, G_OPTION_ARG_NONE, &no_sheet,
       _ ("Do without contact-sheet.png, which shows every fault at every level"), NULL},
      {NULL},
  };
  const AcuUsage usage = {
      NULL,
      _ ("Makes sharp photos worse by known amounts (blur, noise, compression, exposure and\n"
         "others) and labels each result with a score of 0 to 100 and with its faults. What\n"
         "comes of it is a set to train on or to test with: images/, maps/ and labels.csv.\n"
         "The same command goes on with a set that was interrupted."),
      _ ("Examples:\n"
         "  acutance-cli synth --from ~/Pictures/best --out set --count 2000 --held-out 10\n"
         "  acutance-cli train --base preset:nano --data set/labels.csv --out mine"),
      entries};
  AcuExit status;

  if (!acu_command_parse (&usage, &argc, &argv, &status))
    return status;
  if (argc > 1)
    return acu_fail_usage ("synth", _ ("“%s” is too much: only options are expected"), argv[1]);
  if (from == NULL || out == NULL)
    return acu_fail_usage ("synth", _ ("--from and --out are needed"));
  if (!check_range ("count", count, 0, 10000000, &status) ||
      !check_range ("held-out", held_out, 0, 45, &status) ||
      !check_range ("per-held-out", per_held_out, 0, 10000, &status) ||
      !check_range ("view-side", view_side, 0, 4096, &status) ||
      !check_range ("long-side", long_side, 64, 16384, &status) ||
      (quality != 0 && !check_range ("quality", quality, LEAST_QUALITY, 100, &status)) ||
      !check_range ("threads", threads, 0, 1024, &status))
    return status;
  if (per_held_out > 0 && held_out == 0)
    return acu_fail_usage ("synth", _ ("--per-held-out needs --held-out"));
  if (view_side > 0 && (!vary || view_side < 64))
    return acu_fail_usage ("synth", _ ("--view-side needs --vary, and 64 pixels at least"));
  if (!(collage >= 0 && collage <= 1) || (collage > 0 && view_side == 0))
    return acu_fail_usage ("synth", _ ("--collage must be from 0 to 1, and needs --view-side"));
  return synthesise (&(AcuSynthOptions){.from = from,
                                        .out = out,
                                        .seed = (guint64)seed,
                                        .count = (guint)count,
                                        .threads = (guint)threads,
                                        .quality = (guint)quality,
                                        .long_side = (guint)long_side,
                                        .held_out = (guint)held_out,
                                        .per_held_out = (guint)per_held_out,
                                        .vary = vary,
                                        .view_side = (guint)view_side,
                                        .collage = collage,
                                        .no_sheet = no_sheet});
}
