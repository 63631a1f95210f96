#include "tests/display/hand.h"

#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <dlfcn.h>

/* What a window asks of a window manager (https://specifications.freedesktop.org/wm-spec). */
#define STATE_ADD 1

struct _AcuHand {
  Display *display;
  void *library; /* of the extension that presses keys */
  int (*fake_key) (Display *display, unsigned int code, Bool is_press, unsigned long delay);
  int (*fake_button) (Display *display, unsigned int button, Bool is_press, unsigned long delay);
  int (*fake_motion) (Display *display, int screen, int x, int y, unsigned long delay);
  Atom state, full_screen;
};

AcuHand *
acu_hand_new (void)
{
  AcuHand *hand = g_new0 (AcuHand, 1);

  hand->display = XOpenDisplay (NULL);
  g_assert_nonnull (hand->display);
  /* Accessibility's service needs this library, so that it is wherever these tests run. */
  hand->library = dlopen ("libXtst.so.6", RTLD_NOW | RTLD_LOCAL);
  g_assert_nonnull (hand->library);
  *(void **)&hand->fake_key = dlsym (hand->library, "XTestFakeKeyEvent");
  *(void **)&hand->fake_button = dlsym (hand->library, "XTestFakeButtonEvent");
  *(void **)&hand->fake_motion = dlsym (hand->library, "XTestFakeMotionEvent");
  g_assert_true (hand->fake_key && hand->fake_button && hand->fake_motion);
  hand->state = XInternAtom (hand->display, "_NET_WM_STATE", False);
  hand->full_screen = XInternAtom (hand->display, "_NET_WM_STATE_FULLSCREEN", False);
  XSelectInput (hand->display, DefaultRootWindow (hand->display), SubstructureNotifyMask);
  XSync (hand->display, False);
  return hand;
}

void
acu_hand_free (AcuHand *hand)
{
  XCloseDisplay (hand->display);
  dlclose (hand->library);
  g_free (hand);
}

static void
set_key (AcuHand *hand, guint key, gboolean is_down)
{
  KeyCode code = XKeysymToKeycode (hand->display, key);

  g_assert_cmpint (code, !=, 0);
  hand->fake_key (hand->display, code, is_down, 0);
  XFlush (hand->display);
}

void
acu_hand_press (AcuHand *hand, guint key)
{
  set_key (hand, key, TRUE);
  set_key (hand, key, FALSE);
}

void
acu_hand_hold_key (AcuHand *hand, guint key)
{
  set_key (hand, key, TRUE);
}

void
acu_hand_let_go_of_key (AcuHand *hand, guint key)
{
  set_key (hand, key, FALSE);
}

void
acu_hand_move (AcuHand *hand, int x, int y)
{
  hand->fake_motion (hand->display, DefaultScreen (hand->display), x, y, 0);
  XFlush (hand->display);
}

void
acu_hand_point_at (AcuHand *hand, GtkWidget *widget, double x, double y, int dx, int dy)
{
  GtkNative *native = gtk_widget_get_native (widget);
  double at_x, at_y, left, top;

  gtk_native_get_surface_transform (native, &left, &top);
  g_assert_true (gtk_widget_translate_coordinates (
      widget, GTK_WIDGET (native), x * gtk_widget_get_width (widget),
      y * gtk_widget_get_height (widget), &at_x, &at_y));
  acu_hand_move (hand, (int)(at_x + left) + dx, (int)(at_y + top) + dy);
}

void
acu_hand_click_with (AcuHand *hand, guint button)
{
  hand->fake_button (hand->display, button, True, 0);
  hand->fake_button (hand->display, button, False, 0);
  XFlush (hand->display);
}

void
acu_hand_hold (AcuHand *hand)
{
  hand->fake_button (hand->display, 1, True, 0);
  XFlush (hand->display);
}

void
acu_hand_let_go (AcuHand *hand)
{
  hand->fake_button (hand->display, 1, False, 0);
  XFlush (hand->display);
}

void
acu_hand_click (AcuHand *hand)
{
  acu_hand_click_with (hand, 1);
}

void
acu_hand_grant (AcuHand *hand)
{
  XEvent event;

  while (XCheckTypedEvent (hand->display, ClientMessage, &event)) {
    const XClientMessageEvent *asked = &event.xclient;
    if (asked->message_type != hand->state || ((Atom)asked->data.l[1] != hand->full_screen &&
                                               (Atom)asked->data.l[2] != hand->full_screen))
      continue;
    XChangeProperty (hand->display, asked->window, hand->state, XA_ATOM, 32, PropModeReplace,
                     (const unsigned char *)&hand->full_screen, asked->data.l[0] == STATE_ADD);
    XFlush (hand->display);
  }
}
