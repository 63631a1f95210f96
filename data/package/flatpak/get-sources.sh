#!/usr/bin/env bash
# What the Flatpak manifest builds beside Acutance: the libraries that GNOME's runtime lacks, as Debian's sources.
# Usage: get-sources.sh, then: flatpak-builder --user --install BUILD_FOLDER io.github.acutance.Acutance.json
# Needs Debian's apt-get and dpkg-source (dpkg-dev), and source entries in apt's configuration; everything lands in
# sources/ beside this file.
set -euo pipefail

here=$(dirname "$(readlink -f "$0")")
mkdir -p "$here/sources"
cd "$here/sources"
for package in cmark-gfm exiv2 gexiv2 glslang libraw libzip; do
  [[ ! -d $package ]] || continue
  rm -rf unpacked && mkdir unpacked
  (cd unpacked && apt-get -q source --download-only "$package" && dpkg-source --extract ./*.dsc tree)
  mv unpacked/tree "$package"
  rm -rf unpacked
done
