"""What people see of budgets: list, cycle, project, ballot, desk, and the numbers as JSON."""

import json
import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from civic.accounts import actions as accounts
from civic.accounts.models import Kept
from civic.accounts.signon.providers import Provider
from civic.city.models import District, Theme
from civic.desks.forms import DeedForm
from proposals.ballots import reading
from proposals.budgets import actions
from proposals.budgets.actions.counting import boxes_of
from proposals.budgets.desks import forms
from proposals.budgets.models import Cycle, Project, Workshop
from tests import people
from tests.people import DAY
from tests.proposals.budgets import life
from tests.proposals.budgets.life import AFTER, BEFORE, CLOSE, DURING, OPEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def tia(db):
    return life.team()[0]


def page(client, url, status=200, **kwargs):
    response = client.get(url, **kwargs)
    assert response.status_code == status
    return response.content.decode()


def test_a_cycle_is_hidden_until_it_is_published(client, tia):
    cycle = life.planned(tia)
    url = cycle.get_absolute_url()
    assert client.get(url).status_code == 404 and client.get(f"{url}status.json").status_code == 404
    assert cycle.title not in page(client, "/budgets/")
    actions.publish(cycle, tia, now=BEFORE + DAY)
    assert cycle.title in page(client, url) and cycle.title in page(client, "/budgets/")


def test_the_team_sees_a_hidden_cycle(client, tia):
    cycle = life.planned(tia)
    client.force_login(tia)
    assert "目前只有預算小組看得到" in page(client, cycle.get_absolute_url())


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_page_tells_phase_money_projects_and_rules(client, tia, at, language):
    at(DURING)
    cycle = life.voting(tia, amounts=(100, 250))
    html = page(client, language + cycle.get_absolute_url())
    assert "NT$350" in html and html.count("project-card") == 6
    assert ('aria-current="step"' in html) and ("公開抽籤" in html)
    assert ("剛好" in html or "1 到 2 案" in html) if not language else "1 to 2 projects" in html


def test_no_choice_of_an_area_is_told_where_there_is_but_one(client, tia, at):
    at(DURING)
    told = "one that the voter chooses"
    one, two = (life.voting(tia, amounts=amounts).get_absolute_url() for amounts in ([100], [100, 250]))
    assert told not in page(client, f"/en{one}") and told in page(client, f"/en{two}")


def test_a_project_has_a_page(client, tia, at):
    at(DURING)
    cycle = life.voting(tia)
    html = page(client, cycle.projects.get(number=2).get_absolute_url())
    assert "第1區的第2案" in html and "NT$30" in html and reverse("budgets:ballot", args=[cycle.pk]) in html


def test_status_json_tells_the_turnout(client, tia, mei, at):
    at(DURING)
    cycle = life.voting(tia)
    life.vote(cycle, mei, 1)
    said = client.get(f"/budgets/{cycle.pk}/status.json").json()
    assert {name: said[name] for name in ("id", "phase", "open", "turnout", "policy", "days_left")} == {
        "id": cycle.pk, "phase": "vote", "open": True, "turnout": 1, "policy": "turnout", "days_left": 7,
    }  # fmt: skip
    before = said["version"]
    life.vote(cycle, mei, 2)
    assert client.get(f"/budgets/{cycle.pk}/status.json").json()["version"] > before
    assert client.get(f"/budgets/status.json?id={cycle.pk}&id=999").json()[0]["id"] == cycle.pk
    assert client.get("/budgets/status.json?id=x").status_code == 400


def test_nothing_is_told_before_the_count_where_the_policy_says_so(client, tia, mei, at):
    at(DURING)
    cycle = life.voting(tia, policy="after")
    life.vote(cycle, mei, 1)
    assert client.get(f"/budgets/{cycle.pk}/status.json").json()["turnout"] is None
    assert "人投票</p>" not in page(client, cycle.get_absolute_url())


def test_there_is_no_result_before_the_count(client, tia):
    cycle = life.voting(tia)
    assert client.get(f"/budgets/{cycle.pk}/result.json").status_code == 404
    assert client.get(f"/budgets/{cycle.pk}.pb").status_code == 404


# --- the ballot without JavaScript ----------------------------------------------------------------


def ballot_of(cycle, **query):
    return reverse("budgets:ballot", args=[cycle.pk]) + ("?area=1" if not query else f"?area={query['area']}")


def test_a_stranger_is_led_to_the_sign_in(client, tia, at):
    at(DURING)
    cycle = life.voting(tia)
    assert "登入後投票" in page(client, ballot_of(cycle))


def test_one_votes_and_sees_and_changes_it(client, tia, mei):
    cycle = life.voting(tia, **life.today())
    client.force_login(mei)
    html = page(client, ballot_of(cycle))
    assert html.count('name="pick"') == 3 and "checked" not in html
    answer = client.post(ballot_of(cycle), {"pick": ["2", "3"]}, follow=True)
    html = answer.content.decode()
    assert "您的選票已經算數" in html and html.count("checked") == 2
    client.post(ballot_of(cycle), {"blank": "1"})
    assert reading.own(boxes_of(cycle).get(), mei.pk, now=timezone.now()).choices == ()
    assert 'name="blank" value="1" id="blank" checked' in page(client, ballot_of(cycle))


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "請選擇方案，或勾選投空白票"),
        ({"pick": ["1", "2", "3"]}, "最多選 2 案"),
        ({"pick": ["99"]}, "不屬於這個分區"),
    ],
)
def test_a_ballot_that_does_not_count_comes_back_with_what_was_chosen(client, tia, mei, sent, sentence):
    cycle = life.voting(tia, **life.today())
    client.force_login(mei)
    answer = client.post(ballot_of(cycle), sent)
    html = answer.content.decode()
    assert answer.status_code == 409 and sentence in html
    assert html.count(" checked") == len([number for number in sent.get("pick", ()) if number in "123"])
    assert not reading.has_voted(boxes_of(cycle).get(), mei.pk)


def test_points_and_places_are_typed(client, tia, mei):
    cycle = life.voting(tia, form="points", points=10, **life.today())
    client.force_login(mei)
    client.post(ballot_of(cycle), {"points-1": "4", "points-2": "", "points-3": "6"})
    assert reading.own(boxes_of(cycle).get(), mei.pk, now=timezone.now()).choices == (1, 4, 3, 6)
    assert 'value="4"' in page(client, ballot_of(cycle))
    ranked = life.voting(tia, form="ranking", **life.today())
    answer = client.post(ballot_of(ranked), {"rank-1": "1", "rank-2": "1"})
    assert "請各給一個順位" in answer.content.decode()
    client.post(ballot_of(ranked), {"rank-1": "2", "rank-3": "1"})
    assert reading.own(boxes_of(ranked).get(), mei.pk, now=timezone.now()).choices == (3, 1)


def test_the_order_of_projects_is_each_persons_own_and_stays(client, tia):
    cycle = life.voting(tia, costs=(10,) * 8, most=8, **life.today())
    orders = []
    for n in range(4):
        client.force_login(people.person(f"V{n}"))
        found = [page(client, ballot_of(cycle)) for _ in range(2)]
        rows = [[part.split('"')[0] for part in html.split('name="pick" value="')[1:]] for html in found]
        assert rows[0] == rows[1] and sorted(rows[0], key=int) == [str(n) for n in range(1, 9)]
        orders.append(tuple(rows[0]))
    assert len(set(orders)) > 1


def test_one_chooses_an_area_first_where_there_are_several(client, tia, mei):
    cycle = life.voting(tia, amounts=(100, 100), citywide=300, **life.today())
    client.force_login(mei)
    html = page(client, reverse("budgets:ballot", args=[cycle.pk]))
    assert html.count('href="?area=') == 3 and 'name="pick"' not in html
    client.post(ballot_of(cycle), {"pick": "1"})
    assert "每人只能在一個分區投票" in page(client, ballot_of(cycle, area=2))
    assert 'name="pick"' in page(client, ballot_of(cycle, area=3))


def test_what_was_chosen_before_the_session_was_lost_is_written_nowhere(client, tia, at):
    at(DURING)
    cycle = life.voting(tia)
    answer = client.post(ballot_of(cycle), {"pick": "1"})
    assert answer.status_code == 302 and "/accounts/login/" in answer["Location"]
    assert not Kept.objects.exists()


@pytest.mark.parametrize(("when", "sentence"), [(OPEN - DAY, "投票還沒有開始"), (CLOSE, "投票已經截止")])
def test_outside_the_window_the_ballot_says_so(client, tia, mei, at, when, sentence):
    cycle = life.voting(tia)
    at(when)
    client.force_login(mei)
    assert sentence in page(client, ballot_of(cycle))


# --- the desk -------------------------------------------------------------------------------------

CYCLE = {
    "cycle-title": "新的一期", "cycle-year": "2026", "cycle-vote_at": "2026-05-01T00:00",
    "cycle-closes_at": "2026-05-15T00:00", "cycle-ballot": "approval", "cycle-least": "1", "cycle-most": "3",
    "cycle-level": "2", "cycle-age": "0", "cycle-home": "chosen", "cycle-rule": "greedy", "cycle-policy": "turnout",
    "cycle-seed_source": "公開抽籤",
}  # fmt: skip


def test_the_desk_is_for_the_team_only(client, mei, tia):
    client.force_login(mei)
    assert client.get("/budgets/desk/").status_code == 403
    client.force_login(tia)
    assert "規劃新的一期" in page(client, "/budgets/desk/")


def test_the_team_plans_a_cycle_from_its_name_to_its_publication(client, tia, at):
    at(BEFORE)
    client.force_login(tia)
    client.post("/budgets/desk/new/", CYCLE)
    cycle = Cycle.objects.get()
    url = reverse("budgets:desk_one", args=[cycle.pk])
    assert cycle.vote_at.isoformat() == "2026-04-30T16:00:00+00:00"
    html = page(client, f"{url}areas/")
    seen = html.split('name="areas-seen" value="')[1].split('"')[0] if 'name="areas-seen" value="' in html else ""
    client.post(
        f"{url}areas/",
        {"areas-seen": seen, "areas-name_zh-1": "甲", "areas-name_en-1": "A", "areas-amount-1": "1000"},
    )
    area = cycle.areas.get()
    named, empty = re.findall(r'<label for="id_areas-name_zh-[12]">.*?</label>', page(client, f"{url}areas/"))
    assert "移除這個分區" in named and "選填" in empty
    client.post(f"{url}projects/new/", {"project-area": area.pk, "project-title": "座椅", "project-cost": "400"})
    assert Project.objects.get().cost == 400
    client.post(f"{url}publishing/", {"publish-seen": seen_of(client, url, "publish")})
    assert Cycle.objects.get().published_at


def test_a_cycle_is_copied_once_however_often_one_clicks(client, tia, at):
    at(BEFORE)
    cycle = life.planned(tia)
    client.force_login(tia)
    url = reverse("budgets:desk_one", args=[cycle.pk])
    key = page(client, url).split('name="copy-once" value="')[1].split('"')[0]
    for _ in range(2):
        assert client.post(f"{url}copying/", {"copy-once": key}).status_code == 302
    assert list(Cycle.objects.order_by("year").values_list("year", flat=True)) == [2026, 2027]


def test_what_is_wrong_comes_back_with_what_was_typed(client, tia, at):
    at(BEFORE)
    client.force_login(tia)
    answer = client.post("/budgets/desk/new/", CYCLE | {"cycle-closes_at": "2026-04-01T00:00"})
    html = answer.content.decode()
    assert answer.status_code == 409 and "每個階段都要在前一個階段之後開始" in html and "新的一期" in html
    assert not Cycle.objects.exists()


def test_the_desk_of_a_cycle_is_cut_into_rooms_and_each_leads_to_the_others(client, tia, at):
    at(BEFORE)
    cycle = life.calling(tia, workshop_at=life.SCREENING + DAY)
    client.force_login(tia)
    names = ("one", "cycle", "areas", "ideas", "workshops", "projects")
    rooms = {name: reverse(f"budgets:desk_{name}", args=[cycle.pk]) for name in names}
    for name, url in rooms.items():
        html = page(client, url)
        assert all(f'href="{other}"' in html for other in rooms.values()), name
        assert html.count(' aria-current="page"') >= 1 and f'href="{url}" aria-current="page"' in html
    assert "cycle-title" not in page(client, rooms["one"]) and "areas-name_zh-1" not in page(client, rooms["one"])
    answer = client.post(rooms["areas"], {"areas-name_zh-1": "甲", "areas-seen": ""})
    assert answer.status_code == 422 and "areas-name_zh-1" in answer.content.decode(), "it comes back in its own room"


def test_a_colleague_who_was_faster_is_not_overwritten(client, tia, at):
    at(BEFORE)
    cycle = life.planned(tia)
    client.force_login(tia)
    url = reverse("budgets:desk_one", args=[cycle.pk])
    seen = page(client, f"{url}cycle/").split('name="cycle-seen" value="')[1].split('"')[0]
    actions.change_cycle(cycle, tia, now=BEFORE, seen=None, title="同事改的")
    answer = client.post(f"{url}cycle/", CYCLE | {"cycle-seen": seen, "cycle-title": "我改的"})
    html = answer.content.decode()
    assert answer.status_code == 409 and "我改的" in html and "同事改的" in html
    assert Cycle.objects.get().title == "同事改的"


def seen_of(client, url, prefix):
    return page(client, url).split(f'name="{prefix}-seen" value="')[1].split('"')[0]


def test_every_form_of_the_desk_is_sent_once_and_says_what_it_writes_over(tia):
    cycle = life.voting(tia)
    made = {
        kind: kind(cycle, cycle.projects.first()) if kind is forms.ProjectForm else kind(cycle)
        for kind in (forms.CycleForm, forms.AreasForm, forms.ProjectForm, forms.ProlongForm, forms.PublishForm,
                     forms.SeedForm, forms.VoidForm)
    } | {kind: kind() for kind in (forms.DropForm, forms.CopyForm)}
    made[forms.RemoveForm] = forms.RemoveForm(cycle.projects.first())
    held = Workshop(cycle=cycle, at=CLOSE, place="里辦公處", invited="鄰里")
    made[forms.WorkshopForm] = forms.WorkshopForm(cycle, held)
    made |= {kind: kind(held) for kind in (forms.OutcomeForm, forms.OffForm)}
    assert set(made) == {kind for kind in DeedForm.__subclasses__() if kind.__module__ == forms.__name__}
    assert all("once" in form.fields for form in made.values())
    blind = {kind for kind, form in made.items() if "seen" not in form.fields}
    assert blind == {forms.DropForm, forms.CopyForm}, "a project falls out once, a copy is new: nothing is written over"


def test_what_is_published_is_what_was_read(client, tia, at):
    at(BEFORE)
    cycle = life.planned(tia)
    client.force_login(tia)
    url = reverse("budgets:desk_one", args=[cycle.pk])
    seen = seen_of(client, url, "publish")
    actions.enter_project(cycle, tia, now=BEFORE, area=cycle.areas.get(), title="同事加的", cost=10)
    answer = client.post(f"{url}publishing/", {"publish-seen": seen})
    assert answer.status_code == 409 and "同事加的" in answer.content.decode()
    assert Cycle.objects.get().published_at is None
    client.post(f"{url}publishing/", {"publish-seen": seen_of(client, url, "publish")})
    assert Cycle.objects.get().published_at


def test_of_two_who_prolong_the_second_is_first_shown_what_the_first_did(client, tia, at):
    cycle = life.voting(tia, **life.today())
    client.force_login(tia)
    url = reverse("budgets:desk_one", args=[cycle.pk])
    typed = {"prolong-seen": seen_of(client, url, "prolong"), "prolong-reason": "網站停擺",
             "prolong-closes_at": f"{timezone.localtime(cycle.closes_at + DAY):%Y-%m-%dT%H:%M}"}  # fmt: skip
    until = actions.prolong(cycle, tia, now=timezone.now(), by=2 * DAY, reason="同事先延的").closes_at
    answer = client.post(f"{url}prolonging/", typed)
    assert answer.status_code == 409 and "網站停擺" in answer.content.decode()
    assert Cycle.objects.get().closes_at == until


def test_who_prolongs_too_late_reads_why_and_has_their_words(client, tia, at):
    cycle = life.voting(tia)
    client.force_login(tia)
    url = reverse("budgets:desk_one", args=[cycle.pk])
    at(DURING)
    typed = {"prolong-seen": seen_of(client, url, "prolong"), "prolong-reason": "網站停擺",
             "prolong-closes_at": f"{timezone.localtime(CLOSE + DAY):%Y-%m-%dT%H:%M}"}  # fmt: skip
    at(AFTER)
    answer = client.post(f"{url}prolonging/", typed)
    html = answer.content.decode()
    assert answer.status_code == 409 and "網站停擺" in html and "data-refusal" in html


def test_a_project_is_taken_out_of_the_vote_with_a_reason(client, tia, at):
    at(DURING)
    cycle = life.voting(tia)
    client.force_login(tia)
    url = reverse("budgets:desk_dropping", args=[cycle.pk, 1])
    assert client.post(url, {"drop-reason": ""}).status_code == 422
    client.post(url, {"drop-reason": "地下有管線"})
    assert cycle.projects.get(number=1).dropped_reason == "地下有管線"
    assert "地下有管線" in page(client, cycle.projects.get(number=1).get_absolute_url())


def test_json_numbers_are_for_everybody(client, tia):
    cycle = life.voting(tia)
    answer = client.get(f"/budgets/{cycle.pk}/status.json")
    assert answer["Access-Control-Allow-Origin"] == "*" and json.loads(answer.content)["id"] == cycle.pk


# --- finding projects -----------------------------------------------------------------------------


def test_projects_are_found_by_area_theme_and_words(client, tia, at):
    at(DURING)
    cycle = life.planned(tia, amounts=(100, 250))
    theme = Theme.objects.first()
    for number, said in {2: {"theme": theme}, 5: {"body": "騎樓 ＡＢＣ"}}.items():
        actions.enter_project(cycle, tia, now=BEFORE, project=cycle.projects.get(number=number), **said)
    other = cycle.projects.get(number=1)
    actions.enter_project(cycle, tia, now=BEFORE, project=other, theme=Theme.objects.last())
    actions.publish(cycle, tia, now=BEFORE + DAY)
    url = cycle.get_absolute_url()
    found = {"": 6, "?area=2": 3, f"?theme={theme.code}": 1, "?q=abc": 1, "?area=1&q=abc": 0, "?area=x&theme=y": 6}
    assert {query: page(client, url + query).count("project-card") for query in found} == found
    assert "沒有符合的案子" in page(client, url + "?q=nothing")


def test_the_map_shows_the_areas_and_the_table_says_the_same(client, tia, at):
    at(DURING)
    cycle = life.planned(tia, amounts=(100, 250))
    districts = list(District.objects.order_by("code"))
    cycle.areas.get(number=1).districts.set(districts[:2])
    cycle.areas.get(number=2).districts.set(districts[1:3])
    actions.publish(cycle, tia, now=BEFORE + DAY)
    html = page(client, cycle.get_absolute_url() + "?area=2")
    assert html.count("給這些區的人") == 2 and f"{districts[0]}、{districts[1]}</span>" in html
    assert html.count('class="tile') - html.count("tile-words") == len(districts)
    assert html.count("tile is-marked") == 3 and html.count("is-here") == 2 and ">1·2</text>" in html
    assert html.count('<a href="?area=2#projects" aria-current="true">') == 1
    cycle.areas.filter(number=1).update(name_zh=districts[0].name_zh)
    cycle.areas.get(number=1).districts.set(districts[:1])
    assert page(client, cycle.get_absolute_url()).count("給這些區的人") == 1, "not where the name says it"
    assert "<svg viewBox" in html and "city-map" not in page(client, life.voting(tia).get_absolute_url())


def test_the_team_takes_a_project_off_the_list_and_hears_where_there_are_too_few(client, tia, at):
    at(BEFORE)
    cycle = life.planned(tia, costs=(40, 30), most=2, least=2)
    client.force_login(tia)
    url = reverse("budgets:desk_one", args=[cycle.pk])
    assert "至少要選" not in page(client, url)
    form = client.get(reverse("budgets:desk_project", args=[cycle.pk, 2])).context["remove_form"]
    sent = {"remove-once": form["once"].value(), "remove-seen": form["seen"].value()}
    project = cycle.projects.get(number=2)
    actions.enter_project(cycle, tia, now=BEFORE, project=project, title="同事改的")
    answer = client.post(reverse("budgets:desk_removing", args=[cycle.pk, 2]), sent)
    assert answer.status_code == 409 and "同事改的" in answer.content.decode()
    form = client.get(reverse("budgets:desk_project", args=[cycle.pk, 2])).context["remove_form"]
    sent = {"remove-once": form["once"].value(), "remove-seen": form["seen"].value()}
    for _twice in range(2):
        assert client.post(reverse("budgets:desk_removing", args=[cycle.pk, 2]), sent).status_code == 302
    assert list(cycle.projects.values_list("number", flat=True)) == [1]
    assert "至少要選 2 案" in page(client, url)


def test_the_page_of_a_vote_with_a_lowest_age_is_there_for_whoever_is_signed_in(client, tia, mei, at):
    at(DURING)
    client.force_login(mei)
    cycle = life.voting(tia, age=16, counts_on=date(2026, 3, 2))
    assert "還沒有可以證明您年齡的資料" in page(client, cycle.get_absolute_url())


SIGN_ON = Provider(
    key="city", names=("單一帳號", "City sign-on"), issuer="https://id.city.example", client="civic",
    levels={"mobileid": 3, "password": 1},
)  # fmt: skip


@pytest.mark.parametrize(
    "fields",
    [{"level": 3}, {"age": 16, "counts_on": date(2026, 3, 2)}, {"home": "home"}],
    ids=["a strong proof", "an age", "a home"],
)
def test_whoever_lacks_a_stronger_proof_is_led_to_it_and_back_to_their_ballot(client, tia, mei, at, settings, fields):
    settings.SIGN_ON = {"city": SIGN_ON}
    at(DURING)
    cycle = life.voting(tia, **fields)
    client.force_login(mei)
    assert page(client, cycle.get_absolute_url())
    area = cycle.areas.get()
    url = f"{reverse('budgets:ballot', args=[cycle.pk])}?area={area.number}"
    html = page(client, url)
    assert 'action="/accounts/sign-on/city/"' in html and f'name="next" value="{url}"' in html
    assert 'name="level" value="3"' in html and "仍在這臺裝置上" in html
    assert client.post(url, {"pick": "1"}).content.decode().count('action="/accounts/sign-on/city/"') == 1
    settings.SIGN_ON = {}
    assert "仍在這臺裝置上" not in page(client, url), "no way is told that there is not"


def test_whoever_is_too_young_is_led_nowhere(client, tia, mei, at, settings):
    settings.SIGN_ON = {"city": SIGN_ON}
    at(DURING)
    cycle = life.voting(tia, age=16, counts_on=date(2026, 3, 2))
    accounts.verify(mei, "oidc:city", 3, at=BEFORE, known_by=b"x" * 32, born_on=date(2015, 1, 1))
    client.force_login(mei)
    assert "sign-on" not in page(client, reverse("budgets:ballot", args=[cycle.pk])).partition("<main")[2]
