#!/usr/bin/env bash
# The starter model's card is what the script prints of the figures.
# Usage: check-card.sh SOURCE_ROOT
set -euo pipefail

diff <("$1/tests/bench/starter-card.py" "$1/data/models") "$1/data/models/nano.md"
