#!/usr/bin/env bash
# Speed on the CPU beside PyTorch, in turns, so that a machine that slows down slows both.
#
# Usage: tests/bench/compare.sh [--train] CLI [PRESET [BATCH [ROUNDS]]]
# Prints every round's patches per second and, last, the medians and their ratio: of scoring, or with --train of
# whole training steps.  Needs python3-torch and libopenblas0-pthread.
set -euo pipefail

mode=()
if [[ ${1:-} == --train ]]; then
  mode=(--train)
  shift
fi
cli=${1:?usage: tests/bench/compare.sh [--train] CLI [PRESET [BATCH [ROUNDS]]]}
preset=${2:-tiny} batch=${3:-20} rounds=${4:-3}
here=$(dirname "$(readlink -f "$0")")

rate ()
{
  /usr/bin/python3 -c 'import json, sys; print(json.load(sys.stdin)["patches_per_second"])'
}

# What the peer lacks, it tells before anything is measured.
/usr/bin/python3 "$here/pytorch-peer.py" --preset nano --batch 1 --warm-ups 0 --runs 1 >/dev/null

for _ in $(seq "$rounds"); do
  ours=$("$cli" bench "${mode[@]}" --preset "$preset" --batch "$batch" --device cpu --json | rate)
  theirs=$(/usr/bin/python3 "$here/pytorch-peer.py" "${mode[@]}" --preset "$preset" --batch "$batch" --runs 3 | rate)
  echo "acutance $ours, PyTorch $theirs patches a second"
done | /usr/bin/python3 -c '
import statistics, sys
pairs = []
for line in sys.stdin:
    print(line, end="", file=sys.stderr, flush=True)
    words = line.split()
    pairs.append((float(words[1].rstrip(",")), float(words[3])))
ours, theirs = (statistics.median(side) for side in zip(*pairs))
ratio = statistics.median(a / b for a, b in pairs)
print(f"medians: acutance {ours:.2f}, PyTorch {theirs:.2f}; median ratio {ratio:.2f}")'
