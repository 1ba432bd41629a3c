"""`make screenshots`: every type of page of the demo town as people see it, for whoever looks at it.

Each page is taken on a phone, a tablet and a desktop, light and dark, in both languages, and once in forced colours,
into var/screenshots; sheets of each combination show the tops of them all. `make screenshots ONLY=cms/` takes the
addresses in which that stands; `python -m tests.gallery --url …` those of a town that is served already. Not a test:
nothing here passes or fails, but it says how each address answered, and what is wider than its window.
"""

import argparse
import os
import re
import shutil
import sys
from pathlib import Path

from tests.bench.tools import ground
from tests.bench.tools.processes import server

FOLDER = Path("var/screenshots")
WIDTHS = {375: 740, 768: 1000, 1280: 900}
COLOURS = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced": {"color_scheme": "dark", "forced_colors": "active"},
}
FORCED = (375, "zh-hant")  # in forced colours, what is taken once
LONGEST = 6000  # pixels of a page that are kept
TOP, ACROSS, DOWN = 1.6, 8, 3  # of a sheet: how much of a page, by its width; pages in a row; rows

PUBLIC = """/ /proposals/ /proposals/?phase=collecting&sort=ending /proposals/?q=沒有人會這樣寫 /outcomes/ /budgets/
/budgets/count/ /search/?q=公園 /search/?q=沒有人會這樣寫 /how-it-works/ /rules/ /privacy/ /accessibility/ /contact/
/contact/letter/ /terms/ /retention/ /seals/ /news/ /programme/ /committee/ /style/
/accounts/login/ /accounts/signup/ /accounts/password/reset/ /demo/ /demo/letters/
/demo/letters/proposer/ /nothing-here/""".split()  # noqa: SIM905 -- read as a list, not as code
ACCOUNT = """/ /mine/ /mine/profile/ /mine/signed-in/ /mine/other-account/ /mine/erasure/
/proposals/new/ /accounts/phone/change/ /accounts/email/
/accounts/reauthenticate/ /accounts/logout/""".split()  # noqa: SIM905 -- read as a list, not as code
EDITOR = """/cms/ /cms/pages/ /cms/images/ /cms/images/add/ /cms/documents/ /cms/documents/multiple/add/
/cms/reports/site-history/ /cms/reports/aging-pages/ /cms/reports/locked/ /cms/reports/workflow/
/cms/reports/workflow_tasks/ /cms/reports/page-types-usage/
/cms/reports/unanswered/ /cms/reports/links/ /cms/redirects/ /cms/account/
/cms/pages/search/?q=公園""".split()  # noqa: SIM905 -- read as a list, not as code
KEEPER = """/cms/ /cms/collections/ /cms/sites/ /cms/workflows/list/ /cms/workflows/tasks/index/
/admin/ /admin/staffing/invitation/add/ /admin/staffing/invitation/import/ /admin/staffing/factorreset/add/
/admin/accounts/verification/free/ /admin/city/closure/add/""".split()  # noqa: SIM905 -- read as a list, not as code


def shown():
    """{key of who looks, or None: the addresses of every type of page}, as the town has them now."""
    from civic.accounts.models import Person
    from civic.demo import cast

    person = {key: cast.member(key) for key in ("citizen", "proposer", "reviewer", "official", "budget", "programme")}
    assert isinstance(person["citizen"], Person), "the town is not built yet"
    desks, budgets, programme = _desks(), _budgets(), _programme()
    return {
        None: [*PUBLIC, *_proposals(), *budgets[None], *_outcomes(), *_news(), *programme[None], *_by_letter()],
        "citizen": [*ACCOUNT, *_open_proposal(), *budgets["citizen"], *_registrations()],
        "proposer": ["/mine/", *_own(person["proposer"])],
        "reviewer": desks["reviewer"],
        "official": desks["official"],
        "budget": budgets["budget"],
        "programme": programme["programme"],
        "editor": [*EDITOR, *_editing()],
        "administrator": [*KEEPER, *_administration()],
    }


def _proposals():
    """A proposal in each public phase, and the list of those who endorsed one."""
    from django.utils import timezone

    from proposals import rules
    from proposals.models import Proposal

    found = [Proposal.objects.in_phase(name, timezone.now()).first() for name in rules.PUBLIC_PHASES]
    numbers = [proposal.pk for proposal in found if proposal]
    return [*(f"/proposals/{number}/" for number in numbers), f"/proposals/{numbers[1]}/endorsements/"]


def _open_proposal():
    from django.utils import timezone

    from proposals.models import Proposal

    one = f"/proposals/{Proposal.objects.in_phase('collecting', timezone.now()).first().pk}/"
    return [one, f"{one}endorsements/1/report/"]


def _own(person):
    from proposals.models import Proposal

    numbers = Proposal.objects.filter(proposer=person).order_by("pk").values_list("pk", flat=True)
    return [f"/proposals/{number}/{part}" for number in numbers[:4] for part in ("", "edit/", "messages/")]


def _desks():
    from proposals.models import Proposal

    waiting = Proposal.objects.filter(submitted_at__isnull=False, reviewed_at=None, refused_at=None)
    owed = Proposal.objects.filter(agency__code="transport", established_at__isnull=False)
    cases = [owed.filter(answered_at=None).first(), owed.exclude(answered_at=None).first()]
    reviewer = ["/desk/review/", "/desk/reasons/", *(f"/desk/review/{case.pk}/" for case in waiting[:2])]
    official = [f"/desk/agency/{case.pk}/{part}" for case in cases if case for part in ("", "messages/", "correction/")]
    own = ["/desk/agency/", "/desk/deputies/", "/programme/desk/applications/"]
    return {"reviewer": reviewer, "official": [*own, *official]}


def _budgets():
    from proposals.budgets.models import Cycle, Idea

    cycles = [f"/budgets/{number}/" for number in Cycle.objects.order_by("pk").values_list("pk", flat=True)]
    ideas = Idea.objects.order_by("pk").values_list("pk", flat=True)[:3]
    public = [f"{one}{part}" for one in cycles for part in ("", "ideas/", "projects/1/", "wall/")]
    desks = [one.replace("/budgets/", "/budgets/desk/") for one in cycles]
    return {
        None: [*public, *(f"/budgets/ideas/{number}/" for number in ideas)],
        "citizen": [f"{one}{part}" for one in cycles for part in ("ballot/", "ballot/?area=1", "ideas/new/")],
        "budget": ["/budgets/desk/", "/budgets/desk/new/", *desks, f"{desks[0]}projects/1/",
                   *(f"{one}ideas/" for one in desks), *(f"/budgets/desk/ideas/{number}/" for number in ideas)],
    }  # fmt: skip


def _outcomes():
    from cms.models import OutcomePage

    return [page.get_url_parts()[2] for page in OutcomePage.objects.filter(locale__language_code="zh-hant")[:3]]


def _news():
    """What is news only, and every event."""
    from cms.models import NewsPage

    told = NewsPage.objects.filter(locale__language_code="zh-hant")
    rows = [told.filter(event=None).first(), *told.exclude(event=None)]
    return [page.get_url_parts()[2] for page in rows if page]


def _registrations():
    from cms.models import Event

    return [event.get_absolute_url() for event in Event.objects.public()]


def _by_letter():
    """What one reaches by a letter only: an invitation to work here, and a draft that was shared for a day."""
    from django.urls import reverse
    from django.utils import timezone

    from civic.demo import cast, letters
    from cms.models import OutcomePage
    from cms.previews import share

    shared = share(OutcomePage.objects.first(), cast.member("editor"), days=1, now=timezone.now())
    invited = re.search(r"/invitation/[^/\s]+/", "\n".join(letter.body for letter in letters.newest()))
    return [reverse("window:preview", args=[shared]), *([invited[0]] if invited else [])]


def _programme():
    from proposals.programme.models import Case, Meeting, Programme

    year = Programme.objects.public().first()
    rows = Case.objects.filter(programme=year)
    found = [rows.filter(published_at=None).first(), rows.exclude(published_at=None).first()]
    cases = [case for case in found if case]
    meeting = Meeting.objects.exclude(minutes_at=None).first() or Meeting.objects.first()
    public = [year, *cases, meeting]
    desk = [f"/programme/desk/years/{year.pk}/", f"/programme/desk/meetings/{meeting.pk}/",
            *(f"/programme/desk/cases/{case.pk}/" for case in cases)]  # fmt: skip
    return {
        None: [one.get_absolute_url() for one in public],
        "programme": ["/programme/desk/", "/programme/desk/committee/", *desk],
    }


def _editing():
    from cms.models import GuidePage, NewsPage, OutcomeIndexPage, OutcomePage

    page, index = OutcomePage.objects.first(), OutcomeIndexPage.objects.first()
    one, guide = f"/cms/pages/{page.pk}/", GuidePage.objects.first().pk
    english = OutcomePage.objects.filter(locale__language_code="en").first().pk
    news = NewsPage.objects.exclude(event=None).first().pk
    parts = ("edit/", "history/", "copy/", "move/", "delete/", "unpublish/", "usage/", "view_draft/")
    add = f"/cms/pages/add/cms/outcomepage/{index.pk}/"
    listing = f"/cms/pages/{index.pk}/"
    return [*(f"{one}{part}" for part in parts), add, listing, f"/cms/pages/{guide}/edit/", f"/cms/pages/{news}/edit/",
            f"/cms/beside/{english}/", f"/cms/previews/{page.pk}/"]  # fmt: skip


def _administration():
    """The list of every kind of row, one row of each, and two accounts of one person."""
    from django.contrib import admin
    from django.urls import reverse

    from civic.accounts.one_person import way_to_join
    from civic.demo import cast

    yield way_to_join(cast.member("citizen"), cast.member("proposer"))
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        row = model._default_manager.first()
        if row is not None:
            yield reverse(f"{name}_change", args=[row.pk])


class Photographer:
    """Goes through the addresses with a browser."""

    def __init__(self, browser, url):
        self.browser, self.url = browser, url
        self.taken = {}  # (width, colours, language): [(address, file)]

    def visit(self, who, paths, language):
        context = self.browser.new_context(base_url=self.url, reduced_motion="reduce")
        page = context.new_page()
        if who:
            page.goto("/demo/")
            page.locator(f"button[value={who}]").click()
            page.wait_for_load_state()
        for path in paths:
            has_language = not path.startswith(("/cms/", "/admin/"))
            self._take(page, who, path, f"/en{path}" if has_language and language == "en" else path, language)
        context.close()

    def _take(self, page, who, path, address, language):
        page.set_viewport_size({"width": 1280, "height": 900})
        answer = page.goto(address, wait_until="load")
        page.wait_for_timeout(100)
        print(answer.status if answer else "---", who or "-", address, flush=True)
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wider > 0:
                print(f"    wider than {width}: by {wider}", flush=True)
            for colours, media in COLOURS.items():
                if colours != "forced" or (width, language) == FORCED:
                    page.emulate_media(**media)
                    self._shoot(page, (width, colours, language), f"{who or 'anybody'}{path}")

    def _shoot(self, page, combination, name):
        folder = FOLDER / "-".join(map(str, combination))
        folder.mkdir(parents=True, exist_ok=True)
        pictures = self.taken.setdefault(combination, [])
        file = folder / f"{len(pictures):03}-{name.strip('/').replace('/', '_').replace('?', '_')[:80]}.jpeg"
        height = min(page.evaluate("document.documentElement.scrollHeight"), LONGEST)
        clip = {"x": 0, "y": 0, "width": combination[0], "height": height}
        page.screenshot(path=file, type="jpeg", quality=75, full_page=True, clip=clip, animations="disabled")
        pictures.append((name, file))


def sheets(taken):
    """A contact sheet of every so many pictures, beside the folder of each combination."""
    for combination, pictures in taken.items():
        across = {375: ACROSS, 768: ACROSS - 2, 1280: ACROSS // 2}[combination[0]]
        size = across * DOWN
        for number, start in enumerate(range(0, len(pictures), size), 1):
            name = "-".join(map(str, combination))
            _sheet(pictures[start : start + size], across).save(FOLDER / f"{name}-{number:02}.png")


def _sheet(pictures, across):
    from PIL import Image, ImageDraw

    width = 1900 // across
    height = int(width * (TOP if across > ACROSS // 2 else 1)) + 14
    sheet = Image.new("RGB", (width * across, height * -(-len(pictures) // across)), "white")
    pen = ImageDraw.Draw(sheet)
    for place, (name, file) in enumerate(pictures):
        left, top = place % across * width, place // across * height
        with Image.open(file) as picture:
            small = picture.convert("RGB").resize((width - 4, picture.height * (width - 4) // picture.width))
        sheet.paste(small.crop((0, 0, small.width, min(small.height, height - 16))), (left, top + 14))
        pen.text((left, top), f"{file.name[:3]} {name.encode('ascii', 'replace').decode()}"[: width // 6], fill="black")
    return sheet


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--url", help="of a town that is served already")
    asked.add_argument("only", nargs="*", help="a part of the addresses to take; all of them unless said")
    asked = asked.parse_args()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's loop runs in this thread
    ground.join()
    shutil.rmtree(FOLDER, ignore_errors=True)
    if asked.url:
        return walk(asked.url, asked.only)
    with server() as served:
        return walk(f"http://{served.host}", asked.only)


def walk(url, only):
    from playwright.sync_api import sync_playwright

    from civic.accounts.models import Person
    from civic.demo import cast

    desk = [cast.address(key) for key in ("editor", "administrator")]
    everything = {who: [path for path in paths if not only or any(part in path for part in only)]
                  for who, paths in shown().items()}  # fmt: skip
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        photographer = Photographer(browser, url)
        for language in ("zh-hant", "en"):
            Person.objects.filter(email__in=desk).update(language=language)  # of pages without one in their address
            for who, paths in everything.items():
                photographer.visit(who, paths, language)
        Person.objects.filter(email__in=desk).update(language="zh-hant")
        browser.close()
    sheets(photographer.taken)
    print(f"The sheets lie in {FOLDER}.")


if __name__ == "__main__":
    sys.exit(main())
