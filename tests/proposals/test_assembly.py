"""The page made once a second for all: it shows each person themselves, and nobody anybody else."""

import re

import pytest

from proposals import actions, assembly
from tests import people
from tests.proposals import life

NOW = life.OPENS + life.DAY


@pytest.fixture
def proposal(cast, at):
    at(NOW)
    assembly._sheets.clear()
    return life.passed(cast)


@pytest.fixture
def endorsed(monkeypatch):
    """Endorse at the tests' own time, however long ago that is."""

    def endorse(proposal, person):
        (counted,) = actions.endorse_many([actions.Slip(proposal.pk, person.pk, NOW)], clock=None)
        return counted

    return endorse


def seen_by(client, person, proposal, prefix=""):
    client.force_login(person, backend="civic.accounts.backends.SignIn")
    return client.get(f"{prefix}/proposals/{proposal.pk}/")


def slip_on(page):
    return re.search(r'data-slip="(\d+)\.', page.content.decode())[1]


def test_each_sees_their_own_name_token_and_slip(client, cast, proposal):
    lin = people.person("林小姐<b>")
    pages = {person: seen_by(client, person, proposal) for person in (cast.mei, lin)}
    texts = {person: page.content.decode() for person, page in pages.items()}
    assert "mei" in texts[cast.mei] and "林小姐" not in texts[cast.mei]
    assert "林小姐&lt;b&gt;" in texts[lin] and ">mei<" not in texts[lin]
    assert [slip_on(page) for page in pages.values()] == [str(cast.mei.pk), str(lin.pk)]
    tokens = {re.search(r'csrfmiddlewaretoken" value="(\w{64})"', text)[1] for text in texts.values()}
    assert len(tokens) == 2
    assert len(assembly._sheets) == 1, "void unless the page was made once for both"
    for slot in (assembly.NAME, assembly.TOKEN, assembly.SLIP, assembly.NUMBER):
        assert not any(slot in text for text in texts.values())


def test_it_is_the_page_everybody_would_get(client, cast, proposal, monkeypatch):
    ours = seen_by(client, cast.mei, proposal).content.decode()
    monkeypatch.setattr("proposals.views.assembled", lambda *_: None)
    usual = client.get(f"/proposals/{proposal.pk}/").content.decode()
    blank = re.compile(r'(csrfmiddlewaretoken" value="|data-slip=")[^"]*')
    assert blank.sub("", ours) == blank.sub("", usual)


def test_who_has_endorsed_sees_their_number(client, cast, proposal, endorsed):
    for person in (cast.kai, cast.mei):
        endorsed(proposal, person)
    text = seen_by(client, cast.mei, proposal).content.decode()
    assert "data-slip" not in text
    assert re.search(r"第\s*2\s*", text)


def test_the_proposer_and_roles_get_a_page_of_their_own(client, cast, proposal):
    for person in (cast.bo, cast.rui, cast.ann):
        assert seen_by(client, person, proposal).status_code == 200
    assert "/desk/review/" in seen_by(client, cast.rui, proposal).content.decode()
    assert "/desk/review/" not in seen_by(client, cast.mei, proposal).content.decode()


def test_nobody_is_given_a_slip_they_may_not_use(client, cast, proposal):
    assert "data-slip" not in seen_by(client, cast.sam, proposal).content.decode()
    assert "data-slip" in seen_by(client, cast.mei, proposal).content.decode()


def test_a_page_for_somebody_is_nobody_elses_to_keep(client, cast, proposal):
    control = seen_by(client, cast.mei, proposal)["Cache-Control"]
    assert "private" in control and "public" not in control


def test_each_language_has_its_page(client, cast, proposal):
    assert "Endorse, for good" in seen_by(client, cast.mei, proposal, "/en").content.decode()
    assert "Endorse, for good" not in seen_by(client, cast.mei, proposal).content.decode()


def test_it_costs_three_queries_once_it_is_made(client, cast, proposal, django_assert_num_queries):
    seen_by(client, cast.mei, proposal)
    with django_assert_num_queries(3):  # the session, the person, what they are to this proposal
        assert client.get(f"/proposals/{proposal.pk}/").status_code == 200
