"""The desks at their doors: who comes in, what is due, how a review ends, how an answer is written."""

import re

import pytest
from django.urls import reverse

from civic.agencies.models import Agency
from civic.lifecycle import Refused
from proposals import actions, marks
from proposals.models import Answer, Finding, Proposal
from tests import people
from tests.pages import text
from tests.proposals import life
from tests.proposals.life import DAY, OPENS, PASSED, TICK

pytestmark = pytest.mark.django_db


def facts(proposal):
    return Proposal.objects.get(pk=proposal.pk)


# --- the review desk ----------------------------------------------------------------------------


def test_the_queue_is_in_the_order_of_deadlines_with_working_days_left(cast, enter, at):
    late = actions.submit(life.draft(cast, title="先送出的"), cast.bo, now=life.SUBMITTED - 3 * DAY)
    early = actions.submit(life.draft(cast, title="後送出的"), cast.bo, now=life.SUBMITTED)
    at(life.due(late, "review"))
    page = text(enter(cast.rui).get(reverse("desk:review")))
    assert page.index(late.title) < page.index(early.title)
    assert "逾期 1 個工作天" in page
    assert "還有 1 個工作天" in page


def test_what_waits_for_its_proposer_and_what_was_decided_stand_apart(cast, enter, at):
    life.amend(cast, title="要補正的")
    life.refused(cast, title="沒通過的")
    at(PASSED + DAY)
    page = text(enter(cast.rui).get(reverse("desk:review")))
    assert page.index("要補正的") < page.index("沒通過的")
    assert "目前沒有要檢核的提議" in page


def test_titles_are_spoken_in_their_own_language_at_every_desk(cast, enter, at):
    title = "Trees at every crossing"
    spoken = re.compile(rf'dir="auto" lang="en"[^>]*>(?:<strong>)?{title}<')
    waiting, owed = life.submitted(cast, title=title), life.established(cast, title=title)
    life.amend(cast, title=title)
    at(OPENS + 2 * DAY)
    desks = {
        cast.rui: [reverse("desk:review"), reverse("desk:review_one", args=[waiting.pk])],
        cast.ann: [reverse("desk:agency"), *(url(name, owed) for name in ("agency_one", "preview"))],
    }
    for person, addresses in desks.items():
        for address in addresses:
            page = enter(person).get(address).content.decode()
            assert spoken.search(page), address
            assert not re.search(rf'<[^>]*dir="auto"(?! lang)[^>]*>(?:<strong>)?{title}<', page), address


def test_drafts_lie_on_no_desk(cast, enter):
    mine = actions.save_draft(cast.rui, now=PASSED, title="我自己的草稿")
    for draft in (life.draft(cast), mine):
        assert enter(cast.rui).get(reverse("desk:review_one", args=[draft.pk])).status_code == 404


def typed_passing(cast, proposal):
    agency = cast.kai.offices.get().agency.code
    return {"passing-agency": agency, "passing-theme": proposal.theme.code, "passing-seen": marks.reviewed(proposal)}


def typed_refusal(proposal, note):
    return {"refusal-grounds": ["R05"], "refusal-note": note, "refusal-seen": marks.reviewed(proposal)}


def test_a_reviewer_passes_with_another_agency(cast, enter, at):
    proposal = life.submitted(cast)
    at(PASSED)
    answer = enter(cast.rui).post(reverse("desk:passing", args=[proposal.pk]), typed_passing(cast, proposal))
    assert answer.status_code == 302
    assert (facts(proposal).opens_at, facts(proposal).agency) == (OPENS, people.parks())


def test_passing_without_an_agency_is_refused_in_a_sentence(cast, enter, at):
    proposal = life.submitted(cast, agency=None)
    at(PASSED)
    answer = enter(cast.rui).post(reverse("desk:passing", args=[proposal.pk]), {"passing-theme": proposal.theme.code})
    assert answer.status_code == 422
    assert "請指定成案後要回應的權責機關" in text(answer)


def test_an_amendment_is_asked(cast, enter, at):
    proposal = life.submitted(cast)
    at(PASSED)
    url = reverse("desk:amendment", args=[proposal.pk])
    assert enter(cast.rui).post(url, {"amendment-note": " "}).status_code == 422
    typed = {"amendment-note": "請寫明路口", "amendment-seen": marks.reviewed(proposal)}
    assert enter(cast.rui).post(url, typed).status_code == 302
    assert facts(proposal).amend_note == "請寫明路口"


def test_a_refusal_needs_grounds_and_loses_nothing_typed(cast, enter, at):
    proposal = life.submitted(cast)
    at(PASSED)
    url = reverse("desk:refusal", args=[proposal.pk])
    answer = enter(cast.rui).post(url, {"refusal-note": "看不出在哪裡"})
    assert answer.status_code == 422
    assert "看不出在哪裡" in text(answer)
    answer = enter(cast.rui).post(url, typed_refusal(proposal, "陳柏宇先生沒寫清楚"))
    assert answer.status_code == 409, "the proposer's name stops it"
    assert "陳柏宇先生沒寫清楚" in text(answer)
    assert facts(proposal).refused_at is None
    assert enter(cast.rui).post(url, typed_refusal(proposal, "不明確")).status_code == 302
    assert facts(proposal).grounds == ["R05"]


@pytest.mark.parametrize("typed", ["", "甲" * 10_001, "\0", "\u3164\u200b"])
def test_nonsense_in_a_reason_gets_a_sentence(cast, enter, at, typed):
    proposal = life.submitted(cast)
    at(PASSED)
    answer = enter(cast.rui).post(reverse("desk:refusal", args=[proposal.pk]), typed_refusal(proposal, typed))
    assert answer.status_code == 422
    assert facts(proposal).refused_at is None


def test_a_script_in_a_reason_is_text(cast, enter, at):
    proposal = life.submitted(cast)
    at(PASSED)
    typed = typed_refusal(proposal, "<script>alert(1)</script>\0")
    enter(cast.rui).post(reverse("desk:refusal", args=[proposal.pk]), typed)
    assert facts(proposal).refusal_note == "<script>alert(1)</script>"
    assert "<script>alert" not in enter(cast.rui).get(proposal.get_absolute_url()).content.decode()


def test_whoever_reviews_their_own_is_told_so_and_finds_no_form(cast, enter):
    own = life.submitted(cast)
    Proposal.objects.filter(pk=own.pk).update(proposer=cast.rui)
    page = text(enter(cast.rui).get(reverse("desk:review_one", args=[own.pk])))
    assert "自己的提議要由別人檢核" in page
    answer = enter(cast.rui).post(reverse("desk:passing", args=[own.pk]), typed_passing(cast, own))
    assert answer.status_code == 409


def test_two_reviewers_at_once_end_one_review(cast, enter, at):
    proposal = life.submitted(cast)
    at(PASSED)
    actions.refuse(proposal, cast.rui, now=PASSED, grounds=["R05"], note="不明確")
    typed = typed_passing(cast, proposal)
    answer = enter(cast.rui).post(reverse("desk:passing", args=[proposal.pk]), typed)
    assert answer.status_code == 409
    assert "目前不在檢核中" in text(answer)


def test_get_of_a_deed_leads_back_to_its_form_and_writes_nothing(cast, enter):
    proposal = life.submitted(cast)
    before = life.everything()
    for deed in ("passing", "amendment", "refusal"):
        answer = enter(cast.rui).get(reverse(f"desk:{deed}", args=[proposal.pk]))
        assert answer.headers["Location"].endswith(f"/desk/review/{proposal.pk}/#{deed}")
    assert life.everything() == before


# --- the agency desk ----------------------------------------------------------------------------


@pytest.fixture
def established(cast, at):
    proposal = life.established(cast)
    at(OPENS + 3 * DAY)
    return proposal


def url(name, proposal):
    return reverse(f"desk:{name}", args=[proposal.pk])


def demanded(cast, proposal):
    """`proposal` with the demands 種樹 and 遮陽."""
    return actions.set_demands(proposal, cast.ann, now=OPENS + 2 * DAY, texts=["種樹", "遮陽"])


def on(page, name):
    """What the hidden field `name` says on a page."""
    return re.search(rf'name="{name}"(?: value="([^"]*)")?', page.content.decode())[1] or ""


def seen(client, proposal, section):
    """What the form of a `section` of the agency's desk says that it was filled in from."""
    return on(client.get(url("agency_one", proposal)), f"{section}-seen")


def typed_answer(client, proposal, text="感謝提議。", reasons=("明年種", "視距不足"), **more):
    """The form of the answer as the desk now shows it to `client`, filled in; `more` replaces fields of it."""
    typed = {"answer-text": text, "answer-seen": seen(client, proposal, "answer")}
    for demand, reason in zip(proposal.demands.all(), reasons, strict=False):
        typed |= {
            f"answer-finding-{demand.pk}": "partly",
            f"answer-agency-{demand.pk}": "transport",
            f"answer-reasons-{demand.pk}": reason,
        }
    return typed | more


def publish(client, proposal):
    """Read the preview, and publish what it showed."""
    typed = {"publication-sure": "on", "publication-seen": on(client.get(url("preview", proposal)), "publication-seen")}
    return client.post(url("publication", proposal), typed)


def test_the_list_has_what_is_due_next_for_ones_own_agency_only(cast, enter, established):
    other = life.established(cast, title="公園的事", agency=people.parks())
    page = text(enter(cast.ann).get(reverse("desk:agency")))
    assert established.title in page
    assert other.title not in page
    assert "公布處理時程" in page
    assert enter(cast.ann).get(url("agency_one", other)).status_code == 403


def test_what_is_overdue_comes_first_and_says_so(cast, enter, at, established):
    fresh = life.established(cast, title="比較晚成案", when=OPENS + 20 * DAY)
    at(life.due(established, "timetable") + 7 * DAY)
    page = text(enter(cast.ann).get(reverse("desk:agency")))
    assert page.index(established.title) < page.index(fresh.title)
    assert "逾期 6 個工作天" in page


def test_an_unestablished_proposal_is_not_on_the_agencys_desk(cast, enter):
    assert enter(cast.ann).get(url("agency_one", life.passed(cast))).status_code == 404


def test_demands_are_written_one_a_line(cast, enter, established):
    answer = enter(cast.ann).post(url("demands", established), {"demands-texts": "種樹\r\n\r\n 遮陽 "})
    assert answer.status_code == 302
    assert list(established.demands.values_list("text", flat=True)) == ["種樹", "遮陽"]
    assert enter(cast.ann).post(url("demands", established), {"demands-texts": "長" * 501}).status_code == 422


def test_timetable_contact_support_and_extension_are_done_from_the_desk(cast, enter, established):
    ann = enter(cast.ann)
    assert ann.post(url("timetable", established), {"timetable-text": "四月會勘"}).status_code == 302
    assert ann.post(url("contact", established)).status_code == 302
    people.parks()
    assert ann.post(url("supporting", established), {"supporting-agencies": ["parks"]}).status_code == 302
    before = life.due(established, "answer")
    extension = {"extension-months": "2", "extension-reason": "要等鑑定"}
    assert ann.post(url("extension", established), extension).status_code == 302
    now = facts(established)
    assert (now.timetable_text, now.extension_reason) == ("四月會勘", "要等鑑定")
    assert life.duty(now, "contact").done_at and life.due(now, "answer") > before
    assert list(now.supporting.all()) == [people.parks()]
    assert ann.post(url("contact", established)).status_code == 409
    assert ann.post(url("extension", established), extension).status_code == 409


def test_a_protected_value_stops_a_timetable_and_loses_nothing_typed(cast, enter, established):
    answer = enter(cast.ann).post(url("timetable", established), {"timetable-text": "將拜訪陳柏宇先生"})
    assert answer.status_code == 409
    assert "將拜訪陳柏宇先生" in text(answer)
    page = answer.content.decode()
    assert "將拜訪<mark>陳柏宇</mark>先生" in page
    form = page[page.index('id="timetable"') : page.index('id="answer"')]
    assert "提議者" not in form and "附議人" not in form, "it says whose it is"
    assert life.duty(established, "timetable").done_at is None


def test_an_answer_is_drafted_previewed_and_published(cast, enter, established):
    demanded(cast, established)
    ann = enter(cast.ann)
    answer = ann.post(url("answer", established), typed_answer(ann, established, preview="1"))
    assert answer.headers["Location"] == url("preview", established)
    preview = text(ann.get(url("preview", established)))
    assert "感謝提議。" in preview and "視距不足" in preview
    assert "感謝提議。" not in text(ann.get(established.get_absolute_url())), "a draft is not public"
    assert ann.post(url("publication", established)).status_code == 422, "consent is asked for"
    assert publish(ann, established).status_code == 302
    assert facts(established).answered_at
    assert "感謝提議。" in text(ann.get(established.get_absolute_url()))


def test_a_protected_value_stops_the_answer_and_the_draft_stays(cast, enter, established):
    demanded(cast, established)
    ann = enter(cast.ann)
    ann.post(url("answer", established), typed_answer(ann, established, reasons=("已與陳柏宇談過", "視距不足")))
    answer = publish(ann, established)
    assert answer.status_code == 409
    assert "陳柏宇" in text(answer)
    assert facts(established).answered_at is None
    assert Finding.objects.get(demand__number=1).reasons == "已與陳柏宇談過"
    desk = ann.get(url("agency_one", established)).content.decode()
    assert "已與<mark>陳柏宇</mark>談過" in desk, "the draft shows it in its place"
    assert 'name="publication-confirmed" value="陳柏宇"' in ann.get(url("preview", established)).content.decode()
    said = {"sure": "on", "confirmed": "陳柏宇", "seen": marks.draft(established)}
    said = {f"publication-{name}": value for name, value in said.items()}
    assert ann.post(url("publication", established), said).status_code == 302
    assert facts(established).answered_at


def test_after_publishing_the_desk_leads_to_the_next_case_and_to_the_list_after_the_last(cast, enter, established):
    urgent = life.established(cast, title="比較急的", when=OPENS + TICK)
    helped = life.established(cast, title="協辦的", agency=people.parks(), when=OPENS + 2 * DAY)
    actions.set_supporting(helped, cast.kai, now=OPENS + 2 * DAY, agencies=[people.transport()])
    ann, order = enter(cast.ann), [established, urgent, helped]
    assert url("agency_one", urgent) in ann.get(url("agency_one", established)).content.decode()
    assert url("agency_one", established) in ann.get(url("agency_one", urgent)).content.decode()
    for proposal, following in ((established, urgent), (urgent, helped)):
        demanded(cast, proposal)
        ann.post(url("answer", proposal), typed_answer(ann, proposal))
        assert publish(ann, proposal).headers["Location"] == url("agency_one", following), order
    kai = enter(cast.kai)
    actions.set_demands(helped, cast.kai, now=OPENS + 2 * DAY, texts=["種樹"])
    kai.post(url("answer", helped), typed_answer(kai, helped, reasons=("好",)))
    assert publish(kai, helped).headers["Location"] == reverse("desk:agency")


def test_an_unfinished_draft_is_kept_and_its_preview_says_what_is_missing(cast, enter, established):
    demanded(cast, established)
    ann, last = enter(cast.ann), established.demands.last().pk
    undecided = {f"answer-agency-{last}": "transport", f"answer-finding-{last}": ""}
    typed = typed_answer(ann, established, reasons=("明年種",), preview="1", **undecided)
    assert ann.post(url("answer", established), typed).status_code == 302
    assert "每一項訴求都要有參採情形和理由" in text(ann.get(url("preview", established)))
    assert Finding.objects.count() == 1


def test_reasons_without_a_finding_are_asked_about_and_not_lost(cast, enter, established):
    demanded(cast, established)
    ann = enter(cast.ann)
    undecided = {f"answer-finding-{established.demands.first().pk}": ""}
    answer = ann.post(url("answer", established), typed_answer(ann, established, **undecided))
    assert answer.status_code == 422
    assert "明年種" in text(answer)


def test_a_colleagues_draft_is_not_written_over_unseen(cast, enter, established):
    demanded(cast, established)
    ann = enter(cast.ann)
    mine = typed_answer(ann, established, text="我寫的")
    ann.post(url("answer", established), typed_answer(ann, established, text="同事寫的", reasons=("後年種", "不做")))
    answer = ann.post(url("answer", established), mine)
    assert answer.status_code == 409
    for words in ("我寫的", "明年種", "現在的內容： 同事寫的", "現在的內容： 後年種"):
        assert words in text(answer)
    assert Answer.objects.get().text == "同事寫的"
    mine["answer-seen"] = on(answer, "answer-seen")
    assert ann.post(url("answer", established), mine).status_code == 302
    assert Answer.objects.get().text == "我寫的"


def test_an_answer_that_changed_since_its_preview_is_read_before_it_is_published(cast, enter, established):
    demanded(cast, established)
    ann = enter(cast.ann)
    ann.post(url("answer", established), typed_answer(ann, established))
    read = {"publication-sure": "on", "publication-seen": on(ann.get(url("preview", established)), "publication-seen")}
    ann.post(url("answer", established), typed_answer(ann, established, text="同事改的"))
    for typed in (read, {"publication-sure": "on"}):
        answer = ann.post(url("publication", established), typed)
        assert answer.status_code == 409 and facts(established).answered_at is None
        assert "同事改的" in text(answer) and "checked" not in answer.content.decode()
    read["publication-seen"] = on(answer, "publication-seen")
    assert ann.post(url("publication", established), read).status_code == 302


def test_reasons_on_a_demand_that_was_removed_are_handed_back(cast, enter, established):
    demanded(cast, established)
    ann = enter(cast.ann)
    mine = typed_answer(ann, established)
    actions.set_demands(established, cast.ann, now=OPENS + 2 * DAY, texts=["遮陽"])
    answer = ann.post(url("answer", established), mine)
    assert answer.status_code == 409
    assert re.search(r"<textarea[^>]* readonly[^>]*>明年種</textarea>", answer.content.decode())
    shade = established.demands.get().pk
    assert re.search(rf'name="answer-reasons-{shade}"[^>]*>\s*視距不足</textarea>', answer.content.decode())


REPLACING = {
    "timetable": ({"timetable-text": "甲:四月會勘"}, {"timetable-text": "乙:五月會勘"}, "乙:五月會勘"),
    "demands": ({"demands-texts": "甲一\r\n甲二"}, {"demands-texts": "乙一"}, "乙一"),
    "supporting": ({"supporting-agencies": ["parks"]}, {"supporting-agencies": ["health"]}, 'value="health"'),
}


@pytest.mark.parametrize("name", REPLACING)
def test_the_second_of_two_officials_is_told_what_the_first_did_and_keeps_their_words(cast, enter, established, name):
    people.parks()
    Agency.objects.create(code="health", name_zh="衛生局", name_en="Health")
    first, second, words = REPLACING[name]
    ann = enter(cast.ann)
    mark = {f"{name}-seen": seen(ann, established, name)}
    assert ann.post(url(name, established), first | mark).status_code == 302
    before = life.everything()
    answer = ann.post(url(name, established), second | mark)
    assert answer.status_code == 409 and life.everything() == before
    page = answer.content.decode()
    assert "您打開頁面之後" in page and words in page and "最近的動作" in page
    assert "甲" in page or "公園處" in page
    again = second | {f"{name}-seen": on(answer, f"{name}-seen")}
    assert ann.post(url(name, established), again).status_code == 302
    assert life.everything() != before


@pytest.mark.parametrize("texts", ["乙一", "長" * 501])
def test_demands_that_a_page_did_not_have_yet_are_not_removed_by_it(cast, enter, established, texts):
    ann = enter(cast.ann)
    mark = seen(ann, established, "demands")
    demanded(cast, established)
    answer = ann.post(url("demands", established), {"demands-texts": texts, "demands-seen": mark})
    assert answer.status_code in (409, 422)
    fields = answer.context["forms"]["demands"]
    again = {fields[name].html_name: fields[name].value() for name in fields.fields if name != "drop"}
    assert [again[f"demands-text-{row.pk}"] for row in established.demands.all()] == ["種樹", "遮陽"]
    answer = ann.post(url("demands", established), again | {"demands-texts": "乙一"})
    if len(texts) > 500:
        assert answer.status_code == 409
        again["demands-seen"] = on(answer, "demands-seen")
        answer = ann.post(url("demands", established), again | {"demands-texts": "乙一"})
    assert answer.status_code == 302
    assert list(established.demands.values_list("text", flat=True)) == ["種樹", "遮陽", "乙一"]


def test_demands_are_moved_rewritten_and_removed_without_losing_what_was_drafted(cast, enter, established):
    demanded(cast, established)
    ann = enter(cast.ann)
    ann.post(url("answer", established), typed_answer(ann, established))
    trees, shade = established.demands.all()

    def send(**more):
        page = ann.get(url("agency_one", established))
        typed = {"demands-seen": on(page, "demands-seen"), "demands-texts": ""}
        for row in established.demands.all():
            typed |= {f"demands-text-{row.pk}": row.text, f"demands-place-{row.pk}": row.number}
        return ann.post(url("demands", established), typed | more)

    def stands():
        rows = Finding.objects.filter(demand__proposal=established)
        drafted = dict(rows.values_list("demand", "reasons"))
        return [(row.text, drafted.get(row.pk)) for row in established.demands.all()]

    before = life.everything()
    assert send().status_code == 302 and life.everything() == before, "nothing changed, nothing said"
    assert send(**{f"demands-place-{shade.pk}": 1, f"demands-text-{trees.pk}": "種大樹"}).status_code == 302
    assert stands() == [("遮陽", "視距不足"), ("種大樹", "明年種")]
    assert send(**{f"demands-place-{shade.pk}": 2, "demands-texts": "設飲水機"}).status_code == 302
    assert stands() == [("種大樹", "明年種"), ("遮陽", "視距不足"), ("設飲水機", None)]
    emptied = {f"demands-text-{trees.pk}": ""}
    answer = send(**emptied)
    assert answer.status_code == 422 and "這項訴求已經有草擬的內容" in text(answer)
    assert send(**emptied, **{"demands-drop": "on"}).status_code == 302
    assert stands() == [("遮陽", "視距不足"), ("設飲水機", None)]


def test_what_was_written_is_handed_back_where_its_form_stands_no_more(cast, enter, established, at):
    extension = {"extension-months": "2", "extension-reason": "寫了很久的理由"}
    ann = enter(cast.ann)
    assert ann.post(url("extension", established), extension | {"extension-reason": "同事先寫的"}).status_code == 302
    answer = ann.post(url("extension", established), extension)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "寫了很久的理由</textarea>" in page and "2 個月</textarea>" in page
    assert "同事先寫的" in page, "what somebody did meanwhile"

    proposal = life.submitted(cast, title="第二件")
    at(PASSED)
    rui = enter(cast.rui)
    address = reverse("desk:review_one", args=[proposal.pk])
    mark = on(rui.get(address), "refusal-seen")
    actions.ask_to_amend(proposal, cast.rui, now=PASSED, note="請寫明路口")
    typed = {"refusal-grounds": ["R05", "R07"], "refusal-note": "寫了很久的理由", "refusal-seen": mark}
    answer = rui.post(reverse("desk:refusal", args=[proposal.pk]), typed)
    page = answer.content.decode()
    assert answer.status_code == 409 and "請寫明路口" in page
    assert "寫了很久的理由</textarea>" in page and re.search(r"R05[^<]*R07[^<]*</textarea>", page)


@pytest.mark.parametrize("deed", ["passing", "refusal"])
def test_a_review_decides_on_the_text_that_was_read(cast, enter, at, deed):
    proposal = life.submitted(cast)
    at(PASSED)
    rui, address = enter(cast.rui), reverse("desk:review_one", args=[proposal.pk])
    mark = on(rui.get(address), f"{deed}-seen")
    actions.ask_to_amend(proposal, cast.rui, now=PASSED, note="請寫明路口")
    actions.save_draft(cast.bo, now=PASSED, proposal=proposal, body="全部換掉的內容")
    actions.amend(proposal, cast.bo, now=PASSED)
    typed = typed_passing(cast, proposal) | {"refusal-grounds": ["R05"], "refusal-note": "不明確", f"{deed}-seen": mark}
    answer = rui.post(reverse(f"desk:{deed}", args=[proposal.pk]), typed)
    assert answer.status_code == 409 and "全部換掉的內容" in text(answer)
    assert facts(proposal).reviewed_at is None
    typed[f"{deed}-seen"] = on(answer, f"{deed}-seen")
    assert rui.post(reverse(f"desk:{deed}", args=[proposal.pk]), typed).status_code == 302
    assert facts(proposal).reviewed_at


@pytest.mark.parametrize("deed", ["passing", "amendment", "refusal"])
def test_a_decision_that_says_nothing_of_what_was_read_is_asked_for_again(cast, enter, at, deed):
    proposal = life.submitted(cast)
    at(PASSED)
    typed = typed_passing(cast, proposal) | typed_refusal(proposal, "我的理由") | {"amendment-note": "我的理由"}
    typed = {name: value for name, value in typed.items() if name.startswith(deed) and not name.endswith("seen")}
    rui, address = enter(cast.rui), reverse(f"desk:{deed}", args=[proposal.pk])
    answer = rui.post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 409 and "您打開頁面之後" in page
    assert "我的理由</textarea>" in page or deed == "passing"
    before = facts(proposal)
    assert (before.reviewed_at, before.amend_asked_at) == (None, None)
    assert rui.post(address, typed | {f"{deed}-seen": on(answer, f"{deed}-seen")}).status_code == 302


def test_a_form_that_is_sent_twice_does_its_deed_once_and_says_so_twice(cast, enter, established):
    ann = enter(cast.ann)
    page = ann.get(url("agency_one", established))
    for name, typed in {
        "contact": {},
        "extension": {"extension-months": "1", "extension-reason": "要等鑑定"},
    }.items():
        typed[f"{name}-once"] = on(page, f"{name}-once")
        assert ann.post(url(name, established), typed).status_code == 302
        before = life.everything()
        assert ann.post(url(name, established), typed).status_code == 302 and life.everything() == before
    other = typed | {"extension-reason": "別的理由"}
    assert ann.post(url("extension", established), other).status_code == 409, "another text is another form"


def test_a_supporting_agency_drafts_but_finds_no_other_form(cast, enter, established):
    actions.set_supporting(established, cast.ann, now=OPENS + 2 * DAY, agencies=[people.parks()])
    demanded(cast, established)
    page = enter(cast.kai).get(url("agency_one", established)).content.decode()
    assert url("answer", established) in page
    assert not [deed for deed in ("demands", "timetable", "contact", "extension") if url(deed, established) in page]
    kai = enter(cast.kai)
    assert kai.post(url("answer", established), typed_answer(kai, established)).status_code == 302
    assert kai.post(url("publication", established), {"publication-sure": "on"}).status_code == 409


def test_get_of_an_agencys_deed_leads_back_and_writes_nothing(cast, enter, established):
    ann, before = enter(cast.ann), life.everything()
    for deed in ("demands", "timetable", "contact", "supporting", "extension", "answer", "publication"):
        assert ann.get(url(deed, established)).status_code == 302
    assert life.everything() == before


def test_the_desks_say_that_a_second_factor_will_be_required(cast, enter, established):
    for person, path in ((cast.rui, "/desk/review/"), (cast.ann, "/desk/agency/")):
        assert "第二道驗證" in text(enter(person).get(path))
        assert "second factor" in text(enter(person).get("/en" + path))


def test_a_letter_leads_a_stranger_to_the_sign_in_and_on_to_the_desk(cast, client, established):
    answer = client.get(url("agency_one", established))
    assert answer.status_code == 403
    assert f"?next={url('agency_one', established)}" in answer.content.decode()


def test_a_desk_asks_for_level_two(cast, enter, established):
    type(cast.ann).objects.filter(pk=cast.ann.pk).update(level=1)
    assert enter(cast.ann).get(reverse("desk:agency")).status_code == 403


def test_a_suspended_official_is_shut_out(cast, enter, established):
    type(cast.ann).objects.filter(pk=cast.ann.pk).update(suspended_at=OPENS)
    assert enter(cast.ann).get(reverse("desk:agency")).status_code == 403
    with pytest.raises(Refused):
        actions.record_contact(established, facts(established).agency.officials.get().person, now=OPENS + DAY)
