"""Asks whether a package of the lock has a known vulnerability: `python -m tests.supply.audit PIP-AUDIT`.

That needs the network: where there is none, or whoever answers knows nothing of a package, it says so, and that is no
fault of the program. Ends with 1 if a vulnerability is known.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
AWAY = ("ConnectionError", "Connection refused", "Max retries", "Name or service not known", "ServiceError", "Timeout",
        "Temporary failure", "ConnectTimeout", "Could not connect")  # fmt: skip


def main(program: str) -> int:
    lock = str(ROOT / "requirements.lock")
    how = ["--disable-pip", "--no-deps", "--progress-spinner", "off", "--timeout", "10", "--format", "json"]
    done = subprocess.run([program, "--requirement", lock, *how], capture_output=True, text=True)
    if done.returncode and any(sign in done.stderr for sign in AWAY):
        print("Not asked for known vulnerabilities: there is no network here, or nobody answers.")
        return 0
    try:
        found = json.loads(done.stdout)["dependencies"]
    except ValueError:
        print(done.stderr.strip())
        return done.returncode or 1
    print("\n".join(told(found)))
    return done.returncode


def told(found: list[dict]) -> list[str]:
    """What pip-audit said of each package, in sentences."""
    unknown = [each["name"] for each in found if "skip_reason" in each]
    known = [(each, fault) for each in found for fault in each.get("vulns", ())]
    faults = [
        f"{each['name']} {each['version']}: {fault['id']}, mended in {', '.join(fault['fix_versions']) or 'nothing'}"
        for each, fault in known
    ]
    if len(unknown) == len(found):
        return [f"Nothing was learnt: whoever answers here knows none of {len(found)} packages. Ask again elsewhere."]
    sentences = faults or [f"No known vulnerabilities in {len(found) - len(unknown)} packages."]
    if unknown:
        sentences.append(f"Nothing could be learnt of {len(unknown)} others: {', '.join(unknown)}.")
    return sentences


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
