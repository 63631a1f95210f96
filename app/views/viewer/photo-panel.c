#include "app/views/viewer/photo-panel.h"

#include "app/scoring/fault-words.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/key-hint.h"
#include "app/views/shared/patch-words.h"
#include "app/views/shared/settings.h"
#include "app/views/viewer/patch-chart.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_FAULTS 5

struct _AcuPhotoPanel {
  GtkWidget parent_instance;

  GtkLabel *score;
  GtkImage *shape;
  GtkLabel *rank;
  GtkLabel *spread;
  GtkWidget *words_card;
  GtkLabel *words;
  GtkWidget *patches_card;
  AcuPatchChart *chart;
  GtkLabel *scale_min;
  GtkLabel *scale_max;
  GtkLabel *patches_summary;
  GtkWidget *patches_legend;
  GtkLabel *folder_summary;
  GtkWidget *faults_card;
  GtkBox *faults;
  GtkWidget *looked_card;
  GtkBox *fusion;
  GtkLabel *fusion_words;
  GtkLabel *facts;

  AcuScoreBand band;
  gboolean is_unreadable; /* the photo, by anybody */
  gboolean has_failed;    /* whoever has looked at it to score it, or to read it */
};

G_DEFINE_FINAL_TYPE (AcuPhotoPanel, acu_photo_panel, GTK_TYPE_WIDGET)

/* One line with a bar: "noise  62 %". */
static void
add_level (GtkBox *box, const char *title, double value)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *name = gtk_label_new (title);
  g_autofree char *percent = g_strdup_printf (_ ("%.0f %%"), value * 100);
  GtkWidget *number = gtk_label_new (percent);
  GtkWidget *bar = gtk_progress_bar_new ();

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (name, "caption");
  gtk_widget_add_css_class (number, "caption");
  gtk_widget_add_css_class (number, "dim-label");
  gtk_widget_add_css_class (number, "numeric");
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar), CLAMP (value, 0, 1));
  gtk_widget_add_css_class (bar, "level");
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, percent, -1);
  gtk_box_append (GTK_BOX (top), name);
  gtk_box_append (GTK_BOX (top), number);
  gtk_box_append (GTK_BOX (line), top);
  gtk_box_append (GTK_BOX (line), bar);
  gtk_box_append (box, line);
}

static void
clear (GtkBox *box)
{
  for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (box)));)
    gtk_box_remove (box, child);
}

/* The faults that were found, strongest first: the same that words tell of. */
static void
show_faults (AcuPhotoPanel *self, AcuPatchMap *map)
{
  guint n = map ? acu_patch_map_get_n_faults (map) : 0;
  g_autofree gboolean *listed = g_new0 (gboolean, MAX (n, 1));
  guint count = 0;

  clear (self->faults);
  for (; count < MAX_FAULTS; count++) {
    int strongest = -1;
    for (guint i = 0; i < n; i++)
      if (!listed[i] && acu_patch_map_get_fault (map, i) >= ACU_FAULT_NOTABLE &&
          (strongest < 0 ||
           acu_patch_map_get_fault (map, i) > acu_patch_map_get_fault (map, strongest)))
        strongest = i;
    if (strongest < 0)
      break;
    listed[strongest] = TRUE;
    add_level (self->faults, acu_fault_get_word (acu_patch_map_get_fault_name (map, strongest)),
               acu_patch_map_get_fault (map, strongest));
  }
  gtk_widget_set_visible (self->faults_card, count > 0);
}

static void
show_fusion (AcuPhotoPanel *self, AcuPatchMap *map)
{
  const char *stages[] = {_ ("Stage 1 · fine detail"), _ ("Stage 2 · edges"), _ ("Stage 3 · parts"),
                          _ ("Stage 4 · content")};
  const float *fusion = map ? acu_patch_map_get_fusion (map) : NULL;

  clear (self->fusion);
  for (guint i = 0; fusion && i < G_N_ELEMENTS (stages); i++)
    add_level (self->fusion, stages[i], fusion[i]);
  if (fusion)
    gtk_label_set_label (
        self->fusion_words,
        acu_patch_map_has_gates (map)
            ? _ ("How far the gates of each stage’s features are open, on average: what a closed "
                 "gate holds back has no say in the score.")
            : _ ("Each stage’s share in what the score is made from; together they are 100 %."));
  gtk_widget_set_visible (GTK_WIDGET (self->fusion), fusion != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->fusion_words), fusion != NULL);
}

/* Why there is no score. */
static void
show_unscored (AcuPhotoPanel *self)
{
  gtk_label_set_label (self->rank, self->is_unreadable
                                       ? _ ("Cannot be read")
                                       : acu_score_band_get_word (ACU_SCORE_BAND_NONE));
  gtk_label_set_label (self->spread, _ ("No model has looked at it yet"));
  gtk_widget_set_visible (GTK_WIDGET (self->spread), !self->has_failed);
}

void
acu_photo_panel_set_map (AcuPhotoPanel *self, AcuPatchMap *map, const char *model)
{
  g_return_if_fail (ACU_IS_PHOTO_PANEL (self));

  AcuScoreScale scale = map ? acu_patch_map_get_scale (map) : ACU_SCORE_SCALE_DEFAULT;
  double score = map ? acu_patch_map_get_score (map) : NAN;
  AcuScoreBand band = acu_score_band_get (scale, score);
  g_autofree char *number = acu_score_format (scale, score);

  gtk_widget_remove_css_class (GTK_WIDGET (self->score), acu_score_band_get_css_class (self->band));
  gtk_widget_add_css_class (GTK_WIDGET (self->score), acu_score_band_get_css_class (band));
  self->band = band;
  gtk_label_set_label (self->score, number);
  gtk_widget_set_visible (GTK_WIDGET (self->score), map != NULL);
  gtk_image_set_from_icon_name (self->shape, acu_score_band_get_icon (band));
  gtk_label_set_label (self->rank, acu_score_band_get_word (band));
  acu_patch_chart_set_map (self->chart, map);
  gtk_widget_set_visible (self->patches_card, map != NULL);
  gtk_widget_set_visible (self->words_card, map != NULL);
  gtk_widget_set_visible (self->looked_card, map != NULL);
  show_faults (self, map);
  show_fusion (self, map);
  if (!map) {
    show_unscored (self);
    return;
  }

  guint n = acu_patch_map_get_n (map);
  g_autofree char *beyond = acu_score_dup_beyond (scale, score);
  g_autofree char *within =
      g_strdup_printf (ngettext ("± %.1f over %u patch · %s", "± %.1f over %u patches · %s", n),
                       acu_patch_map_get_std (map), n, model);
  g_autofree char *spread =
      beyond ? g_strdup_printf ("%s · %s", beyond, within) : g_steal_pointer (&within);
  g_autofree char *words = acu_patch_words_describe (map);
  g_autofree char *lowest = acu_score_format (scale, scale.min);
  g_autofree char *highest = acu_score_format (scale, scale.max);
  g_autofree char *median = acu_score_format (scale, acu_patch_map_get_median (map));
  g_autofree char *worst =
      acu_score_format (scale, acu_patch_map_get_patch_score (map, acu_patch_map_get_worst (map)));
  g_autofree char *summary = g_strdup_printf (_ ("median %s · worst %s"), median, worst);
  gtk_label_set_label (self->spread, spread);
  gtk_widget_set_visible (GTK_WIDGET (self->spread), TRUE);
  gtk_label_set_label (self->words, words);
  gtk_label_set_label (self->scale_min, lowest);
  gtk_label_set_label (self->scale_max, highest);
  gtk_label_set_label (self->patches_summary, summary);
}

void
acu_photo_panel_set_folder (AcuPhotoPanel *self, const AcuPatchHistogram *folder)
{
  g_return_if_fail (ACU_IS_PHOTO_PANEL (self));

  gboolean shown = acu_patch_chart_set_folder (self->chart, folder);

  gtk_widget_set_visible (self->patches_legend, shown);
  if (!shown)
    return;

  g_autofree char *median = acu_score_format ((AcuScoreScale){folder->min, folder->max},
                                              acu_patch_histogram_get_median (folder));
  /* Translators: of the patches of all photos in the folder: their median score */
  g_autofree char *summary = g_strdup_printf (_ ("Its folder · median %s"), median);
  gtk_label_set_label (self->folder_summary, summary);
}

void
acu_photo_panel_set_rank (AcuPhotoPanel *self, double rank)
{
  g_return_if_fail (ACU_IS_PHOTO_PANEL (self));

  if (isnan (rank) || self->band == ACU_SCORE_BAND_NONE)
    return;

  g_autofree char *text = NULL;
  if (rank <= 0.5) /* Translators: of the photos shown, by score */
    text = g_strdup_printf (_ ("Top %.0f %% of these"), MAX (1, ceil (rank * 100)));
  else
    text = g_strdup_printf (_ ("Bottom %.0f %% of these"), MAX (1, ceil ((1 - rank) * 100)));
  gtk_label_set_label (self->rank, text);
}

/* "35 mm · f/5.6 · 1/320 s · ISO 100" */
static void
append_exposure (GString *text, const AcuPhotoFacts *facts)
{
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();

#define ADD(...)                                                                                   \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *part = g_strdup_printf (__VA_ARGS__);                                         \
    g_strv_builder_add (parts, part);                                                              \
  }                                                                                                \
  G_STMT_END

  if (facts->focal_length > 0)
    ADD (_ ("%.0f mm"), facts->focal_length);
  if (facts->aperture > 0)
    ADD ("ƒ/%.1f", facts->aperture);
  if (facts->exposure >= 0.4)
    ADD (_ ("%.1f s"), facts->exposure);
  else if (facts->exposure > 0)
    ADD (_ ("1/%.0f s"), 1 / facts->exposure);
  if (facts->iso > 0)
    ADD ("ISO %d", facts->iso);
#undef ADD

  g_auto (GStrv) strings = g_strv_builder_end (parts);
  g_autofree char *line = g_strjoinv (" · ", strings);
  if (*line)
    g_string_append_printf (text, "\n%s", line);
}

/* "JPEG", or "CR2 + JPEG" where it stands for a RAW file as well. */
static void
append_format (GString *text, const AcuPhotoRow *row)
{
  const char *separator = " · ";

  for (GStrv raw = row->raws; raw && *raw; raw++) {
    const char *dot = strrchr (*raw, '.');
    g_autofree char *format = g_ascii_strup (dot ? dot + 1 : "RAW", -1);

    g_string_append_printf (text, "%s%s", separator, format);
    separator = " + ";
  }
  if (row->has_facts && row->facts.format)
    g_string_append_printf (text, "%s%s", separator, row->facts.format);
}

void
acu_photo_panel_set_row (AcuPhotoPanel *self, const AcuPhotoRow *row)
{
  g_return_if_fail (ACU_IS_PHOTO_PANEL (self));

  g_autoptr (GString) text = g_string_new (NULL);
  self->is_unreadable = row && row->error;
  self->has_failed = self->is_unreadable || (row && row->score_error);
  if (self->band == ACU_SCORE_BAND_NONE)
    show_unscored (self);
  if (!row) {
    gtk_label_set_label (self->facts, "");
    return;
  }

  g_autofree char *size = g_format_size (row->size);
  const AcuPhotoFacts *facts = &row->facts;
  const char *error = acu_photo_row_shorten (row, row->error);
  const char *score_error = acu_photo_row_shorten (row, row->score_error);
  g_string_append (text, row->display_name);
  g_string_append_printf (text, "\n%s", size);
  if (row->has_facts && facts->width > 0)
    g_string_append_printf (text, _ (" · %d × %d · %.1f MP"), facts->width, facts->height,
                            (double)facts->width * facts->height / 1e6);
  append_format (text, row);
  if (row->has_facts && facts->camera)
    g_string_append_printf (text, "\n%s", facts->camera);
  if (row->has_facts && facts->lens)
    g_string_append_printf (text, "\n%s", facts->lens);
  if (row->has_facts)
    append_exposure (text, facts);
  if (row->has_facts && facts->taken != G_MININT64) {
    /* The camera's clock knows no time zone: what it showed is what is meant. */
    g_autoptr (GDateTime) taken = g_date_time_new_from_unix_utc (facts->taken);
    g_autofree char *when = taken ? g_date_time_format (taken, "%x, %H:%M") : NULL;
    if (when)
      g_string_append_printf (text, "\n%s", when);
  }
  if (error)
    g_string_append_printf (text, "\n\n%s", error);
  /* What cannot be read cannot be scored either, for the same reason. */
  if (score_error && g_strcmp0 (score_error, error) != 0)
    g_string_append_printf (text, "\n\n%s", score_error);
  gtk_label_set_label (self->facts, text->str);
}

static void
acu_photo_panel_dispose (GObject *object)
{
  acu_dispose_template (GTK_WIDGET (object), ACU_TYPE_PHOTO_PANEL);
  G_OBJECT_CLASS (acu_photo_panel_parent_class)->dispose (object);
}

static void
acu_photo_panel_init (AcuPhotoPanel *self)
{
  g_type_ensure (ACU_TYPE_PATCH_CHART);
  g_type_ensure (ACU_TYPE_KEY_HINT);
  gtk_widget_init_template (GTK_WIDGET (self));
  acu_photo_panel_set_map (self, NULL, NULL);
}

static void
acu_photo_panel_class_init (AcuPhotoPanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_photo_panel_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/photo-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoPanel, score);
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoPanel, shape);
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoPanel, rank);
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoPanel, spread);
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoPanel, words_card);
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoPanel, words);
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoPanel, patches_card);
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoPanel, chart);
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoPanel, scale_min);
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoPanel, scale_max);
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoPanel, patches_summary);
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoPanel, patches_legend);
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoPanel, folder_summary);
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoPanel, faults_card);
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoPanel, faults);
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoPanel, looked_card);
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoPanel, fusion);
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoPanel, fusion_words);
  gtk_widget_class_bind_template_child (widget_class, AcuPhotoPanel, facts);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}
