#!/usr/bin/env bash
# The starter model: a folder of sharp photos in, a model with its card and curves out.
#
# Usage: tests/bench/starter.sh FOLDER OUT [BUILD]
# FOLDER: photos whose names and licences data/models/nano.md tells.  OUT: a new folder, or that of an interrupted
# run, which is gone on with.  BUILD: a build tree (default: _build/release).  Writes OUT/nano.safetensors,
# OUT/nano.md, OUT/nano.png and OUT/nano.legs.json; an hour on a data-centre GPU, a day on two cores.
#
# In the environment:
# START    a model to go on from, such as data/models/nano.safetensors (default: random weights); what is known of
#          how it was trained lies beside it, in nano.legs.json, and is told in the card.
# MODE     quick: the head alone learns, on what the backbone says, which pays after every leg (default: full).
# COUNT    pictures made of the photos.  LEVEL: single faults below this level are not trained on (default: all are).
# VIEW     pixels each way of those to train on.  COLLAGE: share of them on which parts of other photos lie.
# HELD_OUT of 100 photos, so many to choose the epoch by and as many to test on.  VALIDATION: pictures of the former.
# PICTURES of each photo that is held out.  PATCHES of each of those that it is judged by.
# EPOCHS   over them.  RATE, RATIO: the backbone's rate, and the head's by that.  SCHEDULE: as train --schedule.
# EXTRA    a folder of photos that are only learned from, never held out; EXTRA_COUNT: pictures made of them.
# BATCH    patches a step.  MOSAIC, TOKENS: as train --mosaic and --token-weight.
# DEVICE   as train --device (default: cpu).
# PART     learns from every so many-th picture only, which makes for short epochs.
# UNTIL    set: only makes the pictures.
set -euo pipefail

photos=$(readlink -f "${1:?usage: tests/bench/starter.sh FOLDER OUT [BUILD]}")
out=${2:?usage: tests/bench/starter.sh FOLDER OUT [BUILD]}
root=$(readlink -f "$(dirname "$0")/../..")
tree=$(readlink -f "${3:-$root/_build/release}")
cli=$tree/app/cli/acutance-cli
name=nano
start=${START:-preset:nano} mode=${MODE:-full} count=${COUNT:-120000} level=${LEVEL:-0} schedule=${SCHEDULE:-cosine}
held_out=${HELD_OUT:-12} pictures=${PICTURES:-60} validation=${VALIDATION:-2000} device=${DEVICE:-cpu}
view=${VIEW:-256} patches=${PATCHES:-20} collage=${COLLAGE:-0.3}
if [[ $mode == quick ]]; then
  epochs=${EPOCHS:-2} rate=${RATE:-3e-5} ratio=${RATIO:-10} batch=${BATCH:-16} warmup=0 tokens=0 mosaic=0 faults=60
else
  epochs=${EPOCHS:-14} rate=${RATE:-1e-3} ratio=${RATIO:-0.2} batch=${BATCH:-64} warmup=60 tokens=${TOKENS:-40} mosaic=${MOSAIC:-0.9} faults=5
fi
if [[ $start != preset:* ]]; then
  start=$(readlink -f "$start")
  [[ -f $(dirname "$start")/$name.legs.json ]] || { echo "$name.legs.json is not beside $start" >&2; exit 1; }
fi
mkdir -p "$out"
out=$(readlink -f "$out")
# The run and what it makes lie in OUT, apart from the user's own models.
export XDG_DATA_HOME=$out/data

if [[ ! -f $out/set/labels.csv || -f $out/set/labels.csv.part ]]; then
  "$cli" synth --from "$photos" --out "$out/set" --seed 1 --count "$count" --held-out "$held_out" \
    --per-held-out "$pictures" --vary --view-side "$view" --collage "$collage"
fi
if [[ -n ${EXTRA:-} && ( ! -f $out/set/extra/labels.csv || -f $out/set/extra/labels.csv.part ) ]]; then
  "$cli" synth --from "$EXTRA" --out "$out/set/extra" --seed 1 --count "${EXTRA_COUNT:-40000}" --vary \
    --view-side "$view" --collage "$collage" --no-sheet
fi
base=$start
if [[ $start != preset:* ]]; then
  # The model looks at photos reduced to 640 pixels, and would have the set's pictures, which are that already or
  # smaller, enlarged: it would learn from softer ones than it meets.
  base=$out/start.safetensors
  "$tree/app/scoring/acutance-pack-model" --protocol native "$start" "$base"
fi
"$root/tests/bench/starter-levels.py" "$out/set/labels.csv" "$level" "$validation" "$out/set/training.csv"
if [[ -n ${PART:-} ]]; then
  awk -v part="$PART" 'NR == 1 || !/,train,/ || NR % part == 0' "$out/set/training.csv" >"$out/set/part.csv"
  mv "$out/set/part.csv" "$out/set/training.csv"
fi
[[ ${UNTIL:-} != set ]] || exit 0
recipe='{"start": "'$(basename "$start")'", "mode": "'$mode'", "pictures": '$(grep -c ',train,' "$out/set/training.csv")',
 "extra": '$(grep -c '^extra/' "$out/set/training.csv" || true)', "level": '$level', "schedule": "'$schedule'", "batch": '$batch', "warmup": '$warmup', "tokens": '$tokens', "mosaic": '$mosaic',
 "part": '${PART:-1}', "extra_count": '${EXTRA_COUNT:-40000}', "view": '$view', "collage": '$collage', "patches_judged": '$patches',
 "device": "'$("$cli" devices --json | /usr/bin/python3 -c '
import json, sys
device, devices = sys.argv[1], json.load(sys.stdin)
print(next(d["name"] for d in devices if d["device"].startswith(device) or device == "auto" and d["auto"]))' "$device")'"}'
# The card tells what the model comes from: a run that is gone on with is gone on with as it was begun.
if [[ -f $out/recipe.json && $(<"$out/recipe.json") != "$recipe" ]]; then
  echo "$out was begun with other settings: $(<"$out/recipe.json")" >&2
  exit 1
fi
echo "$recipe" >"$out/recipe.json"

# A build knows a model of the starter's name already.
run=leg model=$XDG_DATA_HOME/acutance/models/leg.safetensors
if [[ ! -f $model ]]; then
  if [[ -d $XDG_DATA_HOME/acutance/runs/$run ]]; then
    "$cli" train --resume "$run" --log "$out/log.jsonl"
  else
    "$cli" train --base "$base" --mode "$mode" --data "$out/set/training.csv" --out "$run" --device "$device" --precision fp32 --seed 1 \
      --epochs "$epochs" --lr "$rate" --lr-ratio "$ratio" --schedule "$schedule" --batch "$batch" \
      --patches-per-image 1 --mosaic "$mosaic" --warmup "$warmup" --token-weight "$tokens" --fault-weight "$faults" \
      --weight-decay 0.02 --dropout 0 --drop-path 0 --patience 0 --log "$out/log.jsonl"
  fi
fi

# Pictures of a set are as large as they are meant to be seen; photos are reduced to that.
"$tree/app/scoring/acutance-pack-model" --protocol long-side:640 --licence CC-BY-SA-4.0 \
  --provenance "trained by acutance-cli on the synthetic sets of tests/bench/starter.sh" \
  "$model" "$out/$name.safetensors"
evaluate() { "$cli" eval --model "$1" --data "$out/set/labels.csv" --split test --protocol native --patches "$patches" --device "$device" \
  --json; }
evaluate "$out/$name.safetensors" >"$out/eval.json"
rm -f "$out/before.json" "$out/$name.legs.json"
if [[ $start != preset:* ]]; then
  evaluate "$start" >"$out/before.json"
  cp "$(dirname "$start")/$name.legs.json" "$out/$name.legs.json"
fi
"$root/tests/bench/starter-legs.py" "$out/$name.legs.json" "$out"
"$root/tests/bench/starter-curves.py" "$out/$name.legs.json" "$out/$name.png"
"$root/tests/bench/starter-card.py" "$out" >"$out/$name.md"
echo "made $out/$name.safetensors, $out/$name.md, $out/$name.png and $out/$name.legs.json"
