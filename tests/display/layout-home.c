#include "tests/display/layout-home.h"

#include "app/catalog/photo-query.h"
#include "app/labeling/label-import.h"
#include "app/learning/service/run-record.h"
#include "app/scoring/model-store.h"
#include "compute/weights/deterministic-weights.h"
#include "tests/headless/small-model.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <math.h>

#define FOLDER "Φωτογραφίες από το μεγάλο καλοκαιρινό ταξίδι στα νησιά"
#define NAME   "Αποχαιρετισμός στο λιμάνι της Ερμούπολης λίγο πριν από τη δύση"
#define RUN    "Προσαρμογή στις φωτογραφίες του ταξιδιού"

/* Photos in pairs of the same thing.  Two models score them, so that only the first two are of more
 * than a patch. */
#define N_PHOTOS   8
#define SIDE       224
#define LARGE_SIDE 420

#define N_RATERS 3

static const char *const raters[N_RATERS] = {"Αλεξάνδρα Παπαδοπούλου", "Κωνσταντίνος Γεωργίου",
                                             "Μαρία Βασιλείου"};

#define N_UNREADABLE 4

static char *
dup_photo (const char *folder, guint i)
{
  g_autofree char *name = g_strdup_printf ("%s %u.jpg", NAME, i + 1);

  return g_build_filename (folder, name, NULL);
}

static void
write_photo (const char *path, guint i)
{
  int side = i < 2 ? LARGE_SIDE : SIDE;
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, side, side);
  guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);
  int stride = gdk_pixbuf_get_rowstride (pixbuf);
  double finer = 0.02 * (1 + i / 2);

  for (int y = 0; y < side; y++)
    for (int x = 0; x < 3 * side; x++)
      pixels[y * stride + x] = (guint8)(128 + 60 * sin (finer * x / 3) * cos (finer * y) +
                                        (x * 7 + y * 13 + (int)i) % 40);
  g_assert_true (gdk_pixbuf_save (pixbuf, path, "jpeg", NULL, "quality", "80", NULL));
}

char *
acu_layout_home_write_opinions (const char *folder)
{
  g_autoptr (GString) csv = g_string_new ("path,mos,split\n");
  char *path = g_build_filename (g_get_user_data_dir (), "Γνώμες.csv", NULL);

  for (guint i = 0; i < N_PHOTOS; i++) {
    g_autofree char *photo = dup_photo (folder, i);
    g_string_append_printf (csv, "%s,%u,%s\n", photo, 20 + 9 * (i * 5 % 8),
                            i > 4 ? "val" : "train");
  }
  g_assert_true (g_file_set_contents (path, csv->str, -1, NULL));
  return path;
}

char *
acu_layout_home_write_unreadable (void)
{
  char *folder = g_build_filename (g_get_home_dir (), FOLDER " που χάθηκαν", NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  for (guint i = 0; i < N_UNREADABLE; i++) {
    g_autofree char *name = g_strdup_printf ("%s %u.jpg", NAME, 41 + i);
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *text = g_strdup_printf ("\xff\xd8\xff\xe0 %u", i);
    g_assert_true (g_file_set_contents (path, text, -1, NULL));
  }
  return folder;
}

char *
acu_layout_home_write_ratings (const char *folder, AcuLayoutRatings kind)
{
  char *path = g_build_filename (g_get_user_data_dir (), "Βαθμολογίες.csv", NULL);
  g_autofree char *photo = dup_photo (folder, 0);
  g_autofree char *text = NULL;

  switch (kind) {
  case ACU_LAYOUT_RATINGS_BAD:
    text = g_strdup_printf ("image,rater,score,method\n%s,%s,4,acr\n%s,%s,αρκετά,acr\n", photo,
                            raters[0], photo, raters[1]);
    break;
  case ACU_LAYOUT_RATINGS_NAMELESS:
    text = g_strdup ("1,2,3\n4,5,1\n");
    break;
  case ACU_LAYOUT_RATINGS_OTHER:
    text =
        g_strdup_printf ("image,rater,score,method,set,set_uid,uid\n%s,%s,4,acr,%s,%032d,%032d\n",
                         photo, raters[0], ACU_LAYOUT_SET, 1, 2);
    break;
  }
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
add_opinions (AcuCatalog *catalog, const char *folder)
{
  g_autoptr (GString) csv = g_string_new ("image,rater,score,method\n");
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "ratings.csv", NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < N_PHOTOS * N_RATERS; i++) {
    guint n = i % N_PHOTOS, rater = i / N_PHOTOS;
    g_autofree char *photo = dup_photo (folder, n);
    /* Raters who agree in part, so that no two methods come to the same. */
    g_string_append_printf (csv, "%s,%s,%u,acr\n", photo, raters[rater],
                            1 + (n * 3 + n * rater / 2) % 5);
  }
  g_assert_true (g_file_set_contents (path, csv->str, -1, NULL));

  AcuLabelImportOptions options = {.set = ACU_LAYOUT_SET};
  g_autoptr (AcuLabelImport) import = acu_label_import_file (catalog, path, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (import->n_added, ==, N_PHOTOS * N_RATERS);
}

static void
write_log (const char *id)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autofree char *path = acu_run_record_path (id, ACU_RECORD_LOG);

  for (guint i = 0; i < 12; i++) {
    g_string_append_printf (log,
                            "{\"epoch\":%u,\"step\":%u,\"loss\":%u.5,\"l1\":%u.5,\"rank\":0,"
                            "\"grad_norm\":1.5,\"lr_backbone\":0.000005,\"lr_head\":0.00005}\n",
                            1 + i / 4, i + 1, 30 - i, 30 - i);
    if (i % 4 == 3)
      g_string_append_printf (
          log,
          "{\"epoch\":%u,\"train_srcc\":0.%u,\"val_srcc\":0.%u,"
          "\"val_plcc\":0.5,\"val_krcc\":0.4,\"val_rmse\":12.5,\"seconds\":3}\n",
          1 + i / 4, 5 + i / 4, 4 + i / 4);
  }
  g_assert_true (g_file_set_contents (path, log->str, -1, NULL));
}

static void
add_run (const char *id, const char *name, const char *opinions, AcuRecordState state)
{
  AcuAgreement agreement = {.count = 3, .srcc = 0.5, .plcc = 0.4, .krcc = 0.3, .rmse = 14};
  AcuRunSettings settings;
  g_autoptr (GError) error = NULL;

  acu_run_settings_init (&settings, ACU_RUN_QUICK, "nano");
  settings.base = g_strdup ("small");
  settings.data = g_strdup (opinions);
  settings.device = g_strdup ("cpu");
  g_autoptr (AcuRunRecord) record = acu_run_record_new (name, ACU_LAYOUT_SET, &settings);
  acu_run_settings_clear (&settings);
  g_free (record->id);
  record->id = g_strdup (id);
  record->state = state;
  record->device = g_strdup ("CPU");
  record->ended = record->started + 60;
  record->n_training = 5;
  record->n_held_out = 3;
  record->before = agreement;
  agreement.srcc = 0.7;
  record->best = agreement;
  record->n_epochs = 3;
  record->best_epoch = 2;
  if (!acu_run_record_save (record, &error))
    g_error ("%s", error->message);
  write_log (id);
}

static void
add_result (const char *opinions)
{
  g_autofree char *data = acu_run_record_path (ACU_LAYOUT_RUN, ACU_RECORD_DATA);
  g_autofree char *path = acu_run_record_path (ACU_LAYOUT_RUN, ACU_RECORD_RESULT);
  g_autoptr (AcuArchitecture) architecture = acu_test_small_architecture ();
  g_autoptr (AcuTensorSet) tensors = acu_deterministic_weights (architecture, 5);
  g_autoptr (AcuModelFile) file = acu_model_file_new (architecture, tensors, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (opinions, &text, NULL, NULL));
  g_assert_true (g_file_set_contents (data, text, -1, NULL));
  if (!acu_model_file_save (file, ACU_ELEMENT_F16, path, &error))
    g_error ("%s", error->message);
}

/* Two, which can be compared, for what is computed on the tour, five times, and whose numbers are
 * of no interest. */
static void
add_small_models (void)
{
  g_autofree char *models = g_build_filename (g_get_user_data_dir (), "acutance", "models", NULL);
  g_autofree char *again = g_build_filename (models, "small 2.safetensors", NULL);
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_cmpint (g_mkdir_with_parents (models, 0700), ==, 0);
  g_autofree char *path = acu_test_write_small_model (models);
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  g_assert_true (g_file_set_contents (again, contents, length, NULL));
}

char *
acu_layout_home_fill (const char *seed)
{
  char *folder = g_build_filename (g_get_home_dir (), FOLDER, NULL);
  const char *const command[] = {seed, "--cull", folder, NULL};
  g_autofree char *path = acu_catalog_get_default_path ();
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  for (guint i = 0; i < N_PHOTOS; i++) {
    g_autofree char *photo = dup_photo (folder, i);
    write_photo (photo, i);
  }
  if (!g_spawn_sync (NULL, (char **)command, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                     NULL, &status, &error) ||
      !g_spawn_check_wait_status (status, &error))
    g_error ("%s", error->message);

  g_autoptr (AcuCatalog) catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, &error);
  g_assert_no_error (error);
  add_opinions (catalog, folder);
  g_autofree char *opinions = acu_layout_home_write_opinions (folder);
  add_run ("first", RUN " και ξανά", opinions, ACU_RECORD_DISCARDED);
  add_run (ACU_LAYOUT_RUN, RUN, opinions, ACU_RECORD_FINISHED);
  add_result (opinions);
  add_small_models ();
  return folder;
}
