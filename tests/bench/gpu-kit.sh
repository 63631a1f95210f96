#!/usr/bin/env bash
# Bundles what a machine with a GPU, and without compilers or packages, needs to check and measure
# this project: the programs and tests, every library they load but those of the system's C
# library, the golden values, pictures, and a script that runs it all.
#
# Usage: tests/bench/gpu-kit.sh BUILD [KIT]
#   BUILD  a release build of this checkout
#   KIT    the folder to make, .gpu-kit by default (ignored by git), less than 60 MB
# Then, on the other machine, in the checkout: .gpu-kit/run.sh [RESULTS-FOLDER]
set -euo pipefail

build=${1:?usage: tests/bench/gpu-kit.sh BUILD [KIT]}
root=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
kit=${2:-$root/.gpu-kit}
limit_mb=60

programs=(app/cli/acutance-cli app/imaging/acutance-decoder)
tests=(tests/headless/test-ops tests/headless/test-gradients tests/golden/test-golden-scores
       tests/golden/test-golden-train)

rm -rf "$kit"
mkdir -p "$kit"/{lib,tests/golden}
for program in "${programs[@]}" "${tests[@]}"; do
  if [ -x "$build/$program" ]; then
    install -D --strip "$build/$program" "$kit/$program"
  fi
done

# The loader, the C library and what drivers bring are the other machine's own.
for program in "${programs[@]}" "${tests[@]}"; do
  if [ -x "$kit/$program" ]; then
    ldd "$kit/$program"
  fi
done | awk '/=> \// { print $3 }' | sort -u |
  grep -vE '/(libc|libm|libdl|libpthread|librt|ld-linux[^/]*)\.so' |
  xargs -I{} cp -L {} "$kit/lib/"

# Vulkan's loader is opened at run time, so ldd does not know it.
cp -L "$(ldconfig -p | awk '/libvulkan\.so\.1 / { print $NF; exit }')" "$kit/lib/"
cp -r "$root"/tests/golden/*.json "$root"/tests/golden/images "$kit/tests/golden/"
if [ -d "$root/../shared/golden" ]; then
  mkdir "$kit/shared"
  cp -r "$root/../shared/golden" "$kit/shared/"
  chmod -R u+w "$kit/shared"
fi
cp -r "$root/data/samples" "$kit/pictures"
cp "$root/tests/bench/pytorch-peer.py" "$kit/"

cat > "$kit/run.sh" <<'RUN'
#!/usr/bin/env bash
# Checks and measures on this machine's GPU; writes everything to the folder given, or ./results.
set -uo pipefail
kit=$(cd "$(dirname "$0")" && pwd)
results=${1:-results}
mkdir -p "$results"
export LD_LIBRARY_PATH=$kit/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export ACUTANCE_DECODER=$kit/app/imaging/acutance-decoder
export ACUTANCE_SOURCE_ROOT=$kit ACUTANCE_SHARED=$kit/shared ACUTANCE_TEST_DEVICE=${ACUTANCE_TEST_DEVICE:-vulkan}
cli=$kit/app/cli/acutance-cli

"$cli" devices --json | tee "$results/devices.json"
for test in "$kit"/tests/headless/test-* "$kit"/tests/golden/test-*; do
  [ -x "$test" ] || continue
  "$test" --tap > "$results/$(basename "$test").tap" 2>&1
  echo "$(basename "$test"): status $?"
done
for preset in tiny base; do
  for precision in fp32 fp16; do
    "$cli" bench --preset $preset --device vulkan --precision $precision --json
  done
  "$cli" bench --preset $preset --device vulkan --train --json
  python3 "$kit/pytorch-peer.py" --preset $preset --device cuda || true
  python3 "$kit/pytorch-peer.py" --preset $preset --device cuda --train || true
done 2>&1 | tee "$results/bench.jsonl"
RUN
chmod +x "$kit/run.sh"

size=$(du -sm "$kit" | cut -f1)
echo "$kit: $size MB"
if [ "$size" -ge "$limit_mb" ]; then
  echo "$kit is larger than $limit_mb MB" >&2
  exit 1
fi
