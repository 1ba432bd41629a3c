"""Looks for secrets among the files we publish: `python -m tests.supply.secrets`; ends with 1 if it finds one.

Reads what git knows, and what it would take.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from math import log2
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 2 * 2**20
INVENTED = r"[\w.-]*\b(?:example|test|localhost|host)\b|…|127\.|\{"  # hosts that are nobody's
PATTERNS = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*\n?[A-Za-z0-9+/=]{20,}"),
    "a token of a cloud": re.compile(r"\b(?:AKIA|ASIA|gh[op]_|github_pat_|glpat-|xox[bap]-|sk_live_)[\w-]{12,}"),
    "a token under a key": re.compile(r"\bgAAAA[A-Za-z0-9_-]{60,}"),
    "a signed token": re.compile(r"\beyJ[A-Za-z0-9_-]{16,}\.eyJ[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"),
    "a password in an address": re.compile(r"[a-z+]+://[^\s:/@\"'<{$]+:[^\s:/@\"'<{$]{6,}@(?!" + INVENTED + ")"),
}
ASSIGNED = re.compile(
    r"""(?:secret|password|passwd|token|api_?key|_key)["']?\s*[:=]\s*["']([A-Za-z0-9+/_=-]{24,})["']""", re.IGNORECASE
)
RANDOM = 3.6  # bits for each character, above which a value is no words


def files() -> list[Path]:
    """What git knows, or would take."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file() and path.stat().st_size <= LARGEST]


def secrets(text: str) -> Iterator[tuple[int, str]]:
    """(line, what it looks like) of each secret in `text`."""
    for what, pattern in PATTERNS.items():
        yield from ((_line(text, found), what) for found in pattern.finditer(text))
    for found in ASSIGNED.finditer(text):
        if entropy(found[1]) > RANDOM:
            yield _line(text, found), "a value that looks like chance"


def _line(text, found):
    return text.count("\n", 0, found.start()) + 1


def entropy(value: str) -> float:
    """Bits for each character."""
    shares = [value.count(sign) / len(value) for sign in set(value)]
    return -sum(share * log2(share) for share in shares)


def main() -> int:
    """Say what was found; 1 if anything was."""
    found = [
        f"{path.relative_to(ROOT)}:{line}: looks like {what}"
        for path in files()
        for line, what in secrets(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    print("\n".join(found) or "No secrets among our files.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
