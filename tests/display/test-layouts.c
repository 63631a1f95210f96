/* Every view of the application, as narrow as a telephone and as wide as a wall, in the language
 * of the sources, from right to left, and in a language that is longer: nothing is cut, covered,
 * out of the window, or left untranslated.
 *
 *   test-layouts SEED_CATALOG */
#include "app/scoring/model-store.h"
#include "app/views/shared/cut-words.h"
#include "compute/device.h"
#include "tests/display/application-run.h"
#include "tests/display/layout-checks.h"
#include "tests/display/layout-home.h"
#include "tests/display/layout-tour.h"
#include "tests/display/pseudo-locale.h"
#include "tests/display/toolkit-warnings.h"

#include <glib/gi18n.h>

static char *folder;

/* What the libraries complained about. */
static guint n_complaints;
static AcuTour *on_tour;

static void
note_complaint (const char *text)
{
  if (!acu_test_is_of_toolkit (text))
    n_complaints++;
  g_test_message ("%s, %s: %s", on_tour ? on_tour->view : "", on_tour ? on_tour->circumstances : "",
                  text);
}

static GLogWriterOutput
complain (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  if (level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) {
    g_autofree char *text = g_log_writer_format_fields (level, fields, n_fields, FALSE);
    note_complaint (text);
    return G_LOG_WRITER_HANDLED;
  }
  return g_log_writer_default (level, fields, n_fields, data);
}

/* What is not written in fields; in tests newer GLibs hand that to no writer. */
static void
complain_plainly (const char *domain, GLogLevelFlags level, const char *text, gpointer data)
{
  if (level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING))
    note_complaint (text);
  else
    g_log_default_handler (domain, level, text, data);
}

/* What is called the same in every language: the product, seed-catalog's model and camera, models,
 * devices. */
static GPtrArray *
list_names (void)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (GPtrArray) models = acu_model_store_list (store);
  g_autoptr (GPtrArray) devices = acu_device_list ();

  g_ptr_array_add (names, g_strdup ("Acutance"));
  g_ptr_array_add (names, g_strdup ("gradients"));
  g_ptr_array_add (names, g_strdup ("Camera"));
  for (guint i = 0; i < models->len; i++) {
    const AcuModelEntry *model = g_ptr_array_index (models, i);
    g_ptr_array_add (names, g_strdup (model->name));
  }
  for (guint i = 0; i < devices->len; i++) {
    const AcuDeviceInfo *device = g_ptr_array_index (devices, i);
    g_ptr_array_add (names, g_strdup (device->name));
  }
  g_ptr_array_add (names, NULL);
  return names;
}

static gboolean
go_round_cb (GtkWindow *window, guint step, gpointer data)
{
  AcuTour *tour = data;

  tour->window = window;
  acu_tour_go_round (tour);
  return FALSE;
}

static void
take_tour (gboolean is_pseudo)
{
  g_autoptr (GPtrArray) names = list_names ();
  AcuTestRun run;

  AcuTour tour = {
      .folder = folder, .is_pseudo = is_pseudo, .names = (const char *const *)names->pdata};
  n_complaints = 0;
  on_tour = &tour;
  acu_pseudo_locale_set_active (is_pseudo);
  acu_test_run_application (folder, 10, go_round_cb, &tour, &run);
  acu_pseudo_locale_set_active (FALSE);
  on_tour = NULL;
  g_test_message ("%u views", tour.n_views);
  g_assert_cmpuint (n_complaints, ==, 0);
  g_assert_cmpuint (tour.n_faults, ==, 0);
}

/* The checks bite: each of these widgets has one fault, and is told of. */

#define N_FAULTS (ACU_LAYOUT_NAMELESS + 1)

static void
collect_cb (AcuLayoutFault fault, const char *description, gpointer data)
{
  guint *faults = data;

  faults[fault]++;
}

static GtkWidget *
add_label (GtkFixed *fixed, const char *text, int x, int y)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_fixed_put (fixed, label, x, y);
  return label;
}

static void
find_faults (GtkWidget *window, guint *faults)
{
  static const char *const names[] = {"Acutance", NULL};

  memset (faults, 0, N_FAULTS * sizeof *faults);
  acu_layout_check (window, names, collect_cb, faults);
}

static void
test_faults (void)
{
  guint faults[N_FAULTS];
  GtkWidget *window = gtk_window_new ();
  GtkWidget *overlay = gtk_overlay_new ();
  GtkFixed *fixed = GTK_FIXED (gtk_fixed_new ());
  GtkWidget *label;

  acu_pseudo_locale_set_active (TRUE);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), GTK_WIDGET (fixed));
  gtk_window_set_child (GTK_WINDOW (window), overlay);
  gtk_window_set_default_size (GTK_WINDOW (window), 640, 480);
  add_label (fixed, _ ("Everything is well here"), 20, 20);
  add_label (fixed, "Acutance 1.0, SRCC 0.9, 3 MB, φωτογραφία.jpg", 20, 60);
  gtk_window_present (GTK_WINDOW (window));
  acu_tour_settle (window);
  find_faults (window, faults);
  for (guint i = 0; i < N_FAULTS; i++)
    g_assert_cmpuint (faults[i], ==, 0);

  label = add_label (fixed, _ ("Never marked"), 20, 100);
  gtk_label_set_text (GTK_LABEL (label), "Never marked");
  acu_tour_settle (window);
  find_faults (window, faults);
  g_assert_cmpuint (faults[ACU_LAYOUT_FOREIGN], ==, 1);
  gtk_label_set_text (GTK_LABEL (label), "");

  add_label (fixed, _ ("Below"), 300, 200);
  label = add_label (fixed, _ ("Above"), 310, 205);
  acu_tour_settle (window);
  find_faults (window, faults);
  g_assert_cmpuint (faults[ACU_LAYOUT_OVERLAP], ==, 1);
  gtk_fixed_remove (fixed, label);

  GtkWidget *button = gtk_button_new_from_icon_name ("document-open-symbolic");
  gtk_fixed_put (fixed, button, 20, 140);
  acu_tour_settle (window);
  find_faults (window, faults);
  g_assert_cmpuint (faults[ACU_LAYOUT_NAMELESS], ==, 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Never marked", -1);
  find_faults (window, faults);
  g_assert_cmpuint (faults[ACU_LAYOUT_NAMELESS], ==, 0);
  g_assert_cmpuint (faults[ACU_LAYOUT_FOREIGN], ==, 1);
  gtk_fixed_remove (fixed, button);

  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_size_request (column, 200, -1);
  gtk_box_append (GTK_BOX (column), gtk_button_new_from_icon_name ("document-open-symbolic"));
  gtk_fixed_put (fixed, column, 20, 140);
  acu_tour_settle (window);
  find_faults (window, faults);
  g_assert_cmpuint (faults[ACU_LAYOUT_STRETCHED], ==, 1);
  gtk_fixed_remove (fixed, column);

  label = gtk_label_new (_ ("Half of this is left of the window"));
  gtk_widget_set_halign (label, GTK_ALIGN_START);
  gtk_widget_set_valign (label, GTK_ALIGN_END);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), label);
  acu_tour_settle (window);
  gtk_widget_allocate (label, 200, 40, -1,
                       gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (-100, 400)));
  find_faults (window, faults);
  g_assert_cmpuint (faults[ACU_LAYOUT_OUTSIDE], ==, 1);

  gtk_widget_allocate (label, 60, 40, -1,
                       gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (0, 400)));
  find_faults (window, faults);
  g_assert_cmpuint (faults[ACU_LAYOUT_SMALL], >, 0);
  g_assert_cmpuint (faults[ACU_LAYOUT_CUT], ==, 1);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_allocate (label, 60, 40, -1,
                       gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (0, 400)));
  find_faults (window, faults);
  g_assert_cmpuint (faults[ACU_LAYOUT_UNTOLD], ==, 1);
  acu_cut_words_attach (GTK_WINDOW (window));
  find_faults (window, faults);
  g_assert_cmpuint (faults[ACU_LAYOUT_UNTOLD], ==, 0);

  n_complaints = 0;
  gtk_widget_set_parent (label, overlay);
  g_assert_cmpuint (n_complaints, ==, 1);
  acu_pseudo_locale_set_active (FALSE);
  gtk_window_destroy (GTK_WINDOW (window));
}

#ifndef __SANITIZE_ADDRESS__
static void
test_directions (void)
{
  take_tour (FALSE);
}
#endif

static void
test_longer (void)
{
  take_tour (TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* Complaints are counted, so that one run tells them all. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_log_set_writer_func (complain, NULL, NULL);
  g_log_set_default_handler (complain_plainly, NULL);
  adw_init ();
  folder = acu_layout_home_fill (argv[1]);
  g_test_add_func ("/layouts/faults-are-found", test_faults);
  /* First, since runs keep the names that they are given in it. */
  g_test_add_func ("/layouts/longer", test_longer);
#ifndef __SANITIZE_ADDRESS__
  g_test_add_func ("/layouts/directions", test_directions);
#endif
  int status = g_test_run ();
  g_free (folder);
  return status;
}
