"""The words of a public service: what stumbled once is in no catalogue any more."""

import re

import polib
import pytest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext, pgettext

from civic.management.commands import translations

# Of zh-Hant: what not to say, and what is said instead.
NOT_IN_CHINESE = {
    r"你": "您",
    r"[則份筆](?:的)?(?:提議|附議|成果|原因)": "件 for proposals and outcomes, 人附議 for endorsements",
    r"(?:\)s|\d) ?[則份筆]附議": "人附議",
    r"其它": "其他, and 不說明 where nothing was said",
    r"必要欄位|這個欄位(?:是|不能)": "請填寫「…」",
    r"有效的 ?URL": "完整網址",
    r"幾分鐘內": "the real number of minutes",
    r"永久公開": "將公開；刪除帳號後會移除…",
    r"保有的": "我的所有資料",
    r"管理小組": "檢核人員",
    r"一人一票": "每個人只計算一次",
    r"[一-鿿]\(|\)[一-鿿]|[一-鿿][,;:?!]": "full-width marks",
    r"[。：？！][。：？！]": "one mark",
    r"這台|一台|平台|後台|工作台": "臺",
    r"事由": "理由, as on the page of the rules",
    r"管理者|系統管理人員": "管理員",
    r"編輯工作區": "編輯後臺",
    r"回復預設|螢幕閱讀器|⋯": "恢復預設, 報讀軟體, ……",
    r"門檻是 %\(threshold\)s [份筆]": "人附議",
}
NOT_IN_ENGLISH = {
    r"[Ee]-mail": "email",
    r"Signup|Request Code|Reset My Password": "Create an account, Send me a code, Reset password",
    r"\bfor good\b": "a plain word",
    r"too dear": "over the remaining budget",
    r"one voice": "everybody counts once",
    r"The same as a table": "Show as a table",
    r"the people of the town|as one of its people": "a resident",
}
# A figure before a noun in the plural: one of it would be wrong. Limits, which are never one, are spared.
THINGS = "people|votes|voters|ballots|projects|points|remarks|endorsements"
MANY = re.compile(rf"(?<!\bof )(?:%\((?!threshold|most)\w+\)[sd]|\{{(?!most)\w+\}}) (?:of the )?(?:{THINGS})\b")
# Names of things of which half is one word of a language, or quoted code.
EXCEPT = re.compile(r"種子:project_id|%\(\w+\)[sd]|\{\w*\}|<[^>]*>|&\w+;")


def said(language):
    """Every (message, what is said of it) in a language, of all catalogues."""
    with translation.override(language):
        for path in translations.catalogues():
            if path.name != "django.po" or "zh_Hant" not in path.parts:
                continue
            for entry in polib.pofile(path):
                if language != "en":
                    yield from ((entry.msgid, words) for words in [entry.msgstr, *entry.msgstr_plural.values()])
                elif entry.msgctxt:
                    yield entry.msgid, pgettext(entry.msgctxt, entry.msgid)
                else:
                    yield entry.msgid, gettext(entry.msgid)


@pytest.mark.parametrize(("language", "words"), [("zh-hant", NOT_IN_CHINESE), ("en", NOT_IN_ENGLISH)])
def test_no_catalogue_says_what_stumbled(language, words):
    pattern = re.compile("|".join(words))
    found = [(message, spoken) for message, spoken in said(language) if pattern.search(EXCEPT.sub("□", spoken))]
    assert len(list(said(language))) > 1000, "void unless the catalogues are read"
    assert found == []


def test_no_english_sentence_counts_one_as_many():
    entries = [entry for path in translations.catalogues() if "zh_Hant" in path.parts for entry in polib.pofile(path)]
    assert [entry.msgid for entry in entries if not entry.msgid_plural and MANY.search(entry.msgid)] == []


def test_what_counts_one_as_many_would_be_found():
    for sentence in ("%(number)s people have voted", "{n} points left", "{number} of the projects fare differently"):
        assert MANY.search(sentence), sentence
    for sentence in ("%(n)s of %(most)s endorsements", "With %(threshold)s endorsements", "Voted so far: {number}"):
        assert not MANY.search(sentence), sentence


def test_what_stumbled_would_be_found():
    for sentence in ("你好", "3 筆附議", "%(n)s 份附議", "這則提議", "截止(到三月)", "提議(一)", "請在幾分鐘內輸入"):
        assert any(re.search(pattern, sentence) for pattern in NOT_IN_CHINESE), sentence


def test_the_code_page_says_the_real_limit():
    page = render_to_string("account/confirm_login_code.html", {"email": "mei@example.test"})
    assert "15 分鐘" in page
