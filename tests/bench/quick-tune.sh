#!/usr/bin/env bash
# How long a quick fine-tuning takes with the settings that the window offers, and what comes of it.
#
#   quick-tune.sh ACUTANCE_CLI PHOTOS
#
# Sixty of the pictures PHOTOS/*.png are scored as somebody would who likes calm ones: the smaller the lossless file,
# the better.  What is held out, and how long is trained, is left to the program.
set -euo pipefail

cli=$(realpath "$1")
photos=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_DATA_HOME=$work/data XDG_CACHE_HOME=$work/cache

stat --format='%s %n' "$photos"/*.png | awk 'NR % 3 == 1' | head -60 | sort -n |
  awk 'BEGIN {print "path,mos"} {printf "%s,%.1f\n", $2, 95 - 90 * (NR - 1) / 59}' >"$work/calm.csv"

begun=$EPOCHREALTIME
"$cli" train --base nano --data "$work/calm.csv" --mode quick --device cpu --out calm --log "$work/log.jsonl"
awk -v begun="$begun" -v ended="$EPOCHREALTIME" 'BEGIN {printf "%.1f s\n", ended - begun}'
