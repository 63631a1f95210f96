#!/usr/bin/env bash
# Checks and measures on this machine's GPU what gpu-kit.sh has bundled, in the folder this script lies in.
#
# Usage: run.sh RESULTS STAGE…
#   check     the tests of kernels, gradients and networks, on the GPU's own driver
#   bench     speed beside PyTorch on the same GPU, in turns: every preset and precision, scoring and training
#   make_set  makes a synthetic set of the photos taken along
#   train     how fast the starter's network learns from that set, at several batch sizes
#   starter   the starter model, by starter.sh, in about TRAIN_SECONDS (900) after its pictures have been made
set -uo pipefail

kit=$(cd "$(dirname "$0")" && pwd)
results=${1:?usage: run.sh RESULTS STAGE…}
shift
mkdir -p "$results"
work=${GPU_KIT_WORK:-/tmp/acutance-gpu-kit}
if [ ! -d "$work/lib" ]; then
  mkdir -p "$work"
  tar -C "$work" -xJf "$kit/lib.tar.xz"
  printf '"%s"\n"webp" 5 "gdk-pixbuf" "WebP" "LGPL"\n"image/webp" ""\n"webp" ""\n"RIFFsizeWEBP" "    xxxx    " 100\n\n' \
    "$work/lib/libpixbufloader-webp.so" >"$work/lib/loaders.cache"
fi
export GDK_PIXBUF_MODULE_FILE=$work/lib/loaders.cache
export LD_LIBRARY_PATH=$work/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export XDG_CACHE_HOME=$work/cache XDG_DATA_HOME=$work/data
export ACUTANCE_DECODER=$kit/app/imaging/acutance-decoder
export ACUTANCE_SOURCE_ROOT=$kit ACUTANCE_SHARED=$kit/shared ACUTANCE_TEST_DEVICE=${ACUTANCE_TEST_DEVICE:-vulkan}
cli=$kit/app/cli/acutance-cli
# Drivers in containers lie where the loader does not look.
for driver in /usr/local/nvidia/share/vulkan/icd.d/*.json; do
  if [ -z "${VK_DRIVER_FILES:-}" ] && [ -f "$driver" ]; then
    export VK_DRIVER_FILES=$driver VK_ICD_FILENAMES=$driver
  fi
done

check ()
{
  for test in "$kit"/tests/headless/test-* "$kit"/tests/golden/test-*; do
    local tap began=$SECONDS status=0
    tap=$results/$(basename "$test").tap
    timeout 150 "$test" --tap >"$tap" 2>&1 || status=$?
    echo "$(basename "$test"): status $status, $(grep -c '^ *ok' "$tap") ok, $(grep -c '^ *not ok' "$tap") not," \
      "$(grep -ci '# skip' "$tap") skipped, $((SECONDS - began)) s"
  done
}

bench ()
{
  local preset precision mode
  for preset in ${BENCH_PRESETS:-tiny base}; do
    for precision in fp32 fp16; do
      for mode in "" --train; do
        timeout 60 "$cli" bench --preset "$preset" --batch 64 --device vulkan --precision $precision $mode --json
      done
    done
    timeout 100 python3 "$kit/pytorch-peer.py" --preset "$preset" --batch 64 --device cuda --both \
      --precision fp32 fp16 --runs 20 --warm-ups 3
  done 2>&1 | tee "$results/bench.jsonl"
}

make_set ()
{
  local began=$SECONDS
  rm -rf "$work/set"
  "$cli" synth --from "$kit/photos" --out "$work/set" --seed 1 --count "${SET_COUNT:-6000}" --held-out 12 --vary \
    --no-sheet >"$results/synth.log" 2>&1
  echo "synth: $(wc -l <"$work/set/labels.csv") pictures in $((SECONDS - began)) s"
}

train ()
{
  local batch precision
  for precision in fp32 fp16; do
    for batch in 8 32 128; do
      timeout 25 "$cli" train --base preset:nano --data "$work/set/labels.csv" --out "speed-$precision-$batch" \
        --device vulkan --precision $precision --seed 1 --batch $batch --log "$results/speed-$precision-$batch.jsonl" \
        2>&1 | tr '\r' '\n' | tail -n 2
      rm -rf "$XDG_DATA_HOME/acutance/runs/speed-$precision-$batch"
    done
  done
}

# waits PID: what its threads do, by their names: state and the kernel's function they wait in, of a look every 0.1 s.
waits ()
{
  local look thread name stat where
  for look in $(seq 80); do
    for thread in /proc/"$1"/task/*; do
      { read -r name <"$thread/comm" && read -r stat <"$thread/stat"; } 2>/dev/null || continue
      where=
      read -r where 2>/dev/null <"$thread/wchan" || true
      stat=${stat##*) }
      echo "$name ${stat%% *} ${where:-0}"
    done
    sleep 0.1
  done | sort | uniq -c | sort -rn | head -n 40
}

# How many patches a second the starter's training does, on what is to be learned from: its steps in ten seconds.
measure_training ()
{
  local log=$work/pace.jsonl data=$1 batch=$2 first
  rm -f "$log"
  timeout 30 "$cli" train --base preset:nano --data "$data" --out pace --device vulkan --precision fp32 --seed 1 \
    --batch "$batch" --log "$log" >/dev/null 2>&1 &
  sleep 18
  first=$(grep -c step "$log")
  # Of what `timeout` has started.
  waits "$(pgrep -P $! | head -n 1)" >"$results/waits-${OMP_WAIT_POLICY:-active}.txt" &
  sleep 10
  echo $((($(grep -c step "$log") - first) * batch / 10))
  wait
  rm -rf "$XDG_DATA_HOME/acutance/runs/pace"
}

starter ()
{
  local out=$work/starter batch=${BATCH:-64} best= pace pictures policy
  if [ -d "$kit/extra" ]; then export EXTRA=$kit/extra; fi
  export DEVICE=vulkan BATCH=$batch
  UNTIL=set "$kit/../tests/bench/starter.sh" "$kit/photos" "$out" "$kit" || return
  pictures=$(grep -c ',train,' "$out/set/training.csv")
  # Threads that wait for each other without giving up the processor may take it from those that cut patches.
  for policy in active passive; do
    pace=$(OMP_WAIT_POLICY=$policy measure_training "$out/set/training.csv" "$batch")
    echo "threads wait ${policy}ly: $pace patches/s"
    if [ "$pace" -ge "${best:-0}" ]; then best=$pace OMP_WAIT_POLICY=$policy; fi
  done
  pace=$best
  export OMP_WAIT_POLICY
  export EPOCHS=${EPOCHS:-$((pace * ${TRAIN_SECONDS:-900} / pictures + 1))}
  echo "$pictures pictures, $pace patches/s: $EPOCHS epochs"
  "$kit/../tests/bench/starter.sh" "$kit/photos" "$out" "$kit" >"$results/starter.log" 2>&1 || tail "$results/starter.log"
  cp "$out"/nano.* "$out"/eval.json "$out/recipe.json" "$results/"
  gzip -c "$out/log.jsonl" >"$results/log.jsonl.gz"
}

"$cli" devices --json | tee "$results/devices.json"
for stage; do
  echo "== $stage"
  "$stage"
done
