"""My page: what one proposed and endorsed, handed out and erased."""

from django.core.files.base import ContentFile

from civic.accounts.actions import erase, personal_data
from proposals import actions
from proposals.models import Proposal
from tests.proposals import life


def test_my_page_shows_my_drafts_and_endorsements_and_nobody_elses(client, cast):
    draft = life.draft(cast, title="還沒送出的草稿")
    collecting = life.passed(cast, title="在路口種樹")
    life.endorse_as(cast.mei, collecting, life.OPENS)
    client.force_login(cast.bo)
    page = client.get("/mine/").content.decode()
    assert draft.title in page and collecting.title in page
    client.force_login(cast.mei)
    page = client.get("/mine/").content.decode()
    assert draft.title not in page and collecting.title in page


def test_the_export_holds_every_word_of_mine(cast):
    collecting = life.passed(cast)
    life.endorse_as(cast.mei, collecting, life.OPENS, reason="樹好")
    draft = life.draft(cast)
    actions.add_evidence(draft, cast.bo, now=life.OPENS, title="調查", url="https://example.org/a")
    mine = personal_data(cast.bo)["proposals"]
    assert mine["proposals"][0]["body"] == collecting.body
    link = {"proposal_id": draft.pk, "title": "調查", "url": "https://example.org/a", "file": "", "name": ""}
    assert mine["evidence"] == [link]
    assert personal_data(cast.mei)["proposals"]["endorsements"][0]["reason"] == "樹好"


def test_leaving_deletes_drafts_withdraws_the_unseen_and_keeps_what_others_endorsed(cast):
    draft, waiting, collecting = life.draft(cast), life.submitted(cast), life.passed(cast)
    life.endorse_as(cast.mei, collecting, life.OPENS)
    erase(cast.bo, at=life.OPENS)
    assert not Proposal.objects.filter(pk=draft.pk).exists()
    waiting.refresh_from_db()
    assert waiting.withdrawn_at == life.OPENS
    collecting.refresh_from_db()
    assert collecting.withdrawn_at is None and collecting.endorsement_count == 1


def test_an_endorsement_stays_counted_without_its_endorser(cast):
    collecting = life.passed(cast)
    life.endorse_as(cast.mei, collecting, life.OPENS, reason="樹好")
    erase(cast.mei, at=life.OPENS)
    collecting.refresh_from_db()
    assert collecting.endorsement_count == collecting.endorsements.count() == 1
    assert "mei" not in collecting.endorsements.get().person.nickname


def test_my_page_says_what_can_be_done_next(client, cast, at):
    life.draft(cast)
    proposal = life.amend(cast)
    client.force_login(cast.bo)
    at(proposal.amend_due_at - life.TICK)
    page = client.get("/mine/").content.decode()
    assert "再看一遍，就可以送出了" in page and "檢核人員請您補正" in page
    at(proposal.amend_due_at)
    page = client.get("/mine/").content.decode()
    assert "檢核人員請您補正" not in page and "另提新案" in page


def test_files_of_drafts_and_reasons_go_too(cast, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT = tmp_path
    draft, opened = life.draft(cast), life.passed(cast)
    actions.add_evidence(draft, cast.bo, now=life.SUBMITTED, title="圖", file=ContentFile(b"x", "a.txt"))
    life.endorse_as(cast.bo, opened, life.OPENS, reason="我家門口")
    assert any(path.is_file() for path in tmp_path.rglob("*")), "void unless there was a file"
    with django_capture_on_commit_callbacks(execute=True):
        actions.leave(cast.bo, now=life.OPENS)
    assert not any(path.is_file() for path in tmp_path.rglob("*"))
    assert [(row.number, row.reason) for row in opened.endorsements.all()] == [(1, "")]
