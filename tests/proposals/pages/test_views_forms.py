"""Whatever is typed into our forms ends in a sentence, and none of it is lost."""

from datetime import timedelta
from html import escape

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from civic import text
from civic.city.models import Theme
from civic.windows import Window
from proposals import actions, marks
from proposals.models import Endorsement, Proposal
from proposals.pages import forms
from tests.proposals import life

HOSTILE = {
    "empty": "",
    "blank": " \t\n　",
    "long": "長" * 100_000,
    "html": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "emoji": "🏳️‍🌈👩‍👩‍👧‍👦 旗津",
    "right to left": "\u202eمرحبا\u202c עברית",
    "null": "前\x00後",
    "controls": "a\x01\x1b[31m\x7f\ufeffb",
    "template": "{{ 7|add:7 }}{% now 'Y' %} %(name)s {0}",
    "private use": "\ue000\U000f0000",
}


@pytest.fixture(params=HOSTILE.values(), ids=HOSTILE)
def words(request):
    return request.param


def seen(words):
    """What of `words` people see, and what is therefore kept."""
    return "" if text.is_empty(words) else text.tidy(words)


def kept(answer, *typed):
    """The form came back with a sentence and with every word that was typed."""
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "wrong-summary" in page
    for words in typed:
        assert escape(words.strip()) in page.replace("&#39;", "&#x27;")


def fields(**given):
    return {"title": "種樹", "body": "", "benefits": "", "theme": "", "district": "", "agency": ""} | given


def test_a_proposal_of_hostile_words_is_saved_or_sent_back_whole(client, cast, words):
    client.force_login(cast.mei)
    typed = fields(title=words, body=words, benefits=words, evidence_title=words, evidence_url=words)
    answer = client.post(reverse("proposals:new"), typed)
    kept(answer, *(text for text in typed.values() if text.strip()))
    assert not Proposal.objects.exists()


def test_a_body_of_hostile_words_shows_as_words(client, cast, words):
    client.force_login(cast.mei)
    answer = client.post(reverse("proposals:new"), fields(body=words), follow=True)
    if answer.status_code == 422:
        kept(answer, "種樹")
        return
    page = answer.content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert Proposal.objects.get().body == seen(words)


@pytest.mark.parametrize("field", ["theme", "district", "agency"])
def test_a_hostile_choice_is_not_a_choice(client, cast, words, field):
    client.force_login(cast.mei)
    answer = client.post(reverse("proposals:new"), fields(body="種樹的內容", **{field: words}))
    if words.strip():
        kept(answer, "種樹的內容")
    else:
        assert answer.status_code in (302, 422)


def test_a_draft_is_written_changed_and_handed_in(client, cast):
    client.force_login(cast.bo)
    answer = client.post(reverse("proposals:new"), fields())
    proposal = Proposal.objects.get()
    assert answer.url == proposal.get_absolute_url()
    submission = reverse("proposals:submission", args=[proposal.pk])
    assert client.post(submission).status_code == 409  # there is no text yet
    whole = fields(body="夏天很熱。", benefits="有樹蔭。", theme=Theme.objects.first().code)
    client.post(reverse("proposals:edit", args=[proposal.pk]), whole | {"seen": marks.words(proposal)})
    proposal.refresh_from_db()
    assert client.post(submission, {"seen": marks.reviewed(proposal)}).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.body, proposal.phase()) == ("夏天很熱。", "submitted")


def test_a_text_that_comes_too_late_is_refused_on_the_form(client, cast):
    proposal = life.submitted(cast)
    client.force_login(cast.bo)
    answer = client.post(reverse("proposals:edit", args=[proposal.pk]), fields(body="另一個分頁裡打的字"))
    assert answer.status_code == 409
    assert "另一個分頁裡打的字" in answer.content.decode()
    proposal.refresh_from_db()
    assert proposal.body != "另一個分頁裡打的字"


def test_a_file_that_is_taken_away_leaves_the_disk(
    client, cast, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    proposal = life.draft(cast)
    file = SimpleUploadedFile("trees.txt", b"trees")
    paper = actions.add_evidence(proposal, cast.bo, now=timezone.now(), title="樹", file=file)
    assert list(tmp_path.rglob("*.txt")), "void unless there was a file"
    client.force_login(cast.bo)
    with django_capture_on_commit_callbacks(execute=True):
        said = fields(evidence_remove=[paper.pk], seen=marks.words(proposal))
        client.post(reverse("proposals:edit", args=[proposal.pk]), said)
    assert not list(tmp_path.rglob("*.txt"))


@pytest.mark.parametrize(("prefix", "sentence"), [("", "「問卷.pdf」沒有保留"), ("/en", "“問卷.pdf” was not kept")])
def test_a_file_that_has_to_be_chosen_again_is_named_beside_its_field(client, cast, prefix, sentence):
    client.force_login(cast.mei)
    file = SimpleUploadedFile("問卷.pdf", b"%PDF-1.4 x", "application/pdf")
    typed = fields(theme="x", evidence_title="問卷", evidence_file=file)
    page = client.post(f"{prefix}/proposals/new/", typed).content.decode()
    at = page.index('name="evidence_file"')
    assert sentence in page[at : at + 600] and 'data-largest="10485760"' in page[at - 300 : at + 600]


def test_similar_proposals_stand_beside_the_draft(client, cast):
    collecting = life.passed(cast, title="在每個路口種樹遮陰")
    life.passed(cast, title="延長圖書館開放時間", body="晚上也想去看書。")
    draft = life.draft(cast, title="路口種樹")
    client.force_login(cast.bo)
    cards = client.get(draft.get_absolute_url()).context["similar"]
    assert [card.proposal for card in cards] == [collecting]


def test_a_title_that_is_being_written_leads_to_what_was_asked_before(client, cast):
    answered = life.answered(cast, title="公園的路燈太暗")
    page = client.get("/proposals/asked-before/", {"title": "公園路燈很暗"}).content.decode()
    assert answered.get_absolute_url() in page and "已回應" in page
    assert "<" not in client.get("/proposals/asked-before/", {"title": "增設自行車道"}).content.decode()


def test_links_and_files_come_and_go(client, cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    proposal = life.draft(cast)
    client.force_login(cast.bo)
    address = reverse("proposals:edit", args=[proposal.pk])
    link = fields(evidence_title="調查", evidence_url="https://example.org/a", seen=marks.words(proposal))
    assert client.post(address, link).status_code == 302
    file = SimpleUploadedFile("../../etc/passwd.txt", b"trees")
    assert client.post(address, fields(evidence_title="檔案", evidence_file=file)).status_code == 302
    first, second = proposal.evidence.order_by("pk")
    assert (first.url, second.url) == ("https://example.org/a", "")
    assert second.file.path.startswith(str(tmp_path))
    client.post(address, fields(evidence_remove=[first.pk]))
    assert [row.pk for row in proposal.evidence.all()] == [second.pk]


@pytest.mark.parametrize(
    "given",
    [
        {"evidence_url": "javascript:alert(1)", "evidence_title": "連結"},
        {"evidence_url": "https://example.org/"},
        {"evidence_title": "只有名字"},
        {"evidence_title": "網頁", "evidence_file": SimpleUploadedFile("page.html", b"<script>")},
        {"evidence_title": "圖", "evidence_file": SimpleUploadedFile("x.svg", b"<svg onload=alert(1)>")},
        {"evidence_title": "空", "evidence_file": SimpleUploadedFile("empty.txt", b"")},
        {"evidence_title": "二", "evidence_url": "https://a.tw", "evidence_file": SimpleUploadedFile("a.txt", b"a")},
    ],
)
def test_evidence_that_cannot_be_taken_is_said_beside_the_field(client, cast, given):
    client.force_login(cast.mei)
    kept(client.post(reverse("proposals:new"), fields(body="內容在這裡", **given)), "內容在這裡")


def test_one_proposals_evidence_cannot_be_removed_through_another(client, cast):
    others = life.draft(cast)
    evidence = actions.add_evidence(others, cast.bo, now=life.SUBMITTED, title="樹", url="https://example.org")
    own = actions.save_draft(cast.mei, now=timezone.now(), title="我的")
    client.force_login(cast.mei)
    answer = client.post(reverse("proposals:edit", args=[own.pk]), fields(evidence_remove=[evidence.pk]))
    assert answer.status_code == 422
    assert others.evidence.exists()


def test_words_typed_after_the_sign_in_ended_come_back(client, db):
    answer = client.post(reverse("proposals:new"), fields(title="失去的標題", body="<b>失去的內容</b>"))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "失去的標題" in page
    assert "&lt;b&gt;失去的內容" in page


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("proposals:endorsement", "reason"),
        ("proposals:withdrawal", "reason"),
        ("desk:refusal", "refusal-note"),
        ("desk:answer", "answer-reasons-2"),
    ],
)
def test_every_form_hands_words_back_after_the_sign_in_ended(client, db, name, field):
    typed = {field: "打了很久的話", "theme": "a-choice", "csrfmiddlewaretoken": "a-token"}
    answer = client.post(reverse(name, args=[1]), typed)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "打了很久的話" in page and "a-choice" not in page and "a-token" not in page


def test_a_sign_in_leads_back_from_handing_in_to_the_proposal(client, cast):
    proposal = life.draft(cast)
    submission = reverse("proposals:submission", args=[proposal.pk])
    assert client.post(submission).url == f"/accounts/login/?next={submission}"
    client.force_login(cast.bo)
    assert client.get(submission).url == proposal.get_absolute_url()


# --- endorsing -------------------------------------------------------------------------------


@pytest.fixture
def collecting(cast):
    """A proposal that is open right now: the verb's own clock stands under this door."""
    now = timezone.now()
    proposal = actions.submit(life.draft(cast), cast.bo, now=now)
    window = Window(now - timedelta(hours=1), now + timedelta(days=1))
    return actions.pass_review(proposal, cast.rui, now=now, window=window, threshold=2)


def door(proposal):
    return reverse("proposals:endorsement", args=[proposal.pk])


def test_an_endorsement_with_hostile_words_is_counted_or_sent_back_whole(client, cast, collecting, words):
    client.force_login(cast.mei)
    answer = client.post(door(collecting), {"reason": words, "county": words[:50], "district": words[:50]})
    if answer.status_code == 422:
        kept(answer, words)
        assert not Endorsement.objects.exists()
    else:
        assert answer.status_code == 302
        one = Endorsement.objects.get()
        assert (one.reason, one.county, one.district) == (seen(words), "", "")
    page = client.get(collecting.get_absolute_url()).content.decode()
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("county", "district", "codes"),
    [
        ("64000", "64000010", ("64000", "64000010")),
        ("高雄市", "鹽埕區", ("64000", "64000010")),
        ("台北市", "", ("63000", "")),
        ("", "", ("", "")),
        ("63000", "64000010", ("63000", "")),
        ("其它", "其它", ("", "")),
    ],
)
def test_a_place_is_taken_by_code_or_name(client, cast, collecting, county, district, codes):
    client.force_login(cast.mei)
    client.post(door(collecting), {"reason": "", "county": county, "district": district})
    one = Endorsement.objects.get()
    assert (one.county, one.district) == codes


def test_nothing_that_anybody_typed_for_a_place_is_remembered(client, cast, collecting):
    client.force_login(cast.mei)
    client.post(door(collecting), {"county": "x" * 61})
    before = dict(forms._rendered)
    assert before, "void unless the choices of places are remembered"
    for number in range(25):
        answer = client.post(door(collecting), {"county": f"{number}" + "x" * 1_900_000, "district": "64000010"})
        assert answer.status_code == 422
        assert 'value="64000010" selected' in answer.content.decode()
    assert forms._rendered == before


def test_endorsing_twice_counts_once_and_says_the_number_again(client, cast, collecting):
    client.force_login(cast.mei)
    first = client.post(door(collecting), {"reason": "好"}, follow=True).content.decode()
    second = client.post(door(collecting), {"reason": "更好"}, follow=True).content.decode()
    assert "第 1 位" in first
    assert "第 1 位" in second
    assert [one.reason for one in Endorsement.objects.all()] == ["好"]


def test_it_is_said_before_the_click_that_it_cannot_be_taken_back(client, cast, collecting):
    client.force_login(cast.mei)
    page = client.get(collecting.get_absolute_url()).content.decode()
    warning = page.index("附議後無法收回")
    assert warning < page.index("確定附議")


def test_an_endorsement_after_withdrawal_is_refused_in_a_sentence(client, cast, collecting):
    actions.withdraw(collecting, cast.bo, now=timezone.now(), reason="不需要了")
    client.force_login(cast.mei)
    answer = client.post(door(collecting), {"reason": "好"})
    assert answer.status_code == 409
    assert "撤案" in answer.content.decode()


@pytest.mark.parametrize(("late", "status"), [(False, 302), (True, 409)])
def test_a_form_counts_from_when_it_was_sent_not_from_when_a_thread_was_free(client, cast, late, status):
    end = timezone.now() - timedelta(seconds=5)
    before = end - timedelta(hours=2)
    proposal = actions.submit(life.draft(cast), cast.bo, now=before)
    window = Window(end - timedelta(hours=1), end)
    proposal = actions.pass_review(proposal, cast.rui, now=before, window=window, threshold=2)
    client.force_login(cast.mei)
    arrived = end + timedelta(seconds=1 if late else -1)
    answer = client.post(door(proposal), {"reason": ""}, **{"civic.arrived_at": arrived.timestamp()})
    assert answer.status_code == status
    assert Endorsement.objects.count() == (not late)


def test_a_stranger_is_led_through_the_sign_in_back_to_the_form(client, cast, collecting):
    answer = client.post(door(collecting), {"reason": ""})
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))
    client.force_login(cast.mei)
    assert client.get(door(collecting)).url == collecting.get_absolute_url() + "#endorse"
    assert not Endorsement.objects.exists()


def test_a_withdrawal_needs_its_reason_and_keeps_it(client, cast, collecting, words):
    client.force_login(cast.bo)
    answer = client.post(reverse("proposals:withdrawal", args=[collecting.pk]), {"reason": words})
    collecting.refresh_from_db()
    if answer.status_code == 422:
        kept(answer, words)
        assert collecting.withdrawn_at is None
    else:
        assert collecting.withdrawn_reason == seen(words)
        page = client.get(collecting.get_absolute_url()).content.decode()
        assert "<script>alert" not in page


@pytest.mark.parametrize("page", ["new", "edit", "withdrawal", "endorsement"])
def test_another_method_is_not_allowed(client, cast, collecting, page):
    client.force_login(cast.bo)
    address = reverse(f"proposals:{page}", args=[] if page == "new" else [collecting.pk])
    assert client.delete(address).status_code == 405


# --- what gives somebody away, what cannot be seen, how long something is -------------------------


def test_a_reason_that_gives_somebody_away_is_shown_first_and_counted_once_confirmed(client, cast, collecting):
    client.force_login(cast.mei)
    address = reverse("proposals:endorsement", args=[collecting.pk])
    answer = client.post(address, {"reason": "打 0912/345/678 給我"})
    kept(answer, "打 0912/345/678 給我")
    page = answer.content.decode()
    assert '<span dir="auto">打 <mark>0912/345/678</mark> 給我</span>' in page
    assert "這些可以公開<span class=\"optional\">勾選或刪掉</span>" in page, "there is a choice, but one of the two"
    assert 'name="confirmed" value="0912/345/678"' in page
    assert not Endorsement.objects.filter(person=cast.mei).exists()
    typed = {"reason": "打 0912/345/678 給我", "confirmed": ["0912/345/678"]}
    assert client.post(address, typed).status_code == 302
    assert Endorsement.objects.get(person=cast.mei).reason == "打 0912/345/678 給我"


def test_an_identity_number_is_no_reason_whoever_confirms_it(client, cast, collecting):
    client.force_login(cast.mei)
    typed = {"reason": "我是 A123456789", "confirmed": ["a123456789"]}
    answer = client.post(reverse("proposals:endorsement", args=[collecting.pk]), typed)
    kept(answer, "我是 A123456789")
    assert not Endorsement.objects.filter(person=cast.mei).exists()


def test_handing_in_asks_about_what_gives_somebody_away(client, cast):
    draft = life.draft(cast, body="請寫信到 mei (at) mail.example", title="打 0912345678")
    client.force_login(cast.bo)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "<mark>mei (at) mail.example</mark>" in page and "<mark>0912345678</mark>" in page
    address = reverse("proposals:submission", args=[draft.pk])
    seen = {"seen": marks.reviewed(draft)}
    answer = client.post(address, seen | {"confirmed": ["0912345678"]}, follow=True)
    assert "看起來像個人資料" in answer.content.decode()
    assert Proposal.objects.get().submitted_at is None
    client.post(address, seen | {"confirmed": ["0912345678", "mei(at)mail.example"]})
    assert Proposal.objects.get().submitted_at


def test_what_the_field_lets_one_type_is_accepted(client, cast, collecting):
    client.force_login(cast.mei)
    body = "\r\n".join(["樹" * 199] * 50)
    answer = client.post(reverse("proposals:new"), fields(title="😀" * 80, body=body))
    assert answer.status_code == 302
    saved = Proposal.objects.get(title="😀" * 80)
    assert saved.body == body.replace("\r\n", "\n")
    reason = "\r\n".join(["樹" * 99] * 5) + "樹"
    client.post(reverse("proposals:endorsement", args=[collecting.pk]), {"reason": reason})
    assert Endorsement.objects.get(person=cast.mei).reason == reason.replace("\r\n", "\n")
    assert 'maxlength="80"' not in client.get(reverse("proposals:new")).content.decode(), "it would cut emoji in half"


@pytest.mark.parametrize("nothing", ["\u200b", "\u3164", "\u2800", "\u00ad", "\u202e", "\u0301"], ids=ascii)
def test_a_title_that_nobody_can_see_is_no_title(client, cast, nothing):
    client.force_login(cast.mei)
    kept(client.post(reverse("proposals:new"), fields(title=nothing, body=nothing, evidence_title="樹")), "樹")
    assert not Proposal.objects.exists()
    client.post(reverse("proposals:new"), fields(title=nothing, body="內容"))
    assert (Proposal.objects.get().title, str(Proposal.objects.get())) == ("", "未命名的草稿")


def test_a_title_turns_nothing_that_comes_after_it(client, cast):
    client.force_login(cast.mei)
    client.post(reverse("proposals:new"), fields(title="增設公車站\u202e(通過已)\u2067"))
    assert Proposal.objects.get().title == "增設公車站(通過已)"


def test_a_draft_is_deleted_with_its_files_by_its_proposer_once(client, cast, django_capture_on_commit_callbacks):
    draft = life.draft(cast)
    file = actions.add_evidence(draft, cast.bo, now=timezone.now(), title="圖", file=ContentFile(b"x", "a.txt")).file
    address = reverse("proposals:deletion", args=[draft.pk])
    client.force_login(cast.mei)
    assert client.post(address).status_code == 404
    client.force_login(cast.bo)
    assert address in client.get(draft.get_absolute_url()).content.decode()
    page = client.get(address)
    assert Proposal.objects.filter(pk=draft.pk).exists() and page.status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        answers = [client.post(address, {"once": page.context["once"]}) for _ in range(2)]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, "/mine/")] * 2
    assert not Proposal.objects.filter(pk=draft.pk).exists() and not file.storage.exists(file.name)


def test_what_was_handed_in_is_not_deleted(client, cast):
    proposal = life.submitted(cast)
    client.force_login(cast.bo)
    address = reverse("proposals:deletion", args=[proposal.pk])
    assert [client.get(address).status_code, client.post(address).status_code] == [409, 409]
    assert Proposal.objects.filter(pk=proposal.pk).exists()
    assert address not in client.get(proposal.get_absolute_url()).content.decode()
