/* What the filter bar lets through and says: days that are typed, stars, and the cameras of what is
 * open. */
#include "app/catalog/folder-store.h"
#include "app/views/library/day-question.h"
#include "app/views/library/filter-bar.h"
#include "app/views/library/filter-choice.h"
#include "tests/display/toolkit-warnings.h"
#include "tests/display/view-testing.h"

#include <locale.h>

/* The layouts, which their library registers where something of it is asked for. */
GResource *acu_ui_get_resource (void);

#define BOX    "Box Brownie"
#define POCKET "Pocket"

/* Each day begins and ends with a photo, to the second. */
static const struct {
  const char *name; /* in the folder */
  const char *taken;
  const char *camera;
  int stars;
} photos[] = {
    {"Lake/0.jpg", "2019-06-29T23:59:59Z", BOX, 0},
    {"Lake/1.jpg", "2019-06-30T00:00:00Z", BOX, 3},
    {"Lake/2.jpg", "2019-07-01T23:59:59Z", BOX, 4},
    {"Sea/3.jpg", "2019-07-02T00:00:00Z", POCKET, 3},
    {"Sea/4.jpg", "2020-01-05T12:00:00Z", NULL, 0},
};

#define ALL "01234"

/* One for all tests: a catalog is closed by its own threads, some time after it is let go of. */
static struct {
  AcuLibrary *library;
  GtkWidget *window;
  GtkWidget *bar;
  char *folder;
  gint64 ids[G_N_ELEMENTS (photos)];
} fixture;

/* Waiting, and what is seen. */

static AcuPhotoList *
get_list (void)
{
  return acu_library_get_photos (fixture.library);
}

static gboolean
is_read (void)
{
  return !acu_library_is_scanning (fixture.library, NULL) &&
         g_list_model_get_n_items (G_LIST_MODEL (get_list ())) == G_N_ELEMENTS (photos);
}

/* Checks which photos are shown, as "13", once the list knows. */
static void
assert_shown (const char *wanted)
{
  g_autoptr (GString) shown = g_string_new (NULL);

  acu_test_wait_until (!acu_photo_list_is_pending (get_list ()));
  for (guint i = 0; i < G_N_ELEMENTS (photos); i++)
    if (acu_photo_list_find (get_list (), fixture.ids[i]) != G_MAXUINT)
      g_string_append_printf (shown, "%u", i);
  g_assert_cmpstr (shown->str, ==, wanted);
}

static GtkMenuButton *
get_button (const char *id)
{
  return GTK_MENU_BUTTON (gtk_widget_get_template_child (fixture.bar, ACU_TYPE_FILTER_BAR, id));
}

/* Checks what the button @id stands at, for eyes and for a screen reader. */
static void
assert_says (const char *id, const char *text)
{
  GtkMenuButton *button = get_button (id);

  g_assert_cmpstr (gtk_menu_button_get_label (button), ==, text);
  gtk_test_accessible_assert_property (button, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text);
}

static gboolean
can_clear (void)
{
  return gtk_widget_is_sensitive (
      GTK_WIDGET (gtk_widget_get_template_child (fixture.bar, ACU_TYPE_FILTER_BAR, "clear")));
}

/* What the camera's menu offers, one after the other. (transfer full) */
static char *
list_cameras (void)
{
  GMenuModel *menu = gtk_menu_button_get_menu_model (get_button ("camera"));
  g_autoptr (GString) cameras = g_string_new (NULL);

  for (int i = 0; menu && i < g_menu_model_get_n_items (menu); i++) {
    g_autofree char *label = NULL;
    g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_LABEL, "s", &label);
    g_string_append_printf (cameras, "%s%s", i > 0 ? ", " : "", label);
  }
  return g_string_free (g_steal_pointer (&cameras), FALSE);
}

static gboolean
offers (const char *wanted)
{
  g_autofree char *cameras = list_cameras ();

  return g_str_equal (cameras, wanted);
}

/* What is done. */

/* Filters by the camera at @position of the menu, as the menu does. */
static void
choose_camera (int position)
{
  GMenuModel *menu = gtk_menu_button_get_menu_model (get_button ("camera"));
  g_autoptr (GVariant) target = g_menu_model_get_item_attribute_value (
      menu, position, G_MENU_ATTRIBUTE_TARGET, G_VARIANT_TYPE_INT64);

  g_assert_nonnull (target);
  gtk_widget_activate_action_variant (fixture.window, "win.filter-camera", target);
}

static void
filter_stars (int wanted)
{
  gtk_widget_activate_action (fixture.window, "win.filter-stars", "i", wanted);
}

static void
filter_days (const char *first, const char *last)
{
  gtk_widget_activate_action (fixture.window, "win.filter-days", "(ss)", first, last);
}

static void
clear (void)
{
  gtk_widget_activate_action (fixture.window, "win.clear-filter", NULL);
  assert_shown (ALL);
}

/* The dialog. */

/* The widget of @type in or below @widget that @n others are before. */
static GtkWidget *
find_widget (GtkWidget *widget, GType type, guint *n)
{
  GtkWidget *found = NULL;

  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && (*n)-- == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find_widget (child, type, n);
  return found;
}

static GtkWidget *
get_row (guint n)
{
  return find_widget (acu_test_find_dialog (), ADW_TYPE_ENTRY_ROW, &n);
}

/* However often it is asked for, there is one. */
static void
ask (void)
{
  for (guint i = 0; i < 2; i++)
    gtk_widget_activate_action (fixture.window, "win.filter-date", "s", ACU_DAYS_CHOSEN);
  acu_test_wait_until (acu_test_find_dialog ());
  gtk_widget_activate_action (fixture.window, "win.filter-date", "s", ACU_DAYS_CHOSEN);
}

static void
assert_typed (const char *first, const char *last)
{
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (get_row (0))), ==, first);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (get_row (1))), ==, last);
}

/* Types both days; they can be shown, or the note says why not. */
static void
type (const char *first, const char *last, gboolean ok, const char *note)
{
  gtk_editable_set_text (GTK_EDITABLE (get_row (0)), first);
  gtk_editable_set_text (GTK_EDITABLE (get_row (1)), last);
  g_assert_cmpint (
      gtk_widget_is_sensitive (acu_test_find_button (acu_test_find_dialog (), "_Show")), ==, ok);
  g_assert_true (acu_test_shows (acu_test_find_dialog (), note));
  assert_typed (first, last);
}

static gboolean
is_wrong (guint row)
{
  return gtk_widget_has_css_class (get_row (row), "error");
}

/* How high the dialog is where it is as narrow as can be. */
static int
measure_dialog (void)
{
  int width, height;

  gtk_widget_measure (acu_test_find_dialog (), GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL,
                      NULL);
  gtk_widget_measure (acu_test_find_dialog (), GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL,
                      NULL);
  return height;
}

static void
press (const char *label)
{
  GtkWidget *button = acu_test_find_button (acu_test_find_dialog (), label);

  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
  acu_test_wait_until (!acu_test_find_dialog ());
}

/* The tests. */

#define NOTE_RIGHT "Both days count"
#define NOTE_WRONG "A day is written like"
#define NOTE_ORDER "The last day is before the first one"

static void
test_typed_days (void)
{
  ask ();
  assert_typed ("2019-06-29", "2020-01-05"); /* those of what is open */
  int height = measure_dialog ();
  type ("someday", "2019-07-01", FALSE, NOTE_WRONG);
  g_assert_cmpint (measure_dialog (), ==, height); /* what is said moves nothing */
  g_assert_true (is_wrong (0) && !is_wrong (1));
  type ("2019-06-30", "2019-06-31", FALSE, NOTE_WRONG);
  g_assert_true (!is_wrong (0) && is_wrong (1));
  type ("2019-07-01", "2019-06-30", FALSE, NOTE_ORDER);
  g_assert_cmpint (measure_dialog (), ==, height);
  type ("2019-06-30", "", TRUE, NOTE_RIGHT);
  g_assert_true (!is_wrong (0) && !is_wrong (1));
  type ("", "06/30/19", TRUE, NOTE_RIGHT); /* as people of this language write it */
  type ("2019-06-30", "2019-07-01", TRUE, NOTE_RIGHT);
  press ("_Show");
  assert_shown ("12");
  assert_says ("date", "06/30/19 – 07/01/19");

  ask ();
  assert_typed ("2019-06-30", "2019-07-01"); /* those that are shown */
  type ("", "", TRUE, NOTE_RIGHT);
  press ("_Cancel");
  assert_shown ("12");
  clear ();
  assert_says ("date", "Date");
}

/* Of a calendar, the day that is chosen is typed. */
static void
test_calendar (void)
{
  g_autoptr (GDateTime) day = g_date_time_new_utc (2019, 7, 2, 0, 0, 0);
  guint first = 0, only = 0;

  ask ();
  GtkWidget *button = find_widget (get_row (0), GTK_TYPE_MENU_BUTTON, &first);
  GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));
  GtkWidget *calendar = find_widget (popover, GTK_TYPE_CALENDAR, &only);
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  acu_test_wait_until (gtk_widget_get_mapped (calendar));
  g_autoptr (GDateTime) shown = gtk_calendar_get_date (GTK_CALENDAR (calendar));
  g_autofree char *text = g_date_time_format (shown, "%Y-%m-%d");
  g_assert_cmpstr (text, ==, "2019-06-29");
  gtk_calendar_select_day (GTK_CALENDAR (calendar), day);
  assert_typed ("2019-07-02", "2020-01-05");
  gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
  press ("_Show");
  assert_shown ("34");
  clear ();
}

static void
test_days (void)
{
  filter_days ("2019-06-30", "2019-06-30");
  assert_shown ("1");
  assert_says ("date", "06/30/19");
  filter_days ("2019-07-01", "");
  assert_shown ("234");
  assert_says ("date", "Since 07/01/19");
  filter_days ("", "2019-07-01");
  assert_shown ("012");
  assert_says ("date", "Until 07/01/19");
  g_assert_true (can_clear ());

  /* What is no span of days changes nothing. */
  filter_days ("2019-07-01", "2019-06-30");
  filter_days ("someday", "");
  assert_shown ("012");
  filter_days ("", "");
  assert_shown (ALL);
  assert_says ("date", "Date");
  g_assert_false (can_clear ());
}

static void
test_stars (void)
{
  filter_stars (3);
  assert_shown ("123");
  assert_says ("stars", "★★★☆☆ and up");
  filter_stars (-4);
  assert_shown ("13");
  assert_says ("stars", "Exactly ★★★☆☆");
  filter_stars (-1);
  assert_shown ("04");
  assert_says ("stars", "Unrated");
  filter_stars (0);
  assert_shown (ALL);
  assert_says ("stars", "Any stars");
}

/* Has what is in @name, a folder of those photos or NULL for all, open; what is filtered by stays.
 */
static void
enter (const char *name)
{
  g_autofree char *path = g_build_filename (fixture.folder, name, NULL);
  g_autoptr (AcuPhotoQuery) query = acu_photo_query_copy (acu_library_get_query (fixture.library));
  g_autoptr (GError) error = NULL;

  query->scope_id = acu_folder_store_find (acu_library_get_catalog (fixture.library), path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (query->scope, ==, ACU_SCOPE_TREE);
  acu_library_set_query (fixture.library, query);
}

static void
test_cameras (void)
{
  acu_test_wait_until (offers ("Any camera, " BOX ", " POCKET));
  assert_says ("camera", "Camera");
  choose_camera (2);
  assert_shown ("3");
  assert_says ("camera", POCKET);

  /* Elsewhere the other is the only one; what is filtered by keeps its name. */
  enter ("Lake");
  acu_test_wait_until (offers ("Any camera, " BOX));
  assert_says ("camera", POCKET);
  assert_shown ("");
  choose_camera (1);
  assert_shown ("012");
  enter (NULL);
  acu_test_wait_until (offers ("Any camera, " BOX ", " POCKET));
  clear ();
  assert_says ("camera", "Camera");
}

/* What is chosen is what the query asks for, and what the query asks for is chosen. */
static void
test_choices (void)
{
  static const struct {
    const char *action, *value;
    const char *state; /* where it is another */
  } cases[] = {
      {"filter-stars", "3"},
      {"filter-stars", "-1"},
      {"filter-stars", "-4"},
      {"filter-stars", "9", "5"},
      {"filter-flag", "'keep'"},
      {"filter-flag", "'?'", "'any'"},
      {"filter-colour", "4"},
      {"filter-errors", "'only'"},
      {"filter-errors", "'?'", "'with'"},
      {"filter-date", "'week'"},
      {"filter-date", "'any'"},
      {"filter-camera", "int64 7"},
      {"filter-text", "' lake '", "'lake'"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (AcuPhotoQuery) query;
    g_autoptr (GVariant) value = g_variant_parse (NULL, cases[i].value, NULL, NULL, NULL);
    g_autoptr (GVariant) expected =
        g_variant_parse (NULL, cases[i].state ?: cases[i].value, NULL, NULL, NULL);

    acu_photo_query_init (&query);
    query.flags = 1 << (ACU_FLAG_PICK + 1);
    query.errors = ACU_ERRORS_WITHOUT;
    query.taken_from = 0;
    g_assert_true (acu_filter_choice_apply (&query, cases[i].action, value));
    g_autoptr (GVariant) state =
        g_variant_ref_sink (acu_filter_choice_get_state (&query, cases[i].action));
    g_assert_cmpvariant (state, expected);
  }

  g_auto (AcuPhotoQuery) query;
  g_autoptr (GVariant) nothing = g_variant_ref_sink (g_variant_new_string (""));
  g_autoptr (GVariant) day =
      g_variant_ref_sink (g_variant_new ("(ss)", "2019-06-30", "2019-06-30"));
  g_autoptr (GVariant) no_day = g_variant_ref_sink (g_variant_new ("(ss)", "2019-06-30", "June"));
  acu_photo_query_init (&query);
  g_assert_false (acu_filter_choice_apply (&query, "filter-nothing", nothing));
  g_assert_true (acu_filter_choice_apply (&query, "filter-days", day));
  g_assert_cmpint (query.taken_to - query.taken_from, ==, 24 * 60 * 60 - 1);
  gint64 from = query.taken_from;
  g_assert_true (acu_filter_choice_apply (&query, "filter-days", no_day));
  g_assert_cmpint (query.taken_from, ==, from);
}

static void
test_marks (void)
{
  static const struct {
    guint flags, colours;
    AcuErrors errors;
    gboolean unscored;
    const char *words;
  } cases[] = {
      {0, 0, ACU_ERRORS_WITH, FALSE, "Any flag"},
      {1 << (ACU_FLAG_PICK + 1), 0, ACU_ERRORS_WITH, FALSE, "Picked"},
      {0, 1 << ACU_COLOUR_RED, ACU_ERRORS_WITH, TRUE, "Red label · Not scored yet"},
      {1 << (ACU_FLAG_REJECT + 1), 1 << ACU_COLOUR_RED | 1 << ACU_COLOUR_BLUE, ACU_ERRORS_ONLY,
       TRUE, "Rejected · Red label · Blue label · Cannot be read · Not scored yet"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (AcuPhotoQuery) query;

    acu_photo_query_init (&query);
    query.flags = cases[i].flags;
    query.colours = cases[i].colours;
    query.errors = cases[i].errors;
    query.unscored = cases[i].unscored;
    g_autofree char *words = acu_filter_choice_describe_marks (&query);
    g_assert_cmpstr (words, ==, cases[i].words);
  }
}

static void
test_cleared (void)
{
  filter_days ("2019-06-30", "2019-07-02");
  filter_stars (-4);
  choose_camera (1);
  assert_shown ("1");
  g_assert_true (can_clear ());
  clear ();
  assert_says ("date", "Date");
  assert_says ("stars", "Any stars");
  assert_says ("camera", "Camera");
  g_assert_false (can_clear ());
}

/* What is there to filter. */

static void
write_photos (void)
{
  fixture.folder = g_build_filename (g_get_home_dir (), "Trips", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (photos); i++) {
    g_autofree char *path = g_build_filename (fixture.folder, photos[i].name, NULL);
    g_autofree char *parent = g_path_get_dirname (path);
    g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
    g_assert_true (g_file_set_contents (path, path, -1, NULL));
  }
}

/* Has the catalog know of the photo at @i what a file would say, and its stars. */
static void
describe_photo (AcuCatalog *catalog, guint i)
{
  g_autofree char *path = g_build_filename (fixture.folder, photos[i].name, NULL);
  g_autoptr (GDateTime) taken = g_date_time_new_from_iso8601 (photos[i].taken, NULL);
  g_autoptr (GError) error = NULL;
  AcuPhotoFacts facts = {.format = (char *)"JPEG",
                         .taken = g_date_time_to_unix (taken),
                         .camera = (char *)photos[i].camera};

  fixture.ids[i] = acu_photo_store_find (catalog, path, &error);
  g_assert_no_error (error);
  g_autoptr (AcuPhotoRow) row = acu_photo_store_get (catalog, fixture.ids[i], 0, &error);
  g_assert_no_error (error);
  acu_photo_store_set_facts (catalog, row->id, row->version, &facts, &error);
  g_assert_no_error (error);

  AcuRatingChange change = {.photo = row->id, .fields = ACU_RATING_STARS, .stars = photos[i].stars};
  acu_rating_store_apply (catalog, &change, 1, NULL, &error);
  g_assert_no_error (error);
}

/* The bar alone in a window, which is not higher than it. */
static void
show_bar (void)
{
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();

  fixture.window = gtk_window_new ();
  fixture.bar = g_object_new (ACU_TYPE_FILTER_BAR, NULL);
  acu_filter_bar_attach (ACU_FILTER_BAR (fixture.bar), fixture.library, G_ACTION_MAP (actions));
  gtk_widget_insert_action_group (fixture.window, "win", G_ACTION_GROUP (actions));
  gtk_window_set_child (GTK_WINDOW (fixture.window), fixture.bar);
  gtk_window_present (GTK_WINDOW (fixture.window));
  acu_test_wait_until (gtk_widget_get_mapped (fixture.bar));
}

static void
set_up (void)
{
  write_photos ();
  fixture.library = acu_library_new ();
  acu_library_open (fixture.library, NULL, ACU_CATALOG_OPEN_DEFAULT);
  acu_test_wait_until (acu_library_get_state (fixture.library) == ACU_LIBRARY_READY);
  acu_library_show_folder (fixture.library, fixture.folder);
  acu_test_wait_until (is_read ());
  for (guint i = 0; i < G_N_ELEMENTS (photos); i++)
    describe_photo (acu_library_get_catalog (fixture.library), i);
  show_bar ();
}

static void
tear_down (void)
{
  gtk_window_destroy (GTK_WINDOW (fixture.window));
  acu_library_close (fixture.library);
  acu_library_settle (fixture.library);
  g_clear_object (&fixture.library);
  g_clear_pointer (&fixture.folder, g_free);
}

int
main (int argc, char **argv)
{
  guint tick;
  int status;

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  acu_test_hush_toolkit ();
  setlocale (LC_ALL, "C.UTF-8"); /* days are written as there */
  g_assert_nonnull (acu_ui_get_resource ());
  tick = acu_test_start_ticking ();
  set_up ();
  g_test_add_func ("/filter-bar/typed-days", test_typed_days);
  g_test_add_func ("/filter-bar/calendar", test_calendar);
  g_test_add_func ("/filter-bar/days", test_days);
  g_test_add_func ("/filter-bar/stars", test_stars);
  g_test_add_func ("/filter-bar/cameras", test_cameras);
  g_test_add_func ("/filter-bar/choices", test_choices);
  g_test_add_func ("/filter-bar/marks", test_marks);
  g_test_add_func ("/filter-bar/cleared", test_cleared);
  status = g_test_run ();
  tear_down ();
  g_source_remove (tick);
  return status;
}
