"""The sections of "my page" about what one proposed and endorsed."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from civic.accounts import Fate, Purpose, Section, section
from civic.accounts.models import Person
from proposals import actions, rules
from proposals.actions import hidden_from
from proposals.models import Endorsement, Evidence, FormerText, Proposal
from proposals.models.correspondence import KEPT, Look, Message
from proposals.pages.card import shown
from proposals.pages.listing import for_cards

# What the proposer can do next, by phase; the phases not named ask nothing of them.
NEXT = {
    "draft": _("Check it once more, then hand it in."),
    "amend": _("The reviewers ask you to amend it."),
    "not_amended": _("Begin a new proposal with this text, if you like."),
    "scheduled": _("Tell others when endorsing begins."),
    "collecting": _("Tell others; every endorsement counts."),
}

SHOWN = 50  # endorsements on the page; the export has all of them

EXPORTED = [
    "id", "title", "body", "benefits", "difference", "theme__code", "district__code", "agency__code", "created_at",
    "submitted_at", "amend_note", "amend_due_at", "refused_at", "grounds", "refusal_note", "withdrawn_at",
    "withdrawn_reason", "opens_at", "closes_at", "endorsement_count", "established_at", "answered_at",
]  # fmt: skip


@section(order=10)
class OwnProposals(Section):
    title = _("My proposals")
    template = "proposals/mine_proposals.html"
    farewell = _(
        "Your drafts are deleted, and proposals still under review are withdrawn. Proposals that were opened stay "
        "without your nickname: others have endorsed them. What you and agencies wrote to each other is deleted."
    )
    purposes = (
        Purpose(
            _("Your proposals, their evidence, and the text before it was amended"),
            _("So that they can be reviewed, endorsed and answered. Once opened they are public, with your nickname."),
            _("Drafts until you delete them. Opened proposals stay public; without your nickname once you leave."),
            tables=("proposals.Proposal", "proposals.Evidence", "proposals.FormerText"),
        ),
        Purpose(
            _("How your proposal differs from similar ones, if you say it"),
            _("So that whoever reviews it does not take it for one that was there before. Only reviewers read it."),
            format_lazy(
                _("{days} days from the end of the review, or until you erase your account."),
                days=rules.DIFFERENCE_KEPT.days,
            ),
            tables=("proposals.Proposal",),
            chores=("proposals.forget",),
        ),
        Purpose(
            _("Messages between you and an agency, and which official looked at your contact details and why"),
            _("So that the agency can talk to you, as the rules promise. Only you and the agency can read them."),
            format_lazy(_("{years} years, or until you erase your account."), years=KEPT.days // 365),
            tables=("proposals.Message", "proposals.Look"),
            chores=("proposals.forget",),
        ),
    )

    def context(self, person: Person, now: datetime) -> dict:
        own = for_cards(Proposal.objects.filter(proposer=person)).order_by("-created_at")
        cards = shown(own, now, person)
        return {"rows": [{"card": card, "next": NEXT.get(card.phase, "")} for card in cards]}

    def export(self, person: Person) -> dict:
        evidence = Evidence.objects.filter(proposal__proposer=person).order_by("pk")
        former = FormerText.objects.filter(proposal__proposer=person).order_by("pk")
        messages = Message.objects.filter(proposal__proposer=person)
        looks = Look.objects.filter(proposal__proposer=person)
        return {
            "proposals": list(person.proposals.order_by("pk").values(*EXPORTED)),
            "evidence": list(evidence.values("proposal_id", "title", "url", "file", "name")),
            "texts_before_amending": list(former.values("proposal_id", "title", "body", "benefits")),
            "messages": list(messages.values("proposal_id", "agency__code", "text", "written_at")),
            "looks_at_my_contact_details": list(looks.values("proposal_id", "agency__code", "reason", "at")),
        }

    def things(self, person: Person) -> list[QuerySet]:
        return [
            Proposal.objects.filter(proposer=person, opens_at=None),
            actions.with_reason(person),
            Message.objects.filter(proposal__proposer=person),
            hidden_from(person),
            Look.objects.filter(proposal__proposer=person),
        ]

    def things_of_both(self, person: Person, other: Person) -> list[QuerySet]:
        return actions.things_of_both(person, other)

    def fates(self, person: Person, other: Person, now: datetime) -> list[Fate]:
        number = Proposal.objects.filter(proposer=other).count()
        words = ngettext("%(number)d proposal goes along.", "%(number)d proposals go along.", number)
        return [Fate(words % {"number": number})] if number else []

    def join(self, person: Person, other: Person, at: datetime, actor: Person | str) -> None:
        actions.join_proposals(person, other)

    def erase(self, person: Person, at: datetime) -> None:
        actions.leave(person, now=at)


@section(order=20)
class OwnEndorsements(Section):
    title = _("My endorsements")
    template = "proposals/mine_endorsements.html"
    farewell = _("Your endorsements stay counted, with place and time but without your nickname and your reasons.")
    purposes = (
        Purpose(
            _("What you endorsed and when, the county and district you say, and your reason"),
            _("So that each person counts once, and all can check it. Nickname, place, time and reason are public."),
            _("The endorsement stays; nickname and reason until you delete your account."),
            tables=("proposals.Endorsement", "proposals.HiddenReason"),
        ),
    )

    def context(self, person: Person, now: datetime) -> dict:
        newest = Endorsement.objects.filter(person=person).order_by("-arrived_at")[: SHOWN + 1]
        newest = list(newest.select_related("proposal"))
        hidden = {(one.proposal_id, one.number) for one in hidden_from(person)}
        for endorsement in newest:
            endorsement.is_hidden = (endorsement.proposal_id, endorsement.number) in hidden
        return {"endorsements": newest[:SHOWN], "has_more": len(newest) > SHOWN}

    def fates(self, person: Person, other: Person, now: datetime) -> list[Fate]:
        falling, number = actions.falling(person, other), actions.alone(person, other).count()
        words = ngettext("%(number)d endorsement goes along.", "%(number)d endorsements go along.", number)
        falls = [
            Fate(
                gettext("Both accounts have endorsed “%(title)s”: no. %(earlier)d counts, and no. %(later)d is void.")
                % {"title": earlier.proposal.title, "earlier": earlier.number, "later": later.number},
                falls=True,
            )
            for earlier, later in falling
        ]
        return [*([Fate(words % {"number": number})] if number else []), *falls]

    def join(self, person: Person, other: Person, at: datetime, actor: Person | str) -> None:
        actions.join_endorsements(person, other, now=at)

    def export(self, person: Person) -> dict:
        columns = ("proposal_id", "number", "reason", "county", "district", "arrived_at", "voided_at")
        told = ("proposal_id", "number", "grounds", "note", "hidden_at", "objection", "objected_at", "decided_at",
                "decision_note", "shown_again_at")  # fmt: skip
        return {
            "endorsements": list(person.endorsements.order_by("arrived_at").values(*columns)),
            "hidden_reasons": list(hidden_from(person).order_by("hidden_at").values(*told)),
        }


@section(order=25)
class WrittenInOffice(Section):
    """What an official has written and looked up: that it was done, handed out; the words are the proposers'."""

    def export(self, person: Person) -> dict:
        messages = Message.objects.filter(author=person, agency__isnull=False)
        looks = Look.objects.filter(official=person)
        return {
            "messages_written_in_office": list(messages.values("proposal_id", "agency__code", "written_at")),
            "looks_at_contact_details": list(looks.values("proposal_id", "agency__code", "reason", "at")),
        }
