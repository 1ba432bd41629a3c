"""What pages of the demo town weigh (`page_weight`), how much of it comes before the first paint (`page_start`), how
soon they stand on a slow phone (`lcp_throttled`), and whether anything moves on them (`layout_shift`).

The weight is what travels, compressed, of the page with its style sheets and scripts, without pictures; what comes
first is the page and its style sheets: bytes and requests do not depend on how busy the machine is. The phone is
Lighthouse's: slow 4G of 1.6 Mbit/s, 150 ms there and back, a processor four times slower, nothing in its cache. The
worst page speaks for all; the ratio compares its paint with that of a line of text, since a busy machine slows both.
`--url` measures a town that is served already.
"""

import argparse
import gzip
import re
import shutil
import sys
from pathlib import Path
from urllib.parse import quote, urljoin
from urllib.request import Request, urlopen

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.tools import processes
from tests.bench.tools.report import figure

MOST_KB, MOST_START_KB, MOST_SECONDS = 100, 50, 2.5
MOST_SHIFT = 0.001  # rounding of the browser's, not something that moves
ROUNDS = 3
PAGES = """/ /proposals/ /proposals/?phase=answered /outcomes/ /budgets/ /programme/ /committee/ /search/?q=公園
/how-it-works/ /accounts/login/""".split()  # noqa: SIM905 -- read as a list, not as code
LINE = "/healthz"  # a page of one line
FOUND = {  # {page: what a link on it looks like that leads to a page of another type}
    "/proposals/": r'href="(/proposals/\d+/)"',
    "/proposals/?phase=answered": r'href="(/proposals/\d+/)"',
    "/outcomes/": r'href="(/outcomes/[^"?#]+/)"',
    "/budgets/": r'href="(/budgets/\d+/)"',
    "/programme/": r'href="(/programme/\d+/)"',
}
SHEETS, SCRIPTS = r'<link rel="stylesheet" href="([^"]+)"', r'<script[^>]+src="([^"]+)"'
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
WATCH = """window.seen = {lcp: 0, shift: 0};
new PerformanceObserver((list) => { for (const one of list.getEntries()) seen.lcp = one.startTime; })
  .observe({type: "largest-contentful-paint", buffered: true});
const moved = (one) => one.hadRecentInput ? 0 : one.value;
new PerformanceObserver((list) => { for (const one of list.getEntries()) seen.shift += moved(one); })
  .observe({type: "layout-shift", buffered: true});"""


def got(url):
    """(bytes that travelled, text) of an address."""
    question = Request(quote(url, safe=":/?=&%"), headers={"Accept-Encoding": "gzip", "Accept": "text/html"})
    with urlopen(question, timeout=30) as answer:
        sent = answer.read()
        if answer.headers.get("Content-Encoding") == "gzip":
            return len(sent), gzip.decompress(sent).decode()
        return len(sent), sent.decode()


def addresses(url):
    """Every page to measure: those named, and one of each type they lead to."""
    for path in PAGES:
        yield path
        if path in FOUND and (found := re.search(FOUND[path], got(f"{url}{path}")[1])):
            yield found[1]


def sizes(url, path):
    """(bytes that travel before the first paint, requests for them, bytes of everything): a page and its style sheets;
    with its scripts and what those import."""
    first, page = got(f"{url}{path}")
    sheets = [got(urljoin(f"{url}{path}", name))[0] for name in re.findall(SHEETS, page)]
    first += sum(sheets)
    total, waiting, done = first, [urljoin(f"{url}{path}", each) for each in re.findall(SCRIPTS, page)], set()
    while waiting:
        each = waiting.pop()
        if each not in done:
            done.add(each)
            size, text = got(each)
            total += size
            waiting += [urljoin(each, name) for name in re.findall(r'from "(\./[\w.-]+\.js)"', text)]
    return first, 1 + len(sheets), total


def seen(browser, url, path):
    """(seconds to the largest paint, layout shift) on a slow phone that was never here."""
    context = browser.new_context(viewport={"width": 375, "height": 667}, device_scale_factor=2)
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    line.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.add_init_script(WATCH)
    page.goto(f"{url}{path}", wait_until="load")
    page.wait_for_timeout(1000)
    result = page.evaluate("window.seen")
    context.close()
    return result["lcp"] / 1000, result["shift"]


def measure(url):
    from playwright.sync_api import sync_playwright

    pages = list(dict.fromkeys(addresses(url)))
    counted = {path: sizes(url, path) for path in pages}
    starts = {path: first / 1000 for path, (first, _requests, _total) in counted.items()}
    weights = {path: total / 1000 for path, (_first, _requests, total) in counted.items()}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        runs = {path: sorted(seen(browser, url, path) for _ in range(ROUNDS)) for path in pages}
        line = sorted(seen(browser, url, LINE) for _ in range(ROUNDS))[ROUNDS // 2][0]
        browser.close()
    paints = {path: some[ROUNDS // 2][0] for path, some in runs.items()}
    shifts = {path: max(shift for _lcp, shift in some) for path, some in runs.items()}
    for name, found, unit, most in (
        ("page_weight", weights, "kB", MOST_KB),
        ("page_start", starts, "kB", MOST_START_KB),
        ("lcp_throttled", paints, "s", MOST_SECONDS),
        ("layout_shift", shifts, "", MOST_SHIFT),
    ):
        worst = max(found, key=found.get)
        more = {path: round(value, 3) for path, value in sorted(found.items(), key=lambda row: -row[1])}
        ratio = round(found[worst] / line, 2) if name == "lcp_throttled" else None
        said = {"requests": counted[worst][1]} if name == "page_start" else {}
        said |= {"ratio": ratio, "worst": worst, "pages": more}
        figure(name, round(found[worst], 3), unit, against=f"at most {most}", **said)


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--url", help="of a town that is served already")
    asked = asked.parse_args()
    if asked.url:
        return measure(asked.url)
    with processes.server() as served:
        return measure(f"http://{served.host}")


if __name__ == "__main__":
    main()
