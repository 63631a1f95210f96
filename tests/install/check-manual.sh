#!/usr/bin/env bash
# Manual pages are well-formed and tell every option.  Usage: check-manual.sh CLI PAGE…
set -euo pipefail

cli=$1
shift
# A date would change with every build; without one the page is dated by nobody.
complaints=$(mandoc -T lint -W warning "$@" | grep -v 'missing date' || true)
if [[ -n $complaints ]]; then
  echo "$complaints"
  exit 1
fi

page=$(for file; do mandoc -T utf8 "$file" | col -b; done)
for command in $("$cli" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' | grep -vx help); do
  for option in $("$cli" "$command" --help | grep -oE -e '^ .*--[a-z-]+' | grep -oE -e '--[a-z-]+$'); do
    grep -qF -e "$option" <<<"$page" || { echo "no manual page tells “$command $option”"; exit 1; }
  done
done
