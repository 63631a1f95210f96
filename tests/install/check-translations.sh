#!/usr/bin/env bash
# Every language of po/LINGUAS says everything, rightly formed, and every file with something to say is asked for it.
# Usage: check-translations.sh SOURCE_ROOT
set -euo pipefail

cd "$1"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# What has marked strings but is not listed would stay English unnoticed.
marked=$(grep -rlE '\b(_|N_|C_|NC_|ngettext) \("|translatable="yes"' app compute ui --include='*.c' --include='*.h' --include='*.ui' | sort)
unlisted=$(comm -23 <(echo "$marked") <(sort po/POTFILES))
if [[ -n $unlisted ]]; then
  echo "missing in po/POTFILES: $unlisted"
  failed=1
fi

xgettext --from-code=UTF-8 --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 --keyword=ngettext:1,2 \
  --keyword=g_dngettext:2,3 --files-from=po/POTFILES --output="$work/all.pot"
while read -r language; do
  [[ $language != \#* && -n $language ]] || continue
  msgfmt --check --output-file=/dev/null "po/$language.po" || failed=1
  msgmerge --quiet --no-fuzzy-matching --output-file="$work/$language.po" "po/$language.po" "$work/all.pot"
  left=$(msgattrib --untranslated --no-obsolete "$work/$language.po" | grep -c '^msgid' || true)
  # The first is the header.
  if [[ $left -gt 1 ]]; then
    echo "$language lacks $((left - 1)) strings, such as:"
    msgattrib --untranslated --no-obsolete "$work/$language.po" | grep '^msgid' | sed -n '2,6p'
    failed=1
  fi
  msgattrib --only-fuzzy --no-obsolete "$work/$language.po" | grep -q '^#, fuzzy' && [[ $(msgattrib --only-fuzzy --no-obsolete "$work/$language.po" | grep -c '^msgid') -gt 1 ]] && {
    echo "$language has strings that nobody has looked over"
    failed=1
  }
done <po/LINGUAS
exit "$failed"
