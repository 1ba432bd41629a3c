"""The words of secret ballots: the sentence that may not be watered down, and a sentence for every code."""

import re
from pathlib import Path

from django.utils import translation

from proposals.ballots import doctor, rules

ROOT = Path(__file__).parents[2]


def test_the_documentation_says_what_the_pages_say():
    text = (ROOT / "docs" / "secrecy.md").read_text(encoding="utf-8")
    quoted = " ".join(re.findall(r"^> (.*)$", text, re.M))
    with translation.override("en"):
        assert quoted == str(rules.SECRECY) and quoted.count(";") == 2


def test_the_sentence_is_said_in_chinese_too():
    with translation.override("zh-hant"):
        assert all(word in str(rules.SECRECY) for word in ("資料庫", "金鑰", "截止", "複製"))


def test_the_doctor_has_words_for_every_fault():
    assert doctor.FAULTS.keys() == rules.FAULTS.keys()
