"""Signing up and in, confirming a phone, my page: by HTTP, as people do."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.core.cache import cache
from django.test import Client

from civic.accounts import identity
from civic.accounts.models import Person
from civic.accounts.rules import profile_mark
from civic.accounts.sessions import SessionStore
from civic.record.models import Entry
from tests.people import prove


@pytest.fixture(autouse=True)
def fresh_limits(db):
    cache.clear()


def code_in(message):
    """A code of letters (BCDF-GHJK) or of six digits."""
    return re.search(r"\b([B-Z]{4}-[B-Z]{4}|\d{6})\b", message.body)[1]


def sign_up(client, nickname="小美", email="new@example.test", **more):
    return client.post("/accounts/signup/", {"nickname": nickname, "email": email, **more})


def confirm_email(client):
    return client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[-1])})


def test_signing_up_by_code_needs_no_password_and_gives_level_1(client):
    assert client.get("/accounts/signup/").status_code == 200
    sign_up(client)
    person = Person.objects.get(email="new@example.test")
    assert person.level == 0 and not get_user(client).is_authenticated
    assert confirm_email(client).status_code == 302
    person.refresh_from_db()
    assert (person.level, person.nickname, person.language) == (1, "小美", "zh-hant")
    assert get_user(client) == person and not person.has_usable_password()


@pytest.mark.parametrize(
    ("path", "words"),
    [("signup", "Create an account"), ("login", "Sign in"), ("login/code", "Send me a code"),
     ("password/reset", "Reset password")],
)  # fmt: skip
def test_the_entrance_speaks_plain_english(client, path, words):
    page = client.get(f"/en/accounts/{path}/").content.decode().partition("<main")[2]
    assert words in page
    assert not re.search("Signup|Sign Up|Sign In|Request Code|Reset My Password|Password Reset", page)


def test_signing_up_twice_in_a_row_leads_on_both_times_and_the_newer_code_is_good(client):
    first, second = sign_up(client), sign_up(client)
    assert [(each.status_code, each["Location"]) for each in (first, second)] == [(302, "/accounts/confirm-email/")] * 2
    assert confirm_email(client).status_code == 302
    assert get_user(client).email == "new@example.test"


def test_nobody_signs_up_with_half_an_address(client, db):
    sign_up(client, email="a" * 60 + "@" + ".".join(["b" * 60] * 4) + ".tw")
    assert not Person.objects.exists() and not mail.outbox


def test_signing_up_in_english_sends_letters_in_english(client):
    client.post("/en/accounts/signup/", {"nickname": "Mei", "email": "new@example.test"})
    assert Person.objects.get().language == "en"
    assert "confirm that this email address is yours" in mail.outbox[-1].body


def test_signing_up_with_a_password_and_signing_in_with_it(client):
    sign_up(client, password1="a long enough one")
    confirm_email(client)
    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"login": "NEW@example.test", "password": "a long enough one"})
    assert get_user(client).email == "new@example.test"


@pytest.mark.parametrize("nickname", ["", "x", "0912345678", "市政府", "a\x00b", "new", "貓" * 300, "<b>\u202e</b>"])
def test_a_bad_nickname_is_a_sentence_and_nothing_typed_is_lost(client, nickname):
    response = sign_up(client, nickname)
    assert response.status_code == 200 and not Person.objects.exists()
    assert response.context["form"].errors["nickname"]
    assert 'value="new@example.test"' in response.content.decode()


def test_signing_up_with_a_known_address_tells_only_its_owner(client, mei):
    response = sign_up(client, email=mei.email)
    assert response.status_code == 302
    assert mail.outbox[-1].to == [mei.email]
    assert Person.objects.count() == 1
    assert not get_user(client).is_authenticated


def test_signing_in_by_code(client, mei):
    client.post("/accounts/login/code/", {"email": mei.email})
    assert mail.outbox[-1].to == [mei.email]
    client.post("/accounts/login/code/confirm/", {"code": code_in(mail.outbox[-1])})
    assert get_user(client) == mei


def test_whoever_signed_up_with_anothers_address_gets_nothing_when_its_owner_comes(client, db):
    sign_up(client, password1="the stranger knows it")
    owner = Client()
    owner.post("/accounts/login/code/", {"email": "new@example.test"})
    owner.post("/accounts/login/code/confirm/", {"code": code_in(mail.outbox[-1])})
    assert get_user(owner).email == "new@example.test"
    client.post("/accounts/login/", {"login": "new@example.test", "password": "the stranger knows it"})
    assert not get_user(client).is_authenticated


def test_letters_with_a_code_say_what_for_and_how_long(client, mei):
    mei.email = "o'mei@example.test"
    mei.save(update_fields=["email"])
    client.post("/accounts/login/code/", {"email": mei.email})
    client.post("/accounts/password/reset/", {"email": mei.email})
    client.post("/en/accounts/password/reset/", {"email": "o'nobody@example.test"})
    code, reset, unknown = mail.outbox
    assert (code.subject, reset.subject) == ("市民提議：您的登入驗證碼", "市民提議：重設密碼的驗證碼")
    assert "15 分鐘" in code.body and "15 分鐘" in reset.body
    assert "o'nobody@example.test" in unknown.body and "/en/accounts/signup/" in unknown.body


WITHIN = [("", "請在 15 分鐘內輸入"), ("/en", "Please enter it within 15 minutes")]


@pytest.mark.parametrize(("prefix", "words"), WITHIN)
def test_the_page_that_asks_for_a_code_says_how_long_it_is_good(client, mei, settings, prefix, words):
    client.post(f"{prefix}/accounts/login/code/", {"email": mei.email})
    assert words in client.get(f"{prefix}/accounts/login/code/confirm/").content.decode()
    assert settings.CODES_VALID == 15 * 60
    for name in ("LOGIN_BY_CODE", "PASSWORD_RESET_BY_CODE", "EMAIL_VERIFICATION_BY_CODE", "PHONE_VERIFICATION"):
        assert getattr(settings, f"ACCOUNT_{name}_TIMEOUT") == settings.CODES_VALID


def test_a_wrong_code_does_not_open(client, mei):
    client.post("/accounts/login/code/", {"email": mei.email})
    for _ in range(3):
        client.post("/accounts/login/code/confirm/", {"code": "WRNG-CDXX"})
    client.post("/accounts/login/code/confirm/", {"code": code_in(mail.outbox[-1])})
    assert not get_user(client).is_authenticated


def test_the_door_is_locked_after_five_wrong_passwords_for_a_quarter_of_an_hour(client, mei, monkeypatch):
    from datetime import timedelta

    from django.utils import timezone

    from civic.accounts import adapter

    mei.set_password("a long enough one")
    mei.save(update_fields=["password"])
    right = {"login": mei.email, "password": "a long enough one"}
    for _ in range(5):
        client.post("/accounts/login/", right | {"password": "wrong"})
    cache.clear()
    client.post("/accounts/login/", right)
    assert not get_user(client).is_authenticated, "the right password is not even looked at"
    later = timezone.now() + timedelta(minutes=15)
    monkeypatch.setattr(adapter.timezone, "now", lambda: later)
    cache.clear()
    client.post("/accounts/login/", right)
    assert get_user(client).is_authenticated


def confirm_phone(client, phone="0912 345 678"):
    client.post("/accounts/phone/change/", {"phone": phone})
    return client.post("/accounts/phone/verify/", {"code": code_in(mail.outbox[-1])})


def test_confirming_the_phone_gives_level_2(client, sam, settings):
    settings.DEMO = True
    client.force_login(sam)
    prove(client)
    assert client.get("/accounts/phone/change/").status_code == 200
    assert confirm_phone(client).status_code == 302
    sam.refresh_from_db()
    assert (sam.level, sam.phone) == (2, "+886912345678")
    assert mail.outbox[-1].to == ["886912345678@sms.invalid"]


@pytest.mark.parametrize(
    ("come_from", "led_to"),
    [("/proposals/7/endorsement/", "/proposals/7/endorsement/"), ("https://else.example/", "/accounts/phone/change/"),
     ("", "/accounts/phone/change/")],
)  # fmt: skip
def test_confirming_the_phone_leads_back_to_where_one_came_from(client, sam, settings, come_from, led_to):
    settings.DEMO = True
    client.force_login(sam)
    asked = client.get("/accounts/phone/change/", {"next": come_from})
    prove(client)
    asked = client.get(parse_qs(urlsplit(asked["Location"]).query)["next"][0])
    client.post("/accounts/phone/change/", {"phone": "0912345678", "next": asked.context["next"]})
    page = client.get("/accounts/phone/verify/")
    assert page.content.decode().count("0912 345 678") >= 2, "void unless the page and the message name the number"
    assert "+886" not in page.content.decode()
    again = page.context["cancel_url"]
    assert client.get(again).context["next"] == asked.context["next"]
    answer = client.post("/accounts/phone/verify/", {"code": code_in(mail.outbox[-1])})
    assert answer["Location"] == led_to
    assert "+886" not in client.get("/accounts/phone/change/").content.decode()


def test_an_unconfirmed_number_is_nowhere_kept_but_in_the_session(client, sam):
    client.force_login(sam)
    prove(client)
    client.post("/accounts/phone/change/", {"phone": "0912345678"})
    sam.refresh_from_db()
    assert (sam.level, sam.phone) == (1, "")


def test_a_number_of_another_account_is_refused_to_its_holder_only(client, sam, mei, settings):
    settings.DEMO = True
    client.force_login(sam)
    prove(client)
    number = "0" + mei.phone.removeprefix("+886")
    response = client.post("/accounts/phone/change/", {"phone": number})
    assert response.status_code == 302, "who only types a number learns nothing"
    response = client.post("/accounts/phone/verify/", {"code": code_in(mail.outbox[-1])}, follow=True)
    text = response.content.decode()
    assert "這個號碼已經用來驗證過另一個帳號" in text
    assert mei.nickname not in text and mei.email not in text
    sam.refresh_from_db()
    assert sam.level == 1


@pytest.mark.parametrize("phone", ["", "123", "07-3368333", "+1 202 555 0123", "09" * 50, "手機", "0912\x00345678"])
def test_what_is_no_mobile_number_is_a_sentence(client, sam, phone):
    client.force_login(sam)
    prove(client)
    response = client.post("/accounts/phone/change/", {"phone": phone})
    assert response.status_code == 200 and response.context["form"].errors["phone"]


def test_nobody_who_may_take_part_is_told_that_something_is_not_confirmed(client, sam, mei):
    for person, words in ((sam, "尚未驗證"), (mei, "沒有留下號碼")):
        type(person).objects.filter(pk=person.pk).update(phone="")  # as of those whose proof is another
        client.force_login(person)
        page = client.get("/mine/").content.decode()
        assert words in page and ("您可以參與" in page) == (person == mei)


@pytest.mark.parametrize("path", ["/mine/", "/mine/profile/", "/mine/data.json", "/mine/erasure/"])
def test_my_page_is_mine_alone(client, path):
    response = client.get(path)
    assert response.status_code == 302 and "/accounts/login/" in response["Location"]


@pytest.mark.parametrize("path", ["/mine/", "/mine/profile/", "/mine/erasure/", "/en/mine/", "/en/mine/profile/"])
@pytest.mark.parametrize("name", ["sam", "mei", "ann", "ada"])
def test_my_page_opens_for_everybody_signed_in(client, path, name, request):
    person = request.getfixturevalue(name)
    client.force_login(person)
    prove(client)
    response = client.get(path)
    assert response.status_code == 200
    assert "private" in response["Cache-Control"]


def test_the_profile_is_changed_by_the_verb(client, mei):
    client.force_login(mei)
    said = {"nickname": "阿美", "full_name": "王美玲", "language": "en", "seen": profile_mark(mei)}
    response = client.post("/mine/profile/", said)
    assert response.status_code == 302
    mei.refresh_from_db()
    assert (mei.nickname, mei.language) == ("阿美", "en")
    assert Entry.objects.about(mei).filter(verb="accounts.profile_changed").exists()


@pytest.mark.parametrize("nickname", ["", "王美玲", "A123456789", "\u202e反", "a\x00b"])
def test_a_bad_profile_is_a_sentence_and_nothing_typed_is_lost(client, mei, nickname):
    client.force_login(mei)
    response = client.post("/mine/profile/", {"nickname": nickname, "full_name": "王美玲", "language": "en"})
    assert response.status_code == 200 and response.context["form"].errors["nickname"]
    assert 'value="王美玲"' in response.content.decode()


def test_a_profile_is_not_written_over_from_another_window_unseen(client, mei):
    client.force_login(mei)
    seen = client.get("/mine/profile/").context["form"]["seen"].value()
    typed = {"full_name": "", "language": "zh-hant", "seen": seen}
    assert client.post("/mine/profile/", typed | {"nickname": "新暱稱"}).status_code == 302
    page = client.post("/mine/profile/", typed | {"nickname": "阿美", "full_name": "王美玲"})
    assert page.status_code == 200 and "您打開頁面之後" in page.content.decode()
    mei.refresh_from_db()
    assert (mei.nickname, mei.name) == ("新暱稱", "")
    blind = {"nickname": "阿美", "full_name": "王美玲", "language": "zh-hant"}
    assert "您打開頁面之後" in client.post("/mine/profile/", blind).content.decode()
    typed["seen"] = page.context["form"]["seen"].value()
    assert client.post("/mine/profile/", typed | {"nickname": "阿美", "full_name": "王美玲"}).status_code == 302
    mei.refresh_from_db()
    assert (mei.nickname, mei.name) == ("阿美", "王美玲")


def test_the_export_holds_what_we_know_and_no_digest(client, mei):
    client.force_login(mei)
    prove(client)
    response = client.get("/mine/data.json")
    data = response.json()["accounts"]
    assert (data["email"], data["phone"], data["level"]) == (mei.email, mei.phone, 2)
    assert len(data["verifications"]) == 2 and "digest" not in str(data)
    assert "attachment" in response["Content-Disposition"]


def test_erasing_takes_ones_own_address(client, mei):
    client.force_login(mei)
    prove(client)
    assert client.post("/mine/erasure/", {"email": "other@example.test"}).status_code == 200
    assert Person.objects.get(pk=mei.pk).is_active
    client.post("/mine/erasure/", {"email": mei.email.upper()})
    assert not Person.objects.get(pk=mei.pk).is_active
    assert not get_user(client).is_authenticated


def test_a_second_window_is_signed_out_by_the_erasure(client, mei, now):
    from civic.accounts.actions import erase

    client.force_login(mei)
    erase(mei, at=now)
    assert client.get("/mine/").status_code == 302


def test_a_suspended_person_can_still_sign_in_and_read_why(client, mei, ada, now):
    from civic.accounts.actions import suspend

    suspend(mei, at=now, actor=ada, reason="洗版")
    client.force_login(mei)
    assert "洗版" in client.get("/mine/").content.decode()


def test_the_administration_uses_our_sign_in(client):
    response = client.get("/admin/login/?next=/admin/")
    assert response.status_code == 302 and response["Location"].startswith("/accounts/login/")


def test_anonymous_pages_of_accounts_set_no_language_cookie(client):
    response = client.get("/accounts/login/")
    assert response.status_code == 200 and "django_language" not in response.cookies


# --- one mailbox, one code, one number -----------------------------------------------------------


SPELLINGS = ["mei@example.test\u200b", "MEI@example.test", "ｍｅｉ＠example.test", "mei@exam\u00adple.test",
             "mei @example.test"]  # fmt: skip


@pytest.mark.parametrize("typed", SPELLINGS, ids=ascii)
def test_no_second_account_comes_of_another_spelling(client, mei, typed):
    sign_up(client, email=typed)
    assert Person.objects.filter(email=mei.email).count() == Person.objects.count() == 1


@pytest.mark.parametrize("typed", ["mıke@example.test", "mike@\u200b", "ＭＩＫＥ"])
def test_what_is_no_mailbox_of_ours_is_refused_beside_the_field(client, db, typed):
    answer = sign_up(client, email=typed)
    assert answer.status_code == 200 and answer.context["form"].errors["email"]
    assert not Person.objects.exists()


def test_whoever_types_full_width_signs_in(client, mei):
    mei.set_password("a long enough one")
    mei.save()
    client.post("/accounts/login/", {"login": "Ｍei@example.test\u200b", "password": "a long enough one"})
    assert get_user(client) == mei


@pytest.mark.parametrize(
    "paste",
    [
        lambda code: f"您的登入驗證碼：{code}，10 分鐘內有效。",
        lambda code: "".join(chr(ord(char) + 0xFEE0) for char in code),
        lambda code: f" {code.lower().replace('-', '–')}\u200b ",
        lambda code: code.replace("-", " "),
    ],
)
def test_a_code_is_taken_however_it_is_pasted(client, mei, paste):
    client.post("/accounts/login/code/", {"email": mei.email})
    client.post("/accounts/login/code/confirm/", {"code": paste(code_in(mail.outbox[-1]))})
    assert get_user(client) == mei


def test_the_older_of_two_codes_is_named_and_is_no_wrong_try(client, mei):
    client.post("/accounts/login/code/", {"email": mei.email})
    cache.clear()  # half a minute later
    client.post("/accounts/login/code/confirm/", {"action": "resend"})
    older, newer = map(code_in, mail.outbox[-2:])
    for _try in range(2):
        answer = client.post("/accounts/login/code/confirm/", {"code": older})
        assert "這是較早收到的驗證碼" in answer.content.decode()
    client.post("/accounts/login/code/confirm/", {"code": newer})
    assert get_user(client) == mei


@pytest.mark.parametrize(
    "typed", ["00886912345678", "００８８６ 912 345 678", "(0912) 345-678", "+8860912345678\u200b"]
)
def test_a_number_is_one_however_it_is_typed(typed):
    assert identity.phone_number(typed) == "+886912345678"


@pytest.mark.parametrize("way", ["by code", "by password", "by signing up"])
def test_a_session_that_somebody_else_prepared_is_not_the_one_signed_in(client, mei, way):
    """Whoever slips another a cookie before they sign in holds nothing afterwards."""
    mei.set_password("correct horse battery")
    mei.save()
    thief = Client()
    thief.cookies["sessionid"] = client.cookies["sessionid"] = prepared = _a_session_of_nobody()
    if way == "by password":
        client.post("/accounts/login/", {"login": mei.email, "password": "correct horse battery"})
    elif way == "by code":
        client.post("/accounts/login/code/", {"email": mei.email})
        client.post("/accounts/login/code/confirm/", {"code": code_in(mail.outbox[-1])})
    else:
        sign_up(client)
        client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[-1])})
    assert get_user(client).email == ("new@example.test" if way == "by signing up" else mei.email)
    assert client.session.session_key != prepared and not get_user(thief).is_authenticated
    assert thief.get("/mine/").status_code == 302


def _a_session_of_nobody():
    session = SessionStore()
    session["begun"] = True
    session.create()
    return session.session_key
