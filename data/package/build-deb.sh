#!/usr/bin/env bash
# Debian packages of this checkout.  Usage: build-deb.sh OUT
# Builds in a copy of the tracked files, as a distribution would from a release, and leaves the packages in OUT.
set -euo pipefail

root=$(dirname "$(readlink -f "$0")")/../..
out=$(mkdir -p "${1:?usage: build-deb.sh OUT}" && readlink -f "$1")
version=$(sed -n "s/^  version: '\(.*\)',$/\1/p" "$root/meson.build")
tree=$out/acutance-$version

rm -rf "$tree" "$out"/*.deb
mkdir "$tree"
git -C "$root" ls-files -z | (cd "$root" && xargs -0 cp --parents -t "$tree")
cp -r "$root/data/package/debian" "$tree/debian"
# The date is the last change's, so that the same checkout makes the same package.
sed "s/@VERSION@/$version/; s/@DATE@/$(git -C "$root" log -1 --format=%aD)/" "$tree/debian/changelog.in" \
  >"$tree/debian/changelog"
rm "$tree/debian/changelog.in"
(cd "$tree" && DEB_BUILD_OPTIONS="noautodbgsym ${DEB_BUILD_OPTIONS:-}" dpkg-buildpackage --build=binary --no-sign)
rm -rf "$tree"
ls "$out"/*.deb
