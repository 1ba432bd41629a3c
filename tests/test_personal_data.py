"""What is kept of people: every table that names one is handed out, erased and told of in public, or says why not; and
nothing that was erased is found anywhere afterwards."""

import logging
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.mail import EmailMessage
from django.utils import timezone

from civic.accounts import actions
from civic.accounts.models import Person
from civic.accounts.sections import purposes
from civic.clockwork.models import Gone
from civic.clockwork.registry import chores
from civic.clockwork.runner import run_due
from civic.outbox import lane, urgent
from civic.outbox.models import Urgent
from proposals import actions as proposing
from tests import towns
from tests.accounts.test_signed_in import sign_in
from tests.proposals import life

pytestmark = pytest.mark.django_db

# Columns that name a person without a foreign key: people live on a higher floor, or the key is written out.
KEYS = {"actor", "about", "subject", "person_id"}
ABOUT_THINGS = {"duties.Duty": "the subject is a thing, the debtor an agency"}
# {table: (app, name) under which it stands in what people download}
HANDED_OUT = {
    "accounts.Person": ("accounts", "email"),
    "accounts.Verification": ("accounts", "verifications"),
    "accounts.DeviceSession": ("accounts", "signed_in"),
    "accounts.KnownDevice": ("accounts", "known_devices"),
    "mfa.Authenticator": ("accounts", "factors"),
    "record.Entry": ("accounts", "record"),
    "security.Event": ("accounts", "security_log"),
    "outbox.Letter": ("accounts", "letters"),
    "outbox.Mailing": ("accounts", "letters"),
    "agencies.Official": ("agencies", "offices"),
    "agencies.Deputyship": ("agencies", "deputies_at"),
    "accounts.Ending": ("accounts", "roles_end"),
    "accounts.Attendance": ("accounts", "worked_last_on"),
    "accounts.Recusal": ("staffing", "recusals"),
    "staffing.Invitation": ("staffing", "invitations"),
    "staffing.FactorReset": ("staffing", "factor_resets"),
    "proposals.Proposal": ("proposals", "proposals"),
    "proposals.Endorsement": ("proposals", "endorsements"),
    "proposals.HiddenReason": ("proposals", "hidden_reasons"),
    "proposals.Message": ("proposals", "messages"),
    "proposals.Look": ("proposals", "looks_at_contact_details"),
    "ballots.Roll": ("ballots", "votes"),
    "budgets.Idea": ("budgets", "ideas"),
    "budgets.Follower": ("budgets", "letters"),
    "programme.Member": ("programme", "seats"),
    "cms.Registration": ("cms", "registrations"),
    "cms.Picture": ("cms", "pictures"),
    "cms.PublicDocument": ("cms", "documents"),
    "wagtailcore.PageLogEntry": ("cms", "pages_changed"),
    "wagtailcore.PageSubscription": ("cms", "pages_followed"),
    "wagtailusers.UserProfile": ("cms", "settings"),
}
IN_OFFICE = "a deed in office: it stands in the log of pages, which is handed out"
NOT_HANDED_OUT = {
    "accounts.FormerPassword": "a fingerprint that tells its holder nothing and a thief something",
    "account.EmailAddress": "the address is the person's own, which is handed out",
    "ballots.Box": "who confirmed a count: a deed in office, on the public record",
    "budgets.Cycle": "who asked for a count: a deed in office, on the public record",
    "wagtailcore.Page": IN_OFFICE,
    "wagtailcore.ModelLogEntry": IN_OFFICE,
    "wagtailcore.Revision": IN_OFFICE,
    "wagtailcore.Comment": IN_OFFICE,
    "wagtailcore.CommentReply": IN_OFFICE,
    "wagtailcore.TaskState": IN_OFFICE,
    "wagtailcore.WorkflowState": IN_OFFICE,
    "wagtailcore.UploadedFile": "a file on its way to a picture or document, which is handed out",
    "wagtailadmin.EditingSession": "that a page is open somewhere, for a minute",
    "wagtailadmin.FormState": "which boxes of a form of the editors' admin are folded",
}
# Each is a wagtailcore.Page.
KINDS_OF_PAGES = {"cms.GuidePage", "cms.OutcomePage", "cms.OutcomeIndexPage", "cms.HomePage"}
NEVER_FILLED = {
    "wagtailcore.APIToken": "no interface of Wagtail's is switched on",
    "wagtaildocs.Document": "documents are cms.PublicDocument",
    "wagtailimages.Image": "pictures are cms.Picture",
    "admin.LogEntry": "the administration changes by verbs, which note it themselves",
}
# What erasing takes away altogether; of all others the values go, and the row leads to nobody.
DELETED = {
    "accounts.DeviceSession", "accounts.KnownDevice", "accounts.FormerPassword", "account.EmailAddress",
    "mfa.Authenticator", "agencies.Official", "proposals.Message", "budgets.Follower", "wagtailusers.UserProfile",
    "wagtailcore.PageSubscription", "wagtailadmin.EditingSession", "wagtailadmin.FormState",
    "accounts.Ending", "accounts.Attendance", "accounts.Recusal", "agencies.Deputyship", "staffing.Invitation",
    "staffing.FactorReset", "cms.Registration",
}  # fmt: skip
NAME, NICKNAME, REASON, WORDS = "寶來溪谷某人", "溪谷觀測員", "家門口沒有樹蔭的理由", "請打電話到我家後門"
NUMBER = "+886987123987"


def naming():
    """The tables with a column that leads to a person."""
    for model in apps.get_models():
        fields = model._meta.local_fields + model._meta.local_many_to_many
        leads = any(field.is_relation and field.related_model is Person for field in fields)
        if leads or KEYS & {field.name for field in fields}:
            yield model._meta.label


def named():
    return set(naming()) - KINDS_OF_PAGES - NEVER_FILLED.keys() - ABOUT_THINGS.keys() | {"accounts.Person"}


def test_every_table_that_names_somebody_is_handed_out_or_says_why_not(mei):
    told = actions.personal_data(mei)
    tables = named()
    assert len(tables) > 35 and tables == HANDED_OUT.keys() | NOT_HANDED_OUT.keys()
    assert not HANDED_OUT.keys() & NOT_HANDED_OUT.keys()
    assert [place for place in HANDED_OUT.values() if place[1] not in told.get(place[0], {})] == []


def test_every_table_that_names_somebody_is_in_the_public_table():
    listed = {table for purpose in purposes() for table in purpose.tables}
    known = {model._meta.label for model in apps.get_models()}
    assert listed <= known, "void unless the tables are there"
    in_office = {"ballots.Box", "budgets.Cycle"}  # who confirmed or asked: on the record, which is listed
    assert named() - in_office <= listed


def test_every_purpose_names_its_tables_and_every_chore_that_forgets_has_a_purpose():
    assert all(purpose.tables for purpose in purposes())
    forgetting = {name for name, chore in chores.items() if chore.forgets}
    assert forgetting == {name for purpose in purposes() for name in purpose.chores}


def test_the_tables_that_are_never_filled_are_empty_in_a_town():
    assert [label for label in NEVER_FILLED if apps.get_model(label).objects.exists()] == []


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_public_table_says_all_of_it_and_what_went_when(client, prefix, mei, pia):
    for person in (mei, pia):
        actions.erase(person, at=timezone.now())
    page = client.get(f"{prefix}/retention/")
    said = page.content.decode()
    assert page.status_code == 200 and "mei" not in said and f'href="{prefix}/retention/"' in said
    assert said.count('<th scope="row">') == len(purposes())
    words = "Accounts erased by their holders" if prefix else "由本人刪除的帳號"
    assert f"<td>{words}</td><td>2</td>" in said


def test_what_the_clock_removes_is_counted_by_day():
    Urgent.objects.create(channel="text", at=life.SUBMITTED, due_at=life.SUBMITTED, expires_at=life.SUBMITTED)
    chore = chores["civic.outbox.clear_urgent"]
    later = life.SUBMITTED + urgent.KEPT + 2 * life.DAY
    for _round in range(2):
        assert run_due(later, [chore]) in ({chore.name: 1}, {})
    assert [(row.what, row.count) for row in Gone.objects.all()] == [(chore.name, 1)]


@pytest.fixture
def somebody(cast, monkeypatch, settings, tmp_path):
    """Who has left a trace wherever a citizen can."""
    settings.MEDIA_ROOT = tmp_path
    client = sign_in(cast.bo)
    monkeypatch.setattr(urgent, "send_mail", lambda now: 0)
    monkeypatch.setattr(urgent, "send_texts", lambda now: 0)
    actions.change_profile(cast.bo, at=life.SUBMITTED, name=NAME, nickname=NICKNAME)
    actions.verify(cast.bo, "phone", 2, at=life.SUBMITTED, proof=NUMBER, phone=NUMBER)
    client.post("/accounts/password/set/", {"password1": "a long one nobody has", "password2": "a long one nobody has"})
    draft = life.draft(cast, title="還沒送出的草稿題目")
    proposing.add_evidence(draft, cast.bo, now=life.SUBMITTED, title="照片", file=ContentFile(WORDS.encode(), "a.txt"))
    proposal = life.established(cast)
    other = life.passed(cast)
    life.endorse_as(cast.bo, other, life.OPENS, reason=REASON)
    proposing.write_to_proposer(proposal, cast.ann, now=life.OPENS + 2 * life.DAY, text="您好")
    proposing.reply(proposal, cast.bo, now=life.OPENS + 2 * life.DAY, text=WORDS)
    EmailMessage(f"Notice for {NICKNAME}", f"Dear {NAME}", to=[cast.bo.email]).send()
    lane.send_text(NUMBER, "123456", valid_for=life.DAY)
    return cast.bo


def anywhere(media, caplog):
    """All that is written down anywhere, as bytes: rows, files, the log, and what waits to be sent."""
    waiting = [str(row.content).encode() for row in Urgent.objects.all()]
    files = [path.read_bytes() for path in Path(media).rglob("*") if path.is_file()]
    return b"\n".join([*towns.taken().rows, *files, *waiting, caplog.text.encode()])


def test_nothing_that_was_erased_is_found_anywhere(
    somebody, settings, caplog, django_capture_on_commit_callbacks
):
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    values = [NAME, NICKNAME, REASON, WORDS, NUMBER, "0987 123 987", somebody.email, "還沒送出的草稿題目"]
    before = anywhere(settings.MEDIA_ROOT, caplog)
    readable = [value for value in values if value.encode() in before]
    assert {NICKNAME, REASON, WORDS, somebody.email, NAME, NUMBER} <= set(readable), "void unless it was there"
    tables = [apps.get_model(label) for label in DELETED]
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase(somebody, at=life.OPENS + 3 * life.DAY)
    after = anywhere(settings.MEDIA_ROOT, caplog)
    assert [value for value in values if value.encode() in after] == []
    for model in tables:
        names = [f.name for f in model._meta.local_fields if f.is_relation and f.related_model is Person]
        assert not any(model.objects.filter(**{name: somebody}).exists() for name in names), model
