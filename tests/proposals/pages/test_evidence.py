"""Files of a proposal over HTTP: what is taken, where it lies, who gets it back and under which name."""

import io
import stat
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from civic.files.evidence import MOST
from civic.lifecycle import Refusal, Refused
from proposals import actions, marks
from proposals.models import Evidence
from tests.files import things
from tests.proposals import life
from tests.races.arena import at_once

WORDS = {"title": "在路口種樹", "body": "夏天沒有樹蔭。", "benefits": "走路的人有樹蔭。", "theme": "transport"}
RARE = "𠮷" * 80 + ".jpg"


@pytest.fixture(autouse=True)
def here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def on_disk(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def send(client, name, content, path="/proposals/new/", **more):
    file = SimpleUploadedFile(name, content)
    return client.post(path, WORDS | {"evidence_title": "照片", "evidence_file": file} | more)


def back(client, evidence):
    return client.get(reverse("proposals:evidence", args=[evidence.proposal_id, evidence.pk]))


def test_a_photograph_comes_back_without_its_place_and_under_its_name(client, cast, tmp_path):
    client.force_login(cast.bo)
    assert send(client, RARE, things.photo()).status_code == 302
    evidence, (path,) = Evidence.objects.get(), on_disk(tmp_path)
    answer = back(client, evidence)
    content = answer.getvalue()
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{quote(RARE)}"
    assert Image.open(io.BytesIO(content)).size == (80, 120)
    assert not any(word in content for word in things.SAID)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640 and len(path.stem) == 32


def test_a_phones_own_format_is_shown_as_what_every_browser_knows(client, cast):
    client.force_login(cast.bo)
    answer = send(client, "IMG_0001.HEIC", things.photo("HEIF"))
    evidence = Evidence.objects.get()
    assert (evidence.name, back(client, evidence)["Content-Type"]) == ("IMG_0001.jpg", "image/jpeg")
    page = client.get(answer.url).content.decode()
    assert f'<img src="{reverse("proposals:evidence", args=[evidence.proposal_id, evidence.pk])}" alt="照片"' in page


@pytest.mark.parametrize(("path", "words"), [("/proposals/new/", "不是可以使用"), ("/en/proposals/new/", "its name")])
@pytest.mark.parametrize(
    ("name", "content"),
    [("report.pdf", b"<html><script>"), ("x.jpg", b"MZ\x90\x00"), ("a.zip", things.packed(("a", "b")))],
)
def test_what_is_refused_is_said_beside_the_field_and_stays_nowhere(client, cast, tmp_path, name, content, path, words):
    client.force_login(cast.bo)
    answer = send(client, name, content, path)
    assert answer.status_code == 422 and words in str(answer.context["form"].errors["evidence_file"])
    assert on_disk(tmp_path) == []


def test_a_file_too_large_is_told_by_its_limit(client, cast, tmp_path):
    client.force_login(cast.bo)
    answer = send(client, "big.pdf", things.PDF + bytes(10 * 2**20))
    assert "10 MB" in str(answer.context["form"].errors["evidence_file"])
    assert 'data-largest="10485760"' in answer.content.decode() and on_disk(tmp_path) == []


def test_a_refused_upload_does_not_stay_on_disk(client, cast, tmp_path, monkeypatch):
    proposal = life.draft(cast)
    client.force_login(cast.bo)
    address = reverse("proposals:edit", args=[proposal.pk])
    wrote = []

    def too_late(self, *args, **kwargs):
        wrote.extend(on_disk(tmp_path))
        raise Refused(Refusal("late", "太晚了"))

    monkeypatch.setattr("proposals.pages.writing.once.note", too_late)
    assert send(client, "a.pdf", things.PDF, address, seen=marks.words(proposal)).status_code == 409
    assert len(wrote) == 1, "void unless the file was on disk"
    assert on_disk(tmp_path) == []


def test_a_draft_shows_its_files_to_nobody_else(client, cast):
    proposal = life.draft(cast)
    file = SimpleUploadedFile("a.pdf", things.PDF)
    paper = actions.add_evidence(proposal, cast.bo, now=life.SUBMITTED, title="圖", file=file)
    for reader in (None, cast.mei, cast.rui):
        strangers = Client()
        if reader:
            strangers.force_login(reader)
        assert back(strangers, paper).status_code == 404
    client.force_login(cast.bo)
    assert back(client, paper)["Cache-Control"] == "private, no-store"
    actions.submit(proposal, cast.bo, now=life.SUBMITTED)
    actions.pass_review(proposal, cast.rui, now=life.PASSED)
    assert back(Client(), paper)["Cache-Control"] == back(client, paper)["Cache-Control"] == "public, max-age=3600"


def test_however_many_arrive_at_once_there_are_ten(own_database, tmp_path):
    cast = life.Cast()
    proposal = life.draft(cast)
    add = [
        lambda number=number: actions.add_evidence(
            proposal, cast.bo, now=life.SUBMITTED, title=f"{number}", file=SimpleUploadedFile("a.pdf", things.PDF)
        )
        for number in range(24)
    ]
    done = at_once(*add)
    assert proposal.evidence.count() == MOST == 10
    assert [each.refusal.code for each in done if isinstance(each, Refused)] == ["evidence_full"] * 14
    assert len(on_disk(tmp_path)) == 10


def test_the_eleventh_is_refused_in_words(client, cast):
    proposal = life.draft(cast)
    for number in range(10):
        actions.add_evidence(proposal, cast.bo, now=life.SUBMITTED, title=f"{number}", url="https://example.org/")
    client.force_login(cast.bo)
    answer = send(client, "a.pdf", things.PDF, reverse("proposals:edit", args=[proposal.pk]))
    assert (answer.status_code, proposal.evidence.count()) == (422, 10)
    first = proposal.evidence.order_by("pk").first()
    address = reverse("proposals:edit", args=[proposal.pk])
    answer = send(client, "a.pdf", things.PDF, address, evidence_remove=[first.pk], seen=marks.words(proposal))
    assert (answer.status_code, proposal.evidence.count()) == (302, 10)
