"""What is sent twice is done once, and the second click leads to where the first one did."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from civic.accounts import once
from civic.accounts.models import Sent
from civic.outbox.models import Mailing
from civic.record.models import Entry
from proposals import actions, marks
from proposals.models import Evidence, Proposal
from tests import people
from tests.proposals import life

WORDS = {"title": "在路口種樹", "body": "夏天沒有樹蔭。", "benefits": "走路的人有樹蔭。", "theme": "transport"}


def at_once(signed_in, address, data, number=2):
    """The places to which `number` identical forms lead that arrive together."""

    def send(_):
        client = Client()
        client.cookies = signed_in.cookies
        try:
            answer = client.post(address, data)
            return answer.status_code, answer.headers.get("Location")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(send, range(number)))


def form_key(client, address):
    return client.get(address).context["form"]["once"].value()


@pytest.mark.usefixtures("own_database")
def test_a_draft_saved_by_a_double_click_is_one_draft_with_one_link():
    mei, client = people.person("mei"), Client()
    client.force_login(mei)
    new = reverse("proposals:new")
    link = {"evidence_title": "照片", "evidence_url": "https://example.org/a"}
    led = at_once(client, new, WORDS | link | {"once": form_key(client, new)}, number=4)
    (draft,) = Proposal.objects.all()
    assert set(led) == {(302, draft.get_absolute_url())}
    assert Evidence.objects.count() == 1
    edit = reverse("proposals:edit", args=[draft.pk])
    led = at_once(client, edit, WORDS | link | {"once": form_key(client, edit)}, number=4)
    assert set(led) == {(302, draft.get_absolute_url())}
    assert Evidence.objects.count() == 2, "another form is another deed"


@pytest.mark.usefixtures("own_database")
def test_handing_in_twice_at_once_is_one_event_and_both_are_well():
    cast, client = life.Cast(), Client()
    draft = life.draft(cast)
    client.force_login(draft.proposer)
    led = at_once(client, reverse("proposals:submission", args=[draft.pk]), {"seen": marks.reviewed(draft)})
    assert set(led) == {(302, draft.get_absolute_url())}
    assert Entry.objects.about(draft).filter(verb="received").count() == 1
    assert Mailing.objects.filter(subject=draft.record_key).count() == 1


def test_withdrawing_twice_is_well_too(client, cast, at):
    at(life.OPENS)
    proposal = life.passed(cast)
    client.force_login(proposal.proposer)
    for _ in range(2):
        answer = client.post(reverse("proposals:withdrawal", args=[proposal.pk]), {"reason": "改寫"})
        assert answer.status_code == 302 and answer["Location"] == proposal.get_absolute_url()
    assert Entry.objects.about(proposal).filter(verb="withdrawn").count() == 1


def test_a_form_that_was_sent_back_is_no_deed(client, mei):
    client.force_login(mei)
    new = reverse("proposals:new")
    key = form_key(client, new)
    wrong = client.post(new, WORDS | {"theme": "x", "once": key})
    assert wrong.status_code == 422 and wrong.context["form"]["once"].value() == key
    assert client.post(new, WORDS | {"once": key}).status_code == 302
    assert Proposal.objects.count() == 1


def test_the_key_of_one_is_worth_nothing_to_another(client, mei, bo):
    for person in (mei, bo):
        client.force_login(person)
        client.post(reverse("proposals:new"), WORDS | {"once": "the same"})
    assert Proposal.objects.count() == 2


def test_forms_are_forgotten(mei, now):
    assert once.led_to(mei, "a", now) is None and once.led_to(mei, "", now) is None
    assert once.clear(now) == 0
    assert once.clear(now + once.KEPT) == 1 and not Sent.objects.exists()


def test_back_and_save_again_changes_the_draft_it_made(client, mei):
    client.force_login(mei)
    new = reverse("proposals:new")
    link = {"evidence_title": "照片", "evidence_url": "https://example.org/a"}
    typed = WORDS | link | {"once": form_key(client, new)}
    for body in ("夏天沒有樹蔭。", "後來加寫的話。", "夏天沒有樹蔭。"):
        answer = client.post(new, typed | {"body": body})
        (draft,) = Proposal.objects.all()
        assert answer["Location"] == draft.get_absolute_url()
        assert (draft.body, draft.evidence.count()) == (body, 1)


def test_back_to_a_form_for_a_new_one_writes_over_nothing_that_was_changed_since(client, mei):
    client.force_login(mei)
    new = reverse("proposals:new")
    typed = WORDS | {"once": form_key(client, new)}
    client.post(new, typed)
    (draft,) = Proposal.objects.all()
    edit = reverse("proposals:edit", args=[draft.pk])
    client.post(edit, WORDS | {"body": "改過的內容", "seen": client.get(edit).context["form"]["seen"].value()})
    answer = client.post(new, typed | {"body": "最早的那一頁"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "最早的那一頁</textarea>" in page and "改過的內容" in page
    assert f'action="{edit}"' in page
    draft.refresh_from_db()
    assert draft.body == "改過的內容"
    said = {"body": "最早的那一頁", "seen": answer.context["form"]["seen"].value()}
    assert client.post(edit, typed | said).status_code == 302
    draft.refresh_from_db()
    assert draft.body == "最早的那一頁"


def test_words_written_in_another_window_are_not_written_over_unseen(client, cast):
    draft = life.draft(cast)
    client.force_login(cast.bo)
    edit = reverse("proposals:edit", args=[draft.pk])
    typed = WORDS | {"seen": client.get(edit).context["form"]["seen"].value()}
    assert client.post(edit, typed | {"body": "第一個視窗"}).status_code == 302
    answer = client.post(edit, typed | {"body": "第二個視窗"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "第二個視窗</textarea>" in page and "第一個視窗" in page
    typed["seen"] = answer.context["form"]["seen"].value()
    assert client.post(edit, typed | {"body": "第二個視窗"}).status_code == 302
    draft.refresh_from_db()
    assert draft.body == "第二個視窗"
    blind = {name: text for name, text in typed.items() if name != "seen"}
    assert client.post(edit, blind | {"body": "什麼都沒看過"}).status_code == 409
    assert client.post(edit, blind | {"body": "第二個視窗"}).status_code == 302, "nothing is other than what stands"


def test_a_draft_without_a_title_is_called_so_and_is_not_handed_in(client, mei):
    client.force_login(mei)
    client.post(reverse("proposals:new"), WORDS | {"title": "", "once": "a key"})
    (draft,) = Proposal.objects.all()
    for address in (draft.get_absolute_url(), reverse("accounts:mine"), reverse("proposals:deletion", args=[draft.pk])):
        assert "未命名的草稿" in client.get(address).content.decode(), address
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "請先填寫：主題。" in page and reverse("proposals:submission", args=[draft.pk]) not in page
    client.post(reverse("proposals:submission", args=[draft.pk]), {"seen": marks.reviewed(draft)})
    draft.refresh_from_db()
    assert draft.submitted_at is None
    emptied = {"title": "", "body": "", "benefits": "", "seen": marks.words(draft)}
    assert client.post(reverse("proposals:edit", args=[draft.pk]), emptied).status_code == 422


def test_a_text_under_review_keeps_a_title(client, cast):
    proposal = life.amend(cast)
    client.force_login(cast.bo)
    said = WORDS | {"title": "", "seen": marks.words(proposal)}
    assert client.post(reverse("proposals:edit", args=[proposal.pk]), said).status_code == 422


def test_what_is_handed_in_is_what_was_looked_over(client, cast):
    draft = life.draft(cast)
    client.force_login(cast.bo)
    seen = client.get(draft.get_absolute_url()).context["seen"]
    actions.save_draft(cast.bo, now=life.SUBMITTED, proposal=draft, body="另一個視窗")
    submission = reverse("proposals:submission", args=[draft.pk])
    for said in ({"seen": seen}, {}):
        page = client.post(submission, said, follow=True)
        assert "文字有變動" in page.content.decode() and page.context["shown"].phase == "draft"
    client.post(submission, {"seen": page.context["seen"]})
    assert Proposal.objects.get().phase() == "submitted"


def test_a_page_that_saves_by_itself_is_told_where_it_goes_on(client, mei):
    client.force_login(mei)
    new = reverse("proposals:new")
    typed = WORDS | {"once": form_key(client, new)}
    asked = {"HTTP_ACCEPT": "application/json"}
    answer = client.post(new, {"title": " ", "body": "\u3164", "once": typed["once"]}, **asked)
    assert answer.status_code == 422 and answer.json()["sentence"] == "主題: 請先寫下主題或一些內容。"
    said = client.post(new, typed | {"title": ""}, **asked).json()
    (draft,) = Proposal.objects.all()
    assert (draft.title, draft.body) == ("", WORDS["body"])
    assert said["address"] == reverse("proposals:edit", args=[draft.pk])
    again = typed | {"seen": said["seen"], "body": "寫到一半"}
    said = client.post(said["address"], again, **asked).json()
    assert client.post(said["address"], again | {"body": "舊的視窗"}, **asked).status_code == 409
    assert client.post(said["address"], again | {"seen": said["seen"], "body": "寫完了"}, **asked).status_code == 200
    draft.refresh_from_db()
    assert draft.body == "寫完了"
