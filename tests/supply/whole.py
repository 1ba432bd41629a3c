"""Ties the inventory together: `python -m tests.supply.whole var/inventory/bom.json`.

What lists an environment knows who needs whom in it, but not what the program itself asks for. Fails if a package of
the lock is not listed, or one that is not of the lock.
"""

import json
import sys
from pathlib import Path
from typing import Any

from tests.supply.cpe import direct, locked, plain


def tied(bom: dict[str, Any], ours: dict[str, str], asked: set[str]) -> dict[str, Any]:
    """`bom` (CycloneDX) whose main component depends on `asked`; its packages are `ours`, {package: version}."""
    listed = {plain(each["name"]): each for each in bom["components"]}
    if {name: each["version"] for name, each in listed.items()} != ours:
        raise ValueError("the inventory is not what requirements.lock names")
    root = bom["metadata"]["component"]["bom-ref"]
    needs = {"ref": root, "dependsOn": sorted(listed[name]["bom-ref"] for name in asked)}
    return bom | {"dependencies": [needs, *(each for each in bom["dependencies"] if each["ref"] != root)]}


def main(path: Path) -> None:
    whole = tied(json.loads(path.read_text(encoding="utf-8")), locked(), direct())
    path.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
