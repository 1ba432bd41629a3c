"""Builds the demo town: whole or not at all, and once."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from civic.accounts.models import Person
from civic.city.models import District, Theme
from civic.demo import cast, letters, staff, twins, words
from civic.demo.budgets import Budgets
from civic.demo.lives import Lives
from civic.demo.programme import Programmes
from civic.outbox.actions import silence
from cms import event_actions
from cms.actions import publish_news, publish_outcome
from cms.starting import parts_of
from proposals.budgets.models import Cycle
from proposals.models import Endorsement, Proposal
from proposals.programme.models import Case


@transaction.atomic
def build(now: datetime, tell: Callable[[str], object] = lambda sentence: None) -> bool:
    """Build the town as of `now`; False if it stands already. `tell` hears of each step in a sentence."""
    if cast.is_there():
        return False
    now = timezone.localtime(now)
    agencies = cast.make_agencies()
    people = cast.make_people(agencies, now)
    crowd = cast.make_crowd(now)
    tell(f"{len(agencies)} agencies, {len(people)} people with a name, {len(crowd):,} inhabitants.")
    two = twins.make(now)
    lives = Lives(now, people | two, agencies, crowd)
    proposals = {told["key"]: lives.play(told) for told in words.proposals()}
    twins.join(two, proposals["typhoon-boats"], people["administrator"])
    tell(f"{Proposal.objects.count()} proposals with {Endorsement.objects.count():,} endorsements.")
    budgets = Budgets(now, people, crowd)
    tell(f"{len([budgets.play(told) for told in words.budgets()])} participatory budgets.")
    tell(f"{Programmes(now, people).play(words.programme())} participation cases in three years.")
    tell(f"{publish_outcomes(now, proposals, people['editor'])} pages about outcomes.")
    tell(f"{staff.play(now, people, proposals)} things among the staff: a deputy, an invitation, a recusal.")
    tell(f"{publish_news_and_events(now, people['editor'], crowd)} pieces of news and events.")
    tell(f"{letters.hand_out(people.values(), now)} letters handed out.")
    return True


def count_budgets(now: datetime) -> None:
    """Have the budgets counted whose count lies before `now`; each step of a count is kept for itself, so this comes
    after the town stands, and may be repeated."""
    budgets = Budgets(timezone.localtime(now), {key: cast.member(key) for key in ("budget", "budget-2")}, ())
    for told in words.budgets():
        cycle = Cycle.objects.filter(title=told["title"], counted_at=None).first()
        if cycle:
            budgets.count(told, cycle)


def publish_outcomes(now: datetime, proposals: dict[str, Proposal], editor: Person) -> int:
    """Publish each outcome in both languages; returns the number of pages. `proposals` by their keys in town/."""
    themes = {theme.name_zh: theme for theme in Theme.objects.all()}
    districts = {district.name_zh: district for district in District.objects.all()}
    pages = 0
    for told in words.outcomes():
        about = {
            "key": told["key"],
            "year": now.year - told["years_ago"],
            "theme": themes[told["theme"]],
            "districts": [districts[told["district"]]],
            "method": told["method"],
            "proposals": [proposals[told["proposal"]]] if "proposal" in told else [],
            "parts": _parts(told, proposals),
        }
        for language, name in (("zh-hant", "zh"), ("en", "en")):
            days = [(now.date() - timedelta(days=row["days_ago"]), row[name]) for row in told.get("change", ())]
            publish_outcome(language=language, editor=editor, at=now, changes=days, **about, **told[name])
            pages += 1
    return pages


def publish_news_and_events(now: datetime, editor: Person, crowd: Sequence[int]) -> int:
    """Publish each piece of news in both languages, with some of the crowd registered; returns how many."""
    told = words.news()
    for number, row in enumerate(told):
        event = _event(now, editor, row, crowd) if "starts" in row else None
        for language, name in (("zh-hant", "zh"), ("en", "en")):
            said = {key: row[name][key] for key in ("title", "summary", "text")}
            at = now - timedelta(days=number)
            publish_news(key=row["key"], language=language, editor=editor, at=at, event=event, **said)
    return len(told)


def _event(now, editor, row, crowd):
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    starts_at = today + timedelta(days=row["starts"], hours=row["hour"])
    facts = {f"{name}_{language}": row[language][name] for name in ("name", "place") for language in ("zh", "en")}
    event = event_actions.announce_event(
        editor, now=now, starts_at=starts_at, ends_at=starts_at + timedelta(hours=row["hours"]),
        closes_at=today + timedelta(days=row["closes"] + 1), capacity=row["capacity"], **facts,
    )  # fmt: skip
    with silence():
        for person in Person.objects.filter(pk__in=crowd[: row["registered"]]).order_by("pk"):
            event_actions.register(event, person, now=now)
    return event


def _parts(told, proposals):
    """What stands on a page beside the proposal: what happened to it, or all that is known of a case."""
    if "case" in told:
        return parts_of(Case.objects.with_names().get(title=told["case"]))
    return parts_of(proposals[told["proposal"]])[1:] if "proposal" in told else []
