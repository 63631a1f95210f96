#!/usr/bin/env bash
# What shells offer for acutance-cli.  Usage: check-completions.sh CLI BASH ZSH FISH
# The completions are used as a person at a prompt would: half a word in, the words that are offered out.
set -euo pipefail

cli=$1 bash_file=$2 zsh_file=$3 fish_file=$4
PATH=$(dirname "$cli"):$PATH
failed=0

# expect SHELL LINE WORD…: that every WORD is among what SHELL's function complete_SHELL offers for LINE.
expect ()
{
  local shell=$1 line=$2 offered word
  shift 2
  offered=$("complete_$shell" "$line")
  for word in "$@"; do
    if ! grep -qxF -e "$word" <<<"$offered"; then
      echo "$shell offers nothing like “$word” for “$line”, but: ${offered//$'\n'/ }"
      failed=1
    fi
  done
}

complete_bash ()
{
  bash --norc -c '
    compopt () { :; }
    source "$1"
    read -ra COMP_WORDS <<<"$2"
    [[ $2 != *" " ]] || COMP_WORDS+=("")
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _acutance_cli
    printf "%s\n" "${COMPREPLY[@]}"' bash "$bash_file" "$1"
}

complete_fish ()
{
  fish --no-config -c 'source $argv[1]; complete -C $argv[2] | string replace -r "\t.*" ""' "$fish_file" "$1"
}

for shell in bash fish; do
  expect "$shell" 'acutance-cli sc' score
  expect "$shell" 'acutance-cli score --form' "--format$([[ $shell == fish ]] || echo =)"
  expect "$shell" 'acutance-cli score --format ' table csv json jsonl
  expect "$shell" 'acutance-cli score --model ' nano
  expect "$shell" 'acutance-cli labels ' list export import mos
  expect "$shell" 'acutance-cli labels mos --meth' "--method$([[ $shell == fish ]] || echo =)"
done

# zsh completes at a terminal alone; its file must be one that it takes, and know every command.
zsh -f -n "$zsh_file"
for command in score models import devices train eval synth labels bench; do
  grep -q "^    $command)" "$zsh_file" || { echo "zsh knows nothing of “$command”"; failed=1; }
done
exit "$failed"
