#!/usr/bin/env bash
# How long a fine-tuning takes with the settings that are offered, and what comes of it.
#
#   fine-tune.sh ACUTANCE_CLI PHOTOS [quick|full]
#
# Of the pictures PHOTOS/*.png 120 are scored as somebody would who likes calm ones: the smaller the lossless file, the
# better.  The starter learns from 60 of them, of which the program itself holds out some; by the other 60, whose
# scores no training has seen, it is judged before and after.  (Of CID22's pictures, which the starter was made with, its
# backbone knows three quarters or so: what is measured is whether it learns the new scores.)
set -euo pipefail

cli=$(realpath "$1")
photos=$(realpath "$2")
mode=${3:-quick}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_DATA_HOME=$work/data XDG_CACHE_HOME=$work/cache

# score_part PART: sixty of every third picture, from the PARTth on, as a table of scores.
score_part ()
{
  stat --format='%s %n' "$photos"/*.png | awk -v part="$1" 'NR % 3 == part' | head -60 | sort -n |
    awk 'BEGIN {print "path,mos"} {printf "%s,%.1f\n", $2, 95 - 90 * (NR - 1) / 59}'
}

# judge MODEL
judge ()
{
  "$cli" eval --model "$1" --data "$work/judged.csv" --device cpu --json |
    /usr/bin/python3 -c 'import json, sys; print("held-out SRCC %.3f" % json.load(sys.stdin)[0]["srcc"])'
}

score_part 1 >"$work/taught.csv"
score_part 2 >"$work/judged.csv"
judge nano
begun=$EPOCHREALTIME
"$cli" train --base nano --data "$work/taught.csv" --mode "$mode" --device cpu --out calm --log "$work/log.jsonl"
awk -v begun="$begun" -v ended="$EPOCHREALTIME" 'BEGIN {printf "%.1f s\n", ended - begun}'
judge calm
