"""A module whose name tells its content names its neighbours by theirs: nobody meets the rules of yesterday."""

import re
import shutil

from civic.serving.statics import Storage
from tests.proposals.budgets.counting.javascript import FOLDER


def collected(folder):
    """{name: name that tells the content} of the modules of the count, as they lie in `folder`."""
    storage = Storage(location=folder)
    names = [f"budgets/{path.name}" for path in (folder / "budgets").glob("*.js") if path.name.count(".") == 1]
    list(storage.post_process({name: (storage, name) for name in names}))
    return {name: storage.stored_name(name) for name in names}


def test_a_new_rule_gives_a_new_name_to_all_that_lead_to_it(tmp_path):
    shutil.copytree(FOLDER, tmp_path / "budgets")
    before = collected(tmp_path)
    with open(tmp_path / "budgets" / "count-rules.js", "a") as rules:
        rules.write("\n// a new rule\n")
    after = collected(tmp_path)
    changed = {name.removeprefix("budgets/") for name in before if before[name] != after[name]}
    assert changed == {"count-rules.js", "count-official.js", "count.js", "count-worker.js"}
    for name, hashed in after.items():
        source, text = ((tmp_path / path).read_text() for path in (name, hashed))
        named = re.findall(r'from "\./(.+?)"', text)
        assert len(named) == source.count('from "./')
        assert {f"budgets/{each}" for each in named} <= set(after.values())
