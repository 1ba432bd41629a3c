"""`manage.py translations`: compile our catalogues and say which words still lack their zh-Hant.

Needs no gettext tools: words are found by Python's tokenizer and Django's `templatize`, catalogues are
compiled by polib. Code and templates are written in English, so English needs a catalogue only for what libraries say.
"""

import ast
import io
import os
import re
import tokenize
from pathlib import Path

import polib
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.reloader import translation_file_changed
from django.utils.translation.template import templatize

# name of the call: which of its leading strings are (context, message)
CALLS = {
    "_": (None, 0),
    "gettext": (None, 0),
    "gettext_lazy": (None, 0),
    "gettext_noop": (None, 0),
    "ngettext": (None, 0),
    "ngettext_lazy": (None, 0),
    "pgettext": (0, 1),
    "pgettext_lazy": (0, 1),
    "npgettext": (0, 1),
    "npgettext_lazy": (0, 1),
}
COMMENT = re.compile(r"\{#.*?#\}")
PLACE = re.compile(r"%\(\w+\)s|\{\w*\}")


class Command(BaseCommand):
    help = "Compiles the translations of this project, and lists the words that lack one."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="fail if a word lacks its translation")

    def handle(self, *, check, verbosity, **options):
        compiled = compile_catalogues()
        faults = missing() + misplaced() if verbosity or check else []
        if verbosity:
            self.stdout.write(f"{compiled} catalogues compiled; {len(faults)} faults.")
        if verbosity or check:
            self.stdout.writelines(f"{fault}\n" for fault in faults)
        if check and faults:
            raise CommandError(f"{len(faults)} words lack a sound zh-Hant translation.")


def catalogues() -> list[Path]:
    """The .po files of our own apps and of the shared templates."""
    folders = {Path(app.path) for app in _our_apps()} | {Path(path).parent for path in settings.LOCALE_PATHS}
    return sorted(path for folder in folders for path in folder.glob("locale/*/LC_MESSAGES/*.po"))


def compile_catalogues() -> int:
    """Write a .mo beside every .po that is newer, to be read from now on; returns how many catalogues there are."""
    paths = catalogues()
    for path in paths:
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime <= path.stat().st_mtime:
            aside = compiled.with_suffix(f".{os.getpid()}.part")  # others may compile at the same moment
            polib.pofile(path).save_as_mofile(aside)
            aside.replace(compiled)
            translation_file_changed(None, compiled)  # what this process read before is forgotten
    return len(paths)


def missing() -> list[str]:
    """One line for each word in code or templates without a translation: "where: word"."""
    ours = [path for path in catalogues() if path.parts[-3] == "zh_Hant"]
    known = {(entry.msgctxt, entry.msgid) for path in ours for entry in polib.pofile(path).translated_entries()}
    places = {}
    for path in sources():
        for word in words(path):
            places.setdefault(word, path.relative_to(settings.BASE_DIR))
    return [f"{place}: {word[1]!r}" for word, place in places.items() if word not in known and word[1]]


def misplaced() -> list[str]:
    """One line for each translation whose placeholders are not those of the original."""
    return [
        f"{path.relative_to(settings.BASE_DIR)}: placeholders differ in {entry.msgid!r}"
        for path in catalogues()
        for entry in polib.pofile(path).translated_entries()
        if not _same_places(entry)
    ]


def _same_places(entry):
    allowed = set(PLACE.findall(entry.msgid)) | set(PLACE.findall(entry.msgid_plural))
    translations = [entry.msgstr, *entry.msgstr_plural.values()]
    return all(set(PLACE.findall(text)) <= allowed for text in translations) and (
        entry.msgid_plural or set(PLACE.findall(entry.msgstr)) == allowed
    )


def sources() -> list[Path]:
    """Our Python files and templates; tests and migrations speak to nobody."""
    folders = {Path(app.path) for app in _our_apps()} | {settings.BASE_DIR / "templates"}
    files = {path for folder in folders for path in folder.rglob("*") if path.suffix in (".py", ".html", ".txt")}
    return sorted(path for path in files if not {"migrations", "static"} & set(path.parts))


def words(path: Path) -> set[tuple[str | None, str]]:
    """The set of (context or None, message) a file hands to gettext with the words written out."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return set(_calls(text))
    if path.suffix == ".txt" and "{%" not in text:
        return set()
    return set(_calls(f"({templatize(COMMENT.sub('', text))})"))


def _calls(code):
    tokens = list(tokenize.generate_tokens(io.StringIO(code).readline))
    for number, token in enumerate(tokens[:-1]):
        if token.type == tokenize.NAME and token.string in CALLS and tokens[number + 1].string == "(":
            strings = _strings(tokens[number + 2 :])
            context, message = CALLS[token.string]
            if len(strings) > message:
                yield (None if context is None else strings[context]), strings[message]


def _strings(tokens):
    """The leading arguments of a call that are plain string literals."""
    strings, current = [], None
    for token in tokens:
        if token.type in (tokenize.NL, tokenize.COMMENT):
            continue
        if token.type == tokenize.STRING:
            current = (current or "") + ast.literal_eval(token.string)
        elif token.string in ",)" and current is not None:
            strings.append(current)
            current = None
            if token.string == ")":
                break
        else:
            break
    return strings


def _our_apps():
    return [app for app in apps.get_app_configs() if app.name in settings.OWN_APPS]
