"""Every word people read is there in zh-Hant."""

from pathlib import Path

from civic.management.commands import translations


def test_every_word_in_code_and_templates_has_its_translation():
    assert len(translations.sources()) > 50, "void unless the sources are found"
    assert not translations.missing()


def test_translations_keep_the_placeholders_of_the_original():
    assert translations.catalogues()
    assert not translations.misplaced()


def test_words_are_found_where_they_stand(tmp_path):
    code, page = Path(tmp_path / "a.py"), Path(tmp_path / "a.html")
    code.write_text('_("one " "long") + ngettext("%(n)s vote", "%(n)s votes", n) + pgettext("month", "May") + _(name)')
    page.write_text(
        '{# note #}{% load i18n %}{% translate "A" %}<p title="{% translate \'B %\' %}">{{ x|default:_("C") }}'
        "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}"
    )
    assert translations.words(code) == {(None, "one long"), (None, "%(n)s vote"), ("month", "May")}
    assert translations.words(page) == {(None, "A"), (None, "B %%"), (None, "C"), (None, "%(n)s day")}
