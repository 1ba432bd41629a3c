"""The ground knows no proposal: what every form of participation stands on names none of them.

Read from the source: imports, identifiers and strings of Python (docstrings and comments apart), and every letter of
scripts, style sheets, templates, drawings, tables and messages. Void unless the files are found, of each kind enough.
"""

import ast
import re
from collections import Counter
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent
KNOWS = re.compile(r"proposal|endors|threshold|提議|附議", re.IGNORECASE)
NAME = "市民提議"  # what the site is called in Chinese: a name, wherever it stands

# The roof puts the house together, so it may name anybody. `asgi.py` is roof too, but names no door.
ROOF = {
    "civic/settings.py": "lists the apps",
    "civic/urls.py": "puts their addresses together",
    "civic/wsgi.py": "starts all of them",
    "civic/management": "commands speak of whatever there is",
    "civic/demo": "plays a town with everything in it",
}
GROUND = [
    "civic",
    *(
        f"templates/{name}"
        for name in ("account", "accounts", "allauth", "contact", "desks", "pieces", "search", "mail/frame.txt")
    ),
    *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "templates").glob("*.html")),
]
LEAST = {".py": 110, ".html": 40, ".txt": 10, ".css": 5, ".js": 2, ".po": 9, ".svg": 2, ".csv": 1}


def ground():
    """Every file of the ground that is read."""
    for place in GROUND:
        for path in sorted((ROOT / place).rglob("*")) if (ROOT / place).is_dir() else [ROOT / place]:
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in LEAST and not any(name == roof or name.startswith(f"{roof}/") for roof in ROOF):
                yield path


def said(suffix, text):
    """The parts of a file that speak, one after the other."""
    if suffix == ".py":
        return _said_in_python(ast.parse(text))
    if suffix == ".po":
        return (part for entry in polib.pofile(text) for part in _said_in_entry(entry))
    return text.splitlines()


def _said_in_python(tree):
    docstrings = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                docstrings.add(first.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str | bytes) and node not in docstrings:
                yield node.value if isinstance(node.value, str) else node.value.decode("latin-1")
        else:  # every name there is in Python: of imports, classes, functions, arguments, attributes, keywords
            for field in ("id", "attr", "arg", "name", "asname", "module"):
                if isinstance(value := getattr(node, field, None), str):
                    yield value
            if isinstance(node, ast.Global | ast.Nonlocal):
                yield from node.names


def _said_in_entry(entry):
    return [entry.msgid, entry.msgid_plural, entry.msgctxt or "", entry.msgstr, *entry.msgstr_plural.values()]


def faults(suffix, text):
    """What a file says that the ground must not know."""
    return [part for part in said(suffix, text) if KNOWS.search(part.replace(NAME, ""))]


def test_the_ground_knows_no_proposal():
    wrong = {
        path.relative_to(ROOT).as_posix(): found
        for path in ground()
        if (found := faults(path.suffix, path.read_text(encoding="utf-8")))
    }
    assert wrong == {}


def test_the_ground_is_found():
    found = Counter(path.suffix for path in ground())
    assert {suffix: found[suffix] for suffix, least in LEAST.items() if found[suffix] < least} == {}
    names = {path.relative_to(ROOT).as_posix() for path in ground()}
    assert {"civic/asgi.py", "civic/static/civic/js/live.js", "templates/base.html", "templates/500.html"} <= names


def test_every_roof_stands():
    assert [place for place in ROOF if not (ROOT / place).exists()] == []


PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
OFFENDERS = {
    "an import": (".py", "from proposals.models import Theme"),
    "an import of a module": (".py", "import proposals"),
    "an import in a function": (".py", "def f():\n    from proposals import rules"),
    "a name": (".py", "def f():\n    threshold = 1"),
    "an argument": (".py", "def f(*, endorsers): pass"),
    "a keyword": (".py", "f(threshold=1)"),
    "an attribute": (".py", "x.threshold"),
    "a class": (".py", "class ProposalDesk: pass"),
    "a string": (".py", 'KINDS = ["poll", "Proposal"]'),
    "bytes": (".py", 'PATH = b"/proposals/"'),
    "a part of an f-string": (".py", 'f"/proposals/{pk}/"'),
    "a string after the docstring": (".py", '"""Well."""\nA = "endorse"'),
    "an alias": (".py", "import x as endorse"),
    "a script": (".js", 'const url = "/proposals/status.json";'),
    "a remark in a script": (".js", "// endorsing"),
    "a rule": (".css", ".proposal > article { margin: 0; }"),
    "a template": (".html", "{% url 'proposals:list' %}"),
    "a remark in a template": (".html", "{# the threshold #}"),
    "a letter": (".txt", "Your endorsement counts."),
    "a message": (".po", PO + 'msgid "Endorsements"\nmsgstr "支持"\n'),
    "its translation": (".po", PO + 'msgid "Idea"\nmsgstr "我的提議"\n'),
    "its plural": (".po", PO + 'msgid "voice"\nmsgid_plural "voices"\nmsgstr[0] "%(n)s 個附議"\n'),
    "a name beside the name of the site": (".html", f"{NAME}：提議"),
    "a drawing": (".svg", "<title>Endorse</title>"),
}


@pytest.mark.parametrize("name", OFFENDERS)
def test_an_offender_is_found(name):
    assert faults(*OFFENDERS[name])


PEACEFUL = {
    "a docstring": (".py", '"""Topics such as `proposal:42`."""\nclass A:\n    """Endorse."""'),
    "a comment": (".py", "x = 1  # as of proposals"),
    "the name of the site": (".html", f"<h1>{NAME}</h1>"),
    "a remark for translators": (".po", PO + '# of proposals\nmsgid "Idea"\nmsgstr "點子"\n'),
}


@pytest.mark.parametrize("name", PEACEFUL)
def test_what_may_stand_is_left_in_peace(name):
    assert faults(*PEACEFUL[name]) == []
