"""Every word people read is there in zh-Hant."""

from pathlib import Path

import polib
from django.apps import apps
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from civic.management.commands import translations


def test_every_word_in_code_and_templates_has_its_translation():
    assert len(translations.sources()) > 50, "void unless the sources are found"
    assert not translations.missing()


def test_translations_keep_the_placeholders_of_the_original():
    assert translations.catalogues()
    assert not translations.misplaced()


# Templates lie in a folder named as their app's label; these are ours in place of other people's.
FOLDERS = {"mfa": "accounts", "account": "accounts", "admin": "civic", "allauth": "accounts", "wagtailadmin": "cms"}


def app_of(path):
    """The name of the app that a file belongs to."""
    parts = list(path.relative_to(settings.BASE_DIR).parts)
    if parts[0] == "templates":
        label = parts[2] if parts[1] == "mail" and len(parts) > 3 else parts[1]
        label = FOLDERS.get(label, label)
        return apps.get_app_config(label).name if label in apps.app_configs else "civic"
    return max((app for app in settings.OWN_APPS if f"{'.'.join(parts)}.".startswith(f"{app}.")), key=len)


def test_every_word_stands_in_the_catalogue_of_an_app_that_says_it():
    saying = {}
    for path in translations.sources():
        for word in translations.words(path):
            saying.setdefault(word, set()).add(app_of(path))
    astray = [
        (app_of(path), entry.msgid, saying[word])
        for path in translations.catalogues()
        for entry in polib.pofile(path)
        if (word := (entry.msgctxt, entry.msgid)) in saying and app_of(path) not in saying[word]
    ]
    assert len(set.union(*saying.values())) > 8, "void unless the words of all apps are found"
    assert astray == []


def test_words_are_found_where_they_stand(tmp_path):
    code, page = Path(tmp_path / "a.py"), Path(tmp_path / "a.html")
    code.write_text('_("one " "long") + ngettext("%(n)s vote", "%(n)s votes", n) + pgettext("month", "May") + _(name)')
    page.write_text(
        '{# note #}{% load i18n %}{% translate "A" %}<p title="{% translate \'B %\' %}">{{ x|default:_("C") }}'
        "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}"
    )
    assert translations.words(code) == {(None, "one long"), (None, "%(n)s vote"), ("month", "May")}
    assert translations.words(page) == {(None, "A"), (None, "B %%"), (None, "C"), (None, "%(n)s day")}


def test_a_program_that_has_spoken_already_speaks_what_it_compiles(tmp_path, settings, monkeypatch):
    """As the first `make run` of a fresh clone does; its pages must not stay English."""
    catalogue = tmp_path / "zh_Hant" / "LC_MESSAGES" / "django.po"
    catalogue.parent.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    catalogue.write_text(head + 'msgid "Spoken"\nmsgstr "說了"\n')
    settings.LOCALE_PATHS = [tmp_path]
    monkeypatch.setattr(translations, "catalogues", lambda: [catalogue])
    assert gettext("Spoken") == "Spoken", "void unless it has spoken before"
    translations.compile_catalogues()
    translation.activate("zh-hant")
    assert gettext("Spoken") == "說了"
