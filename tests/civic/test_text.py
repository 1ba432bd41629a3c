"""What text is, as people see it: empty or not, how long, alike, a link, a mailbox, a code, somebody's own."""

import pytest

from civic import text

NOTHING = ["", " \r\n\t", "\u200b", "\u3164", "\u2800", "\u00ad", "\u202e", "\u2060", "\u0301", "\U000e0020", "\ufeff",
           "\u115f\u1160", "\u180e", "\u2066\u2069", "\u0000", "\u2028", "\ufe0f", "\ud800", "\u200d\u200c",
           "\u00a0"]  # fmt: skip
SOMETHING = ["a", "樹", "。", "!", "1", "😀", "\U0001fae8", "\U00031350", "\u200b樹", "ก็"]


@pytest.mark.parametrize("typed", NOTHING, ids=ascii)
def test_what_shows_nothing_is_empty(typed):
    assert text.is_empty(typed) and text.is_empty(text.tidy(typed))


@pytest.mark.parametrize("typed", SOMETHING, ids=ascii)
def test_what_shows_something_is_not(typed):
    assert not text.is_empty(typed) and text.tidy(typed)


COUNTED = {"樹\r\n樹": 3, "a\rb\u2028c": 5, "😀" * 80: 80, "𠮷": 1, "👨‍👩‍👧‍👦": 1, "👍🏽": 1, "🇹🇼🇹🇼": 2, "a̍": 1, "é": 1,
           "1️⃣": 1,
           "❤️‍🔥": 1, "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f": 1, "\u0301": 1}  # fmt: skip


@pytest.mark.parametrize("typed", COUNTED, ids=ascii)
def test_length_is_what_people_count(typed):
    assert text.length(typed) == COUNTED[typed]


def test_ten_thousand_typed_characters_are_ten_thousand():
    typed = "\r\n".join(["樹" * 199] * 50)
    assert text.length(typed) == text.length(text.tidy(typed)) == 199 * 50 + 49


def test_nothing_is_cut_in_half():
    assert text.shortened("👨‍👩‍👧‍👦樹a̍b", 2) == "👨‍👩‍👧‍👦樹"
    assert text.shortened("樹樹", 5) == "樹樹"


TIDIED = {
    "增設公車站\u202e(通過已)": "增設公車站(通過已)",
    "\u2067左\u061c右\u200f": "左右",
    "a\r\n\r\n\r\n\r\nb": "a\n\nb",
    "a\n \n\u200b\n\t\nb": "a\n\nb",
    "  a  \n  b  ": "a\n  b",
    "\u0301a\n\u0301b": "a\nb",
    "e\u0301": "é",
    "👨‍👩‍👧 می‌خواهم": "👨‍👩‍👧 می‌خواهم",
    "a\u200d b": "a b",
    "\ufeff樹\u00ad\u0000\x07\ud83d": "樹",
    "a\U000e0041b": "ab",
}


@pytest.mark.parametrize("typed", TIDIED, ids=ascii)
def test_what_is_kept_of_a_text(typed):
    assert text.tidy(typed) == TIDIED[typed]
    assert text.tidy(text.tidy(typed)) == text.tidy(typed)


def test_a_line_is_one_line():
    assert text.line("公車\u3000 站\r\n增設\u200b") == "公車 站 增設"


def test_a_reason_of_line_breaks_is_short():
    assert text.few_lines("a" + "\n" * 498 + "b", 10) == "a\n\nb"
    assert text.few_lines("a\n" * 250, 3) == "a\na\na\n" + " ".join("a" * 247)


def test_what_nobody_sees_is_not_kept_behind_a_sign_either():
    assert text.tidy("字" + "\ufe0f" * 500) == "字\ufe0f"
    assert text.tidy("\U0001f3f4" + "\U000e0061" * 500) == "\U0001f3f4"
    england = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
    assert text.tidy(england) == england and text.length(england) == 1


def test_a_tone_of_skin_belongs_to_an_emoji_and_to_nothing_else():
    assert [text.length(typed) for typed in ("👍🏽", "☝🏽", "a🏽🏽", "👍🏽🏽")] == [1, 1, 3, 2]


def test_marks_that_climb_are_towers_and_spelling_is_none():
    assert text.towers("Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A") and text.towers("樹" + "\u0336" * 5)
    assert text.towers("樹" + "\u0301\u200d" * 5) and text.towers("樹" + "\u0301\ufe0f" * 5), "whatever stands between"
    assert not any(map(text.towers, ["Tiếng Việt", "á̍ a̍ o͘", "กำลัง ที่", "1️⃣", "בְּרֵאשִׁית"]))


LINKS = {
    "請看https://example.com/abc。謝謝大家": ["https://example.com/abc"],
    "詳見 https://example.com/abc，謝謝": ["https://example.com/abc"],
    "（https://example.com/a）": ["https://example.com/a"],
    "「https://example.com/a」": ["https://example.com/a"],
    "（詳見 https://example.com/b）之後": ["https://example.com/b"],
    "連結：https://example.com/x?y=1&z=2、https://example.com/2；完": [
        "https://example.com/x?y=1&z=2",
        "https://example.com/2",
    ],
    "http://example.com/a！好": ["http://example.com/a"],
    "本案見www.example.com。": ["www.example.com"],
    "聯絡a@example.org。": ["a@example.org"],
    "請寄信到 b@example.org，謝謝": ["b@example.org"],
    "ftp://example.com/x": [],
    "https://example.com/a謝謝": ["https://example.com/a"],
    "https://example.com謝謝": ["https://example.com"],
    "https://example.com/謝謝": ["https://example.com/"],
    "https://zh.example.org/wiki/高雄市_(台灣)，好": ["https://zh.example.org/wiki/高雄市_(台灣)"],
    "https://example.com/?q=輕軌&p=2。": ["https://example.com/?q=輕軌&p=2"],
    "(see https://example.com/x_(y)).": ["https://example.com/x_(y)"],
    "https://例子.台灣/a、": ["https://例子.台灣/a"],
    "http://127.0.0.1:8000/proposals/1/": ["http://127.0.0.1:8000/proposals/1/"],
    "javascript:alert(1) a@b 3.14 檔案.com": [],
}  # fmt: skip


@pytest.mark.parametrize("words", LINKS)
def test_the_link_is_exactly_the_address(words):
    found = text.links(words)
    assert [words[start:end] for start, end, _target in found] == LINKS[words]


def test_where_a_link_leads():
    found = text.links("www.example.com a@example.org https://x.example")
    assert [target for *_, target in found] == ["https://www.example.com", "mailto:a@example.org", "https://x.example"]


MOBILE = ["0912_345_678", "٠٩١٢٣٤٥٦٧٨",
          "0912345678", "0912-345-678", "0912/345/678", "０９１２－３４５－６７８", "(0912) 345 678",
          "+886 912 345 678",
          "886-912-345-678", "886912345678", "+886 (0)912345678", "00886912345678", "零九一二三四五六七八",
          "0912.345.678",
          "09 12 34 56 78", "0 9 1 2 3 4 5 6 7 8", "0912\u200b345678", "0912\u3000345\u3000678",
          "電話0912345678。", "0912、345、678",
          "0912\n345\n678", "0912\r\n345\r\n678", "0912、\n345、\n678", "手機\n0912345\n678", "0912:345:678",
          "０９１２：３４５：６７８",
          "0912-345\n678", "+886:912:345:678", "886\n912\n345\n678", "09:12:34:56:78", "09:12345678",
          "0\n9\n1\n2\n3\n4\n5\n6\n7\n8"]  # fmt: skip
NO_MOBILE = ["09/12/2026 13:30", "09:00-10:30 2026/1/2", "07-336-8333", "2009, 12345678", "1999", "20261127093000",
             "109123456789", "0912", "A0912345678B", "第 09 12 34 號",
             "12:30", "09:00–10:30、12:00–13:30", "09:00\n10:30\n12:00", "09:15:30 10:45:00", "0930–1030：25 人",
             "07\n08\n09\n10\n11\n12\n13", "09\n12345678", "2026/11/28 09:30:00", "民國115年9月12日 09:12:34",
             "總工程費 912,345,678 元", "0.912345678", "府交字第 1150912345 號",
             "中華民國 109 年 12 月 3 日第 4567 號令",
             "00:09:12:34:56:78", "統一編號 09123456", "120:960", "+5\n+10\n2000\n3000\n4000",
             "道路交通管理處罰條例第 56 條"]  # fmt: skip


@pytest.mark.parametrize("words", MOBILE, ids=ascii)
def test_a_mobile_number_is_seen_however_it_is_written(words):
    assert [(one.kind, one.key) for one in text.passages(words)] == [(text.MOBILE, "+886912345678")]


@pytest.mark.parametrize("words", NO_MOBILE)
def test_other_figures_are_no_mobile_number(words):
    assert text.passages(words) == []


MAIL = {"x@y.example": "x@y.example", "x＠Y.example": "x@y.example", "x (at) y": "x@y",
        "x [at] y [dot] tw": "x@y.tw",
        "寄x@y.example。謝謝": "x@y.example",
        "x at y dot tw": "x@y.tw", "x小老鼠y.tw": "x@y.tw", "小明@例子.tw": "小明@例子.tw",
        "x@y.example. Thanks": "x@y.example",
        "x AT gmail.com": "x@gmail.com", "x at gmail.com": "x@gmail.com", "Mail x AT y.tw": "x@y.tw",
        "X [AT] GMAIL [DOT] COM": "x@gmail.com", "x ＡＴ y.tw": "x@y.tw", "寄 x at y.tw": "x@y.tw",
        "please mail wang.m at y.edu.tw": "wang.m@y.edu.tw", "x_at_y_dot_tw": "x@y.tw", "x @\ny.tw": "x@y.tw",
        "x at\ny.tw": "x@y.tw", "x @ y . com": "x@y.com", "x＠y點com": "x@y.com", "x@y。com": "x@y.com",
        "x艾特y.tw": "x@y.tw"}  # fmt: skip


@pytest.mark.parametrize("words", MAIL)
def test_a_mailbox_is_seen_however_it_is_written(words):
    assert [(one.kind, one.key) for one in text.passages(words)] == [(text.MAIL, MAIL[words])]


@pytest.mark.parametrize("words", [
    "look at www.kcg.gov.tw", "3@100元", "@kaohsiung", "at home", "高雄 (at night)", "look at kcg.gov.tw",
    "You find documents at kcg.gov.tw.", "We meet AT www.kcg.gov.tw", "Meet at noon. Come", "感謝\n@kaohsiung",
    "stop at example.com/map", "LOOK AT KCG.GOV.TW"])  # fmt: skip
def test_other_words_are_no_mailbox(words):
    assert text.passages(words) == []


IDENTITIES = ["A123456789", "a-123-456-789", "Ａ１２３４５６７８９", "我A123456789號", "A800000014", "AC01234567",
              "A12345\n6789", "A\n123456789", "A123：456：789"]


@pytest.mark.parametrize("words", IDENTITIES)
def test_an_identity_number_is_one_by_its_check_digit(words):
    digits = text.passages(words)
    assert [one.kind for one in digits] == [text.IDENTITY]


@pytest.mark.parametrize("words", ["A123456788", "AB12345678", "XA123456789", "A1234567890", "A12345678",
                                   "b4c5d6e7-a241-2a3a-4857-b131-739467b2", "A12\n34\n56\n78\n9",
                                   "A1 23:45 67:89"])  # fmt: skip
def test_without_it_it_is_something_else(words):
    assert text.passages(words) == []


def test_a_passage_stands_where_it_was_written():
    words = "請打０９１２－３４５－６７８找我"
    (found,) = text.passages(words)
    assert words[found.start : found.end] == "０９１２－３４５－６７８"


def test_a_long_text_is_searched_in_one_go():
    for words in ("a" * 20_000, "0 " * 10_000, "a " * 10_000, "a@" * 10_000, "+8" * 10_000, "(at)" * 5000,
                  "a-at-" * 4000, "a at b.c " * 2000, "0\n:" * 7000, "a." * 10_000):  # fmt: skip
        assert len(text.passages(words)) < 20_000
        assert text.links(words) is not None


MAILBOXES = {"Mei@Example.TEST": "mei@example.test",
             "mei@example.test\u200b": "mei@example.test",
             "ｍｅｉ＠example.test": "mei@example.test", " mei @example.test ": "mei@example.test",
             "mıke@example.test": "",
             "mei": "", "@example.test": "", "mei@例子.tw": "mei@xn--fsqu00a.tw",
             "mailto:mei@example.test": "mei@example.test"}  # fmt: skip


@pytest.mark.parametrize("typed", MAILBOXES, ids=ascii)
def test_a_mailbox_has_one_spelling(typed):
    assert text.mailbox(typed) == MAILBOXES[typed]


CODES = {"１２３４５６": "123456", "123 456": "123456", "482913 是您在市民提議的驗證碼，15 分鐘內有效。": "482913",
         "BCDF-GHJK": "BCDF-GHJK", "ｂｃｄｆ–ｇｈｊｋ": "bcdf-ghjk", "驗證碼：BCDFGHJK，請勿告訴別人": "BCDFGHJK",
         "Your code: BCDF-GHJK": "BCDF-GHJK", "bcdf ghjk": "bcdfghjk", "12\u200b3456": "123456", "": ""}  # fmt: skip


@pytest.mark.parametrize("typed", CODES, ids=ascii)
def test_a_code_is_found_in_what_was_pasted(typed):
    assert text.code(typed) == CODES[typed]


ADDRESSES = ["/x/7/。", "/x/7/，大家快來", "/x/7/)", "/x/7)", "/x/7.", "/x/7/」", "/x/7】", "/x/７/", "/X/7", "/x/07/",
             "/x//7/"]  # fmt: skip


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_damaged_address_is_mended(path):
    assert text.address(path) == "/x/7/"


def test_whoever_looks_alike_is_alike():
    assert text.skeleton("ᴀᴅᴍɪɴ") == text.skeleton("аdmin") == text.skeleton("Ａ d·m️in") == "admin"
    assert text.skeleton("管理️員") == "管理員"
    assert text.folded("臺灣大道５Ｇ") == text.folded("台灣大道5g")


LANGUAGES = {"在路口種樹 please": "zh-Hant", "Plant trees": "en", "道路に木を": "ja", "Trồng cây ở đây": "vi",
             "ปลูกต้นไม้": "th", "2026": ""}  # fmt: skip


@pytest.mark.parametrize("words", LANGUAGES)
def test_the_language_of_a_text(words):
    assert text.language_of(words) == LANGUAGES[words]
