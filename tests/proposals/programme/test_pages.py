"""What people see of the programme and of the committee, and the desks on which it is run."""

import csv
import io
import json
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from civic.city.models import District
from civic.tables import BOM
from proposals.programme import actions, rules
from proposals.programme.committee import Decision, Following, Meeting, Member, Tenure
from proposals.programme.models import Case, Programme
from tests import people
from tests.people import DAY
from tests.proposals.programme import life
from tests.proposals.programme.life import DURING, MEETS, OVER, REPORT, RUNS
from tests.proposals.programme.test_cases import GRANTS_OF_110

pytestmark = pytest.mark.django_db


@pytest.fixture
def pia(db):
    return life.team()


@pytest.fixture
def year_110(pia):
    """110 as the city reported it."""
    code = District.objects.first()
    rows = [(granted, n < 2, {"how": "cafe" if n % 2 else "workshop", "district": code if n < 3 else None})
            for n, granted in enumerate(GRANTS_OF_110)]  # fmt: skip
    return life.past_year(pia, 2021, people.parks(), rows + [(0, False, {"how": "survey"})] * 24)


def page(client, url, status=200, **kwargs):
    response = client.get(url, **kwargs)
    assert response.status_code == status
    return response.content.decode()


def picture():
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(file, "PNG")
    return SimpleUploadedFile("圖.png", file.getvalue(), "image/png")


# --- public ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_page_of_a_year_shows_what_is_computed(client, year_110, language):
    html = page(client, f"{language}/programme/2021/")
    assert "NT$1,738,000" in html and ">34<" in html and ">10<" in html
    assert ("民國110年（2021）" in html and "其中 2 案取消" in html) if not language else (
        "2021 (ROC 110)" in html and "2 of them cancelled" in html
    )
    assert "2021" in page(client, f"{language}/programme/") and html.count('class="card"') == 34
    assert "is-marked" in html and "<progress" in html


def test_the_json_of_a_year_says_the_same(client, year_110):
    response = client.get("/programme/2021.json")
    said = json.loads(response.content)
    figures = {name: said[name] for name in ("year", "cases", "subsidised", "cancelled", "granted")}
    assert figures == {"year": 2021, "cases": 34, "subsidised": 10, "cancelled": 2, "granted": 1_738_000}
    assert {name: each["cases"] for name, each in said["by_method"].items()} == {"workshop": 5, "cafe": 5, "survey": 24}
    assert sum(each["granted"] for each in said["by_district"].values()) == 1_738_000
    assert said["by_agency"]["parks"]["cases"] == len(said["list"]) == 34
    assert response["Access-Control-Allow-Origin"] == "*"


def test_the_files_of_a_year_have_a_row_for_each_case(client, year_110):
    made = client.get("/programme/2021.csv")
    rows = list(csv.reader(io.StringIO(made.content.decode("utf-8-sig"), newline="")))
    assert made.content.startswith(BOM) and len(rows) == 35 and {len(row) for row in rows} == {17}
    granted = rows[0].index("核定補助（元）")
    assert sum(int(row[granted]) for row in rows[1:]) == 1_738_000
    sheet = zipfile.ZipFile(io.BytesIO(client.get("/en/programme/2021.ods").content)).read("content.xml").decode()
    assert sheet.count("<table:table-row>") == 35 and "Granted, NT$" in sheet


def test_cases_are_found_by_method_district_and_agency(client, year_110):
    code = District.objects.first().code
    assert page(client, "/programme/2021/?how=cafe").count('class="card"') == 5
    assert page(client, f"/programme/2021/?district={code}").count('class="card"') == 3
    assert page(client, "/programme/2021/?district=city&agency=parks").count('class="card"') == 31
    assert page(client, "/programme/2021/?how=nothing&district=").count('class="card"') == 34
    assert "沒有符合所有條件" in page(client, f"/programme/2021/?how=survey&district={code}")


def test_a_year_is_hidden_until_it_is_announced(client, pia):
    year = life.planned(pia)
    for ending in ("/", ".json", ".csv", ".ods"):
        page(client, f"/programme/2026{ending}", 404)
    assert "2026" not in page(client, "/programme/").split("</main>")[0]
    client.force_login(pia)
    assert "目前只有計畫小組看得到" in page(client, year.get_absolute_url())


def test_the_page_of_a_case_tells_its_way(client, pia, ann, at):
    case = life.applied(life.announced(pia), ann, people.transport())
    assert "待審議" in page(client, case.get_absolute_url())
    case = life.decided(case, pia, amount=90_000, in_favour=5, text="請留意無障礙。")
    words = {name: getattr(case, name) for name in rules.CHANGEABLE} | {"title": "公園怎麼改才好"}
    actions.change_case(case, ann, now=RUNS, reason="場地改變", **words)
    actions.report(case, ann, now=OVER, **REPORT)
    at(OVER)
    html = page(client, case.get_absolute_url())
    assert "NT$90,000" in html and "同意 5 票" in html and "場地改變" in html and "<del" in html
    assert REPORT["text"] not in html, "the report is not public yet"
    actions.publish_report(case, pia, now=OVER)
    html = page(client, f"/en{case.get_absolute_url()}")
    assert REPORT["text"] in html and "NT$95,000" in html and "Report published" in html


def test_a_cancelled_case_says_why(client, pia, ann):
    case = life.decided(life.applied(life.announced(pia), ann, people.transport()), pia)
    actions.cancel(case, ann, now=RUNS, reason="因疫情取消。")
    assert "因疫情取消。" in page(client, case.get_absolute_url())


def test_the_committee_shows_members_meetings_and_what_became_of_decisions(client, pia, ann):
    case = life.applied(life.announced(pia), ann, people.transport())
    meeting = life.met(pia)
    actions.decide(meeting, pia, now=MEETS, case=case, is_taken=True, amount=1, in_favour=4,
                   recused=[Member.objects.first().pk])  # fmt: skip
    other = actions.decide(meeting, pia, now=MEETS, title="補助要點", text="明年提早公告。")
    html = page(client, meeting.get_absolute_url())
    assert "審議申請案。" in html and "補助要點" not in html, "decisions are told with the minutes"
    life.publish(meeting, pia)
    actions.follow(other, pia, now=MEETS + DAY, text="已修正要點。", is_done=True)
    html = page(client, meeting.get_absolute_url())
    assert "迴避：委員1" in html and "同意 4 票" in html and "已修正要點。" in html and "無異議" in html
    html = page(client, "/en/committee/")
    assert "Member 1" in html and "第一次會議" in html and "Scholars and experts" in html


def test_a_paper_is_a_download_and_a_picture_is_hidden_until_its_report_is_public(client, pia, ann, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    case = life.decided(life.applied(life.announced(pia), ann, people.transport()), pia)
    photo = actions.show(case, ann, now=RUNS, file=picture(), says="大家圍著地圖")
    paper = actions.enclose(life.met(pia), pia, now=MEETS, file=picture(), title="附件一")
    download = client.get(reverse("committee:enclosure", args=[paper.meeting_id, paper.pk]))
    assert download["Content-Disposition"].startswith("attachment")
    page(client, photo.get_absolute_url(), 404)
    client.force_login(ann)
    assert "no-store" in client.get(photo.get_absolute_url())["Cache-Control"]
    actions.report(case, ann, now=RUNS, **REPORT)
    actions.publish_report(case, pia, now=RUNS)
    client.logout()
    assert 'alt="大家圍著地圖"' in page(client, case.get_absolute_url())
    assert client.get(photo.get_absolute_url()).status_code == 200


def test_pages_take_few_queries_however_many_cases_there_are(client, year_110, django_assert_max_num_queries):
    page(client, "/programme/2021/")
    for url, most in (("/programme/", 8), ("/programme/2021/", 16), ("/programme/2021.json", 8)):
        with django_assert_max_num_queries(most):
            page(client, url)


# --- desks ----------------------------------------------------------------------------------------


def post(client, url, status=302, **data):
    response = client.post(url, data)
    assert response.status_code == status, response.content.decode()[:2000]
    return response


def test_a_year_is_planned_announced_and_prolonged_at_the_desk(client, pia):
    client.force_login(pia)
    now = timezone.now()
    said = {
        "saving-year": "2030",
        "saving-body": "歡迎。",
        "saving-amount": "2000000",
        "saving-opens_at": f"{now - DAY:%Y-%m-%dT%H:%M}",
        "saving-closes_at": f"{now + 9 * DAY:%Y-%m-%dT%H:%M}",
    }
    post(client, reverse("programme:desk_year_new"), **said)
    year = Programme.objects.get()
    address = reverse("programme:desk_year", args=[year.pk])
    html = page(client, address)
    assert "公告" in html and post(client, reverse("programme:desk_year_new"), 409, **said)

    def deed(name):
        return reverse("programme:desk_year_deed", args=[year.pk, name])

    form = client.get(address).context["forms"]["announcement"]
    post(client, deed("announcement"), **{"announcement-seen": form["seen"].value()})
    later = {"prolonging-closes_at": f"{now + 20 * DAY:%Y-%m-%dT%H:%M}", "prolonging-reason": "颱風"}
    seen = client.get(address).context["forms"]["prolonging"]["seen"].value()
    post(client, deed("prolonging"), **later | {"prolonging-seen": seen})
    assert Programme.objects.get().prolonged_reason == "颱風"
    html = post(client, deed("saving"), 409, **said | {"saving-seen": "x"}).content.decode()
    assert "已經公告" in html and "歡迎。" in html
    page(client, deed("nothing"), 404)


def test_an_official_applies_and_reports_at_the_desk(client, pia, ann, kai, at, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    year = life.announced(pia)
    client.force_login(ann)
    at(DURING)
    assert "提出申請" in page(client, reverse("programme:applying"))
    said = life.words(starts_on="2026-05-01", ends_on="2026-08-31", theme="", district="")
    data = {f"saving-{name}": value for name, value in said.items()} | {"saving-agency": "transport"}
    post(client, reverse("programme:desk_case_new", args=[year.pk]), 422, **data | {"saving-agency": "parks"})
    post(client, reverse("programme:desk_case_new", args=[year.pk]), **data)
    case = Case.objects.get()
    address = reverse("programme:desk_case", args=[case.pk])

    def do(name, status=302, **fields):
        form = client.get(address).context["forms"][name]
        seen = {f"{name}-seen": form["seen"].value()} if "seen" in form.fields else {}
        sent = {f"{name}-{key}": value for key, value in fields.items()}
        return post(client, reverse("programme:desk_case_deed", args=[case.pk, name]), status, **seen, **sent)

    do("saving", **{name: value for name, value in said.items() if name != "title"}, title="公園，打 0912345678")
    assert "0912345678" in do("application", 409).content.decode()
    do("application", confirmed="0912345678")
    life.decided(Case.objects.get(), pia)
    at(OVER)
    client.force_login(ann)  # the session of half a year ago is over
    assert "report" in client.get(address).context["forms"]
    do("picture", 422, says="")
    do("picture", says="大家圍著地圖", file=picture())
    do("report", 422, text="x")
    do("report", **REPORT)
    client.force_login(kai)
    page(client, address, 403)
    client.force_login(pia)
    do("publication")
    assert Case.objects.get().published_at and set(client.get(address).context["forms"]) == set()


def test_drafts_are_deleted_and_applications_withdrawn_at_the_desk(client, pia, ann, at):
    year = life.announced(pia)
    draft, case = life.draft(year, ann, people.transport()), life.applied(year, ann, people.transport())
    client.force_login(ann)
    at(DURING)
    for _twice in range(2):
        answer = post(client, reverse("programme:desk_case_deed", args=[draft.pk, "deletion"]))
        assert answer["Location"] == reverse("programme:applying")
    post(client, reverse("programme:desk_case_deed", args=[case.pk, "withdrawal"]))
    assert Case.objects.get().withdrawn_at


def test_a_meeting_goes_from_its_call_to_what_became_of_it_at_the_desk(client, pia, ann, at):
    case = life.applied(life.announced(pia), ann, people.transport())
    client.force_login(pia)
    post(client, reverse("programme:desk_tenures"), **{
        "tenure-number": "2", "tenure-begins_on": "2026-01-01", "tenure-ends_on": "2027-12-31"})  # fmt: skip
    tenure = Tenure.objects.get()
    who = {"member-name_zh": "林委員", "member-name_en": "Lin", "member-group": "expert", "member-since": "2026-01-01"}
    post(client, reverse("programme:desk_tenure", args=[tenure.pk]), 422, **who, **{"member-email": "no@example.test"})
    post(client, reverse("programme:desk_tenure", args=[tenure.pk]), **who, **{"member-email": ann.email})
    lin = Member.objects.get()
    seen = client.get(reverse("programme:desk_member", args=[lin.pk])).context["form"]["seen"].value()
    post(client, reverse("programme:desk_member", args=[lin.pk]), **who,
         **{"member-post_zh": "教授", "member-seen": seen})  # fmt: skip
    lin.refresh_from_db()
    assert lin.account is None and lin.post == "教授"

    post(client, reverse("programme:desk_meeting_new"), **{
        "saving-title": "第一次會議", "saving-held_at": f"{timezone.localtime(MEETS):%Y-%m-%dT%H:%M}"})  # fmt: skip
    meeting = Meeting.objects.get()
    address = reverse("programme:desk_meeting", args=[meeting.pk])
    at(MEETS)

    def do(name, status=302, **fields):
        form = client.get(address).context["forms"][name]
        seen = {f"{name}-seen": form["seen"].value()} if "seen" in form.fields else {}
        sent = {f"{name}-{key}": value for key, value in fields.items()}
        return post(client, reverse("programme:desk_meeting_deed", args=[meeting.pk, name]), status, **seen, **sent)

    do("attendance", members=[lin.pk])
    votes = {"in_favour": 1, "against": 0, "abstained": 0}
    do("decision", 409, case=case.pk, is_taken="yes", amount=200_001, **votes)
    do("decision", case=case.pk, is_taken="yes", amount=50_000, **votes)
    do("other-decision", title="補助要點", text="提早公告。", **votes)
    do("decision-out", one=Decision.objects.get(case=None).pk)
    do("other-decision", title="補助要點", text="明年提早公告。", **votes)
    do("minutes", minutes="決議如下。", recording="https://example.test/v")
    do("publication")
    do("following", decision=Decision.objects.get(case=None).pk, text="已修正。")
    assert Following.objects.get().text == "已修正。" and Case.objects.get().granted == 50_000
    assert "programme-desk" not in page(client, address)


def test_a_case_of_a_year_past_is_entered_by_the_team(client, pia):
    life.announced(pia, year=2021)
    people.parks()
    client.force_login(pia)
    said = life.words(starts_on=date(2021, 5, 1), ends_on=date(2021, 9, 30), theme="", district="")
    data = {f"saving-{name}": value for name, value in said.items()} | {"saving-agency": "parks"}
    post(client, reverse("programme:desk_case_new", args=[Programme.objects.get().pk]), **data)
    case = Case.objects.get()
    assert "application" in client.get(reverse("programme:desk_case", args=[case.pk])).context["forms"]
