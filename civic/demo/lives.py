"""The proposals of the town from draft to answer: each step by the verb everybody uses, dated in the past."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from civic.accounts.models import Person
from civic.agencies.models import Agency
from civic.city import calendar, places
from civic.city.models import District, Theme
from civic.demo import times, words
from proposals import actions
from proposals.models import Proposal

SAYS_WHY = 0.12  # the share of endorsers who give a reason
FROM_TOWN = 0.8  # the share of endorsers who live in the city
CITY = "64000"  # code of Kaohsiung in city.places


class Lives:
    """Plays proposals up to `now`, which is in the city's time zone.

    `cast` are the people with a name by their keys, `agencies` the agencies by their codes, `crowd` the ids of all
    others.
    """

    def __init__(self, now: datetime, cast: dict[str, Person], agencies: dict[str, Agency], crowd: Sequence[int]):
        self.now = now
        self.cast = cast
        self.agencies = agencies
        self.crowd = crowd
        self.themes = {theme.name_zh: theme for theme in Theme.objects.all()}
        self.districts = {district.name_zh: district for district in District.objects.all()}
        self.officials = {}
        for person in words.people():
            if "agency" in person:
                self.officials[person["agency"]] = cast[person["key"]]

    def play(self, told: dict[str, Any]) -> Proposal:
        """The proposal of `told`, a table of town/proposals/, after all that it tells of."""
        proposal = self._drafted(told)
        if "submitted" in told:
            proposal = self._reviewed(told, self._submitted(told, proposal))
        if proposal.opens_at:
            actions.take_turns(proposal, now=min(proposal.opens_at, self.now))
            self._endorsed(told, proposal)
        actions.take_turns(proposal, now=self.now)
        if "withdrawn" in told:
            at = self._at(told, "withdrawn")
            proposal = actions.withdraw(proposal, self._proposer(told), now=at, reason=told["withdrawn_reason"])
        proposal.refresh_from_db()
        if proposal.established_at:
            proposal = _Answering(self, told, proposal).play()
        return proposal

    def _at(self, told, deed):
        return times.deed(self.now, told[deed], f"{told['key']} {deed}")

    def _proposer(self, told):
        return self.cast[told["proposer"]]

    def _drafted(self, told):
        at = self._at(told, "created")
        proposal = actions.save_draft(
            self._proposer(told),
            now=at,
            title=told["title"],
            body=told["body"].strip(),
            benefits=told["benefits"].strip(),
            theme=self.themes[told["theme"]],
            district=self.districts[told["district"]],
            agency=self.agencies.get(told.get("agency")),
        )
        for paper in told.get("evidence", ()):
            said = {"title": paper["title"], "file": words.file_of(paper)}
            actions.add_evidence(proposal, self._proposer(told), now=at, **said)
        return proposal

    def _submitted(self, told, proposal):
        proposer = self._proposer(told)
        proposal = actions.submit(proposal, proposer, now=self._at(told, "submitted"))
        if "amend_asked" in told:
            at = self._at(told, "amend_asked")
            proposal = actions.ask_to_amend(proposal, self._reviewer(told), now=at, note=told["amend_note"])
        if "amended" in told:
            at = self._at(told, "amended")
            proposal = actions.save_draft(proposer, now=at, proposal=proposal, body=told["amended_body"].strip())
            proposal = actions.amend(proposal, proposer, now=at)
        return proposal

    def _reviewed(self, told, proposal):
        reviewer = self._reviewer(told)
        if "refused" in told:
            at, note = self._at(told, "refused"), told["refusal_note"]
            return actions.refuse(proposal, reviewer, now=at, grounds=told["grounds"], note=note)
        if "passed" in told:
            return actions.pass_review(proposal, reviewer, now=self._at(told, "passed"))
        return proposal

    def _reviewer(self, told):
        return self.cast[random.Random(told["key"]).choice(["reviewer", "reviewer-2"])]

    def _endorsed(self, told, proposal):
        number = told.get("endorsements", 0)
        if not number:
            return
        until = min(proposal.closes_at, self.now, self._at(told, "withdrawn") if "withdrawn" in told else self.now)
        opens_at = timezone.localtime(proposal.opens_at)
        instants = times.arrivals(told["curve"], number, opens_at, until, told["key"])
        actions.endorse_many(self._arrivals(told, proposal, instants), clock=None)

    def _arrivals(self, told, proposal, instants):
        chance = random.Random(told["key"])
        people = chance.sample(self.crowd, len(instants))
        named = [self.cast[key].pk for key in told.get("endorsed_by", ())]
        people[: len(named)] = named
        chance.shuffle(people)
        country = list(places.districts())
        town = [code for code in country if code.startswith(CITY)]
        arrivals = []
        for at, person in zip(instants, people, strict=True):
            district = chance.choice(town if chance.random() < FROM_TOWN else country)
            reason = chance.choice(words.reasons()) if chance.random() < SAYS_WHY else ""
            arrivals.append(actions.Arrival(proposal.pk, person, at, reason, district[:5], district))
        return arrivals


class _Answering:
    """What the agencies do once a proposal is established, `…_after` days later."""

    def __init__(self, lives, told, proposal):
        self.lives = lives
        self.told = told
        self.proposal = proposal
        self.official = lives.officials[told["agency"]]
        self.day = timezone.localtime(proposal.established_at)

    def play(self):
        told = self.told
        if "handed_on_after" in told:
            agency, at = self._agency(told["handed_on_to"]), self._working(told["handed_on_after"])
            self._do(actions.hand_on, at, agency=agency, reason=told["handed_on_reason"])
            self.official = self.lives.officials[told["handed_on_to"]]
        if "support" in told and "timetable_after" in told:
            supporting = [self._agency(code) for code in told["support"]]
            self._do(actions.set_supporting, self._working(2), agencies=supporting)
        if "timetable_after" in told:
            self._do(actions.publish_timetable, self._working(told["timetable_after"]), text=told["timetable"])
        if "contact_after" in told:
            self._contacted(self._working(told["contact_after"]))
        if "demands" in told:
            self._do(actions.set_demands, self._working(told["contact_after"], minutes=40), texts=told["demands"])
        if "extended_after" in told:
            at = self._later(told["extended_after"])
            self._do(actions.extend, at, reason=told["extension_reason"], months=told.get("extension_months", 2))
        if "answered_after" in told:
            at = self._later(told["answered_after"])
            text, findings = told["answer"].strip(), {row["demand"]: self._finding(row) for row in told["findings"]}
            actions.draft_answer(self.proposal, self.official, now=at, text=text, findings=findings)
            self._do(actions.publish_answer, at + timedelta(minutes=20))
        if "corrected_after" in told:
            self._corrected(self._later(told["corrected_after"]))
        return self.proposal

    def _contacted(self, at):
        if "contact" in self.told:
            self._do(actions.write_to_proposer, at, text=self.told["contact"])
        else:
            self._do(actions.record_contact, at)
        if "reply" in self.told:
            proposer = self.lives.cast[self.told["proposer"]]
            actions.reply(self.proposal, proposer, now=at + timedelta(minutes=30), text=self.told["reply"])

    def _corrected(self, at):
        told = self.told
        rows = [*told["findings"], *told["corrected_findings"]]  # of two on one demand the later one stands
        findings = {row["demand"]: self._finding(row) for row in rows}
        said = {"reason": told["correction_reason"], "text": told["answer"].strip()}
        self._do(actions.correct_answer, at, findings=findings, **said)

    def _do(self, verb, at, **said):
        self.proposal = verb(self.proposal, self.official, now=at, **said)

    def _finding(self, row):
        return row["finding"], row["reason"], self._agency(row["agency"])

    def _agency(self, code):
        return self.lives.agencies[code]

    def _working(self, days, minutes=0):
        return self._office(calendar.add_working_days(self.day.date(), days)) + timedelta(minutes=minutes)

    def _later(self, days):
        return self._office(calendar.next_working_day(self.day.date() + timedelta(days=days)))

    def _office(self, day):
        """An instant in office hours of `day`, or earlier today if that is not over yet."""
        ago = (self.lives.now.date() - day).days
        return times.deed(self.lives.now, max(ago, 0), f"{self.told['key']} {day}")
