"""What happened in the town that is kept: the demo town with a fifth of its people, and around it every case there is.

All of it by the verbs, each at its own instant, so that nothing is in the town that the program would not have
written. Deeds stand in tables: what was done, and on which day.
"""

from datetime import date, datetime, timedelta
from unittest import mock
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile

from civic.accounts import actions as accounts
from civic.accounts import addresses, crowd, lockout
from civic.accounts.models import Person
from civic.agencies.actions import appoint, dismiss
from civic.agencies.models import Agency
from civic.city import calendar
from civic.city.models import Closure, District, Theme
from civic.clockwork import runner
from civic.demo import cast, words
from civic.demo.building import build
from civic.outbox import expanding, sending
from civic.outbox.models import Letter
from civic.outbox.retries import note_failure
from civic.windows import Window
from proposals import actions
from proposals.actions import Arrival
from proposals.grounds import GROUNDS
from proposals.models import Endorsement, Proposal
from tests import people

TAIPEI = ZoneInfo("Asia/Taipei")
DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
EVENING = datetime(2026, 11, 25, 18, tzinfo=TAIPEI)  # a Wednesday: the demo town was built
AT = datetime(2026, 11, 26, 0, 0, 10, tzinfo=TAIPEI)  # what ended with that day is still being counted
THINNER = 5
ODD = ["兩行\n字", "tab\there", r"back\slash \N \. \n", '"quotes" and \'quotes\'', "🚲🌳", "line\u2028\x0bbreaks", " "]

# Days after it was established on which the agency did what; each with an answer due after two months.
IN_TIME = {"timetable": 5, "contact": 8}
LATE = {"timetable": 16, "contact": 30}
BY_AGENCY = {
    "nothing": {},
    "timetable": {"timetable": 5},
    "contact": {"contact": 8},
    "both": IN_TIME,
    "late timetable": {"timetable": 16},
    "late contact": {"contact": 30},
    "both late": LATE,
    "demands": {**IN_TIME, "demands": 9},
    "drafted": {**IN_TIME, "demands": 9, "draft": 20},
    "drafted only": {"demands": 9, "draft": 20},
    "extended": {**IN_TIME, "extend": 40},
    "extended only": {"extend": 40},
    "supported": {**IN_TIME, "support": 6},
}
ANSWERED = {
    "in time": {**IN_TIME, "demands": 9, "draft": 20, "answer": 50},
    "late": {**IN_TIME, "demands": 9, "draft": 20, "answer": 80},
    "alone": {"demands": 9, "draft": 20, "answer": 50},
    "alone, at once": {"demands": 1, "draft": 1, "answer": 1},
    "after late deeds": {**LATE, "demands": 31, "draft": 31, "answer": 50},
    "late, alone": {"demands": 70, "draft": 70, "answer": 80},
    "extended": {**IN_TIME, "extend": 40, "demands": 41, "draft": 90, "answer": 100},
    "extended, late": {**IN_TIME, "extend": 40, "demands": 41, "draft": 90, "answer": 150},
    "supported": {**IN_TIME, "support": 6, "demands": 9, "draft": 20, "answer": 60},
}
RECENTLY = ("nothing", "timetable", "contact", "both", "demands", "supported")


def at(day, hour=10):
    return datetime(day.year, day.month, day.day, hour, tzinfo=TAIPEI)


def live():
    """Everything, in the empty database of this release."""
    for day, reason in ((date(2026, 10, 21), "颱風 · Typhoon"), (date(2026, 12, 2), "停班 · Offices closed")):
        Closure.objects.create(day=day, reason=reason)
    calendar.forget_closures()
    town = Town()
    town.change_the_law()
    with mock.patch.object(words, "proposals", thinned), mock.patch.object(cast, "CROWD", 3000 // THINNER):
        build(EVENING)
    town.write_and_submit()
    town.review()
    town.withdraw()
    town.collect()
    town.establish()
    town.come_and_go()
    runner.run_due(EVENING)
    town.endorse_by_night()
    town.leave_letters_waiting()
    assert set(ODD) <= set(Endorsement.objects.values_list("reason", flat=True))


def thinned(told=words.proposals):
    return [{**row, "endorsements": row["endorsements"] // THINNER} if "endorsements" in row else row for row in told()]


class Town:
    def __init__(self):
        self.ada, self.rui, self.rex = (
            people.person(name, roles=[role])
            for name, role in (("ada", "administrator"), ("rui", "reviewer"), ("rex", "reviewer"))
        )
        self.ann = people.person("ann", agency=people.transport())
        self.kai = people.person("kai", agency=people.parks())
        self.bo, self.mei = people.person("bo", name="陳柏宇"), people.person("mei", name="王美玲", language="en")
        self.crowd = crowd.admit(60, tag="visitor", at=people.LONG_AGO)

    def change_the_law(self):
        """What held since 2020, what holds since two days ago, and what will."""
        actions.set_terms(self.ada, now=at(date(2020, 1, 1)), effective_on=date(2020, 1, 2), threshold=300, source="A")
        numbers = {"review_days": 7, "window_days": 60, "threshold": 140, "timetable_days": 10, "contact_days": 10}
        months = {"answer_months": 1, "extension_months": 1}
        today = EVENING.date()
        actions.set_terms(
            self.ada, now=EVENING - 10 * DAY, effective_on=today - 2 * DAY, **numbers, **months, source="B"
        )
        actions.set_terms(self.ada, now=EVENING, effective_on=date(2027, 1, 1), threshold=500, source="C")

    # --- from a draft to its review ---------------------------------------------------------------

    def draft(self, title, when, proposer=None, **fields):
        known = {"body": "夏天等紅燈的地方沒有樹蔭。", "benefits": "走路的人有樹蔭。", "theme": Theme.objects.first()}
        fields = {**known, "agency": people.transport(), "district": District.objects.first(), **fields}
        return actions.save_draft(proposer or self.bo, now=when, title=title, **fields)

    def submitted(self, title, day, proposer=None, **fields):
        proposal = self.draft(title, at(day) - DAY, proposer, **fields)
        return actions.submit(proposal, proposer or self.bo, now=at(day))

    def asked(self, title, day, **fields):
        proposal = self.submitted(title, day, **fields)
        return actions.ask_to_amend(proposal, self.rui, now=at(day, 15) + DAY, note="請寫明是哪些路口")

    def amended(self, title, day, **fields):
        proposal = self.asked(title, day, **fields)
        return actions.amend(proposal, proposal.proposer, now=at(day) + 8 * DAY)

    def passed(self, title, day, threshold=None, window=None, **fields):
        """Passed on `day`; it opens when the day ends."""
        proposal = self.submitted(title, day - 2 * DAY, **fields)
        return actions.pass_review(proposal, self.rui, now=at(day), threshold=threshold, window=window)

    def write_and_submit(self):
        bare = {"body": "", "benefits": "", "theme": None, "agency": None, "district": None}
        self.draft("只有標題", EVENING - DAY, **bare)
        evidenced = self.draft("有佐證的草稿", EVENING - DAY)
        actions.add_evidence(evidenced, self.bo, now=EVENING, title="連結", url="https://town.example/a?b=c")
        photo = ContentFile(b"a photo", "photo.png")
        actions.add_evidence(evidenced, self.bo, now=EVENING, title="照片", file=photo)
        for day in (date(2026, 11, 24), date(2026, 11, 2)):  # in time, overdue
            self.submitted("等候檢核", day)
            self.submitted("等候檢核,沒有機關", day, agency=None, district=None)
            self.asked("等候補正", day - 3 * DAY)
            self.amended("補正過,等候檢核", day - 8 * DAY)

    def review(self):
        """Refused on every ground, in time and late; passed late, or after an amendment."""
        spring = date(2026, 3, 2)
        for code in GROUNDS:
            proposal = self.submitted(f"因{code}未受理", spring)
            actions.refuse(proposal, self.rex, now=at(spring) + DAY, grounds=[code], note="看不出地點")
        for grounds, days in ((["R05", "R08"], 2), (["R01", "R05", "R11"], 30)):
            proposal = self.submitted("因數款未受理", spring)
            actions.refuse(proposal, self.rui, now=at(spring) + days * DAY, grounds=grounds, note="不只一個理由")
        proposal = self.amended("補正後未受理", spring)
        actions.refuse(proposal, self.rui, now=at(spring) + 9 * DAY, grounds=["R05"], note="還是看不出地點")
        for make, days in ((self.submitted, 30), (self.amended, 9), (self.amended, 60)):
            actions.pass_review(make("檢核很久", spring), self.rui, now=at(spring) + days * DAY)

    def withdraw(self):
        spring, autumn, reason = date(2026, 3, 2), date(2026, 11, 3), "市府已經開始做了"
        for make in (self.submitted, self.asked, self.amended):
            for days in (8, 60):
                proposal = make("還沒檢核就撤回", spring)
                actions.withdraw(proposal, self.bo, now=at(spring, 17) + days * DAY, reason=reason)
        actions.withdraw(self.passed("開放前撤回", spring), self.bo, now=at(spring, 17), reason=reason)
        for day in (spring, autumn):
            actions.withdraw(self.passed("開放後撤回", day), self.bo, now=at(day) + 5 * DAY, reason=reason)
            endorsed = self.passed("有人附議後撤回", day)
            self.endorse(endorsed, 7, endorsed.opens_at)
            actions.withdraw(endorsed, self.bo, now=at(day) + 5 * DAY, reason=reason)

    # --- endorsing --------------------------------------------------------------------------------

    def endorse(self, proposal, number, when, *said):
        """`number` of the crowd, a minute apart; the first of them say something."""
        said = [*said, *[""] * number][:number]
        county, district = ("64000", "64000010") if proposal.pk % 2 else ("", "")
        arrivals = [
            Arrival(proposal.pk, person, when + place * timedelta(minutes=1), reason, county, district)
            for place, (person, reason) in enumerate(zip(self.crowd, said, strict=False))
        ]
        assert all(answer.fresh for answer in actions.endorse_many(arrivals, clock=None))
        proposal.refresh_from_db()
        return proposal

    def collect(self):
        """Nobody, all but one, and everybody at the edges of the window."""
        times = {"沒有成案": date(2026, 3, 2), "附議中": date(2026, 10, 20), "新規定": date(2026, 11, 24)}
        for opened, day in times.items():
            self.passed(f"{opened},沒有人附議", day)
            self.endorse(self.passed(f"{opened},差一份", day, threshold=10), 9, at(day) + DAY, *ODD)
            self.endorse(self.passed(f"{opened},成案了", day, threshold=10), 25, at(day) + DAY, *ODD)
        edges = self.passed("最早與最晚的附議", date(2026, 3, 2), threshold=3)
        self.endorse(edges, 1, edges.opens_at)
        last = [Arrival(edges.pk, person, edges.closes_at - TICK) for person in self.crowd[1:4]]
        actions.endorse_many(last, clock=None)
        midnight = calendar.end_of_day(EVENING.date())
        ending = Window(midnight - 45 * DAY, midnight)
        self.passed("今天結束,沒有人附議", date(2026, 10, 9), window=ending)
        self.endorse(self.passed("今天結束,差一份", date(2026, 10, 9), threshold=6, window=ending), 5, ending.opens_at)
        established = self.passed("今天結束,成案了", date(2026, 10, 9), threshold=6, window=ending)
        self.endorse(established, 8, EVENING)
        self.passed("很久以後才開放", date(2026, 11, 24), window=Window(midnight + 9 * DAY, midnight + 99 * DAY))
        self.passed("明天開放", EVENING.date())

    # --- what the agencies did ---------------------------------------------------------------------

    def established(self, title, day, **fields):
        proposal = self.passed(title, day - 3 * DAY, threshold=3, **fields)
        return self.endorse(proposal, 4, at(day, 9), "有理由")

    def establish(self):
        """Everything agencies can have done or not: in 2019, in spring and in the last fortnight."""
        for day in (date(2019, 5, 6), date(2026, 3, 9)):
            for told, deeds in BY_AGENCY.items():
                self.do(self.established(f"成案,{told}", day), deeds)
            for told, deeds in ANSWERED.items():
                self.do(self.established(f"回應,{told}", day), deeds)
        for told in RECENTLY:
            self.do(self.established(f"最近成案,{told}", date(2026, 11, 13)), BY_AGENCY[told])
        soon = {**IN_TIME, "extend": 9, "demands": 9, "draft": 10}
        self.do(self.established("最近成案,已延長", date(2026, 11, 13)), soon)
        self.do(self.established("最近成案,已回應", date(2026, 11, 13)), {**soon, "answer": 11})

    def do(self, proposal, deeds):
        for deed, days in sorted(deeds.items(), key=lambda told: told[1]):
            now = proposal.established_at + days * DAY + timedelta(hours=1)
            getattr(self, f"_{deed}")(proposal, now)

    def _timetable(self, proposal, now):
        actions.publish_timetable(proposal, self.ann, now=now, text="六月會勘,七月設計,八月施工。")

    def _contact(self, proposal, now):
        actions.record_contact(proposal, self.ann, now=now)

    def _support(self, proposal, now):
        actions.set_supporting(proposal, self.ann, now=now, agencies=[people.parks()])

    def _demands(self, proposal, now):
        actions.set_demands(proposal, self.ann, now=now, texts=["種樹", "設遮陽棚", "畫斑馬線", "改號誌"])

    def _draft(self, proposal, now):
        found = enumerate(("adopted", "partly", "studied", "declined"), 1)
        findings = {number: (finding, "視距不足", people.transport()) for number, finding in found}
        actions.draft_answer(proposal, self.ann, now=now + timedelta(hours=1), text="感謝提議。", findings=findings)

    def _answer(self, proposal, now):
        actions.publish_answer(proposal, self.ann, now=now + timedelta(hours=2))

    def _extend(self, proposal, now):
        actions.extend(proposal, self.ann, now=now, reason="還要會勘", months=proposal.terms.extension_months)

    # --- people ------------------------------------------------------------------------------------

    def come_and_go(self):
        leo, sol, tom = (people.person(name, name=f"{name} of the town") for name in ("leo", "sol", "tom"))
        for person in (leo, sol, tom):
            self.have_a_part(person)
        accounts.erase(leo, at=EVENING)
        for person in (sol, tom):
            accounts.suspend(person, at=EVENING - DAY, actor=self.ada, reason="在理由裡罵人")
        accounts.reinstate(tom, at=EVENING, actor=self.ada, reason="誤會")
        gone = people.person("uno")
        self.have_a_part(gone)
        accounts.suspend(gone, at=EVENING - DAY, actor=self.ada, reason="冒用")
        accounts.erase(gone, at=EVENING)
        accounts.erase(self.rex, at=EVENING)
        self.prove_and_appoint()

    def have_a_part(self, person):
        """Something of theirs in every phase, and endorsements with and without words."""
        autumn, mine = date(2026, 11, 17), {"proposer": person}
        draft = self.draft(f"{person}的草稿", at(autumn), **mine)
        actions.add_evidence(draft, person, now=EVENING, title="照片", file=ContentFile(b"a photo", "photo.png"))
        for make in (self.submitted, self.asked, self.amended, self.passed, self.established):
            make(f"{person}的提議", date(2026, 11, 13), **mine)
        open_now = Proposal.objects.filter(title__startswith="附議中").order_by("pk")
        said = zip(open_now, ("很好", "", "同意"), strict=True)
        arrivals = [Arrival(row.pk, person.pk, at(autumn), reason) for row, reason in said]
        assert all(answer.fresh for answer in actions.endorse_many(arrivals, clock=None))

    def prove_and_appoint(self):
        people.person("sam", level=1)
        Person.objects.create_user("una@example.test", nickname="una", joined_at=EVENING - DAY)
        Person.objects.create_superuser("root@example.test", "a password of nobody's", nickname="root")
        nia = people.person("nia")
        born, district = date(1990, 5, 17), District.objects.last()
        accounts.verify(nia, "card", 3, at=EVENING, proof="A123456789", born_on=born, district=district)
        accounts.verify(nia, "key", 4, at=EVENING, proof="a key")
        accounts.end_verification(nia.proof_by("key"), at=EVENING + TICK, actor=self.ada, reason="遺失")
        old = people.person("old")
        accounts.free_proof(old.proof_by("phone"), at=EVENING, actor=self.ada, reason="換了主人")
        accounts.change_profile(self.mei, at=EVENING, nickname="美玲", language="zh-hant")
        for person in (self.bo, self.mei, self.ada, self.ann, nia):
            addresses.own(person)
        Person.objects.filter(pk=self.bo.pk).update(last_login=EVENING)
        closed = Agency.objects.create(code="closed", name_zh="裁撤的局", name_en="Closed Bureau")
        appoint(self.kai, people.transport(), at=EVENING, actor=self.ada)
        dismiss(appoint(nia, closed, at=EVENING, actor=self.ada), at=EVENING, actor=self.ada)
        appoint(self.kai, closed, at=EVENING, actor=self.ada)
        Agency.objects.filter(pk=closed.pk).update(is_active=False)
        accounts.grant_role(nia, "editor", at=EVENING, actor=self.ada)
        accounts.take_role(nia, "editor", at=EVENING, actor=self.ada)
        for _failure in range(lockout.FAILURES):
            lockout.may_try("bo@example.test", AT)
        lockout.may_try("nobody@example.test", AT)

    # --- the night ---------------------------------------------------------------------------------

    def endorse_by_night(self):
        """The last minutes before midnight and the first seconds after it; no chore has been done since."""
        midnight = calendar.end_of_day(EVENING.date())
        ended = Proposal.objects.in_phase("counting", AT)
        arrivals = [Arrival(row.pk, self.mei.pk, midnight - TICK, "來得及") for row in ended]
        arrivals.append(Arrival(Proposal.objects.get(title="明天開放").pk, self.mei.pk, midnight))
        answers = actions.endorse_many(arrivals, clock=None)
        assert len(answers) > 3 and all(answer.fresh for answer in answers)

    def leave_letters_waiting(self):
        """Letters that wait, that are being sent, that failed and were given up; mailings that nobody has looked at."""
        self.do(self.established("夜裡的信", date(2026, 11, 13)), BY_AGENCY["timetable"])
        expanding.expand(AT)
        failed, given_up = Letter.objects.filter(sent_at=None, abandoned_at=None).order_by("pk")[:2]
        note_failure(failed, OSError("550 no such mailbox"), AT)
        for _try in range(6):
            note_failure(given_up, OSError("550 no such mailbox"), AT)
        sending.claim(AT)
        self.do(self.established("還沒展開的信", date(2026, 11, 13)), BY_AGENCY["both"])
