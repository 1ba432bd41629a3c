"""The direction of the house: whoever stands higher may name what stands lower, and nothing else.

Read from the source: imports (one hidden in a function counts too), strings that name a module or a table, and what a
template includes, loads or links to. Every module has a place; the README shows the floors as `drawing()` draws them:

    python -m tests.test_architecture
"""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent
PLACES = ("civic", "cms", "proposals")

ROOF = ("settings", "urls", "asgi", "wsgi", "management", "checkup", "health", "keys", "models", "migrations",
        "backup", "metrics")
PURE = ("lifecycle", "text", "tables", "env", "postgres", "progress", "version", "lasting", "observing", "charts")
# From the roof to the ground: the places of a floor, and what they are. The longest name that fits decides.
FLOORS = [
    ([f"civic.{name}" for name in ROOF], "the roof: may name anyone"),
    (["civic.demo"], "the demo town"),
    (["cms"], "the shop window: editors' words"),
    (["proposals.budgets", "proposals.programme"], "budgets to share out, and a programme of cases"),
    (["proposals"], "the life of a proposal"),
    (["proposals.ballots"], "secret ballots: who voted, and what, apart"),
    (["civic.staffing"], "who is invited to work here, and who stands in"),
    (["civic.desks"], "the frame of every desk"),
    (["civic.duties"], "what the city owes by when"),
    (["civic.agencies"], "who may speak for whom"),
    (["civic.contact"], "letters to the city"),
    (["civic.accounts"], "who a person is, and how sure we are"),
    (["civic.windows"], "when something is open, and under which numbers"),
    (["civic.city"], "districts, themes, working days"),
    (["civic.verbs"], "the steps of every verb"),
    (["civic.security"], "the security log, and seals of finished days"),
    (["civic.record", "civic.outbox", "civic.live", "civic.search"], "public memory, letters, live numbers, search"),
    (["civic.files", "civic.postcards"], "files people hand in, pictures of pages"),
    (["civic.clockwork"], "work that is due"),
    (["civic.serving"], "from a connection to a page and back"),
    (["civic.templatetags"], "what templates call"),
    (
        [f"civic.{name}" for name in ("navigation", "administration", "formats", "writing", "personal", "apps")],
        "what pages have in common",
    ),
    (["proposals.budgets.counting"], "the count of a budget, pure"),
    (["civic.encrypted"], "what lies encrypted in the database"),
    (["civic.seen"], "what somebody saw, pure"),
    ([f"civic.{name}" for name in PURE], "pure"),
]
HEIGHT = {place: len(FLOORS) - number for number, (places, _) in enumerate(FLOORS) for place in places}
DOORPLATES = ("civic",)  # packages that hold nothing but other places

# Templates by their folder; what stands in none of these is the ground's. `FRAME` is that of every page.
TEMPLATES = {"proposals": "proposals", "budgets": "proposals.budgets", "programme": "proposals.programme",
             "ballots": "proposals.ballots", "cms": "cms", "demo": "civic.demo",
             "wagtailadmin": "cms", "desks": "civic.desks", "duties": "civic.duties",
             "contact": "civic.contact", "security": "civic.security", "search": "civic.search",
             "staffing": "civic.staffing",
             "accounts": "civic.accounts", "account": "civic.accounts", "mfa": "civic.accounts",
             "allauth": "civic.accounts",
             "mail/proposals": "proposals"}  # fmt: skip
FRAME = ("base.html", "pieces/navigation.html")
NAMED = re.compile(r"""{%\s*(include|extends|url)\s+["']([\w/:.-]+)["']|{%\s*(load)\s+([\w ]+?)\s*%}""")


def drawing():
    """The floors from the roof to the ground, as lines of text: what they are, and the places on them."""
    width = max(len(words) for _, words in FLOORS) + 2
    return [f"{words:{width}}{' · '.join(name.removeprefix('civic.') for name in places)}" for places, words in FLOORS]


def place_of(module):
    """The place of `FLOORS` a module lives in: the longest that fits; commands stand on the roof."""
    parts = module.split(".")
    if parts[0] in PLACES and "management" in parts:
        return "civic.management"
    names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((name for name in names if name in HEIGHT), None)


def may_name(here, there):
    """Whether code in place `here` may name code in place `there`."""
    return here == there or HEIGHT[here] > HEIGHT[there] or HEIGHT[here] == len(FLOORS)


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


def test_every_module_has_a_place_and_every_place_a_module(sources):
    homeless = [name for name in sources if place_of(name) is None and name not in DOORPLATES]
    assert homeless == []
    assert [place for place in HEIGHT if place not in sources] == []


def test_the_readme_shows_these_floors():
    assert "\n".join(f"    {line}" for line in drawing()) in (ROOT / "README.md").read_text(encoding="utf-8")


# --- strings ------------------------------------------------------------------------------------


def strings(source):
    """Every string constant of `source` but docstrings."""
    tree = ast.parse(source)
    bodies = (node.body for node in ast.walk(tree) if hasattr(node, "body") and isinstance(node.body, list))
    said = {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def tables():
    """{table: the place of its model} of all models of ours."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: place for model in models if (place := place_of(model.__module__))}


def wrong_strings(sources, modules, tables):
    """(who, what) for each string of `sources` that names a module or a table further up."""
    names = re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, tables), key=len, reverse=True)) + r")\b")
    wrong = []
    for module, (source, _is_package) in sources.items():
        here = place_of(module)
        for text in strings(source) if here else ():
            named = [text, text.rpartition(".")[0]]
            found = {place_of(name) for name in named if "." in name and name in modules}
            found |= {tables[table] for table in names.findall(text)}
            wrong += [(module, text) for there in found if there and not may_name(here, there)]
    return wrong


def test_strings_name_nothing_further_up(sources):
    named = tables()
    assert len(named) > 20
    code = {name: source for name, source in sources.items() if ".migrations." not in name}
    assert sum(bool(set(strings(source)) & {"civic.serving.cache"}) for source, _ in code.values()) == 1, "void"
    assert wrong_strings(code, sources, named) == []


@pytest.mark.parametrize(
    "source", ["SENDER = 'proposals.actions.endorse'", "Q = 'select id from proposals_proposal p'", "X = 'cms.front'"]
)
def test_a_string_that_reaches_upwards_is_found(sources, source):
    assert wrong_strings({"civic.record.actions": (source, False)}, sources, tables())
    assert not wrong_strings({"civic.record.actions": (f'def f():\n    """{source}"""', False)}, sources, tables())


# --- templates ----------------------------------------------------------------------------------


def place_of_template(name):
    """The place of a template by its path under `templates/`; None for what is nobody's but the ground's."""
    folders = name.split("/")
    fits = ("/".join(folders[:length]) for length in range(len(folders) - 1, 0, -1))
    return next((TEMPLATES[folder] for folder in fits if folder in TEMPLATES), None)


def namespaces():
    """{namespace of addresses: the place of its module}."""
    found = {}
    for each in get_resolver().url_patterns:
        for inner in [each, *getattr(each, "url_patterns", [])]:
            if isinstance(inner, URLResolver) and inner.namespace:
                found[inner.namespace] = place_of(getattr(inner.urlconf_name, "__name__", str(inner.urlconf_name)))
    return {name: place for name, place in found.items() if place}


def libraries():
    """{library of tags: the place of its module} of all libraries of ours."""
    return {
        path.stem: place_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for top in PLACES
        for path in (ROOT / top).rglob("templatetags/*.py")
        if path.stem != "__init__"
    }


def names_in(template):
    """(how, what) for each template, address or library that a template's text names."""
    for how, name, load, loaded in NAMED.findall(template):
        yield from ((load, library) for library in loaded.split()) if load else [(how, name)]


def wrong_templates(templates):
    """(who, what) for each name in `templates` ({path: text}) that leads further up."""
    spaces, tags, wrong = namespaces(), libraries(), []
    for path, text in templates.items():
        here = HEIGHT.get(place_of_template(path), HEIGHT["civic.templatetags"])
        for how, name in names_in(text):
            there = {
                "include": place_of_template,
                "extends": lambda name: None if name in FRAME else place_of_template(name),
                "url": lambda name: spaces.get(name.partition(":")[0]) if ":" in name else None,
                "load": tags.get,
            }[how](name)
            if there and HEIGHT[there] > here:
                wrong.append((path, name))
    return wrong


def templates():
    folder = ROOT / "templates"
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in folder.rglob("*.*")}


def test_templates_lead_down():
    found = templates()
    assert len(found) > 80 and len(namespaces()) >= 5 and len(libraries()) >= 4
    assert wrong_templates({path: text for path, text in found.items() if path not in FRAME}) == []


@pytest.mark.parametrize("text", ['{% include "proposals/pieces/voices.html" %}', "{% url 'proposals:list' %}"])
def test_a_template_that_reaches_upwards_is_found(text):
    assert wrong_templates({"pieces/pager.html": text})
    assert not wrong_templates({"cms/home.html": text})


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


if __name__ == "__main__":
    print("\n".join(drawing()))
