"""The direction of the house: whoever stands higher may name what stands lower, and nothing else.

Read from the source, so that an import hidden in a function counts too. Void if a floor of `FLOORS`
no longer names a place that exists (`test_every_floor_but_the_promised_ones_is_inhabited`).
"""

import ast
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
PLACES = ("civic", "cms", "proposals")

# From the roof to the ground, as in the README. The longest name that fits decides.
FLOORS = [
    {"civic"},  # settings, urls, doors, asgi, wsgi and every management command
    {"civic.demo"},
    {"cms"},
    {"proposals.budgets"},
    {"proposals", "proposals.consultations", "proposals.polls"},
    {"proposals.discussion", "proposals.ballots"},
    {"civic.desks"},
    {"civic.agencies"},
    {"civic.accounts"},
    {"civic.windows"},
    {"civic.city"},
    {"civic.verbs"},
    {"civic.record", "civic.outbox", "civic.live", "civic.search", "civic.opendata"},
    {"civic.clockwork"},
    {"civic.serving"},
    {
        "civic.lifecycle",
        "civic.text",
        "civic.env",
        "civic.postgres",
        "civic.version",
        "civic.navigation",
    },
]
HEIGHT = {place: len(FLOORS) - number for number, floor in enumerate(FLOORS) for place in floor}
LATER = {
    "civic.text",
    "proposals.consultations",
    "proposals.polls",
    "proposals.discussion",
    "proposals.ballots",
    "civic.search",
    "civic.opendata",
}


def place_of(module):
    """The place of `FLOORS` a module lives in: the longest that fits; commands stand on the roof."""
    parts = module.split(".")
    if parts[0] in PLACES and "management" in parts:
        return "civic"
    names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((name for name in names if name in HEIGHT), None)


def may_name(here, there):
    """Whether code in place `here` may name code in place `there`."""
    return here == there or HEIGHT[here] > HEIGHT[there]


def imports(source, module, is_package=False):
    """Every module or attribute that `source` imports, wherever in it, as absolute dotted names."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                up = module.split(".")[: len(module.split(".")) - node.level + is_package]
                base = ".".join([*up, base] if base else up)
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "import_module":
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant))


def modules():
    """{dotted name: path} of all code of ours."""
    found = {}
    for place in PLACES:
        for path in sorted((ROOT / place).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def wrong_imports(sources):
    """(who, what) for each import of `sources` ({module: (source, is_package)}) that goes up or sideways."""
    wrong = []
    for module, (source, is_package) in sources.items():
        here = place_of(module)
        for name in imports(source, module, is_package):
            there = place_of(name)
            if there and not may_name(here, there):
                wrong.append((module, name))
    return wrong


def circles(graph):
    """The modules of {module: set of modules} that can reach themselves."""

    def reachable(start):
        seen, waiting = set(), [start]
        while waiting:
            for after in graph[waiting.pop()] - seen:
                seen.add(after)
                waiting.append(after)
        return seen

    return sorted(module for module in graph if module in reachable(module))


def graph_of(sources):
    """{module: the modules it names}; a package's own re-exports do not count as going back."""
    graph = {}
    for module, (source, is_package) in sources.items():
        named = set()
        for name in imports(source, module, is_package):
            target = name if name in sources else name.rpartition(".")[0]
            if target in sources and not (module.startswith(f"{target}.") and target == name.rpartition(".")[0]):
                named.add(target)
        graph[module] = named - {module}
    return graph


@pytest.fixture(scope="module")
def sources():
    return {
        module: (path.read_text(encoding="utf-8"), path.name == "__init__.py") for module, path in modules().items()
    }


def test_imports_go_down(sources):
    assert len(sources) > 60, "this test has lost the code it is to read"
    assert wrong_imports(sources) == []


def test_there_is_no_circle(sources):
    graph = graph_of(sources)
    assert sum(map(len, graph.values())) > 60
    assert circles(graph) == []


def test_foreign_keys_go_down():
    keys = [
        (model, field)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields(include_hidden=True)
        if place_of(model.__module__) and field.is_relation and field.concrete and field.related_model
    ]
    ours = [(m, f) for m, f in keys if place_of(f.related_model.__module__)]
    assert len(ours) > 10, "this test has lost the models it is to read"
    wrong = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model, field in ours
        if not may_name(place_of(model.__module__), place_of(field.related_model.__module__))
    ]
    assert wrong == []


def test_migrations_name_no_code_of_ours(sources):
    migrations = {name: text for name, (text, _package) in sources.items() if ".migrations." in name}
    assert migrations
    wrong = [(name, target) for name, text in migrations.items() for target in imports(text, name) if place_of(target)]
    # Choices written into a migration as plain values are no imports; only code is.
    assert wrong == []


def test_every_floor_but_the_promised_ones_is_inhabited(sources):
    missing = {place for place in HEIGHT if place not in sources}
    assert missing <= LATER


OFFENDERS = {
    "up": ("civic.city.calendar", "from civic.accounts.models import Person"),
    "up, in a function": ("civic.record.actions", "def write():\n    from proposals import models"),
    "up, by a relative import": ("civic.city.models", "from ..accounts.models import Person"),
    "up, by name": ("civic.city.calendar", "import importlib\nimportlib.import_module('proposals.models')"),
    "sideways": ("civic.outbox.actions", "import civic.live.bus"),
    "to the roof": ("cms.models", "from civic.settings import DEMO"),
    "to the demo": ("proposals.pages.views", "from civic.demo import town"),
}


@pytest.mark.parametrize("name", OFFENDERS)
def test_an_offender_is_found(name):
    module, source = OFFENDERS[name]
    assert wrong_imports({module: (source, False)})


def test_what_goes_down_is_left_in_peace():
    source = "from civic.accounts.models import Person\nfrom proposals import rules\nimport django.db"
    assert wrong_imports({"proposals.models": (source, False)}) == []


def test_a_circle_is_found():
    sources = {
        "proposals.models": ("from proposals import rules", False),
        "proposals.rules": ("def f():\n    from proposals.grounds import GROUNDS", False),
        "proposals.grounds": ("from proposals.models import Proposal", False),
        "proposals.pages.forms": ("from proposals import models", False),
    }
    assert circles(graph_of(sources)) == ["proposals.grounds", "proposals.models", "proposals.rules"]
