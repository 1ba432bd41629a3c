"""The letters about proposals: who gets which, and what its template is given.

Readers are ids of people: a list, or a QuerySet of one column. See `civic.outbox.registry.letter`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from civic import outbox
from civic.accounts.models import Person
from civic.agencies.models import Agency, speakers
from civic.city import calendar
from civic.desks.rules import LEVEL_AT_DESKS
from civic.duties import telling
from civic.duties.clockwork import reminded, still_fits
from civic.duties.models import EXTENDED, Duty
from civic.formats import end_in_words
from civic.navigation import way_to
from civic.outbox.about import About
from civic.outbox.models import Letter, Mailing
from proposals.duties import ANSWER, REVIEW, desk_url
from proposals.grounds import GROUNDS
from proposals.models import Endorsement, HiddenReason, Proposal
from proposals.models.correspondence import Message


def proposer(mailing: Mailing, proposal: Proposal) -> list[int]:
    """The proposer alone."""
    return [proposal.proposer_id]


def reviewers(mailing: Mailing, proposal: Proposal) -> QuerySet:
    """Those who may review it: everybody with the role but the proposer."""
    able = Person.objects.able(LEVEL_AT_DESKS).holding("reviewer")
    return able.exclude(pk=proposal.proposer_id).values_list("pk", flat=True)


def officials(mailing: Mailing, proposal: Proposal) -> QuerySet:
    """Everybody who speaks for the lead agency or a supporting one."""
    agencies = [proposal.agency_id, *proposal.supporting.values_list("pk", flat=True)]
    return speakers(agencies).values_list("pk", flat=True)


def leads(mailing: Mailing, proposal: Proposal) -> QuerySet:
    """Everybody who speaks for the lead agency."""
    return speakers([proposal.agency_id]).values_list("pk", flat=True)


def officials_named(mailing: Mailing, proposal: Proposal) -> QuerySet:
    """Everybody who speaks for an agency that the mailing names."""
    named = [mailing.data[name] for name in ("agency", "to") if name in mailing.data]
    return speakers(named).values_list("pk", flat=True)


def administrators(mailing: Mailing, proposal: Proposal) -> QuerySet:
    """Those who can appoint officials."""
    return Person.objects.administrators().values_list("pk", flat=True)


def endorsers(mailing: Mailing, proposal: Proposal) -> QuerySet:
    """Everybody whose endorsement counts."""
    return Endorsement.objects.counted().filter(proposal=proposal).values_list("person_id", flat=True)


def voided(mailing: Mailing, proposal: Proposal) -> list[int]:
    """Whoever gave the endorsement of the number that the mailing names."""
    person = proposal.endorsements.select_related("person").get(number=mailing.data["number"]).person
    return [person.same_as_id or person.pk]


def owed_an_answer(mailing: Mailing, proposal: Proposal) -> list[int] | QuerySet:
    """The endorsers, once the proposal is established."""
    return endorsers(mailing, proposal) if proposal.established_at else []


def told_the_answer(mailing: Mailing, proposal: Proposal) -> QuerySet:
    """Everybody who got the first answer, also whose endorsement was voided since."""
    return Letter.objects.filter(mailing__key=f"{proposal.record_key}:answered").values_list("person_id", flat=True)


def on_duty(mailing: Mailing, proposal: Proposal) -> list[int] | QuerySet:
    """Those who can still do something about the deadline: nobody, once it is met or has been moved."""
    duty = reminded(mailing)
    if not still_fits(mailing, duty):
        return []
    return reviewers(mailing, proposal) if duty.kind == REVIEW else officials(mailing, proposal)


def who_must(mailing: Mailing, proposal: Proposal) -> QuerySet:
    """Those who must meet the deadlines that moved."""
    is_review = any(moved["duty"] == "review" for moved in mailing.data["moves"])
    return reviewers(mailing, proposal) if is_review else officials(mailing, proposal)


def asked(mailing: Mailing, proposal: Proposal) -> list[int]:
    """The proposer, while the amendment is awaited."""
    is_awaited = not (proposal.amended_at or proposal.withdrawn_at)
    return [proposal.proposer_id] if is_awaited else []


class AboutProposal(About):
    """A letter about the proposal that is the mailing's subject."""

    readers = (proposer,)
    called = "proposal"

    def thing(self, mailing: Mailing) -> Proposal:
        return Proposal.objects.with_names().get(pk=mailing.subject_id)


@outbox.letter("proposals.received")
class Received(AboutProposal):
    def more(self, mailing: Mailing, proposal: Proposal) -> dict[str, Any]:
        return {"due": Duty.objects.about(proposal).get(kind=REVIEW)}


@outbox.letter("proposals.passed")
class Passed(AboutProposal):
    def more(self, mailing: Mailing, proposal: Proposal) -> dict[str, Any]:
        return {"ends": end_in_words(proposal.closes_at)}


@outbox.letter("proposals.opened")
class Opened(AboutProposal):
    def more(self, mailing: Mailing, proposal: Proposal) -> dict[str, Any]:
        return {"ends": end_in_words(proposal.closes_at)}


@outbox.letter("proposals.amend")
class Amend(AboutProposal):
    def more(self, mailing: Mailing, proposal: Proposal) -> dict[str, Any]:
        return _to_amend(proposal)


@outbox.letter("proposals.amend_soon")
class AmendSoon(AboutProposal):
    readers = (asked,)

    def more(self, mailing: Mailing, proposal: Proposal) -> dict[str, Any]:
        return _to_amend(proposal)


@outbox.letter("proposals.not_amended")
class NotAmended(AboutProposal):
    pass


def _to_amend(proposal):
    edit_link = outbox.absolute(reverse("proposals:edit", args=[proposal.pk]))
    return {"edit_link": edit_link, "last_day": calendar.last_day(proposal.amend_due_at)}


@outbox.letter("proposals.prolonged")
class Prolonged(AboutProposal):
    def more(self, mailing: Mailing, proposal: Proposal) -> dict[str, Any]:
        return {
            "was": end_in_words(datetime.fromisoformat(mailing.data["was"])),
            "closes": end_in_words(datetime.fromisoformat(mailing.data["closes_at"])),
        }


@outbox.letter("proposals.moved")
class Moved(AboutProposal):
    """A closure that was entered, or taken back, moved deadlines."""

    readers = (proposer, who_must)

    def more(self, mailing: Mailing, proposal: Proposal) -> dict[str, Any]:
        return telling.moved(mailing)


@outbox.letter("proposals.refused")
class Refused(AboutProposal):
    def more(self, mailing: Mailing, proposal: Proposal) -> dict[str, Any]:
        grounds = [{"code": code, "words": GROUNDS[code].words} for code in proposal.grounds]
        rules_link = outbox.absolute(way_to("rules")) if way_to("rules") else ""
        return {"grounds": grounds, "rules_link": rules_link, "new_link": outbox.absolute(reverse("proposals:new"))}


@outbox.letter("proposals.lapsed")
class Lapsed(AboutProposal):
    def more(self, mailing: Mailing, proposal: Proposal) -> dict[str, Any]:
        return {"new_link": outbox.absolute(reverse("proposals:new"))}


@outbox.letter("proposals.established")
class Established(AboutProposal):
    readers = (proposer, officials, endorsers)

    def more(self, mailing: Mailing, proposal: Proposal) -> dict[str, Any]:
        return {"dues": Duty.objects.about(proposal).exclude(kind=REVIEW)}


@outbox.letter("proposals.timetable")
class Timetable(AboutProposal):
    readers = (proposer, endorsers)


@outbox.letter("proposals.extended")
class Extended(AboutProposal):
    readers = (proposer, officials, endorsers)

    def more(self, mailing: Mailing, proposal: Proposal) -> dict[str, Any]:
        due = Duty.objects.about(proposal).get(kind=ANSWER)
        return {"due": due, "was": calendar.last_day(due.moves.filter(why=EXTENDED).get().was_due_at)}


@outbox.letter("proposals.answered")
class Answered(AboutProposal):
    readers = (proposer, endorsers)

    def more(self, mailing: Mailing, proposal: Proposal) -> dict[str, Any]:
        demands = proposal.demands.select_related("finding", "finding__agency")
        return {"demands": demands, "answer": proposal.answer}


@outbox.letter("proposals.corrected")
class Corrected(Answered):
    readers = (proposer, officials, endorsers, told_the_answer)


@outbox.letter("proposals.withdrawn")
class Withdrawn(AboutProposal):
    readers = (endorsers,)


@outbox.letter("proposals.message")
class Written(AboutProposal):
    def more(self, mailing: Mailing, proposal: Proposal) -> dict[str, Any]:
        message = Message.objects.filter(pk=mailing.data["message"]).select_related("agency").first()
        return {"message": message, "reply_link": outbox.absolute(reverse("proposals:messages", args=[proposal.pk]))}


@outbox.letter("proposals.reply")
class Replied(AboutProposal):
    readers = (leads,)

    def more(self, mailing: Mailing, proposal: Proposal) -> dict[str, Any]:
        return {"desk_link": outbox.absolute(reverse("desk:messages", args=[proposal.pk]))}


@outbox.letter("proposals.handed_on")
class HandedOn(AboutProposal):
    readers = (proposer, officials, officials_named, owed_an_answer)

    def more(self, mailing: Mailing, proposal: Proposal) -> dict[str, Any]:
        duties = Duty.objects.about(proposal).exclude(kind=REVIEW)
        return {
            "before": Agency.objects.get(pk=mailing.data["agency"]),
            "after": Agency.objects.get(pk=mailing.data["to"]),
            "dues": duties.filter(done_at=None, ended_at=None),
        }


@outbox.letter("proposals.support")
class Support(AboutProposal):
    readers = (officials_named,)

    def more(self, mailing: Mailing, proposal: Proposal) -> dict[str, Any]:
        return {
            "due": Duty.objects.about(proposal).get(kind=ANSWER),
            "desk_link": outbox.absolute(reverse("desk:agency_one", args=[proposal.pk])),
        }


@outbox.letter("proposals.unattended")
class Unattended(AboutProposal):
    readers = (administrators,)

    def more(self, mailing: Mailing, proposal: Proposal) -> dict[str, Any]:
        return telling.unattended(mailing)


@outbox.letter("proposals.voided")
class Voided(AboutProposal):
    """To whoever's endorsement no longer counts; at the account they go on with, if that is another one."""

    readers = (voided,)

    def more(self, mailing: Mailing, proposal: Proposal) -> dict[str, Any]:
        return {"objection_link": outbox.absolute(reverse("contact:letter"))}


class AboutReason(AboutProposal):
    """To whoever gave the reason that the mailing is about."""

    def audience(self, mailing: Mailing, after_id: int, limit: int) -> Sequence[int]:
        endorser = self._hidden(mailing).endorsement.person_id
        return [endorser][:limit] if endorser > after_id else []

    def more(self, mailing: Mailing, proposal: Proposal) -> dict[str, Any]:
        number = mailing.data["number"]
        objection = reverse("proposals:objection", args=[proposal.pk, number])
        return {"hidden": self._hidden(mailing), "objection_link": outbox.absolute(objection)}

    def _hidden(self, mailing):
        return HiddenReason.objects.get(proposal=mailing.subject_id, number=mailing.data["number"])


@outbox.letter("proposals.reason_hidden")
class ReasonHidden(AboutReason):
    pass


@outbox.letter("proposals.reason_decided")
class ReasonDecided(AboutReason):
    pass


class AboutDeadline(AboutProposal):
    readers = (on_duty,)

    def more(self, mailing: Mailing, proposal: Proposal) -> dict[str, Any]:
        duty = reminded(mailing)
        return {"duty": duty.words, "due": duty, "desk_link": outbox.absolute(desk_url(duty))}


@outbox.letter("proposals.deadline")
class Deadline(AboutDeadline):
    pass


@outbox.letter("proposals.overdue")
class Overdue(AboutDeadline):
    pass
