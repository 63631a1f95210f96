#!/usr/bin/env python3
"""What a person reads is marked for translation: texts of errors everywhere, of widgets in the views and in ui, and what
the command line prints.

Usage: check-marked.py SOURCE_ROOT

A text is a literal with a word in it, that is with two small letters in a row that are no part of a conversion.  Calls
that take one are named below; what a call says without a literal of its own was marked where it was written.  And what is
counted is said in the plural forms of each language: by ngettext(), not by a text that goes for every number.
"""
import pathlib
import re
import sys
import xml.etree.ElementTree as tree

ERRORS = (
    "g_set_error g_set_error_literal g_prefix_error g_prefix_error_literal g_propagate_prefixed_error g_error_new "
    "g_error_new_literal g_task_return_new_error").split()
WIDGETS = (
    "gtk_label_new gtk_label_set_text gtk_label_set_label gtk_label_set_markup gtk_button_new_with_label "
    "gtk_button_set_label gtk_button_new_with_mnemonic gtk_check_button_new_with_label "
    "gtk_check_button_new_with_mnemonic gtk_toggle_button_new_with_label gtk_window_set_title "
    "gtk_widget_set_tooltip_text gtk_entry_set_placeholder_text gtk_search_entry_set_placeholder_text "
    "gtk_progress_bar_set_text gtk_file_chooser_native_new gtk_menu_button_set_label adw_toast_new "
    "adw_toast_set_title adw_toast_set_button_label adw_preferences_group_set_title "
    "adw_preferences_group_set_description adw_preferences_page_set_title adw_preferences_row_set_title "
    "adw_action_row_set_subtitle adw_expander_row_set_subtitle adw_status_page_set_title "
    "adw_status_page_set_description adw_window_title_new adw_window_title_set_title adw_window_title_set_subtitle "
    "adw_message_dialog_new adw_message_dialog_set_heading adw_message_dialog_set_body "
    "adw_message_dialog_add_response adw_message_dialog_add_responses adw_message_dialog_format_heading adw_message_dialog_format_body "
    "g_menu_append g_menu_append_section g_menu_append_submenu g_menu_item_new "
    "gtk_accessible_update_property gtk_file_filter_set_name g_notification_new g_notification_set_title "
    "g_notification_set_body g_notification_add_button g_notification_add_button_with_target "
    "g_notification_add_button_with_target_value").split()
PRINTED = (
    "g_string_printf g_string_append_printf g_print acu_print acu_complain acu_fail_usage acu_column_text_left "
    "acu_column_text_right").split()
# The argument that is shown, where others are names of responses or actions; where several are, every second from it on.
ARGUMENTS = {"adw_message_dialog_add_response": 2, "g_menu_append": 1, "g_menu_item_new": 0, "acu_fail_usage": 1,
             "g_notification_add_button": 1, "g_notification_add_button_with_target": 1,
             "g_notification_add_button_with_target_value": 1}
EVERY_SECOND = {"adw_message_dialog_add_responses": 2}
# What these make is shown as if it stood in their place.
THROUGH = {"g_strdup_printf", "g_strdup", "g_strconcat", "return"}
# Called the same in every language.
NAMES = {"Acutance", "photo.jpg.xmp", "photo.xmp"}
# What the command line prints for other programs: the name of a command, values of CSV; and whatever is JSON.
FOR_PROGRAMS = {'"help"', '"yes"', '"no"'}
SHOWN = {"label", "title", "subtitle", "description", "tooltip-text", "placeholder-text", "heading", "body", "text"}

# Things of which there may be one, after a number.
COUNTED = re.compile(
    r"%'?z?[ud] (?:[a-z-]+ ){0,2}(?:pictures|photos|patches|pairs|ratings|raters|rows|columns|words|files|folders|sets|models"
    r"|runs|epochs|steps|tensors|bytes|values|threads|scores|images|flags|references)\b")
TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|[A-Za-z_]\w*|\S', re.S)
CONVERSION = re.compile(r"%[-+ #0']*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|j|z|t|q)?[A-Za-z%]|\\[0-9A-Za-z]")


def has_word(literal):
    return re.search(r"[a-z]{2}", CONVERSION.sub(" ", literal))


def unmarked(path, calls):
    """The literals with a word in arguments of such calls that no mark surrounds, with their lines."""
    text = path.read_text()
    tokens = [(t.group(), t.start()) for t in TOKEN.finditer(text) if not t.group().startswith(("/*", "//"))]
    for i, (name, _) in enumerate(tokens):
        if name not in calls or i + 1 == len(tokens) or tokens[i + 1][0] != "(":
            continue
        callers, argument = [], 0
        for j in range(i + 1, len(tokens)):
            token, place = tokens[j]
            if token == "(":
                before = tokens[j - 1][0]
                callers.append(before if before not in THROUGH and re.match(r"\w", before) else None)
            elif token == ")":
                callers.pop()
                if not callers:
                    break
            elif token == "," and len(callers) == 1:
                argument += 1
            elif token[0] == '"' and has_word(token) and not any(callers[1:]):
                first = EVERY_SECOND.get(name)
                if ARGUMENTS.get(name, argument) == argument if first is None else (argument - first) % 2 == 0:
                    yield text.count("\n", 0, place) + 1, name, token


def uncounted(path):
    """Texts that are the same for every number of something, with their lines."""
    text = path.read_text()
    for call in re.finditer(r'\b_ \(((?:\s*"(?:\\.|[^"\\\n])*")+)', text):
        literal = "".join(re.findall(r'"((?:\\.|[^"\\\n])*)"', call.group(1)))
        if COUNTED.search(literal):
            yield text.count("\n", 0, call.start()) + 1, literal


def unmarked_properties(path):
    for element in tree.parse(path).iter():
        is_shown = element.tag in ("property", "attribute") and element.get("name") in SHOWN
        if (is_shown or element.tag == "item") and element.text:
            if element.get("translatable") != "yes" and has_word(element.text) and element.text not in NAMES:
                yield element.get("name", element.tag), element.text


def main():
    root = pathlib.Path(sys.argv[1])
    found = []
    for folder in ("app", "compute"):
        for path in sorted((root / folder).rglob("*.[ch]")):
            in_views, in_cli = (path.is_relative_to(root / "app" / name) for name in ("views", "cli"))
            for line, call, literal in unmarked(path, ERRORS + (WIDGETS if in_views else PRINTED if in_cli else [])):
                if not (call in PRINTED and (literal in FOR_PROGRAMS or '\\"' in literal)):
                    found.append(f"{path.relative_to(root)}:{line}: {call}: {literal}")
            found += [f"{path.relative_to(root)}:{line}: wants ngettext: {literal}" for line, literal in uncounted(path)]
    for path in sorted((root / "ui").rglob("*.ui")):
        found += [f"{path.relative_to(root)}: {name}: {text}" for name, text in unmarked_properties(path)]
    print("\n".join(found))
    sys.exit(1 if found else 0)


main()
