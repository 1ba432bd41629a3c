"""The letters of a proposal's life: who gets which, in both languages, in plain words, naming nobody."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from civic.accounts.models import Person
from civic.duties import closing
from civic.duties.clockwork import reminders
from civic.duties.clockwork import unattended as duties_of_nobody
from civic.outbox import registry
from civic.outbox.expanding import expand
from civic.outbox.models import Letter, Mailing
from civic.outbox.sending import deliver
from civic.outbox.words import render
from proposals import actions, clockwork
from tests import people
from tests.proposals import life
from tests.proposals.life import CLOSES, DAY, OPENS, PASSED, at

pytestmark = pytest.mark.django_db

KINDS = {kind for kind in registry.kinds if kind.startswith("proposals.")}
LATER = OPENS + 2 * DAY


def extended(cast):
    return actions.extend(life.established(cast), cast.ann, now=LATER, reason="要等鑑定報告", months=1)


def with_timetable(cast):
    return actions.publish_timetable(life.established(cast), cast.ann, now=LATER, text="四月會勘")


def soon_over(cast):
    proposal = life.amend(cast)
    clockwork.reminders_to_amend(at(2026, 3, 30, 9))
    return proposal


def not_amended(cast):
    proposal = life.amend(cast)
    clockwork.turns(at(2026, 4, 3))
    return proposal


def prolonged(cast):
    proposal = life.passed(cast)
    return actions.prolong(proposal, cast.ada, now=OPENS, by=timedelta(minutes=90), reason="網站停擺 90 分鐘")


def moved(cast):
    proposal = life.established(cast)
    closing.enter(cast.ada, now=OPENS + DAY, days=[date(2026, 3, 9)], reason="颱風")
    return proposal


def opened(cast):
    proposal = life.passed(cast)
    clockwork.turns(OPENS)
    return proposal


def lapsed(cast):
    proposal = life.passed(cast)
    life.endorse_as(cast.mei, proposal, OPENS)
    clockwork.turns(CLOSES + DAY)
    return proposal


def withdrawn(cast):
    proposal = life.passed(cast)
    life.endorse_as(cast.mei, proposal, OPENS)
    return actions.withdraw(proposal, cast.bo, now=OPENS + DAY, reason="市府已經做了")


def near(cast):
    assert cast.rui, "somebody to be reminded"
    proposal = life.submitted(cast)
    reminders(at(2026, 3, 6))
    return proposal


def over(cast):
    proposal = life.established(cast)
    reminders(life.due(proposal, "timetable"))
    return proposal


def written_to(cast):
    return actions.write_to_proposer(life.established(cast), cast.ann, now=LATER, text="方便週三會勘嗎？")


def replied(cast):
    return actions.reply(written_to(cast), cast.bo, now=LATER, text="我住三樓")


def supported(cast):
    return actions.set_supporting(life.established(cast), cast.ann, now=LATER, agencies=[people.parks()])


def unattended(cast):
    proposal = life.established(cast, agency=people.parks())
    duties_of_nobody(LATER)
    return proposal


def handed_on(cast):
    return actions.hand_on(life.established(cast), cast.ann, now=LATER, agency=people.parks(), reason="這是公園綠地")


def corrected(cast):
    proposal = life.answered(cast)
    findings = {1: ("adopted", "後年春天種", proposal.agency), 2: ("declined", "視距不足", proposal.agency)}
    said = {"reason": "年份寫錯", "text": "感謝提議。", "findings": findings}
    return actions.correct_answer(proposal, cast.ann, now=OPENS + 5 * DAY, **said)


def hidden(cast):
    proposal = life.passed(cast)
    life.endorse_as(cast.mei, proposal, OPENS, reason="滾出去")
    actions.hide_reason(proposal, 1, cast.rui, now=LATER, grounds=["R03"], note="針對個人的攻擊")
    return proposal


def decided(cast):
    proposal = hidden(cast)
    actions.object_to_hiding(proposal, 1, cast.mei, now=LATER, words="我說的是狗")
    other = people.person("zoe", roles=["reviewer"])
    actions.decide_objection(proposal, 1, other, now=LATER, shows=True, note="說的是狗")
    return proposal


def voided(cast):
    proposal = life.passed(cast)
    life.endorse_as(cast.mei, proposal, OPENS)
    return actions.void(proposal, 1, cast.ada, now=LATER, reason="冒用他人帳號")


# How each letter comes about, who gets it, and words that must stand in it.
LETTERS = {
    "received": (life.submitted, {"bo"}, ["收到您的提議了", "2026年3月9日"]),
    "amend": (life.amend, {"bo"}, ["請寫明是哪些路口", "/edit/", "2026年4月2日"]),
    "amend_soon": (soon_over, {"bo"}, ["還有 3 天", "2026年4月2日", "請寫明是哪些路口", "/edit/"]),
    "not_amended": (not_amended, {"bo"}, ["逾期未補正", "另提新案"]),
    "prolonged": (prolonged, {"bo"}, ["2026年4月17日 24:00", "2026年4月18日 01:30", "網站停擺 90 分鐘"]),
    "moved": (moved, {"bo", "ann"}, ["2026年3月9日", "颱風", "公布處理時程：2026年3月17日（原為 2026年3月16日）"]),
    "passed": (life.passed, {"bo"}, ["2026年3月4日 00:00", "2026年4月17日 24:00"]),
    "refused": (life.refused, {"bo"}, ["R05", "看不出地點", "行政程序法第 168 條", "/proposals/new/"]),
    "opened": (opened, {"bo"}, ["2026年4月17日 24:00"]),
    "established": (life.established, {"bo", "ann"}, ["正式成案", "交通局", "2026年5月5日", "公布處理時程"]),
    "timetable": (with_timetable, {"bo"}, ["四月會勘"]),
    "extended": (extended, {"bo", "ann"}, ["要等鑑定報告", "2026年6月5日", "原期限為 2026年5月5日"]),
    "message": (written_to, {"bo"}, ["交通局", "方便週三會勘嗎？", "/messages/"]),
    "reply": (replied, {"ann"}, ["提議者", "/desk/agency/"]),
    "handed_on": (handed_on, {"bo", "ann", "kai"}, ["交通局", "公園處", "這是公園綠地", "2026年5月5日"]),
    "support": (supported, {"kai"}, ["交通局", "協辦", "2026年5月5日", "/desk/agency/"]),
    "unattended": (unattended, {"ada"}, ["公園處", "沒有可以處理的承辦人", "/admin/"]),
    "answered": (life.answered, {"bo"}, ["感謝提議。", "種樹", "同意參採", "視距不足", "不予採納"]),
    "corrected": (corrected, {"bo", "ann"}, ["年份寫錯", "後年春天種", "視距不足"]),
    "withdrawn": (withdrawn, {"mei"}, ["市府已經做了"]),
    "reason_hidden": (hidden, {"mei"}, ["歧視", "針對個人的攻擊", "/endorsements/1/objection/"]),
    "reason_decided": (decided, {"mei"}, ["恢復顯示", "說的是狗"]),
    "voided": (voided, {"mei"}, ["不再計入", "第 1 號", "冒用他人帳號", "/contact/letter/"]),
    "lapsed": (lapsed, {"bo"}, ["有 1 人附議"]),
    "deadline": (near, {"rui"}, ["還有 3 天到期", "檢核", "/desk/review/"]),
    "overdue": (over, {"ann"}, ["已逾期", "2026年3月16日", "/desk/agency/"]),
}
TOLD_TO_ENDORSERS = ("established", "timetable", "extended", "answered", "handed_on", "corrected")


def letter(cast, name):
    """(the mailing, its readers among the cast, its readers in the crowd)"""
    bring, readers, _words = LETTERS[name]
    for nickname in readers:
        getattr(cast, nickname)
    proposal = bring(cast)
    mailing = Mailing.objects.filter(subject=proposal.record_key, kind=f"proposals.{name}").latest("pk")
    numbers = registry.kinds[mailing.kind].audience(mailing, 0, 1000)
    assert numbers == sorted(set(numbers))
    nicknames = dict(Person.objects.filter(pk__in=numbers).values_list("pk", "nickname"))
    crowd = {pk for pk, nickname in nicknames.items() if nickname not in people.CAST}
    return mailing, set(nicknames.values()) & set(people.CAST), crowd


def words_of(mailing, language):
    with translation.override(language):
        return render(mailing.kind, {**registry.kinds[mailing.kind].context(mailing, language), "nickname": "讀者"})


def test_every_kind_of_letter_is_tried():
    assert {f"proposals.{name}" for name in LETTERS} == KINDS


@pytest.mark.parametrize("name", LETTERS)
def test_the_letter_reaches_whom_it_concerns_in_words_of_their_language(cast, name):
    mailing, readers, crowd = letter(cast, name)
    _bring, expected, needed = LETTERS[name]
    assert readers == expected
    assert len(crowd) == (life.THRESHOLD if name in TOLD_TO_ENDORSERS else 0)
    subject, body = words_of(mailing, "zh-hant")
    assert not [word for word in needed if word not in subject + body], body
    assert "在路口種樹" in subject
    assert "http" in body and "None" not in body and "%(" not in body
    english = "\n".join(words_of(mailing, "en"))
    assert "/en/" in english
    assert "收到" not in english and "成案" not in english


@pytest.mark.parametrize("name", LETTERS)
def test_no_letter_names_the_proposer_or_an_endorser(cast, name):
    mailing, _readers, _crowd = letter(cast, name)
    text = "\n".join(words_of(mailing, "zh-hant"))
    assert not [value for value in (cast.bo.name, cast.bo.phone, cast.bo.email) if value in text]


def test_a_hostile_title_stays_one_line_of_plain_text(cast):
    draft = life.draft(cast, title="<b>樹</b> & 草\r\nBcc: x@example.org")
    proposal = actions.submit(draft, cast.bo, now=life.SUBMITTED, confirmed=["x@example.org"])
    mailing = Mailing.objects.get(subject=proposal.record_key)
    subject, body = words_of(mailing, "zh-hant")
    assert "\n" not in subject and "\r" not in subject
    assert "<b>樹</b> & 草" in body


def test_an_audience_is_read_in_pieces_without_leaving_anybody_out(cast):
    assert cast.ann, "somebody to be told"
    life.established(cast, threshold=7)
    mailing = Mailing.objects.get(kind="proposals.established")
    audience, pieces, after = registry.kinds[mailing.kind].audience, [], 0
    while piece := audience(mailing, after, 2):
        pieces += piece
        after = piece[-1]
    assert pieces == audience(mailing, 0, 1000)
    assert len(pieces) == 7 + 2


def test_a_deadline_met_or_moved_before_its_letter_is_written_reminds_nobody(cast):
    assert cast.ann, "somebody to be told"
    met, moved = life.established(cast), life.established(cast)
    reminders(life.due(met, "answer") - DAY)
    actions.publish_timetable(met, cast.ann, now=PASSED, text="四月會勘")
    actions.extend(moved, cast.ann, now=life.due(moved, "answer") - DAY, reason="要等鑑定", months=1)
    audience = registry.kinds["proposals.overdue"].audience
    timetable = Mailing.objects.get(key=f"{met.record_key}:timetable:2026-03-16:over")
    answer = Mailing.objects.get(key=f"{moved.record_key}:answer:2026-05-05:0")
    assert audience(timetable, 0, 10) == audience(answer, 0, 10) == []


def test_it_all_arrives_once(cast, mailoutbox):
    assert cast.ann, "somebody to be told"
    proposal = life.established(cast)
    for _ in range(2):
        expand(LATER)
        deliver(LATER)
    mine = [message for message in mailoutbox if message.to == [cast.bo.email]]
    assert len([message for message in mine if "成案了" in message.subject]) == 1
    assert Letter.objects.filter(mailing__subject=proposal.record_key, sent_at=None, abandoned_at=None).count() == 0
