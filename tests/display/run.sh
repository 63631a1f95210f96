#!/usr/bin/env bash
# Runs COMMAND on a display of its own, with a home and a session bus of its own and accessibility on, so
# that it can neither see nor change anything of the user's.
#
#   run.sh [--size WIDTHxHEIGHT] COMMAND…
#
# The command finds what is on the screen in the folder $ACUTANCE_TEST_SCREEN (see screen.py).
set -euo pipefail

size=1280x800
if [[ ${1:-} == --size ]]; then
  size=$2
  shift 2
fi

for tool in Xvfb dbus-run-session; do
  if ! command -v "$tool" >/dev/null; then
    echo "1..0 # SKIP $tool is not installed (apt-get install xvfb dbus at-spi2-core)"
    exit 0
  fi
done

work=$(mktemp -d "${TMPDIR:-/tmp}/acutance-display.XXXXXX")
xvfb=
end ()
{
  [[ -z $xvfb ]] || kill "$xvfb" 2>/dev/null || true
  rm -rf "$work"
}
trap end EXIT
trap 'exit 143' INT TERM

mkdir -p "$work"/{home,config/gtk-4.0,data,cache,state,runtime,screen}
chmod 700 "$work/runtime"
export HOME=$work/home XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/data
export XDG_CACHE_HOME=$work/cache XDG_STATE_HOME=$work/state XDG_RUNTIME_DIR=$work/runtime
export ACUTANCE_TEST_SCREEN=$work/screen
cat >"$XDG_CONFIG_HOME/gtk-4.0/settings.ini" <<'END'
[Settings]
gtk-font-name=Cantarell 11
gtk-icon-theme-name=Adwaita
gtk-enable-animations=false
gtk-cursor-blink=false
gtk-decoration-layout=:close
END

# Without a window manager there is no shadow to be drawn, and no frame in its place.
echo 'window.solid-csd { padding: 0; margin: 0; box-shadow: none; border-radius: 0; }' \
  >"$XDG_CONFIG_HOME/gtk-4.0/gtk.css"

exec 3<><(:)
Xvfb -displayfd 3 -screen 0 "${size}x24" -fbdir "$work/screen" -nolisten tcp -noreset >"$work/xvfb.log" 2>&1 &
xvfb=$!
if ! read -r -t 20 number <&3; then
  cat "$work/xvfb.log" >&2
  exit 1
fi

export DISPLAY=:$number GDK_BACKEND=x11 GSK_RENDERER=cairo GTK_A11Y=${GTK_A11Y:-atspi}
export GSETTINGS_BACKEND=${GSETTINGS_BACKEND:-keyfile} GTK_USE_PORTAL=0 GDK_DEBUG=${GDK_DEBUG:-gl-disable} GDK_DISABLE=gl LC_ALL=${LC_ALL:-C.UTF-8}
export NO_AT_BRIDGE=0 ADW_DISABLE_PORTAL=1
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS AT_SPI_BUS_ADDRESS
# The session's own services talk too; what the command prints is not to be mixed with that.
dbus-run-session -- bash -c 'exec "$@" >&4 4>&-' run.sh "$@" 4>&1 >&2
