"""The programme of participation cases of the town: two years that are over, and this one in every phase."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from civic.accounts.models import Person
from civic.agencies.models import Agency, Official
from civic.city import calendar
from civic.city.models import District, Theme
from civic.demo.words import file_of
from proposals.programme import actions, rules
from proposals.programme.clockwork import programme_turns
from proposals.programme.committee import Member
from proposals.programme.models import Case

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OPENED, MET, LATELY = 200, 125, 5  # days ago, of this year: applications began, the committee met, the last applied
TAKEN = ("planned", "running", "ended", "late", "reported", "published", "cancelled")


class Programmes:
    """Plays the years up to `now`, which is in the city's time zone; `cast` are the people with a name by keys."""

    def __init__(self, now: datetime, cast: dict[str, Person]):
        self.now, self.cast, self.team = now, cast, cast["programme"]
        self.themes = {theme.name_zh: theme for theme in Theme.objects.all()}
        self.districts = {district.name_zh: district for district in District.objects.all()}

    def play(self, told: dict[str, Any]) -> int:
        """The committee and the cases of town/programme.toml; returns how many cases."""
        self._seated(told["tenure"])
        for years_ago in (2, 1):
            self._past(self.now.year - years_ago, [row for row in told["case"] if row["years_ago"] == years_ago])
        self._current([row for row in told["case"] if row["years_ago"] == 0])
        programme_turns(self.now)
        return Case.objects.count()

    def _seated(self, told):
        year = self.now.year
        begins_on, ends_on = date(year - 2, 1, 1), date(year + 1, 12, 31)
        at = calendar.start_of_day(begins_on) + 10 * HOUR
        tenure = actions.begin_tenure(self.team, now=at, number=told["number"], begins_on=begins_on, ends_on=ends_on)
        for row in told["member"]:
            names = {name: row[name] for name in ("name_zh", "name_en", "post_zh", "post_en", "group")}
            account = self.cast[row["account"]] if "account" in row else None
            actions.enter_member(tenure, self.team, now=at, since=begins_on, until=None, account=account, **names)

    def _announced(self, year, opens_at, closes_at):
        said = {"body": BODY, "amount": 2_000_000, "opens_at": opens_at, "closes_at": closes_at}
        programme = actions.plan(self.team, now=opens_at - 7 * DAY, year=year, **said)
        return actions.announce(programme, self.team, now=opens_at - 5 * DAY)

    def _past(self, year, rows):
        opens_at = calendar.start_of_day(date(year, 1, 10))
        programme = self._announced(year, opens_at, opens_at + 31 * DAY)
        days = {"begins": lambda row: date(year, *row["begins"]), "ends": lambda row: date(year, *row["ends"])}
        cases = [
            self._applied(programme, row, days["begins"](row), days["ends"](row), opens_at + (9 + n) * DAY + 10 * HOUR)
            for n, row in enumerate(rows)
        ]
        programme_turns(opens_at + 31 * DAY)
        self._met(f"{year - 1911} 年第一次會議", opens_at + 54 * DAY + 14 * HOUR, zip(cases, rows, strict=True))
        over = calendar.start_of_day(date(year, 10, 1)) + HOUR
        for case, row in zip(cases, rows, strict=True):
            if "cancelled" in row:
                official = _official(case.agency)
                actions.cancel(case, official, now=over - 90 * DAY, reason=row["cancelled"])
        programme_turns(over)
        for case, row in zip(cases, rows, strict=True):
            self._reported(case, row, over + 30 * DAY, published=True)

    def _current(self, rows):
        opens_at = self._midnight(-OPENED)
        programme = self._announced(self.now.year, opens_at, self._midnight(20))
        early, late = [], []
        for n, row in enumerate(rows):
            is_late = row["state"] in ("applied", "withdrawn", "draft")
            at = self._midnight(-LATELY if is_late else 10 - OPENED) + (9 * HOUR + n * HOUR / 2)
            begins, ends = (self.now.date() + timedelta(days=days) for days in row["days"])
            case = self._applied(programme, row, begins, ends, at)
            (late if is_late else early).append((case, row))
        self._met("今年第一次會議", self._midnight(-MET) + 14 * HOUR, early)
        self._called("今年第二次會議", self._midnight(14) + 14 * HOUR, self._midnight(-3) + 10 * HOUR)
        for case, row in late:
            if row["state"] == "withdrawn":
                actions.withdraw(case, _official(case.agency), now=self._midnight(-2) + 11 * HOUR)
        for case, row in early:
            self._run(case, row)

    def _run(self, case, row):
        """As far on its way as its state says."""
        official = _official(case.agency)
        if "changed" in row:
            words = {name: getattr(case, name) for name in rules.CHANGEABLE}
            words["ends_on"] = self.now.date() + timedelta(days=row["changed"]["ends"])
            now, reason = self._midnight(-15) + 10 * HOUR, row["changed"]["reason"]
            actions.change_case(case, official, now=now, reason=reason, **words)
        if row["state"] == "cancelled":
            actions.cancel(case, official, now=self._midnight(-25) + 10 * HOUR, reason=row["cancelled"])
        if row["state"] in ("ended", "late", "reported", "published"):
            actions.end_running(case, now=self._midnight(row["days"][1] + 1) + HOUR)
        if row["state"] in ("reported", "published"):
            is_public = row["state"] == "published"
            self._reported(case, row, self._midnight(-20 if is_public else -3) + 10 * HOUR, published=is_public)

    def _applied(self, programme, row, begins, ends, at):
        agency = Agency.objects.get(code=row["agency"])
        official, names = _official(agency), ("title", "body", "how", "reach", "asked")
        words = {name: row[name] for name in names} | {"starts_on": begins, "ends_on": ends}
        words |= {"theme": self.themes[row["theme"]], "district": self.districts.get(row["district"])}
        case = actions.save_application(official, now=at, programme=programme, agency=agency, **words)
        return case if row.get("state") == "draft" else actions.hand_in(case, official, now=at + HOUR / 4)

    def _called(self, title, held_at, at):
        meeting = actions.call_meeting(
            self.team, now=at, title=title, held_at=held_at, place="市政府第一會議室", agenda=AGENDA
        )
        self._enclosed(meeting, PAPERS[:1], at)
        return meeting

    def _enclosed(self, meeting, papers, at):
        for paper in papers:
            actions.enclose(meeting, self.team, now=at, file=file_of(paper), title=paper["title"])

    def _met(self, title, held_at, decided):
        """A meeting at which all but one were present and decided about these (case, row)."""
        meeting = self._called(title, held_at, held_at - 14 * DAY)
        actions.end_meeting(meeting, now=held_at)
        there = list(Member.objects.order_by("pk").values_list("pk", flat=True))[:-1]
        actions.note_present(meeting, self.team, now=held_at, members=there)
        for number, (case, row) in enumerate(decided):
            recused = there[-1:] if number % 3 == 0 else []
            votes = {"in_favour": len(there) - len(recused)} if number % 2 == 0 else {}
            is_taken = "declined" not in row
            if not is_taken:
                votes = {"in_favour": 1, "against": len(there) - len(recused) - 1}
            actions.decide(
                meeting, self.team, now=held_at + HOUR, case=case, is_taken=is_taken, amount=row.get("granted", 0),
                text=row.get("declined", ""), recused=recused, **votes,
            )  # fmt: skip
        other = actions.decide(meeting, self.team, now=held_at + HOUR, **OTHER)
        published_at = held_at + 6 * DAY
        self._enclosed(meeting, PAPERS[1:], published_at)
        actions.write_minutes(meeting, self.team, now=published_at, minutes=MINUTES, recording=RECORDING)
        actions.publish_minutes(meeting, self.team, now=published_at)
        actions.follow(other, self.team, now=published_at + 20 * DAY, text=FOLLOWED, is_done=True)

    def _reported(self, case, row, at, *, published):
        if "report" not in row:
            return
        figures = {name: row[name] for name in ("participants", "sessions", "spent")}
        official = _official(case.agency)
        actions.report(case, official, now=at, text=row["report"], **figures)
        for photo in row.get("photos", ()):
            actions.show(case, official, now=at, file=file_of(photo), says=photo["says"])
        if published:
            actions.publish_report(case, self.team, now=at + 5 * DAY)

    def _midnight(self, days):
        return calendar.start_of_day(timezone.localdate(self.now) + timedelta(days=days))


def _official(agency):
    return Official.objects.filter(agency=agency).order_by("pk").first().person


BODY = (
    "各機關與區公所可以提出讓市民一起討論、一起決定的案件。請說明議題、參與方式、參與對象與需要的補助；"
    "公民參與委員會審議後公布核定名單與金額。辦理結束後兩個月內提交結案報告，報告全文公開。"
)
AGENDA = "一、確認上次會議決議的辦理情形。\n二、審議公民參與案的申請與補助。\n三、臨時動議。"
MINUTES = "委員逐案討論參與方式、對象與經費。與申請機關有關的委員在該案迴避。各案決議如決議清單。"
RECORDING = "https://example.org/recording"
PAPERS = (  # of every meeting: the one that is called with it, and what was written of it
    {"title": "議程", "file": "committee-agenda.odt", "name": "議程.odt"},
    {"title": "會議紀錄", "file": "committee-minutes.odt", "name": "會議紀錄.odt"},
)
OTHER = {"title": "報告格式", "text": "結案報告一律附上參與人次、場次與實際支出，由計畫小組提供格式。"}
FOLLOWED = "格式已提供給各機關，並放在申請頁面。"
