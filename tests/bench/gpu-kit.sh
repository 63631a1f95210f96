#!/usr/bin/env bash
# Bundles what a machine with a GPU, and without compilers or packages, needs to check and measure
# this project: the programs and tests, every library they load but those of the system's C
# library, the golden values, pictures, and a script that runs it all.
#
# Usage: tests/bench/gpu-kit.sh BUILD [KIT [PHOTOS [EXTRA]]]
#   BUILD   a release build of this checkout
#   KIT     the folder to make, .gpu-kit by default (ignored by git), less than 60 MB
#   PHOTOS  sharp photos to make a training set of there; taken along as JPEGs (default: data/samples)
#   EXTRA   photos that the starter model only learns from, see starter.sh (default: none)
# Then, on the other machine, in the checkout: .gpu-kit/run.sh RESULTS-FOLDER check bench train
# Needs cjpeg (Debian's libjpeg-turbo-progs).
set -euo pipefail

build=${1:?usage: tests/bench/gpu-kit.sh BUILD [KIT [PHOTOS [EXTRA]]]}
root=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
kit=${2:-$root/.gpu-kit}
photos=${3:-$root/data/samples}
extra=${4:-}
limit_mb=60

programs=(app/cli/acutance-cli app/imaging/acutance-decoder app/scoring/acutance-pack-model)
tests=(tests/headless/test-ops tests/headless/test-gradient-ops tests/headless/test-gradients
       tests/headless/test-mixed-precision tests/golden/test-golden-scores tests/golden/test-golden-train)

rm -rf "$kit"
mkdir -p "$kit"/{lib,photos,tests/golden,shared/golden}
for program in "${programs[@]}" "${tests[@]}"; do
  install -D --strip "$build/$program" "$kit/$program"
done

# The loader, the C library and what drivers bring are the other machine's own.
cp "$(pkg-config --variable=gdk_pixbuf_moduledir gdk-pixbuf-2.0)/libpixbufloader-webp.so" "$kit/lib/"
for program in "${programs[@]}" "${tests[@]}" lib/libpixbufloader-webp.so; do
  ldd "$kit/$program"
done | awk '/=> \// { print $3 }' | sort -u |
  grep -vE '/(libc|libm|libdl|libpthread|librt|ld-linux[^/]*)\.so' |
  xargs -I{} cp -L {} "$kit/lib/"
# Vulkan's loader is opened at run time, so ldd does not know it, nor what NVIDIA's driver looks for.
for library in vulkan.so.1 EGL.so.1 GL.so.1 GLX.so.0 GLdispatch.so.0 OpenGL.so.0; do
  cp -L "$(ldconfig -p | awk -v name="lib$library" '$1 == name { print $NF; exit }')" "$kit/lib/"
done
# What ICU knows of the world's alphabets is 30 MB, and needed for spreadsheets alone: an empty table will do.
for data in "$kit"/lib/libicudata.so.*; do
  version=${data##*.}
  echo "const char icudt${version}_dat[64] __attribute__((aligned(16))) = {0};" |
    cc -shared -fPIC -Wl,-soname,"$(basename "$data")" -x c - -o "$data"
done
tar -C "$kit" -cJf "$kit/lib.tar.xz" lib
rm -r "$kit/lib"

cp -r "$root"/tests/golden/*.json "$root"/tests/golden/images "$kit/tests/golden/"
if [ -d "$root/../shared/golden" ]; then
  cp -r "$root"/../shared/golden/{*.json,images} "$kit/shared/golden/"
  chmod -R u+w "$kit/shared"
fi
# take_along FOLDER OUT: its photos as JPEGs of 700 pixels at most, their colours at full resolution.
take_along ()
{
  mkdir -p "$2"
  /usr/bin/python3 - "$1" "$2" <<'REDUCE'
import subprocess
import sys
from pathlib import Path

import gi

gi.require_version("GdkPixbuf", "2.0")
from gi.repository import GdkPixbuf  # noqa: E402

LONG_SIDE = 700


def rows(picture):
    """The pixels as a PPM file has them: three bytes each and nothing between the rows."""
    pixels, stride, width = picture.get_pixels(), picture.get_rowstride(), picture.get_width()
    return b"".join(pixels[y * stride:y * stride + 3 * width] for y in range(picture.get_height()))


folder, out = map(Path, sys.argv[1:])
for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".jpg", ".png", ".webp")):
    picture = GdkPixbuf.Pixbuf.new_from_file(str(path)).apply_embedded_orientation()
    size = min(1, LONG_SIDE / max(picture.get_width(), picture.get_height()))
    width, height = round(picture.get_width() * size), round(picture.get_height() * size)
    # On white, which also takes an alpha channel away.
    flat = GdkPixbuf.Pixbuf.new(GdkPixbuf.Colorspace.RGB, False, 8, width, height)
    flat.fill(0xFFFFFFFF)
    picture.composite(flat, 0, 0, width, height, 0, 0, size, size, GdkPixbuf.InterpType.HYPER, 255)
    to = out / path.relative_to(folder).with_suffix(".jpg")
    to.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cjpeg", "-quality", "93", "-sample", "1x1", "-optimize", "-outfile", to],
                   input=b"P6 %d %d 255\n" % (width, height) + rows(flat), check=True)
REDUCE
}
take_along "$photos" "$kit/photos"
[ -z "$extra" ] || take_along "$extra" "$kit/extra"
cp "$root/tests/bench/pytorch-peer.py" "$kit/"
cp "$root/tests/bench/gpu-run.sh" "$kit/run.sh"

size=$(du -sm "$kit" | cut -f1)
echo "$kit: $size MB"
if [ "$size" -ge "$limit_mb" ]; then
  echo "$kit is larger than $limit_mb MB" >&2
  exit 1
fi
