"""The list and the endorsements: filters, order, pages, and a bounded number of queries."""

import re

import pytest
from django.urls import reverse

from civic.city.models import District, Theme
from civic.windows import Window
from cms import front
from proposals import actions, rules
from proposals.pages.paging import NumberedPaginator
from tests.proposals import life

LIST = "/proposals/"


def titles(client, **query):
    return [card.title for card in client.get(LIST, query).context["cards"]]


@pytest.fixture
def three(cast, at):
    """Three proposals while they collect: 多 with the most endorsements, 少 with few, 無 with none."""
    themes, districts = Theme.objects.all(), District.objects.all()
    many = life.passed(cast, title="多", theme=themes[0], district=districts[0], threshold=100)
    few = life.passed(cast, title="少", theme=themes[1], threshold=100)
    life.passed(cast, title="無", theme=themes[1], threshold=100)
    life.endorse(many, 5, life.OPENS + life.TICK)
    life.endorse(few, 2, life.OPENS + life.TICK)
    at(life.OPENS + life.DAY)


def test_the_list_opens_on_what_one_can_endorse(client, cast, at):
    """開 collects, 成 is established and still open, 終 has ended."""
    life.passed(cast, title="開", threshold=100)
    life.established(cast, title="成")
    ended = life.submitted(cast, title="終")
    actions.pass_review(ended, cast.rui, now=life.PASSED, window=Window(life.OPENS, life.OPENS + life.DAY))
    at(life.OPENS + 2 * life.DAY)
    assert set(titles(client)) == set(titles(client, phase="open")) == {"開", "成"}
    assert set(titles(client, phase="all")) == {"開", "成", "終"}
    theme = ended.theme.code
    assert set(titles(client, theme=theme)) == {"開", "成", "終"}, "a link to a theme means all of it"
    assert set(titles(client, theme=theme, phase="open")) == {"開", "成"}
    page = client.get(LIST).content.decode()
    assert 'name="phase" value="open"' in page and page.count('aria-current="true"') == 1


def test_a_card_names_its_agency(client, cast, at):
    proposal = life.passed(cast)
    at(life.OPENS + life.DAY)
    assert f">{proposal.agency.name}</p>" in client.get(LIST).content.decode()


def test_filters_narrow_and_orders_order(client, three):
    theme, district = Theme.objects.all()[1], District.objects.all()[0]
    assert titles(client, sort="endorsed") == ["多", "少", "無"]
    assert titles(client, theme=theme.code, sort="endorsed") == ["少", "無"]
    assert titles(client, district=district.code) == ["多"]
    assert titles(client, phase="collecting", agency="transport", sort="newest") == ["無", "少", "多"]
    assert titles(client, phase="lapsed") == []


def test_what_ends_soon_comes_first_and_what_has_ended_last(client, cast, at):
    def ending(title, closes_at):
        proposal = life.submitted(cast, title=title)
        window = Window(life.OPENS, closes_at)
        actions.pass_review(proposal, cast.rui, now=life.PASSED, window=window)

    ending("晚", life.CLOSES)
    ending("早", life.OPENS + 3 * life.DAY)
    ending("過", life.OPENS + life.DAY)
    at(life.OPENS + 2 * life.DAY)
    assert titles(client, phase="all", sort="ending") == ["早", "晚", "過"]
    assert titles(client, sort="ending") == ["早", "晚"]


@pytest.mark.parametrize("value", ["", "nope", "\x00", "'; drop table", "9" * 5000, "😀", "-1", "0", "abc"])
@pytest.mark.parametrize("name", ["phase", "theme", "district", "agency", "sort", "page", "other"])
def test_nonsense_in_the_address_is_as_good_as_nothing(client, three, name, value):
    answer = client.get(LIST, {name: value})
    assert answer.status_code == 200
    assert len(answer.context["cards"]) == 3


def test_answers_are_listed_as_given_on_time_late_or_overdue(client, cast, at):
    """Three proposals whose answer was due: 準 answered before the end, 遲 at the end, 欠 not at all; 等 is not due."""
    due = life.established(cast, title="欠"), life.established(cast, title="等", when=life.OPENS + 10 * life.DAY)
    ends = [life.duty(proposal, "answer").due_at for proposal in due]
    for title, published_at in {"準": ends[0] - life.TICK, "遲": ends[0]}.items():
        life.answered(cast, published_at, title=title)
    assert ends[0] < ends[1]
    at(ends[0] - life.TICK)
    assert set(titles(client, answer="due")) == {"準", "遲"}
    at(ends[0])
    assert set(titles(client, answer="due")) == {"準", "遲", "欠"}
    assert titles(client, answer="in_time") == ["準"]
    assert set(titles(client, answer="late")) == {"遲", "欠"}
    figures = front.figures(ends[0])
    assert (figures["in_time"], figures["due"]) == (1, 3)


def test_the_most_overdue_answers_come_first_and_say_so_in_words(client, cast, at):
    """老 and 新 are owed, since long and since now; 久 and 剛 came late, by much and little; 準 and 等 never were."""
    old = life.established(cast, title="老")
    new = life.established(cast, title="新", when=life.OPENS + 10 * life.DAY)
    end, now = (life.duty(proposal, "answer").due_at for proposal in (old, new))
    given = {"準": end - life.TICK, "剛": end, "久": end + life.DAY}
    for title, published_at in given.items():
        life.answered(cast, published_at, title=title)
    life.passed(cast, title="等")
    assert end < end + life.DAY < now
    at(now)
    assert titles(client, sort="late")[:4] == ["老", "新", "久", "剛"]
    assert set(titles(client, sort="late")[4:]) == {"準", "等"}
    assert titles(client, sort="late", answer="late") == ["老", "新", "久", "剛"]
    page = client.get(LIST, {"sort": "late", "answer": "late"}).content.decode()
    assert page.count("逾期") >= 5 and '<option value="late" selected>逾期最久的在前</option>' in page


def test_lateness_is_told_in_words(client, cast, at):
    owed = life.established(cast, title="欠")
    end = life.duty(owed, "answer").due_at
    life.answered(cast, end, title="遲")
    at(end)
    for address in (f"{LIST}?phase=established", owed.get_absolute_url()):
        assert re.search("逾期：應於.*前回應", client.get(address).content.decode()), address
    assert "Late: the answer was due on" in client.get("/en" + LIST, {"phase": "answered"}).content.decode()


def test_unsubmitted_texts_are_not_in_the_list_even_for_their_proposer(client, cast, at):
    life.draft(cast, title="草稿")
    life.submitted(cast, title="檢核")
    client.force_login(cast.bo)
    assert titles(client) == []


@pytest.mark.parametrize("phase", [name for name in life.PHASES if name in rules.PUBLIC_PHASES])
def test_every_public_phase_has_its_list(client, cast, at, phase):
    proposal, now = life.in_phase(phase, cast)
    at(now)
    assert titles(client, phase=phase) == [proposal.title]


def test_the_list_costs_the_same_for_one_as_for_many(client, cast, at, django_assert_max_num_queries):
    for number in range(8):
        life.passed(cast, title=f"第{number}件")
    at(life.OPENS + life.DAY)
    with django_assert_max_num_queries(5):
        client.get(LIST)


@pytest.mark.parametrize("phase", ["collecting", "established", "answered"])
def test_a_page_costs_the_same_whatever_it_shows(client, cast, at, phase, django_assert_max_num_queries):
    proposal, now = life.in_phase(phase, cast)
    life.endorse(proposal, 15, life.OPENS + 2 * life.DAY)
    at(now)
    client.get(proposal.get_absolute_url())
    with django_assert_max_num_queries(12):
        client.get(proposal.get_absolute_url())


def test_endorsements_are_paged_from_the_newest(client, cast, at):
    proposal = life.passed(cast, threshold=500)
    life.endorse(proposal, 120, life.OPENS + life.TICK)
    at(life.OPENS + life.DAY)
    address = reverse("proposals:endorsements", args=[proposal.pk])
    numbers = [
        [voice.number for voice in client.get(address, {"page": page}).context["voices"]] for page in (1, 2, 3, 99)
    ]
    assert numbers[0] == list(range(120, 70, -1))
    assert numbers[1] == list(range(70, 20, -1))
    assert numbers[2] == numbers[3] == list(range(20, 0, -1))


def test_a_numbered_page_reads_its_own_rows_only(cast, django_assert_num_queries):
    proposal = life.passed(cast, threshold=500)
    life.endorse(proposal, 7, life.OPENS + life.TICK)
    pages = NumberedPaginator(proposal.endorsements.all(), 3, proposal.endorsement_count)
    assert pages.num_pages == 3
    with django_assert_num_queries(1):
        assert [row.number for row in pages.get_page("2").object_list] == [4, 3, 2]


def test_the_other_language_is_the_same_page(client, cast, at):
    proposal, now = life.in_phase("established", cast)
    at(now)
    address = proposal.get_absolute_url()
    chinese = client.get(f"{address}?a=1").content.decode()
    english = client.get(f"/en{address}").content.decode()
    assert f'href="/en{address}?a=1"' in chinese
    assert '<html lang="zh-Hant">' in chinese
    assert '<html lang="en">' in english
    assert "Established on" in english


def test_how_many_more_it_takes_is_said_while_one_can_endorse(client, three, at):
    def tallies(address):
        return client.get(address).content.decode()

    assert [f"還差 {n} 人</b>" in tallies(LIST) for n in (95, 98, 100, 99)] == [True, True, True, False]
    assert 'aria-valuetext="門檻 100 人，已有 5 人附議"' in tallies(LIST)
    assert "<b " in tallies("/en/proposals/") and "95 more needed</b>" in tallies("/en/proposals/")
    at(life.CLOSES)
    assert "還差" not in tallies(LIST).replace('data-many="還差', "").replace('data-one="還差', "")


def test_where_no_place_was_said_none_is_published(client, cast, at):
    proposal = life.passed(cast)
    life.endorse(proposal, 1, life.OPENS + life.TICK)
    at(life.OPENS + life.DAY)
    for address in (proposal.get_absolute_url(), reverse("proposals:endorsements", args=[proposal.pk])):
        voice = re.search('<p class="voice-who">.*?</p>', client.get(address).content.decode())[0]
        assert voice.count("<small>") == 1 and "其它" not in voice, "the time alone"


def test_the_search_of_the_list_keeps_its_filters(client, cast):
    proposal = life.passed(cast, title="路燈太暗")
    text = client.get(f"/proposals/?theme={proposal.theme.code}&phase=collecting&answer=late").content.decode()
    form = text.partition('id="list-search"')[2].partition("</form>")[0]
    assert re.findall(r'name="(\w+)" value="([\w-]*)"', form)[1:] == [
        ("type", "proposal"), ("phase", "collecting"), ("theme", proposal.theme.code)
    ]  # fmt: skip
