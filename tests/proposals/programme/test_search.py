"""What is found of the programme: years, cases and meetings, each as far as its page shows it, and nothing else."""

import pytest

from civic.search.asking import read
from civic.search.finding import Sight, find
from proposals.programme import actions
from tests import people
from tests.proposals.programme import life
from tests.proposals.programme.life import DURING, OVER, REPORT

pytestmark = pytest.mark.django_db


def found(typed):
    """{(kind, number)} of what is found."""
    return {(hit.kind, hit.thing) for hit in find(read(typed), sight=Sight(language="zh-hant"), now=OVER).hits}


def test_a_year_is_found_once_it_is_announced(cast):
    programme = life.planned(cast.pia, body="請各機關提出鯨豚案")
    assert found("鯨豚") == set()
    actions.announce(programme, cast.pia, now=life.BEFORE)
    assert found("鯨豚") == {("programme", programme.pk)}


def test_a_case_is_found_once_it_is_handed_in_and_its_report_once_that_is_published(cast):
    agency = people.transport()
    case = life.draft(life.announced(cast.pia), cast.ann, agency, title="鯨豚步道", body="一起走")
    assert found("鯨豚") == set()
    case = actions.hand_in(case, cast.ann, now=DURING)
    assert found("鯨豚") == {("case", case.pk)}
    case = life.decided(case, cast.pia)
    actions.end_running(case, now=OVER)
    actions.report(case, cast.ann, now=OVER, **REPORT | {"text": "三場都談到白海豚。"})
    assert found("白海豚") == set(), "a report that nobody may read yet"
    actions.publish_report(case, cast.pia, now=OVER)
    assert found("白海豚") == {("case", case.pk)}


def test_a_meeting_is_found_by_its_agenda_and_by_its_minutes_and_decisions_once_these_are_published(cast):
    meeting = life.met(cast.pia)
    fields = {"held_at": meeting.held_at, "place": "市府", "title": "臨時會議", "agenda": "審議鯨豚案"}
    other = actions.call_meeting(cast.pia, now=life.BEFORE, **fields)
    actions.decide(meeting, cast.pia, now=meeting.held_at, title="海廢", text="請海洋局研議寄居蟹住宅。")
    assert found("鯨豚") == {("meeting", other.pk)} and found("寄居蟹") == set()
    life.publish(meeting, cast.pia)
    assert found("寄居蟹") == {("meeting", meeting.pk)} == found("決議如下")
