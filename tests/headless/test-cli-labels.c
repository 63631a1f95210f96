/* acutance-cli labels, and labels:SET as data. */
#include <glib/gstdio.h>
#include <string.h>

#include "tests/headless/cli-fixture.h"
#include "tests/headless/picture-fixture.h"
#include "tests/headless/test-support.h"

#define N_PICTURES 6

/* A folder of pictures that the catalog does not know yet. */
static const char *
get_pictures (void)
{
  static char *folder;

  if (folder != NULL)
    return folder;
  folder = acu_test_temporary_folder ();
  for (guint i = 0; i < N_PICTURES; i++) {
    g_autofree char *source = acu_test_source_path ("data/samples/pebbles.jpg");
    g_autofree char *path = g_strdup_printf ("%s/p%u.jpg", folder, i);
    g_autofree char *data = NULL;
    gsize size;

    g_assert_true (g_file_get_contents (source, &data, &size, NULL));
    /* Behind a JPEG's end anything may follow: the files differ. */
    data = g_realloc (data, size + 1);
    data[size] = (char)i;
    g_assert_true (g_file_set_contents (path, data, (gssize)size + 1, NULL));
  }
  return folder;
}

static char *
write_file (const char *name, const char *text)
{
  char *path = g_build_filename (get_pictures (), name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

/* Ratings of three raters, the second of whom gives one grade more. */
static char *
write_ratings (const char *name)
{
  g_autoptr (GString) csv = g_string_new ("image,rater,score,time\n");

  for (guint i = 0; i < N_PICTURES; i++)
    for (guint rater = 0; rater < 3; rater++)
      g_string_append_printf (csv, "p%u.jpg,r%u,%u,2026-01-02T03:04:%02uZ\n", i, rater,
                              1 + (i + (rater == 1) + (i * rater) % 3) / 2, i);
  return write_file (name, csv->str);
}

static void
test_import (void)
{
  g_autofree char *path = write_ratings ("study.csv");
  g_autoptr (AcuCliRun) none = ACU_CLI ("labels", "list", "--json");
  g_autoptr (AcuCliRun) unknown = ACU_CLI ("labels", "import", path);
  g_autoptr (AcuCliRun) first = ACU_CLI ("labels", "import", path, "--add-folders");
  g_autoptr (AcuCliRun) again = ACU_CLI ("labels", "import", path);
  g_autoptr (AcuCliRun) list = ACU_CLI ("labels", "list", "--json");
  g_autoptr (AcuCliRun) table = ACU_CLI ("labels", "list");
  g_autoptr (JsonNode) node = NULL;
  JsonObject *set;

  g_assert_cmpint (none->status, ==, 2);
  g_assert_cmpint (unknown->status, ==, 2);
  g_assert_nonnull (
      strstr (unknown->complaints, "study.csv, line 2: p0.jpg is not in the catalog"));
  g_assert_nonnull (
      strstr (unknown->complaints, "nothing is imported, because of 18 of 18 ratings"));
  g_assert_cmpint (first->status, ==, 0);
  g_assert_cmpstr (first->output, ==, "study: 18 ratings added\n");
  g_assert_cmpint (again->status, ==, 0);
  g_assert_cmpstr (again->output, ==, "study: 0 ratings added, 18 were there already\n");
  node = acu_cli_parse (list->output);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, 1);
  set = json_array_get_object_element (json_node_get_array (node), 0);
  g_assert_cmpstr (json_object_get_string_member (set, "name"), ==, "study");
  g_assert_cmpstr (json_object_get_string_member (set, "method"), ==, "acr");
  g_assert_cmpint (json_object_get_int_member (set, "ratings"), ==, 18);
  g_assert_cmpint (json_object_get_int_member (set, "images"), ==, N_PICTURES);
  g_assert_cmpint (json_object_get_int_member (set, "raters"), ==, 3);
  g_assert_nonnull (strstr (table->output, "study"));
}

static void
test_mos (void)
{
  g_autoptr (AcuCliRun) csv = ACU_CLI ("labels", "mos", "study");
  g_autoptr (AcuCliRun) raters = ACU_CLI ("labels", "mos", "study", "--raters");
  g_autoptr (AcuCliRun) run = ACU_CLI ("labels", "mos", "study", "--method", "bt500", "--json");
  g_autoptr (AcuCliRun) pairs = ACU_CLI ("labels", "mos", "study", "--method", "bradley-terry");
  g_autoptr (JsonNode) node = acu_cli_parse (run->output);
  JsonObject *result = json_node_get_object (node);
  JsonArray *images = json_object_get_array_member (result, "images");

  g_assert_cmpint (csv->status, ==, 0);
  g_assert_true (
      g_str_has_prefix (csv->output, "path,mos,group,stddev,n,ci,score_min,score_max\n"));
  g_assert_nonnull (strstr (csv->output, "p0.jpg,1,"));
  g_assert_nonnull (strstr (raters->output, "r2"));
  g_assert_nonnull (strstr (raters->output, "Krippendorff's alpha"));
  g_assert_cmpstr (json_object_get_string_member (result, "method"), ==, "bt500");
  g_assert_cmpuint (json_array_get_length (images), ==, N_PICTURES);
  g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (images, 0), "n"), ==,
                   3);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (result, "raters")), ==, 3);
  g_assert_cmpint (pairs->status, ==, 2);
  g_assert_nonnull (strstr (pairs->complaints, "for pairs"));
}

/* From one catalog to another, and a conflict on the way. */
static void
test_export (void)
{
  g_autofree char *path = g_build_filename (get_pictures (), "out.csv", NULL);
  g_autofree char *other = g_build_filename (get_pictures (), "other.db", NULL);
  g_autofree char *changed_path = NULL, *text = NULL;
  g_autoptr (AcuCliRun) run = ACU_CLI ("labels", "export", "study", "--output", path);
  g_autoptr (AcuCliRun) wide = ACU_CLI ("labels", "export", "study", "--format", "sureal");
  g_autoptr (AcuCliRun) named = ACU_CLI ("labels", "export", "study", "--format", "wide");
  g_autoptr (AcuCliRun) there =
      ACU_CLI ("labels", "import", path, "--catalog", other, "--add-folders");
  g_autoptr (AcuCliRun) here = ACU_CLI ("labels", "mos", "study");
  g_autoptr (AcuCliRun) same = ACU_CLI ("labels", "mos", "study", "--catalog", other);
  g_autoptr (AcuCliRun) conflict = NULL;
  g_auto (GStrv) lines = NULL, parts = NULL;

  g_assert_cmpint (run->status, ==, 0);
  g_assert_cmpstr (run->output, ==, "");
  lines = g_strsplit (wide->output, "\n", 0);
  g_assert_cmpuint (g_strv_length (lines), ==, N_PICTURES + 1);
  g_assert_true (g_str_has_prefix (named->output, "image,"));
  g_assert_cmpstr (there->output, ==, "study: 18 ratings added\n");
  g_assert_cmpstr (here->output, ==, same->output);

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  parts = g_strsplit (text, ",r0,1,", 2);
  g_free (text);
  text = g_strjoinv (",r0,5,", parts);
  changed_path = write_file ("changed.csv", text);
  conflict = ACU_CLI ("labels", "import", changed_path);
  g_assert_cmpint (conflict->status, ==, 1);
  g_assert_cmpstr (conflict->output, ==,
                   "study: 0 ratings added, 17 were there already, 1 has another score there, "
                   "of which the later counts\n");
  g_assert_nonnull (strstr (conflict->complaints, "r0 gave "));
}

/* What people said of photos does not take the place of one. */
static void
test_export_over_photo (void)
{
  static const char *const names[] = {"p0.jpg", "scan.csv"};
  g_autofree char *source = acu_test_source_path ("data/samples/pebbles.jpg");
  g_autofree char *photo = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (source, &photo, &size, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *folder = acu_test_temporary_folder ();
    g_autofree char *path = g_build_filename (folder, names[i], NULL);
    g_autofree char *kept = NULL;
    gsize kept_size;

    g_assert_true (g_file_set_contents (path, photo, (gssize)size, NULL));
    g_autoptr (AcuCliRun) run = ACU_CLI ("labels", "export", "study", "--output", path);
    g_autoptr (AcuCliRun) mos = ACU_CLI ("labels", "mos", "study", "--output", path);
    g_assert_cmpint (run->status, ==, 2);
    g_assert_cmpint (mos->status, ==, 2);
    g_assert_nonnull (strstr (run->complaints, path));
    g_assert_nonnull (strstr (mos->complaints, path));
    g_assert_true (g_file_get_contents (path, &kept, &kept_size, NULL));
    g_assert_cmpmem (kept, kept_size, photo, size);
  }
}

static void
test_usage (void)
{
  const char *const cases[][6] = {
      {"labels", NULL},
      {"labels", "frobnicate", NULL},
      {"labels", "list", "extra", NULL},
      {"labels", "export", NULL},
      {"labels", "export", "study", "--format", "tall", NULL},
      {"labels", "export", "nothing", NULL},
      {"labels", "import", "/nowhere.csv", NULL},
      {"labels", "mos", "a", "b", NULL},
      {"labels", "mos", "study", "--method", "median", NULL},
      {"labels", "mos", "study", "--keep", "nobody", NULL},
      {"labels", "edit", "study", NULL},
      {"labels", "edit", "study", "--name", " ", NULL},
      {"labels", "edit", "study", "--method", "median", NULL},
      {"labels", "edit", "study", "--method", "bradley-terry", NULL},
      {"labels", "edit", "nothing", "--name", "x", NULL},
      {"labels", "remove", NULL},
      {"labels", "remove", "study", NULL},
      {"labels", "remove", "nothing", "--yes", NULL},
  };
  static const char *const actions[] = {"list", "export", "import", "mos", "edit", "remove"};

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (AcuCliRun) run = acu_cli_run (cases[i]);

    g_test_message ("%s", run->complaints);
    g_assert_cmpint (run->status, ==, 2);
    g_assert_cmpstr (run->output, ==, "");
    g_assert_true (g_str_has_prefix (run->complaints, "acutance-cli: "));
  }
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++) {
    g_autoptr (AcuCliRun) page = ACU_CLI ("labels", actions[i], "--help");
    g_autofree char *example = g_strdup_printf ("\n  acutance-cli labels %s", actions[i]);

    g_assert_cmpint (page->status, ==, 0);
    g_assert_nonnull (strstr (strstr (page->output, "Examples:"), example));
  }
}

/* What is chosen for a set is how its scores are made, also for those that learn from it; and it is
 * the same set by another name. */
static void
test_edit (void)
{
  g_autoptr (AcuCliRun) before = ACU_CLI ("labels", "mos", "study");
  g_autoptr (AcuCliRun) edit = ACU_CLI ("labels", "edit", "study", "--name", "renamed", "--method",
                                        "zscore", "--instructions", "Look closely.");
  g_autoptr (AcuCliRun) gone = ACU_CLI ("labels", "mos", "study");
  g_autoptr (AcuCliRun) after = ACU_CLI ("labels", "mos", "renamed");
  g_autoptr (AcuCliRun) same = ACU_CLI ("labels", "mos", "renamed", "--method", "zscore");
  g_autoptr (AcuCliRun) mean = ACU_CLI ("labels", "mos", "renamed", "--method", "mean");
  g_autoptr (AcuCliRun) list = ACU_CLI ("labels", "list", "--json");
  g_autoptr (AcuCliRun) back = ACU_CLI ("labels", "edit", "renamed", "--name", "study");

  g_assert_cmpint (edit->status, ==, 0);
  g_assert_cmpint (gone->status, ==, 2);
  g_assert_cmpstr (after->output, !=, before->output);
  g_assert_cmpstr (after->output, ==, same->output);
  g_assert_cmpstr (mean->output, ==, before->output);
  g_assert_nonnull (strstr (list->output, "\"opinion\":\"zscore\""));
  g_assert_nonnull (strstr (list->output, "\"note\":\"Look closely.\""));
  g_assert_cmpint (back->status, ==, 0);
}

/* Nothing goes without being asked for, and what goes can be imported again. */
static void
test_remove (void)
{
  g_autoptr (AcuCliRun) before = ACU_CLI ("labels", "mos", "study", "--method", "mean");
  g_autoptr (AcuCliRun) unsure = ACU_CLI ("labels", "remove", "study");
  g_autoptr (AcuCliRun) removed = ACU_CLI ("labels", "remove", "study", "--yes");
  g_autoptr (AcuCliRun) gone = ACU_CLI ("labels", "mos", "study");
  const char *path = strstr (removed->output, "in /");
  g_autofree char *kept = path != NULL ? g_strchomp (g_strdup (path + 3)) : NULL;
  g_autoptr (AcuCliRun) again = NULL;
  g_autoptr (AcuCliRun) after = NULL;

  g_assert_cmpint (unsure->status, ==, 2);
  g_assert_nonnull (strstr (unsure->complaints, "holds 18 ratings of 3 raters"));
  g_assert_cmpint (removed->status, ==, 0);
  g_assert_cmpint (gone->status, ==, 2);
  g_assert_nonnull (kept);
  again = ACU_CLI ("labels", "import", kept);
  g_assert_cmpstr (again->output, ==, "study: 18 ratings added\n");
  after = ACU_CLI ("labels", "mos", "study");
  g_assert_cmpstr (after->output, ==, before->output);
}

/* A run learns from a copy of the labels, which is gone with it; the set itself is what eval reads.
 */
static void
test_data (void)
{
  g_autoptr (AcuCliRun) unknown =
      ACU_CLI ("train", "--base", "preset:nano", "--data", "labels:nothing", "--out", "x");
  g_autofree char *log = g_build_filename (get_pictures (), "log.jsonl", NULL);
  g_autofree char *copy =
      g_build_filename (acu_cli_data_home (), "acutance", "runs", "mine", "labels.csv", NULL);
  g_autoptr (GSubprocess) process = acu_cli_start (
      (const char *const[]){"train", "--base", "preset:nano", "--data", "labels:study", "--out",
                            "mine", "--batch", "2", "--patches-per-image", "200", "--epochs", "9",
                            "--device", "cpu", "--log", log, NULL},
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *text = NULL;
  g_autoptr (AcuCliRun) mos = ACU_CLI ("labels", "mos", "study");
  GStatBuf info = {.st_size = 0};

  g_assert_cmpint (unknown->status, ==, 2);
  g_assert_nonnull (strstr (unknown->complaints, "no label set “nothing”; there are these: "));
  /* It has taken its first step: everything it needs is in its folder. */
  while (g_stat (log, &info) != 0 || info.st_size == 0) {
    g_usleep (20000);
    g_assert_nonnull (g_subprocess_get_identifier (process));
  }
  g_subprocess_force_exit (process);
  acu_cli_wait (process);
  g_assert_true (g_file_get_contents (copy, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, mos->output);
}

/* Photos that are gone since they were rated are left out, and it is said how many; the exit status
 * tells that some were. */
static void
test_missing (void)
{
  g_autofree char *from = g_build_filename (get_pictures (), "p1.jpg", NULL);
  g_autofree char *to = g_build_filename (get_pictures (), "elsewhere", NULL);
  g_autofree char *told =
      g_strdup_printf ("study: 1 of %u labelled images is missing: %s\n", N_PICTURES, from);
  g_autoptr (AcuCliRun) run = NULL;

  g_assert_cmpint (g_rename (from, to), ==, 0);
  run =
      ACU_CLI ("train", "--base", "test-weights:nano", "--data", "labels:study", "--mode", "quick",
               "--out", "without", "--patches-per-image", "1", "--epochs", "1", "--device", "cpu");
  g_assert_cmpint (g_rename (to, from), ==, 0);
  g_assert_cmpint (run->status, ==, 1);
  g_assert_nonnull (strstr (run->complaints, told));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli-labels/import", test_import);
  g_test_add_func ("/cli-labels/mos", test_mos);
  g_test_add_func ("/cli-labels/export", test_export);
  g_test_add_func ("/cli-labels/export-over-photo", test_export_over_photo);
  g_test_add_func ("/cli-labels/usage", test_usage);
  g_test_add_func ("/cli-labels/edit", test_edit);
  g_test_add_func ("/cli-labels/data", test_data);
  g_test_add_func ("/cli-labels/missing", test_missing);
  g_test_add_func ("/cli-labels/remove", test_remove);
  return g_test_run ();
}
