#!/usr/bin/env bash
# What shells offer for acutance-cli.  Usage: check-completions.sh CLI BASH ZSH FISH
# The completions are used as a person at a prompt would: half a line in, the words that are offered out.
set -euo pipefail

cli=$(readlink -f "$1") bash_file=$(readlink -f "$2") zsh_file=$(readlink -f "$3") fish_file=$(readlink -f "$4")
PATH=$(dirname "$cli"):$PATH
failed=0
shells=()
for shell in bash zsh fish; do
  if command -v "$shell" >/dev/null; then shells+=("$shell"); else echo "$shell is not installed: not looked at"; fi
done

# What there is to be offered where a file or a folder is asked for; its name is of no model and no option.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/here/holidays" "$work/zsh"
touch "$work/here/scores.csv"
cd "$work/here"

# complete_SHELL: of lines, what is offered at their ends: LINE, a tabulator, WORD.

complete_bash ()
{
  bash --norc -c '
    compopt () { :; }
    source "$1"
    while IFS= read -r line; do
      read -ra COMP_WORDS <<<"$line"
      [[ $line != *" " ]] || COMP_WORDS+=("")
      COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      _acutance_cli </dev/null
      for word in "${COMPREPLY[@]}"; do printf "%s\t%s\n" "$line" "$word"; done
    done' bash "$bash_file"
}

complete_fish ()
{
  fish --no-config -c '
    source $argv[1]
    for line in (cat)
      for word in (complete -C $line | string replace -r "\t.*" "")
        printf "%s\t%s\n" $line $word
      end
    end' "$fish_file"
}

# zsh completes at a terminal alone.  It has one here, where nobody types: its editor is given one line after the other,
# and what its completion is to choose from is noted.
complete_zsh ()
{
  cat >"$work/zsh/lines"
  cat >"$work/zsh/.zshrc" <<'END'
fpath=($ACUTANCE_COMPLETIONS $fpath)
autoload -Uz compinit
compinit -u -D
compadd () {
  local -a hits
  # With these it looks something up for its caller and offers nothing.
  if [[ ${@[1,(i)(-|--)]} != *-(O|A|D)\ * ]]; then
    builtin compadd -A hits "$@"
    print -rl -- $ACUTANCE_LINE$'\t'${^hits} >>$ZDOTDIR/offered
  fi
  builtin compadd "$@"
}
offer () {
  _main_complete
  # Whatever was found, the line stays as it is.
  compstate[insert]= compstate[list]=
}
ask () {
  for ACUTANCE_LINE in "${(f@)$(<$ZDOTDIR/lines)}"; do
    BUFFER=$ACUTANCE_LINE CURSOR=$#ACUTANCE_LINE
    zle offer
  done
  exit
}
zle -C offer complete-word offer
zle -N zle-line-init ask
END
  : >"$work/zsh/offered"
  ACUTANCE_COMPLETIONS=$(dirname "$zsh_file") ZDOTDIR=$work/zsh TERM=dumb timeout 120 zsh -f -c '
    zmodload zsh/zpty
    zpty terminal zsh -d -i
    while zpty -r terminal; do :; done' >"$work/zsh/log" || true
  cat "$work/zsh/offered"
}

# entries [COMMAND]: the commands, or a command's actions.
entries ()
{
  "$cli" "$@" --help | sed -nE '/^(Commands|Actions):/,/^$/s/^  (labels )?([a-z]+)  .*/\2/p' | grep -vx help
}

# pages: what has a page of options, “labels mos” for an action.
pages ()
{
  local command
  for command in $(entries); do
    [[ -z $(entries "$command") ]] && echo "$command" || entries "$command" | sed "s/^/$command /"
  done
}

# options [=]: of a page, one a line; or only those that take a value.
options ()
{
  sed -nE "s/^  (-., )?(--[a-z-]+)${1:-}.*/\2/p" | sort -u
}

# What is asked: each page's options, the values of each option, and what else a person may have begun.
pages >"$work/pages"
questions=('acutance-cli ' 'acutance-cli --' 'acutance-cli help ' 'acutance-cli labels ' 'acutance-cli labels --'
  'acutance-cli sc' 'acutance-cli score --form' 'acutance-cli labels mos --meth')
while read -r page; do
  # shellcheck disable=SC2086 # words
  "$cli" $page --help >"$work/page $page"
  questions+=("acutance-cli $page --")
  while read -r option; do questions+=("acutance-cli $page $option "); done < <(options = <"$work/page $page")
done <"$work/pages"
# Whether a folder ends in a slash, and an option that takes a value in "=", is the shell's business.
for shell in "${shells[@]}"; do
  printf '%s\n' "${questions[@]}" | "complete_$shell" | sed 's|[=/]$||' | LC_ALL=C sort -u >"$work/$shell.offered"
done

# offered SHELL LINE: one a line, sorted.
offered ()
{
  awk -F '\t' -v line="$2" '$1 == line { print $2 }' "$work/$1.offered"
}

# expect LINE WORD…: that every shell offers each WORD for LINE.
expect ()
{
  local line=$1 shell word
  shift
  for shell in "${shells[@]}"; do
    for word in "$@"; do
      grep -qxF -e "$word" < <(offered "$shell" "$line") ||
        { echo "$shell offers nothing like “$word” for “$line”, but: $(offered "$shell" "$line" | xargs)"; failed=1; }
    done
  done
}

# expect_only LINE WORD…: that it offers these and nothing else.
expect_only ()
{
  local line=$1 shell difference
  shift
  for shell in "${shells[@]}"; do
    difference=$(diff <(printf '%s\n' "$@" | sed '/^$/d' | LC_ALL=C sort -u) <(offered "$shell" "$line")) ||
      { echo "$shell offers something else for “$line”: $difference"; failed=1; }
  done
}

# shellcheck disable=SC2046 # words
{
  expect 'acutance-cli ' $(entries) help
  expect 'acutance-cli help ' $(entries)
  expect 'acutance-cli labels ' $(entries labels)
}
expect 'acutance-cli sc' score
expect 'acutance-cli score --form' --format
expect 'acutance-cli labels mos --meth' --method

# Where every option is asked for: those of the help page and no others.
while read -r page; do
  [[ -n $(options <"$work/page $page") ]] || { echo "no option on the page of “$page”"; failed=1; }
  # shellcheck disable=SC2046 # words
  expect_only "acutance-cli $page --" $(options <"$work/page $page")
done <"$work/pages"
# shellcheck disable=SC2046 # words
{
  expect_only 'acutance-cli --' $("$cli" --help | options)
  expect_only 'acutance-cli labels --' $("$cli" labels --help | options)
}

# Values: words, models, files, folders; or whatever a person likes, which is not offered.
for page in score train eval bench; do
  expect_only "acutance-cli $page --device " auto cpu vulkan
done
for page in score train bench; do
  expect_only "acutance-cli $page --precision " auto fp32 fp16
done
for page in import train; do
  expect_only "acutance-cli $page --fusion " channel scale concat single
done
expect_only 'acutance-cli score --format ' table csv json jsonl
expect_only 'acutance-cli labels export --format ' long wide sureal
expect_only 'acutance-cli labels mos --method ' mean zscore bt500 p910 bradley-terry
expect_only 'acutance-cli score --protocol ' native koniq
for option in 'score --model' 'eval --model' 'train --base' 'train --distill'; do
  expect "acutance-cli $option " nano scores.csv holidays
done
for option in 'score --output' 'train --data' 'train --log' 'labels import --images' 'labels mos --catalog'; do
  expect_only "acutance-cli $option " scores.csv holidays
done
for option in --from --out; do
  expect_only "acutance-cli synth $option " holidays
done
for option in 'score --patches' 'train --epochs' 'train --batch' 'bench --batch' 'labels edit --name'; do
  expect_only "acutance-cli $option " ''
done

# Of no other option either one shell offers what another does not.
for shell in "${shells[@]}"; do
  difference=$(diff <(grep -P ' --[a-z-]+ \t' "$work/bash.offered") <(grep -P ' --[a-z-]+ \t' "$work/$shell.offered")) ||
    { echo "$shell and bash differ: $difference"; failed=1; }
done

[[ $failed -eq 0 || ! -s $work/zsh/log ]] || { echo 'zsh has said:'; cat "$work/zsh/log"; }
exit "$failed"
