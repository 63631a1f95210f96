#!/usr/bin/env bash
# The starter model from nothing: a folder of sharp photos in, a model with its card and curves out.
#
# Usage: tests/bench/starter.sh FOLDER OUT [BUILD]
# FOLDER: photos whose names and licences data/models/nano.md tells.  OUT: a new folder, or that of an interrupted
# run, which is gone on with.  BUILD: a build tree (default: _build/release).  Writes OUT/nano.safetensors,
# OUT/nano.md, OUT/nano.png; a few hours on two cores.  COUNT and EPOCHS in the environment change the recipe.
set -euo pipefail

photos=$(readlink -f "${1:?usage: tests/bench/starter.sh FOLDER OUT [BUILD]}")
out=${2:?usage: tests/bench/starter.sh FOLDER OUT [BUILD]}
root=$(dirname "$(readlink -f "$0")")/../..
tree=$(readlink -f "${3:-$root/_build/release}")
cli=$tree/app/cli/acutance-cli
name=nano
count=${COUNT:-4640} epochs=${EPOCHS:-7} batch=8 warmup=40 tokens=40 mosaic=0.9
mkdir -p "$out"
out=$(readlink -f "$out")
# The run and what it makes lie in OUT, apart from the user's own models.
export XDG_DATA_HOME=$out/data

if [[ ! -f $out/set/labels.csv ]]; then
  rm -rf "$out/set"
  "$cli" synth --from "$photos" --out "$out/set" --seed 1 --count "$count" --held-out 12
fi

model=$XDG_DATA_HOME/acutance/models/$name.safetensors
if [[ ! -f $model ]]; then
  if [[ -d $XDG_DATA_HOME/acutance/runs/$name ]]; then
    "$cli" train --resume "$name" --log "$out/log.jsonl"
  else
    "$cli" train --base preset:nano --data "$out/set/labels.csv" --out "$name" --device cpu --seed 1 \
      --epochs "$epochs" --batch "$batch" --mosaic "$mosaic" --warmup "$warmup" --token-weight "$tokens" \
      --log "$out/log.jsonl"
  fi
fi

# Pictures of a set are as large as they are meant to be seen; photos are reduced to that.
"$tree/app/scoring/acutance-pack-model" --protocol long-side:640 --licence CC-BY-SA-4.0 \
  --provenance "trained from nothing by acutance-cli on the synthetic set of tests/bench/starter.sh" \
  "$model" "$out/$name.safetensors"
"$cli" eval --model "$out/$name.safetensors" --data "$out/set/labels.csv" --split test --protocol native \
  --patches 4 --json \
  >"$out/eval.json"
cat >"$out/recipe.json" <<END
{"batch": $batch, "warmup": $warmup, "tokens": $tokens, "mosaic": $mosaic}
END
"$root/tests/bench/starter-curves.py" "$out/log.jsonl" "$out/$name.png"
"$root/tests/bench/starter-card.py" "$out" >"$out/$name.md"
echo "made $out/$name.safetensors, $out/$name.md and $out/$name.png"
