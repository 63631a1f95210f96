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
  fish --no-config -c 'source $argv[1]; complete -C $argv[2] | string replace -r "\t.*" ""; true' "$fish_file" "$1"
}

# zsh completes at a terminal alone: what its file hands to the functions that do so is looked at.
complete_zsh ()
{
  zsh -f -c '
    compdef () { : }
    _arguments () { print -rl -- "$@" }
    _describe () { print -rl -- "${(@)choices%%:*}" }
    words=(${(z)2}); [[ $2 != *" " ]] || words+=("")
    CURRENT=$#words
    source "$1"' zsh "$zsh_file" "$1"
}

# entries [COMMAND]: the commands, or a command's actions.
entries ()
{
  "$cli" "$@" --help | sed -nE '/^(Commands|Actions):/,/^$/s/^  (labels )?([a-z]+)  .*/\2/p' | grep -vx help
}

# pages: what has a page of options, “labels:mos” for an action.
pages ()
{
  local command
  for command in $(entries); do
    [[ -z $(entries "$command") ]] && echo "$command" || entries "$command" | sed "s/^/$command:/"
  done
}

# options COMMAND: of its page, one a line.
options ()
{
  # shellcheck disable=SC2086 # words
  "$cli" $1 --help | sed -nE 's/^  (-., )?(--[a-z-]+).*/\2/p' | sort -u
}

for shell in bash fish; do
  expect "$shell" 'acutance-cli sc' score
  expect "$shell" 'acutance-cli score --form' "--format$([[ $shell == fish ]] || echo =)"
  expect "$shell" 'acutance-cli score --format ' table csv json jsonl
  expect "$shell" 'acutance-cli score --model ' nano
  expect "$shell" 'acutance-cli labels ' list export import mos
  expect "$shell" 'acutance-cli labels mos --method ' mean zscore bt500 p910 bradley-terry
  expect "$shell" 'acutance-cli labels mos --meth' "--method$([[ $shell == fish ]] || echo =)"
done

# What is offered where every option is asked for, one a line: those of its help page and no others.
for page in $(pages); do
  wanted=$(options "${page/:/ }")
  [[ -n $wanted ]] || { echo "no option on the page of “${page/:/ }”"; failed=1; }
  for shell in bash zsh fish; do
    offered=$("complete_$shell" "acutance-cli ${page/:/ } --" | grep -oE -e '^--[a-z-]+' | sort -u)
    difference=$(diff <(echo "$wanted") <(echo "$offered")) ||
      { echo "$shell differs from the page of “${page/:/ }”: $difference"; failed=1; }
  done
done
for shell in bash zsh fish; do
  # shellcheck disable=SC2046 # words
  expect "$shell" 'acutance-cli ' $(entries) help
  # shellcheck disable=SC2046 # words
  expect "$shell" 'acutance-cli help ' $(entries)
  # shellcheck disable=SC2046 # words
  expect "$shell" 'acutance-cli labels ' $(entries labels)
done
exit "$failed"
