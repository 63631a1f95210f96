#!/usr/bin/env bash
# Installs Debian packages as root would and uses what they brought as a stranger would.
# Usage: check-package.sh FOLDER: the folder that `./dev package` left them in.  Removes them again at the end.
set -euo pipefail

root=$(dirname "$(readlink -f "$0")")/../..
folder=$(readlink -f "${1:?usage: check-package.sh FOLDER}")
home=$(mktemp -d)
as_root=()
[[ $EUID -eq 0 ]] || as_root=(sudo)
cleanup ()
{
  rm -rf "$home"
  "${as_root[@]}" apt-get -q purge -y acutance acutance-cli >/dev/null 2>&1 || true
}
trap cleanup EXIT

check ()
{
  echo "- $1"
  shift
  "$@" || { echo "  FAILED: $*"; exit 1; }
}

"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "$folder"/*.deb >/dev/null
export HOME=$home XDG_DATA_HOME=$home/data XDG_CACHE_HOME=$home/cache
cd "$home"

for file in bin/acutance bin/acutance-cli libexec/acutance/acutance-decoder share/acutance/models/nano.safetensors \
  share/applications/io.github.acutance.Acutance.desktop share/dbus-1/services/io.github.acutance.Acutance.service \
  share/icons/hicolor/scalable/apps/io.github.acutance.Acutance.svg \
  share/icons/hicolor/symbolic/apps/io.github.acutance.Acutance-symbolic.svg \
  share/metainfo/io.github.acutance.Acutance.metainfo.xml share/bash-completion/completions/acutance-cli \
  share/zsh/site-functions/_acutance-cli share/fish/vendor_completions.d/acutance-cli.fish; do
  check "/usr/$file is there" test -s "/usr/$file"
done
for page in "$root"/data/guide/*.md; do
  name=$(basename "$page" .md)
  check "the guide's page $name is there" test -s "/usr/share/acutance/guide/$name.html"
done
# A minimal system may be set up to unpack no translations: it is the packages that have them.
for language in $(grep -v '^#' "$root/po/LINGUAS"); do
  check "$language is in a package" grep -q "usr/share/locale/$language/LC_MESSAGES/acutance.mo$" \
    <(for package in "$folder"/*.deb; do dpkg-deb --fsys-tarfile "$package" | tar -t; done)
done
check "manual pages are there" test -s /usr/share/man/man1/acutance.1.gz -a -s /usr/share/man/man1/acutance-cli.1.gz
check "the settings' schema is compiled" grep -q acutance /usr/share/glib-2.0/schemas/gschemas.compiled
check "acutance answers" acutance --version
check "acutance-cli answers" acutance-cli --version
check "the model is found" grep -qx nano <(acutance-cli models)
check "the samples are scored" acutance-cli score --device cpu --patches center --format csv --output scores.csv \
  /usr/share/acutance/samples
check "every sample has a score" test "$(tail -n +2 scores.csv | wc -l)" -eq \
  "$(find "$root/data/samples" -name '*.jpg' | wc -l)"

# On a display and a session bus of its own, which a user has and this needs programs for.
check "there are Xvfb and dbus-run-session (apt-get install xvfb dbus python3-gi)" \
  test -n "$(command -v Xvfb)" -a -n "$(command -v dbus-run-session)"
check "its window opens, from a shell and by its name on the session bus, and shows photos" \
  env ACUTANCE_SCORING=off GTK_A11Y=none timeout 200 "$root/tests/display/run.sh" \
  "$root/tests/install/check-window.py" /usr/bin/acutance /usr/share/acutance/samples
echo "the package works"
