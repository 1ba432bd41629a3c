"""The administration: who gets in, what it shows, and that facts are moved by verbs only."""

import ast
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import strip_tags

from civic.accounts.actions import suspend
from civic.accounts.models import Person
from civic.administration import SeenForm, chore_in_words, key_in_words, mailing_in_words, verb_in_words
from civic.agencies.models import Agency, Official
from civic.city.models import Closure, District, Theme
from civic.clockwork.registry import chores
from civic.formats import end_in_words
from civic.outbox import registry
from civic.outbox.models import Letter, Mailing
from civic.record.actions import write
from civic.record.models import Entry
from proposals import clockwork
from proposals.models import Proposal, Terms
from tests import people
from tests.proposals import life

OURS = [m for m in admin.site._registry if m.__module__.split(".")[0] in ("civic", "proposals", "cms")]


@pytest.fixture
def owner(db):
    return Person.objects.create_superuser("owner@example.test", "long enough 1", nickname="owner")


@pytest.fixture
def something_everywhere(mei, ann, now):
    """A row of each kind, so that every page has something to show."""
    Closure.objects.create(day="2026-07-10", reason="颱風")
    mailing = Mailing.objects.create(kind="x.y", subject="proposal:1", key="x", at=now, due_at=now, abandoned_at=now)
    Letter.objects.create(mailing=mailing, person_id=mei.pk, due_at=now, abandoned_at=now, failures=6)
    write("tests.happened", mei, actor="clock", at=now)


def test_no_page_moves_roles_or_addresses_past_the_verbs(client, owner):
    client.force_login(owner)
    for address in ("/admin/auth/group/", "/admin/auth/", "/admin/account/emailaddress/"):
        assert client.get(address).status_code == 404, address
    page = client.get("/admin/").content.decode()
    assert "/admin/accounts/person/" in page, "void unless the list of pages is found"
    assert "/admin/auth/" not in page and "emailaddress" not in page


def test_our_models_are_registered():
    assert len(OURS) >= 9, "void unless there are pages to walk"


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_page_opens_for_the_owner(client, owner, something_everywhere, model):
    client.force_login(owner)
    label = f"{model._meta.app_label}_{model._meta.model_name}"
    assert client.get(reverse(f"admin:{label}_changelist"), {"q": "1"}).status_code == 200
    if row := model._default_manager.first():
        assert client.get(reverse(f"admin:{label}_change", args=[row.pk])).status_code == 200


INLINE = re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)|\son[a-z]+=|<style|\sstyle=|javascript:", re.I)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_the_strict_policy_holds_and_no_page_needs_more(client, owner, something_everywhere, model):
    client.force_login(owner)
    label = f"{model._meta.app_label}_{model._meta.model_name}"
    addresses = [reverse("admin:index"), reverse(f"admin:{label}_changelist")]
    if row := model._default_manager.first():
        addresses.append(reverse(f"admin:{label}_change", args=[row.pk]))
    for address in addresses:
        page = client.get(address)
        policy = page["Content-Security-Policy"]
        assert "script-src 'self'" in policy and "unsafe" not in policy and "object-src 'none'" in policy
        assert not INLINE.findall(page.content.decode()), address


def test_the_look_for_inline_code_would_find_some():
    for text in ("<script>", '<script id="x" defer>', '<a onclick="x">', '<p style="x">', "<style>"):
        assert INLINE.search(text)
    assert not INLINE.search('<script id="x" src="/static/x.js">')


@pytest.mark.parametrize("asked", ["password__startswith=pbkdf2", "verifications__digest__gt=a", "name__startswith=王",
                                   "groups__permissions__codename=x", "phone__contains=9"])  # fmt: skip
def test_a_list_is_asked_by_its_filters_only(client, ada, mei, asked):
    client.force_login(ada)
    assert client.get(f"/admin/accounts/person/?{asked}").status_code == 400


def test_every_filter_a_list_offers_works(client, owner, something_everywhere):
    client.force_login(owner)
    tried = 0
    for model in OURS:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for link in set(re.findall(r'href="(\?[^"]+=[^"]*)"', client.get(address).content.decode())):
            assert client.get(address + link.replace("&amp;", "&")).status_code == 200, link
            tried += 1
    assert tried > 10, "void unless there are filters"


@pytest.mark.parametrize("name", ["mei", "rui", "ann", "eve"])
def test_nobody_but_administrators_gets_in(client, name, request):
    client.force_login(request.getfixturevalue(name))
    assert client.get("/admin/").status_code in (302, 403)


@pytest.mark.parametrize("path", ["/admin/accounts/person/", "/admin/outbox/letter/", "/admin/city/closure/add/"])
def test_a_suspended_administrator_reads_nobodys_data(client, ada, now, path):
    client.force_login(ada)
    assert client.get(path).status_code == 200, "void unless an administrator gets in"
    suspend(ada, at=now, actor="operator", reason="洩密")
    assert client.get(path).status_code == 403


def test_an_administrator_sees_people_and_closures_but_adds_no_person(client, ada):
    client.force_login(ada)
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/accounts/person/").status_code == 200
    assert client.get("/admin/accounts/person/add/").status_code == 403
    assert client.post("/admin/city/closure/add/", {"day": "2026-07-10", "reason": "颱風"}).status_code == 302
    assert Closure.objects.get().reason == "颱風"


def test_a_closure_is_entered_and_taken_back_after_seeing_what_moves(client, ada, cast, at):
    proposal = life.submitted(cast)
    at(life.SUBMITTED)
    client.force_login(ada)
    page = "/admin/city/closure/add/"
    typed = {"day": "2026-03-05", "until": "2026-03-06", "reason": "颱風"}
    preview = client.post(page, typed)
    text = preview.content.decode()
    assert not Closure.objects.exists() and life.due(proposal, "review") == life.at(2026, 3, 10)
    assert proposal.title in text and "2026年3月9日" in text and "2026年3月11日" in text
    other = life.submitted(cast)
    again = client.post(page, typed | looked_over(preview))
    assert again.status_code == 200 and not Closure.objects.exists(), "something else moves by now"
    assert client.post(page, typed | looked_over(again)).status_code == 302
    assert {life.due(each, "review") for each in (proposal, other)} == {life.at(2026, 3, 12)}
    back = f"/admin/city/closure/{Closure.objects.first().pk}/delete/"
    preview = client.get(back)
    assert "2026年3月10日" in preview.content.decode()
    assert client.post(back, {"reason": "", "seen": preview.context["seal"]}).status_code == 200
    assert Closure.objects.count() == 2, "taken back with a reason only"
    assert client.post(back, {"reason": "照常上班", "seen": preview.context["seal"]}).status_code == 302
    assert {life.due(each, "review") for each in (proposal, other)} == {life.at(2026, 3, 11)}
    for wrong in ({"until": "2026-03-04"}, {"until": "2026-05-04"}, {"until": "x"}, {"day": ""}):
        answer = client.post(page, {**typed, "day": "2026-03-10", **wrong})
        assert answer.status_code == 200 and answer.context["rows"] is None, "nothing wrong is looked over"
    assert Closure.objects.count() == 1


def looked_over(answer):
    """What the page says of what it shows, as its hidden fields."""
    return {"seen": answer.context["seal"], "shown": answer.context["shown"]}


def test_other_days_than_those_shown_are_looked_over_first_and_not_called_changed(client, ada, cast, at):
    life.submitted(cast)
    at(life.SUBMITTED)
    client.force_login(ada)
    page, typed = "/admin/city/closure/add/", {"day": "2026-03-05", "until": "2026-03-06", "reason": "颱風"}
    preview = client.post(page, typed)
    wrong = client.post(page, typed | {"until": "2026-03-04"} | looked_over(preview))
    assert "最後一天早於第一天" in wrong.content.decode() and 'value="2026-03-04"' in wrong.content.decode()
    again = client.post(page, typed | looked_over(wrong))
    assert again.context["rows"] and not again.context["form"].errors, "looked over as for the first time"
    other = client.post(page, typed | {"until": ""} | looked_over(again))
    text = other.content.decode()
    assert "您改了日期" in text and "有變動" not in text and not Closure.objects.exists()
    assert client.post(page, typed | {"until": ""} | looked_over(other)).status_code == 302
    assert Closure.objects.get().day.isoformat() == "2026-03-05"
    taken = client.post(page, typed)
    assert "已登記為停班日" in taken.content.decode() and taken.context["rows"] is None


def test_closures_are_neither_changed_nor_deleted_by_the_way(client, ada, rui):
    closure = Closure.objects.create(day="2026-07-10", reason="颱風")
    client.force_login(ada)
    act(client, "city/closure", "delete_selected", [closure], post="yes")
    assert client.post(f"/admin/city/closure/{closure.pk}/change/", {"day": "2026-07-11"}).status_code == 403
    assert client.get("/admin/city/closure/nothing/delete/").status_code == 404
    client.force_login(rui)
    for page in ("add", f"{closure.pk}/delete"):
        assert client.post(f"/admin/city/closure/{page}/", {"reason": "x", "seen": "x"}).status_code in (302, 403)
    assert Closure.objects.get().day.isoformat() == "2026-07-10"


# --- what a list asked for stands there again --------------------------------------------------------


def ticked(answer):
    """The keys of the rows that are ticked on a list."""
    return [int(key) for key in re.findall(r'<input checked [^>]*name="_selected_action" value="(\d+)"', _html(answer))]


def _html(answer):
    return answer.content.decode()


def test_an_action_that_cannot_be_begun_keeps_ticks_and_words_and_says_why(client, ada, mei, bo):
    client.force_login(ada)
    for more, why in (
        ({"reason": "  "}, "請填寫原因"),
        ({"reason": "長" * 201}, "理由: "),
        ({"action": "", "reason": "洗版"}, "動作: "),
        ({"action": "grant_role", "reason": "洗版", "role": ""}, "請選擇角色"),
    ):
        action = more.get("action", "suspend")
        answer = act(client, "accounts/person", rows=[mei, bo], **{"action": action, "index": "0"} | more)
        assert answer.status_code == 422 and why in _html(answer), more
        assert sorted(ticked(answer)) == sorted([mei.pk, bo.pk])
        assert f'value="{more["reason"].strip()}"' in _html(answer) or not more["reason"].strip()
        assert f'<option value="{action}" selected>' in _html(answer)
    answer = act(client, "accounts/person", "suspend", [], index="0", reason="洗版")
    assert answer.status_code == 422 and "請勾選" in _html(answer) and 'value="洗版"' in _html(answer)
    assert not Person.objects.exclude(suspended_at=None).exists()


def test_what_a_rule_refused_stands_there_again_and_the_rest_is_done(client, ada, mei):
    client.force_login(ada)
    answer = act(client, "accounts/person", "suspend", [mei, ada], reason="洗版")
    assert answer.status_code == 409 and ticked(answer) == [ada.pk]
    assert 'value="洗版"' in _html(answer) and "不能停用自己的帳號" in _html(answer)
    assert Person.objects.get(pk=mei.pk).suspended_reason == "洗版"


def test_prolonging_and_withdrawing_give_back_what_was_asked(client, ada, cast, at):
    proposals = [life.passed(cast), life.submitted(cast)]
    terms = Terms.objects.order_by("effective_on").first()
    at(life.OPENS + life.DAY)
    client.force_login(ada)
    answer = act(client, "proposals/proposal", "prolong", proposals, minutes="30", reason="停擺")
    assert answer.status_code == 409 and ticked(answer) == [proposals[1].pk]
    assert 'name="minutes" value="30"' in _html(answer) and 'name="reason" value="停擺"' in _html(answer)
    answer = act(client, "proposals/proposal", "prolong", proposals, minutes="-3", reason="停擺")
    assert answer.status_code == 422 and len(ticked(answer)) == 2 and 'value="-3"' in _html(answer)
    answer = act(client, "proposals/terms", "withdraw", [terms], reason="打錯")
    assert answer.status_code == 409 and ticked(answer) == [terms.pk] and 'value="打錯"' in _html(answer)


def test_a_window_is_prolonged_from_the_end_that_was_seen_and_no_second_time(client, ada, cast, at):
    proposal = life.passed(cast)
    at(life.OPENS + life.DAY)
    client.force_login(ada)
    shown = _html(client.get("/admin/proposals/proposal/"))
    seen = dict(re.findall(r'name="([a-z]+-[0-9]+-seen)" value="([0-9a-f]+)"', shown))
    assert set(seen) == {f"window-{proposal.pk}-seen", f"lead-{proposal.pk}-seen"}
    typed = seen | {"minutes": "60", "reason": "停擺"}
    assert act(client, "proposals/proposal", "prolong", [proposal], **typed).status_code == 200
    answer = act(client, "proposals/proposal", "prolong", [proposal], **typed)
    assert answer.status_code == 409 and ticked(answer) == [proposal.pk] and 'value="停擺"' in _html(answer)
    assert Proposal.objects.get().closes_at == life.CLOSES + timedelta(hours=1)
    seen = {f"lead-{proposal.pk}-seen": "0" * 32, "agency": "parks", "reason": "公園綠地"}
    people.parks()
    assert act(client, "proposals/proposal", "transfer", [proposal], **seen).status_code == 409
    assert Proposal.objects.get().agency == people.transport()


def test_a_number_in_a_public_reason_wants_a_tick(client, ada, cast, at):
    proposal = life.passed(cast)
    at(life.OPENS + life.DAY)
    client.force_login(ada)
    shown = _html(client.get("/admin/proposals/proposal/"))
    seen = dict(re.findall(r'name="([a-z]+-[0-9]+-seen)" value="([0-9a-f]+)"', shown))
    typed = seen | {"minutes": "60", "reason": "停擺，請打 0912-345-678"}
    answer = act(client, "proposals/proposal", "prolong", [proposal], **typed)
    assert answer.status_code == 409 and 'name="public"' in _html(answer)
    assert act(client, "proposals/proposal", "prolong", [proposal], **typed, public="on").status_code == 200
    assert Proposal.objects.get().closes_at == life.CLOSES + timedelta(hours=1)
    assert Entry.objects.get(verb="passages_confirmed").data == {"deed": "prolonged", "passages": 1}


def test_an_agency_that_is_closed_cannot_be_chosen_and_nothing_typed_is_lost(client, ada, mei):
    client.force_login(ada)
    agency = people.parks()
    Agency.objects.filter(pk=agency.pk).update(is_active=False)
    answer = client.post("/admin/agencies/official/add/", {"agency": agency.pk, "email": mei.email})
    assert answer.status_code == 200 and f'value="{mei.email}"' in _html(answer)


def act(client, page, action, rows, **more):
    data = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return client.post(f"/admin/{page}/", data, follow=True)


def test_suspending_needs_a_reason_and_goes_through_the_verb(client, ada, mei):
    client.force_login(ada)
    act(client, "accounts/person", "suspend", [mei])
    assert Person.objects.get(pk=mei.pk).suspended_at is None
    act(client, "accounts/person", "suspend", [mei, ada], reason="洗版")
    assert Person.objects.get(pk=mei.pk).suspended_reason == "洗版"
    assert Person.objects.get(pk=ada.pk).suspended_at is None, "nobody suspends themselves"
    assert Entry.objects.about(mei).filter(verb="accounts.suspended", actor=ada.record_key).exists()


def test_roles_are_given_in_the_list_of_people(client, ada, mei):
    client.force_login(ada)
    act(client, "accounts/person", "grant_role", [mei])
    assert not Person.objects.get(pk=mei.pk).roles
    act(client, "accounts/person", "grant_role", [mei], role="reviewer")
    assert Person.objects.get(pk=mei.pk).has_role("reviewer")


def test_a_number_is_freed_in_the_list_of_proofs(client, ada, mei):
    client.force_login(ada)
    act(client, "accounts/verification", "free", [mei.proof_by("phone")], reason="號碼轉手")
    assert Person.objects.get(pk=mei.pk).level == 1


def test_officials_are_appointed_and_dismissed(client, ada, mei):
    client.force_login(ada)
    agency = people.parks()
    page = "/admin/agencies/official/add/"
    assert client.post(page, {"agency": agency.pk, "email": "nobody@example.test"}).status_code == 200
    assert client.post(page, {"agency": agency.pk, "email": mei.email}).status_code == 302
    assert client.post(page, {"agency": agency.pk, "email": mei.email}).status_code == 200
    assert Person.objects.get(pk=mei.pk).has_role("official")
    act(client, "agencies/official", "dismiss", [Official.objects.get(person=mei)])
    assert not Person.objects.get(pk=mei.pk).has_role("official")


def test_a_letter_given_up_can_be_tried_again(client, ada, something_everywhere):
    client.force_login(ada)
    act(client, "outbox/letter", "try_again", [Letter.objects.get()])
    letter = Letter.objects.get()
    assert (letter.abandoned_at, letter.failures) == (None, 0) and letter.due_at <= timezone.now()


EDITED = {
    Agency: {"name_zh": "交通局", "name_en": "Transport", "email": "", "is_active": "on"},
    District: {"name_zh": "中央區", "name_en": "Central"},
    Theme: {"name_zh": "交通", "name_en": "Transport", "position": "1"},
}


def test_every_row_that_is_edited_here_is_tried_below():
    edited = {model for model in OURS if admin.site._registry[model].form is SeenForm}
    assert edited == set(EDITED)


@pytest.mark.parametrize("model", EDITED, ids=lambda model: model._meta.label)
def test_what_administrators_write_is_kept_as_people_see_it(client, owner, something_everywhere, model):
    people.transport()
    client.force_login(owner)
    row = model._default_manager.first()
    page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
    typed = EDITED[model] | {"seen": client.get(page).context["adminform"].form["seen"].value()}
    answer = client.post(page, typed | {"name_zh": "\u3164\u200b"})
    assert answer.status_code == 200 and "請填寫「" in answer.content.decode()
    assert client.post(page, typed | {"name_zh": " \u202e甲的\u200b "}).status_code == 302
    row.refresh_from_db()
    assert row.name_zh == "甲的"


@pytest.mark.parametrize("model", EDITED, ids=lambda model: model._meta.label)
def test_nobody_writes_over_what_another_administrator_did_unseen(client, owner, something_everywhere, model):
    people.transport()
    client.force_login(owner)
    row = model._default_manager.first()
    page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
    seen = {"seen": client.get(page).context["adminform"].form["seen"].value()}
    name = "name_zh"
    assert client.post(page, EDITED[model] | seen | {name: "甲的"}).status_code == 302
    answer = client.post(page, EDITED[model] | seen | {name: "乙寫的"})
    row.refresh_from_db()
    assert answer.status_code == 200 and getattr(row, name) == "甲的"
    assert "您打開頁面之後" in answer.content.decode() and "乙寫的" in answer.content.decode()
    seen["seen"] = answer.context["adminform"].form["seen"].value()
    assert client.post(page, EDITED[model] | seen | {name: "乙寫的"}).status_code == 302
    row.refresh_from_db()
    assert getattr(row, name) == "乙寫的"
    blind = client.post(page, EDITED[model] | {name: "什麼都沒看過"})
    assert blind.status_code == 200 and "您打開頁面之後" in blind.content.decode()
    row.refresh_from_db()
    assert getattr(row, name) == "乙寫的"


# --- in words ----------------------------------------------------------------------------------------


def read(client, address):
    """What stands on a page of the administration, without scripts, lists of choices and the mark."""
    page = client.get(address).content.decode()
    page = re.sub(r"<(script|style|svg|template|option)\b.*?</\1>", " ", page, flags=re.S)
    return re.sub(r"\s+", " ", strip_tags(page))


RAW = re.compile(r"\b(?:accounts|agencies|proposals)\.[a-z_]+|\b(?:proposal|person|agency):\d+|\bNone\b|Django|\bPk\b|"
                 r"\b[A-Z][a-z]+(?: [a-z]+)*：|\bobject \(|\b(?:reviewer|official|clock|operator)\b")  # fmt: skip


KEY_OF_MAILING = re.compile(r"\bproposal:\d+(?::[a-z]+)?")  # by which an administrator looks for it


def test_every_page_speaks_in_words(client, owner, something_everywhere, cast):
    """No verb or key of the record, no name of a column, no role as the code writes it, and no Django."""
    life.passed(cast)
    clockwork.turns(life.OPENS)
    client.force_login(owner)
    found, seen = {}, 0
    for model in OURS:
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        addresses = [reverse(f"admin:{label}_changelist")]
        if row := model._default_manager.order_by("-pk").first():
            addresses.append(reverse(f"admin:{label}_change", args=[row.pk]))
        for address in ["/admin/", *addresses]:
            text = read(client, address)
            seen += len(text)
            if "/outbox/" in address or "/record/entry/" in address:  # the facts of an entry hold keys, too
                text = KEY_OF_MAILING.sub("", text)
            if raw := RAW.findall(text):
                found[address] = raw
    assert seen > 10_000, "void unless there is something to read"
    assert found == {}


SAID = ("write", "note", "_noted", "security_log.note")


def _verbs_written():
    """Every verb that the code writes by name into the record or the security log."""
    root = Path(__file__).parents[1]
    for path in [path for room in ("civic", "proposals", "cms") for path in (root / room).rglob("*.py")]:
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in SAID:
                said = call.args[0]
                words = (said.body, said.orelse) if isinstance(said, ast.IfExp) else (said,)
                yield from (word.value for word in words if isinstance(getattr(word, "value", None), str))


def test_every_verb_and_every_letter_has_words():
    verbs = set(_verbs_written())
    assert {"closed", "accounts.erased", "terms"} <= verbs, "void unless the verbs are found"
    assert {verb for verb in verbs if verb_in_words(verb) == verb} == set()
    assert {kind for kind in registry.kinds if mailing_in_words(kind) in (kind, kind.partition(".")[2])} == set()
    with translation.override("zh-hant"):
        assert (key_in_words("city:closures"), key_in_words("terms:2")) == ("停班日", "規定數值 2")


def test_every_chore_of_the_clock_has_words():
    assert len(chores) > 20, "void unless the chores are found"
    assert {name for name in chores if chore_in_words(name) == name} == set()


def test_a_letter_is_called_by_what_it_tells_and_about_what(client, ada, mei, now):
    said = {"kind": "proposals.opened", "subject": "proposal:7", "key": "x"}
    mailing = Mailing.objects.create(at=now, due_at=now, **said)
    letter = Letter.objects.create(mailing=mailing, person_id=mei.pk, due_at=now)
    client.force_login(ada)
    pages = ("mailing/", f"mailing/{mailing.pk}/change/", "letter/", f"letter/{letter.pk}/change/")
    for address in [f"/admin/outbox/{page}" for page in pages]:
        text = read(client, address)
        assert "開始附議" in text and "提議 7" in text and "proposal:7" not in text, address


def test_it_speaks_the_language_of_whoever_reads(client, ada):
    client.force_login(ada)
    answer = client.get("/admin/")
    assert "前往網站" in answer.content.decode() and answer.headers["Content-Language"] == "zh-hant"
    ada.language = "en"
    ada.save(update_fields=["language"])
    answer = client.get("/admin/")
    assert "View site" in answer.content.decode() and answer.headers["Content-Language"] == "en"
    assert "前往" not in strip_tags(answer.content.decode())


def test_an_end_is_said_as_people_say_it(client, owner, cast):
    proposal = life.passed(cast)
    client.force_login(owner)
    for address in ("/admin/proposals/proposal/", f"/admin/proposals/proposal/{proposal.pk}/change/"):
        text = read(client, address)
        assert "2026年4月17日 24:00" in text and "2026年4月18日 00:00" not in text, address


@pytest.mark.parametrize("instant", ["2026-04-17T23:59:59+08:00", "2026-04-18T00:00:01+08:00"])
def test_an_end_that_is_no_midnight_stays(instant):
    assert "24:00" not in end_in_words(datetime.fromisoformat(instant))


def test_it_wears_the_face_of_the_site(client, owner):
    client.force_login(owner)
    page = client.get("/admin/").content.decode()
    sheets = re.findall(r'rel="stylesheet" href="/static/([^"]+)"', page)
    names = [re.sub(r"\.[0-9a-f]{12}\.", ".", sheet) for sheet in sheets]
    assert names.index("civic/tokens.css") < names.index("civic/admin.css") and names[-1] == "civic/admin.css"
    assert "admin/css/dark_mode.css" not in names and "theme.js" not in page, "the system says whether it is dark"
    assert "brand-mark" in page


def test_every_colour_of_djangos_is_one_of_ours():
    """Whatever colour Django's sheet gives a name is given a token instead, so that dark mode reaches all of it."""
    theirs = Path(finders.find("admin/css/base.css")).read_text()
    ours = Path(finders.find("civic/admin.css")).read_text()
    named = set(re.findall(r"(--[a-z-]+):\s*#", theirs))
    assert len(named) > 20 and named <= set(re.findall(r"(--[a-z-]+):", ours))
