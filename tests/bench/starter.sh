#!/usr/bin/env bash
# The starter model: a folder of sharp photos in, a model with its card and curves out.
#
# Usage: tests/bench/starter.sh FOLDER OUT [BUILD]
# FOLDER: photos whose names and licences data/models/nano.md tells.  OUT: a new folder, or that of an interrupted
# run, which is gone on with.  BUILD: a build tree (default: _build/release).  Writes OUT/nano.safetensors,
# OUT/nano.md, OUT/nano.png and OUT/nano.legs.json; a few hours on two cores.
#
# In the environment:
# START    a model to go on from, such as data/models/nano.safetensors (default: random weights); what is known of
#          how it was trained lies beside it, in nano.legs.json, and is told in the card.
# COUNT    pictures made of the photos.  LEVEL: single faults below this level are not trained on (default: all are).
# EPOCHS   over them.  RATE, RATIO: the backbone's rate, and the head's by that.  SCHEDULE: as train --schedule.
set -euo pipefail

photos=$(readlink -f "${1:?usage: tests/bench/starter.sh FOLDER OUT [BUILD]}")
out=${2:?usage: tests/bench/starter.sh FOLDER OUT [BUILD]}
root=$(readlink -f "$(dirname "$0")/../..")
tree=$(readlink -f "${3:-$root/_build/release}")
cli=$tree/app/cli/acutance-cli
name=nano
start=${START:-preset:nano} count=${COUNT:-4640} level=${LEVEL:-0} epochs=${EPOCHS:-10}
rate=${RATE:-1e-3} ratio=${RATIO:-0.2} schedule=${SCHEDULE:-cosine} batch=8 warmup=60 tokens=40 mosaic=0.9
[[ $start == preset:* ]] || start=$(readlink -f "$start")
mkdir -p "$out"
out=$(readlink -f "$out")
# The run and what it makes lie in OUT, apart from the user's own models.
export XDG_DATA_HOME=$out/data

if [[ ! -f $out/set/labels.csv ]]; then
  rm -rf "$out/set"
  "$cli" synth --from "$photos" --out "$out/set" --seed 1 --count "$count" --held-out 12
fi
"$root/tests/bench/starter-levels.py" "$out/set/labels.csv" "$level" "$out/set/training.csv"
cat >"$out/recipe.json" <<END
{"start": "$(basename "$start")", "pictures": $(grep -c ',train,' "$out/set/training.csv"), "level": $level, "schedule": "$schedule", "batch": $batch,
 "warmup": $warmup, "tokens": $tokens, "mosaic": $mosaic}
END

model=$XDG_DATA_HOME/acutance/models/$name.safetensors
if [[ ! -f $model ]]; then
  if [[ -d $XDG_DATA_HOME/acutance/runs/$name ]]; then
    "$cli" train --resume "$name" --log "$out/log.jsonl"
  else
    "$cli" train --base "$start" --data "$out/set/training.csv" --out "$name" --device cpu --seed 1 \
      --epochs "$epochs" --lr "$rate" --lr-ratio "$ratio" --schedule "$schedule" --batch "$batch" \
      --patches-per-image 1 --mosaic "$mosaic" --warmup "$warmup" --token-weight "$tokens" --fault-weight 5 \
      --weight-decay 0.02 --dropout 0 --drop-path 0 --patience 0 --log "$out/log.jsonl"
  fi
fi

# Pictures of a set are as large as they are meant to be seen; photos are reduced to that.
"$tree/app/scoring/acutance-pack-model" --protocol long-side:640 --licence CC-BY-SA-4.0 \
  --provenance "trained by acutance-cli on the synthetic sets of tests/bench/starter.sh" \
  "$model" "$out/$name.safetensors"
"$cli" eval --model "$out/$name.safetensors" --data "$out/set/labels.csv" --split test --protocol native \
  --patches 8 --json >"$out/eval.json"
rm -f "$out/$name.legs.json"
[[ $start == preset:* ]] || cp "$(dirname "$start")/$name.legs.json" "$out/$name.legs.json"
"$root/tests/bench/starter-legs.py" "$out/$name.legs.json" "$out"
"$root/tests/bench/starter-curves.py" "$out/$name.legs.json" "$out/$name.png"
"$root/tests/bench/starter-card.py" "$out" >"$out/$name.md"
echo "made $out/$name.safetensors, $out/$name.md, $out/$name.png and $out/$name.legs.json"
