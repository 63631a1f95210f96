#!/usr/bin/env python3
"""Writes the completions of a shell for acutance-cli, made of its help pages.

Usage: make-completions.py bash|zsh|fish ACUTANCE-CLI > FILE
"""

import sys

import cli_help

PROGRAM = "acutance-cli"
# Asks the program itself, so that models that were imported later are offered too.
MODELS = f"{PROGRAM} models 2>/dev/null | grep '^[^ ]'"


def kind(option):
    """What an argument is: "choices", "models", "files", "folders" or "text"."""
    if option.choices():
        return "choices"
    if option.value in ("NAME|FILE", "MODEL") and option.long != "name":
        return "models"
    if "FILE" in option.value or option.value == "SPEC":
        return "files"
    return "folders" if option.value == "DIR" else "text"


def bash(pages):
    yield f"# Completions of {PROGRAM} for bash."
    yield "_acutance_cli ()"
    yield "{"
    yield "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]} options=''"
    yield "  # “--option=value” is three words to bash."
    yield "  if [[ $word == = ]]; then word=''; elif [[ $before == = ]]; then before=${COMP_WORDS[COMP_CWORD - 2]}; fi"
    yield "  COMPREPLY=()"
    yield "  if [[ $COMP_CWORD -eq 1 ]]; then"
    names = [name for name, _ in pages[0].entries]
    yield f"    mapfile -t COMPREPLY < <(compgen -W '{' '.join(names)} --help --version' -- \"$word\")"
    yield "    return"
    yield "  fi"
    for page in pages:
        if page.entries and page.name:
            actions = " ".join(name for name, _ in page.entries)
            yield f"  if [[ $command == {page.name} && $COMP_CWORD -eq 2 ]]; then"
            yield f"    mapfile -t COMPREPLY < <(compgen -W '{actions} --help' -- \"$word\")"
            yield "    return"
            yield "  fi"
            yield f"  [[ $command != {page.name} ]] || command+=\" ${{COMP_WORDS[2]}}\""
    yield "  case \"$command $before\" in"
    for page in pages[1:]:
        for option in page.options:
            if not option.value:
                continue
            spelled = [f"'{page.name} --{option.long}'"]
            spelled += [f"'{page.name} -{option.short}'"] if option.short else []
            answer = {
                "choices": f"-W '{' '.join(option.choices())}'",
                "models": f'-W "$({MODELS})" -f',
                "files": "-f",
                "folders": "-d",
                "text": "-W ''",
            }[kind(option)]
            yield f"    {' | '.join(spelled)}) mapfile -t COMPREPLY < <(compgen {answer} -- \"$word\"); return ;;"
    yield "  esac"
    yield "  case $command in"
    for page in pages[1:]:
        words = " ".join(f"--{option.long}" + ("=" if option.value else "") for option in page.options)
        yield f"    '{page.name}') options='{words}' ;;"
    yield "    help) options='" + " ".join(name for name in names if name != "help") + "' ;;"
    yield "  esac"
    yield "  if [[ $word == -* || $command == help ]]; then"
    yield "    mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$word\")"
    yield "    [[ ${#COMPREPLY[@]} -ne 1 || ${COMPREPLY[0]} != *= ]] || compopt -o nospace"
    yield "  else"
    yield "    mapfile -t COMPREPLY < <(compgen -f -- \"$word\")"
    yield "  fi"
    yield "}"
    yield f"complete -o filenames -F _acutance_cli {PROGRAM}"


def zsh_quote(text):
    """Within single quotes, of a specification of _arguments."""
    for character in "\\[]:":
        text = text.replace(character, "\\" + character)
    return text.replace("'", "’")


def zsh_options(page, indent):
    for option in page.options:
        spelled = [f"--{option.long}" + ("=" if option.value else "")]
        spelled += [f"-{option.short}" + ("+" if option.value else "")] if option.short else []
        answer = ""
        if option.value:
            action = {
                "choices": f"({' '.join(option.choices())})",
                "models": "_acutance_cli_models",
                "files": "_files",
                "folders": "_files -/",
                "text": " ",
            }[kind(option)]
            answer = f":{zsh_quote(option.value)}:{action}"
        for form in spelled:
            yield f"{indent}'{form}[{zsh_quote(option.text)}]{answer}' \\"


def zsh_arguments(page, indent):
    yield f"{indent}_arguments -s -S \\"
    yield from zsh_options(page, indent + "  ")
    yield f"{indent}  '*:file:_files'"


def zsh_choice(page, pages, depth, indent):
    """Words that choose a page, then the page's own."""
    listed = " ".join(f"'{name}:{zsh_quote(text)}'" for name, text in page.entries)
    options = " ".join(f"'--{option.long}:{zsh_quote(option.text)}'" for option in page.options)
    yield f"{indent}if (( CURRENT == {depth} )) && [[ $words[CURRENT] == -* ]]; then"
    yield f"{indent}  choices=({options})"
    yield f"{indent}  _describe -o option choices"
    yield f"{indent}  return"
    yield f"{indent}elif (( CURRENT == {depth} )); then"
    yield f"{indent}  choices=({listed})"
    yield f"{indent}  _describe -t commands command choices"
    yield f"{indent}  return"
    yield f"{indent}fi"
    yield f"{indent}case $words[{depth}] in"
    for name, _ in page.entries:
        full = f"{page.name} {name}".strip()
        inner = next((p for p in pages if p.name == full), None)
        if name == "help":
            yield f"{indent}  help)"
            yield f"{indent}    choices=({listed})"
            yield f"{indent}    (( CURRENT != {depth + 1} )) || _describe -t commands command choices"
            yield f"{indent}    ;;"
        if inner is None:
            continue
        yield f"{indent}  {name})"
        if inner.entries:
            yield from zsh_choice(inner, pages, depth + 1, indent + "    ")
        else:
            yield f"{indent}    shift {depth - 1} words; (( CURRENT -= {depth - 1} ))"
            yield from zsh_arguments(inner, indent + "    ")
        yield f"{indent}    ;;"
    yield f"{indent}esac"


def zsh(pages):
    yield f"#compdef {PROGRAM}"
    yield "_acutance_cli_models ()"
    yield "{"
    yield "  local -a models"
    yield f"  models=(${{(f)\"$({MODELS})\"}})"
    # Names as they are, whatever is in them.
    yield "  _alternative 'models:model:compadd -a models' 'files:file:_files'"
    yield "}"
    yield "_acutance_cli ()"
    yield "{"
    yield "  local -a choices"
    yield from zsh_choice(pages[0], pages, 2, "  ")
    yield "}"
    yield "_acutance_cli \"$@\""


def fish_quote(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def fish(pages):
    actions = {page.name for page in pages if page.entries and page.name}
    yield f"# Completions of {PROGRAM} for fish."
    for option in pages[0].options:
        yield f"complete -c {PROGRAM} -n __fish_use_subcommand -l {option.long} -d {fish_quote(option.text)}"
    for name, text in pages[0].entries:
        yield f"complete -c {PROGRAM} -f -n __fish_use_subcommand -a {name} -d {fish_quote(text)}"
    commands = " ".join(name for name, _ in pages[0].entries if name != "help")
    yield f"complete -c {PROGRAM} -f -n '__fish_seen_subcommand_from help' -a {fish_quote(commands)}"
    for page in pages[1:]:
        words = page.name.split()
        condition = " ; and ".join(f"__fish_seen_subcommand_from {word}" for word in words)
        # An action may be called as a command is.
        condition += "".join(f" ; and not __fish_seen_subcommand_from {other.name}" for other in pages
                             if other.name and page.name in (name for name, _ in other.entries))
        if page.name in actions:
            names = " ".join(name for name, _ in page.entries)
            chooses = fish_quote(condition + f" ; and not __fish_seen_subcommand_from {names}")
            for name, text in page.entries:
                yield f"complete -c {PROGRAM} -f -n {chooses} -a {name} -d {fish_quote(text)}"
            for option in page.options:
                yield f"complete -c {PROGRAM} -n {chooses} -l {option.long} -d {fish_quote(option.text)}"
            continue
        for option in page.options:
            line = f"complete -c {PROGRAM} -n {fish_quote(condition)} -l {option.long}"
            if option.short:
                line += f" -s {option.short}"
            if option.value:
                line += {
                    "choices": f" -x -a {fish_quote(' '.join(option.choices()))}",
                    "models": f" -r -a {fish_quote('(' + MODELS + ')')}",
                    "files": " -r -F",
                    "folders": " -x -a '(__fish_complete_directories)'",
                    "text": " -x",
                }[kind(option)]
            yield line + f" -d {fish_quote(option.text)}"


sys.stdout.reconfigure(encoding="utf-8")
print("\n".join({"bash": bash, "zsh": zsh, "fish": fish}[sys.argv[1]](cli_help.read(sys.argv[2]))))
