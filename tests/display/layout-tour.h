/* A way through the views of the application, each of which is looked at in every size and
 * direction. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef struct {
  GtkWindow *window;
  const char *folder; /* of photos, which it shows */
  gboolean is_pseudo;
  const char *const *names; /* what is foreign in every language */
  const char *view;         /* that is looked at */
  const char *circumstances;
  guint n_views;
  guint n_faults;
} AcuTour;

typedef gboolean (*AcuTourCondition) (AcuTour *tour, gconstpointer data);

/* Waits until @condition holds. */
void acu_tour_wait_for (AcuTour *tour, AcuTourCondition condition, gconstpointer data);

/* Conditions: a widget of the type called so is shown; the first window's action called so can be
 * activated; there is another window than the first. */
gboolean acu_tour_is_shown (AcuTour *tour, gconstpointer type);
gboolean acu_tour_is_enabled (AcuTour *tour, gconstpointer action);
gboolean acu_tour_has_window (AcuTour *tour, gconstpointer data);

/* That window, or NULL. */
GtkWindow *acu_tour_find_window (AcuTour *tour);

/* Waits until what has changed in @window is laid out and drawn, and what follows from that as
 * well. */
void acu_tour_settle (GtkWidget *window);

/* The first widget of @type that is shown in @widget, or NULL. */
GtkWidget *acu_tour_find (GtkWidget *widget, GType type);

/* Activates @action of the first window as soon as it can be; @parameter as text, or NULL. */
void acu_tour_act (AcuTour *tour, const char *action, const char *parameter);

/* Counts a fault of the view that is looked at. */
void acu_tour_tell_fault (AcuTour *tour, const char *description);

/* Looks at @window as it is now: in every size and direction, or in one size. */
void acu_tour_look (AcuTour *tour, GtkWidget *window, const char *view);
void acu_tour_look_at_size (
    AcuTour *tour, GtkWidget *window, int width, int height, const char *language);

/* Looks at the other window, as soon as it is there, and closes it; or as it comes, where its size
 * is the toolkit's business. */
void acu_tour_look_at_dialog (AcuTour *tour, const char *view);
void acu_tour_look_at_message (AcuTour *tour, const char *view);

/* Looks at what each menu button of @window opens. */
void acu_tour_look_at_menus (AcuTour *tour, GtkWidget *window);

/* Opens what is folded in @widget.  Only where words are those of the sources: cards of models, and
 * settings of programs, are in English everywhere. */
void acu_tour_unfold (AcuTour *tour, GtkWidget *widget);

/* Goes through all the views (layout-views.c). */
void acu_tour_go_round (AcuTour *tour);

G_END_DECLS
