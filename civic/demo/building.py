"""Builds the demo town: whole or not at all, and once."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from civic.accounts.models import Person
from civic.city.models import District, Theme
from civic.demo import cast, letters, words
from civic.demo.lives import Lives
from cms.actions import publish_outcome
from proposals.models import Endorsement, Proposal


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
    lives = Lives(now, people, agencies, crowd)
    proposals = {told["key"]: lives.play(told) for told in words.proposals()}
    tell(f"{Proposal.objects.count()} proposals with {Endorsement.objects.count():,} endorsements.")
    tell(f"{publish_outcomes(now, proposals, people['editor'])} pages about outcomes.")
    tell(f"{letters.hand_out(people.values(), now)} letters handed out.")
    return True


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
        }
        for language, name in (("zh-hant", "zh"), ("en", "en")):
            publish_outcome(language=language, editor=editor, at=now, **about, **told[name])
            pages += 1
    return pages
