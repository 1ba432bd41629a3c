"""An outcome to read, and proposals in three phases made by their verbs."""

from datetime import timedelta

import pytest

from civic.city.models import District, Theme
from cms.actions import publish_outcome
from proposals import actions
from tests import people

WORDS = {"why": "因為淹水。", "who": "里民與水利局。", "said": "蚊子怎麼辦？", "decided": "先做兩條路。"}


@pytest.fixture(autouse=True)
def plain_static_files(settings):
    """Pages name style sheets without a collected manifest."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture
def collecting(bo, rui, now):
    """A proposal of bo's that needs two endorsements and has none."""
    return proposal(bo, rui, now, "高雄輕軌延伸")


@pytest.fixture
def established(collecting, mei, now):
    """`collecting`, endorsed by two."""
    later = now + timedelta(days=1)
    arrivals = [actions.Arrival(collecting.pk, person.pk, later) for person in (mei, people.person("lin"))]
    actions.endorse_many(arrivals, clock=None)
    collecting.refresh_from_db()
    return collecting


@pytest.fixture
def answered(established, ann, now):
    """`established`, answered with one demand adopted and one declined."""
    later = now + timedelta(days=2)
    actions.set_demands(established, ann, now=later, texts=["延伸到左營", "夜間加班"])
    findings = {
        1: ("adopted", "路線已核定。", ann.offices.get().agency),
        2: ("declined", "噪音太大。", people.transport()),
    }
    actions.draft_answer(established, ann, now=later, text="感謝提議。", findings=findings)
    return actions.publish_answer(established, ann, now=later)


def proposal(proposer, reviewer, now, title, threshold=2):
    fields = {"title": title, "body": "請延伸。", "benefits": "大家方便。", "theme": theme()}
    draft = actions.save_draft(proposer, now=now, agency=people.transport(), **fields)
    actions.submit(draft, proposer, now=now)
    return actions.pass_review(draft, reviewer, now=now, threshold=threshold)


def theme(code=None):
    return Theme.objects.get(code=code) if code else Theme.objects.first()


def outcome(key="rain", language="zh-hant", **fields):
    """A published outcome; `fields` replace the defaults of `publish_outcome`."""
    words = {"title": "會喝水的分隔島", "summary": "花台為什麼比馬路高？", "year": 2026, "method": "proposal", **WORDS}
    return publish_outcome(key=key, language=language, theme=fields.pop("theme", None) or theme(), **words | fields)


def district(name):
    return District.objects.get(name_zh=name)
