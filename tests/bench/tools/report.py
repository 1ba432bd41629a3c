"""One JSON line per figure in var/bench/, and a table on the screen."""

import json
import statistics
import subprocess
import time

from tests.bench.tools.ground import ROOT

FOLDER = ROOT / "var" / "bench"
ROW = "{name:16} {value:>12} {unit:28} {ratio:>7} {against}"


def figure(name, value, unit, *, ratio=None, against="", **more):
    """Write one figure down and show it."""
    line = {"name": name, "value": value, "unit": unit, "ratio": ratio, "against": against} | more
    line |= {"at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "commit": _commit()}
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{name}.jsonl").open("a") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
    shown = {"value": f"{value:,.1f}", "ratio": "" if ratio is None else f"{ratio:.2f}"}
    print(ROW.format(**line | shown), flush=True)
    for key, what in more.items():
        print(f"{'':16} {key}: {what}", flush=True)


def median_ratio(product, baseline):
    """The median of the ratios of runs that were made in turn."""
    return statistics.median(ours / theirs for ours, theirs in zip(product, baseline, strict=True))


def _commit():
    found = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=ROOT)
    return found.stdout.strip()
