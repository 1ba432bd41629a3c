import pytest
from django.urls import reverse

from civic.accounts import actions
from civic.accounts.nicknames import fault, tidy
from civic.lifecycle import Refused
from tests.people import NOON


@pytest.mark.parametrize(
    "nickname",
    [
        "小美",
        "王先生的貓",
        "Mei",
        "港都人 2026",
        "🐱貓奴",
        "O'Brien",
        "愛河邊",
        "Zoë",
        "Дмитрий",
        "Сергей",
        "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ",
        "Αθηνά",
        "局外人",
        "里長伯的鄰居",
    ],
)
def test_ordinary_nicknames_are_welcome(nickname):
    assert fault(nickname) is None


@pytest.mark.parametrize(
    "nickname, word",
    [
        ("美", "2 and 20"),
        ("", "2 and 20"),
        ("   ", "2 and 20"),
        ("長" * 21, "2 and 20"),
        ("mei@example.tw", "address"),
        ("mei＠example.tw", "address"),
        ("example.com", "address"),
        ("0912345678", "phone"),
        ("0912-345-678", "phone"),
        ("call 0912.345.678", "phone"),
        ("０９１２３４５６７８", "phone"),
        ("零九一二三四五六七八", "phone"),
        ("07-3368333", "phone"),
        ("0912:345:678", "phone"),
        ("0912|345|678", "phone"),
        ("x AT gmail點com", "address"),
        ("A123456789", "identity"),
        ("a1 2345 6789", "identity"),
        ("AC12345678", "identity"),
        ("A800000014", "identity"),
        ("市府小幫手", "office"),
        ("交通局", "office"),
        ("高雄市政府", "office"),
        ("管 理 員", "office"),
        ("Admin", "office"),
        ("ᴀᴅᴍɪɴ", "office"),
        ("管理\ufe0f員", "office"),
        ("管理员", "office"),
        ("交通局长", "office"),
        ("ADMlN", "office"),
        ("交通局長", "office"),
        ("養工處長", "office"),
        ("x (at) y", "address"),
        ("\u3164\u3164", "invisible"),
        ("\u2800\u2800", "invisible"),
        ("adm1n", "office"),
        ("City Hall", "office"),
        ("官方客服", "office"),
        ("me\u202eevil", "invisible"),
        ("a\u200bb", "invisible"),
        ("a\x00b", "invisible"),
        ("\ud800ab", "invisible"),
        ("z\u0301\u0301\u0301\u0301algo", "invisible"),
        ("。。。", "letter"),
        ("Аdаm x", "alphabets"),
        ("ꓮꓓꓟꓲꓠ", "office"),
        ("ⲁԁmin", "alphabets"),
        ("ⲘⲀⲨⲞR", "alphabets"),
        ("ⲘⲀᎩꓳꓣ", "office"),
        ("ᗩᗪᗰᏆᑎ", "office"),
        ("🅰🅳🅼🅸🅽1", "office"),
        ("ᎪᎠᎷᏆᎡ", "Latin"),
        ("ꭺꭰꮇꮖꭱ", "Latin"),
        ("ꓡꓲꓢꓮ 7", "Latin"),
    ],
)
def test_what_gives_somebody_away_or_claims_an_office_is_not(nickname, word):
    assert word in str(fault(nickname)) or word in str(getattr(fault(nickname), "_args", ""))


def test_spaces_are_tidied_but_lines_are_not_smuggled_in():
    assert tidy("  小\n 美 ") == "小 美"


def test_ones_own_name_and_address_are_not_a_nickname():
    assert fault("王美玲", private=("王美玲", "mei@example.test")) is not None
    assert fault("mei", private=("", "mei@example.test", "mei")) is not None
    assert fault("小美", private=("王美玲", "")) is None
    assert fault("王 美 玲", private=("王美玲",)) is not None


@pytest.mark.parametrize("nickname", ["rui", "Ｒuı", "r.u.1", "ʀui"])
def test_nobody_else_looks_like_those_who_act_for_the_city(nickname):
    assert "acts for the city" in str(getattr(fault(nickname, taken=["rui"]), "_args", ""))
    assert fault("ruins", taken=["rui"]) is None


def test_a_reviewers_nickname_is_taken_at_every_door(client, mei, rui):
    with pytest.raises(Refused):
        actions.change_profile(mei, at=NOON, nickname="RU1")
    client.force_login(mei)
    answer = client.post(reverse("accounts:profile"), {"nickname": "Ｒui", "name": "", "language": "en"})
    assert answer.status_code == 200 and "市府同仁" in answer.content.decode()
    mei.refresh_from_db()
    assert mei.nickname == "mei"
    for nickname in ("阿睿", "阿 睿"):
        actions.change_profile(rui, at=NOON, nickname=nickname)
    assert rui.nickname == "阿 睿", "one's own is not taken"
