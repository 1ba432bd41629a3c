"""The facts of a proposal, and what the database itself refuses of them.

What people decided is stored; what the clock decides is derived (`rules.phase`). Only `proposals.actions` writes.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from civic import windows
from civic.accounts.models import Person
from civic.agencies.models import Agency
from civic.city import places
from civic.files import evidence
from civic.text import without_turns
from civic.writing import PARTS
from proposals import rules
from proposals.grounds import GROUNDS, HIDDEN, TEXTLESS
from proposals.models.correspondence import Look, Message  # noqa: F401 -- models of this app as well
from proposals.models.former import FormerAnswer, FormerText  # noqa: F401 -- likewise


class Terms(windows.Terms):
    """The numbers of the law of proposals."""

    review_days = models.PositiveSmallIntegerField(_("working days for review"), default=5)
    window_days = models.PositiveSmallIntegerField(_("days for endorsing"), default=45)
    threshold = models.PositiveIntegerField(_("endorsements needed"), default=1500)
    timetable_days = models.PositiveSmallIntegerField(_("working days for the timetable"), default=7)
    contact_days = models.PositiveSmallIntegerField(_("working days for contacting the proposer"), default=14)
    answer_months = models.PositiveSmallIntegerField(_("months for the answer"), default=2)
    extension_months = models.PositiveSmallIntegerField(_("months of extension at most"), default=2)
    amend_days = models.PositiveSmallIntegerField(_("days for amending"), default=30)

    class Meta(windows.Terms.Meta):
        verbose_name = _("terms")
        verbose_name_plural = _("terms")
        constraints = [
            models.CheckConstraint(condition=Q(threshold__gte=1, window_days__gte=1), name="terms_positive"),
            models.CheckConstraint(condition=Q(amend_days__gte=1), name="terms_days_to_amend"),
        ]


def phase_is(name: str, now: datetime) -> Q:
    """The phase `name` at `now` as a condition; says in SQL what `rules.phase` says in Python."""
    undecided = Q(withdrawn_at=None, refused_at=None, answered_at=None, established_at=None)
    counted_at = now - rules.COUNTING_TIME
    waiting = undecided & Q(opens_at=None)
    asked = Q(amend_asked_at__isnull=False, amended_at=None)
    return {
        "draft": waiting & Q(submitted_at=None),
        "submitted": waiting & Q(submitted_at__isnull=False) & ~asked,
        "amend": waiting & asked & Q(amend_due_at__gt=now),
        "not_amended": waiting & asked & Q(amend_due_at__lte=now),
        "scheduled": undecided & Q(opens_at__gt=now),
        "collecting": undecided & Q(opens_at__lte=now, closes_at__gt=now),
        "counting": undecided & Q(closes_at__lte=now, closes_at__gt=counted_at),
        "lapsed": undecided & Q(closes_at__lte=counted_at),
        "established": Q(withdrawn_at=None, refused_at=None, answered_at=None, established_at__isnull=False),
        "answered": Q(withdrawn_at=None, refused_at=None, answered_at__isnull=False),
        "refused": Q(withdrawn_at=None, refused_at__isnull=False),
        "withdrawn": Q(withdrawn_at__isnull=False),
    }[name]


def open_at(now: datetime) -> Q:
    """That one can endorse at `now`, as a condition; says in SQL what `rules.is_open` says in Python."""
    return Q(withdrawn_at=None, refused_at=None, opens_at__lte=now, closes_at__gt=now)


class ProposalQuerySet(models.QuerySet):
    def public(self) -> "ProposalQuerySet":
        """What a stranger may see: whatever passed review, and refusals that are published."""
        return self.filter(
            Q(opens_at__isnull=False) | (Q(refused_at__isnull=False) & ~Q(grounds__overlap=HIDDEN))
        )

    def visible_to(self, person: Person | AnonymousUser | None) -> "ProposalQuerySet":
        """`public` and one's own; reviewers and administrators see everything but drafts."""
        if person is None or not person.is_authenticated:
            return self.public()
        if rules.may_read_everything(person):
            return self.filter(Q(submitted_at__isnull=False) | Q(proposer=person))
        return self.public() | self.filter(proposer=person)

    def in_phase(self, name: str, now: datetime) -> "ProposalQuerySet":
        """Those in the phase `name` at `now`."""
        return self.filter(phase_is(name, now))

    def in_phases(self, names: Iterable[str], now: datetime) -> "ProposalQuerySet":
        """Those in one of the phases `names` at `now`."""
        condition = Q(pk__in=[])
        for name in names:
            condition |= phase_is(name, now)
        return self.filter(condition)

    def open_at(self, now: datetime) -> "ProposalQuerySet":
        """Those that one can endorse at `now`."""
        return self.filter(open_at(now))

    def of_agencies(self, agencies: Iterable[Agency]) -> "ProposalQuerySet":
        """Those led or supported by one of `agencies`."""
        return self.filter(Q(agency__in=agencies) | Q(supporting__in=agencies)).distinct()

    def with_names(self) -> "ProposalQuerySet":
        """Each with theme, district, agency, proposer and terms, in the same query."""
        return self.select_related("theme", "district", "agency", "proposer", "terms")


class Proposal(models.Model):
    """One proposal from draft to answer. `difference`: what the proposer tells reviewers of similar ones, nobody else.
    `looks_again_at`: when the clock has something to do with it next."""

    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals", verbose_name=_("proposer")
    )
    title = models.CharField(pgettext_lazy("of a proposal", "title"), max_length=rules.TITLE_LIMIT * PARTS)
    body = models.TextField(_("proposal"), max_length=rules.TEXT_LIMIT)
    benefits = models.TextField(_("benefits and effects"), max_length=rules.TEXT_LIMIT, blank=True)
    difference = models.TextField(_("how it differs from similar ones"), max_length=rules.REASON_LIMIT, blank=True)
    theme = models.ForeignKey("city.Theme", models.PROTECT, null=True, blank=True, verbose_name=_("theme"))
    district = models.ForeignKey(
        "city.District", models.PROTECT, null=True, blank=True, verbose_name=_("district")
    )
    agency = models.ForeignKey(
        "agencies.Agency", models.PROTECT, null=True, blank=True, verbose_name=_("responsible agency")
    )
    supporting = models.ManyToManyField(
        "agencies.Agency", blank=True, related_name="supported", verbose_name=_("supporting agencies")
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    submitted_at = models.DateTimeField(_("submitted"), null=True)
    amend_asked_at = models.DateTimeField(_("amendment asked"), null=True)
    amend_note = models.TextField(_("what to amend"), blank=True)
    amend_due_at = models.DateTimeField(_("amendment due"), null=True)
    amended_at = models.DateTimeField(_("amended"), null=True)
    reviewed_at = models.DateTimeField(_("reviewed"), null=True)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(_("refused"), null=True)
    grounds = ArrayField(models.CharField(max_length=3), default=list, verbose_name=_("grounds"))
    refusal_note = models.TextField(_("reason of refusal"), blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_reason = models.CharField(
        _("reason of withdrawal"), max_length=rules.REASON_LIMIT * PARTS, blank=True
    )

    terms = models.ForeignKey(Terms, models.PROTECT, null=True)
    threshold = models.PositiveIntegerField(_("endorsements needed"), null=True)
    opens_at = models.DateTimeField(_("opens"), null=True)
    closes_at = models.DateTimeField(_("closes"), null=True)
    rules_version = models.CharField(_("rules"), max_length=10, blank=True)
    endorsement_count = models.PositiveIntegerField(_("endorsements"), default=0)
    last_number = models.PositiveIntegerField(_("last number given"), default=0)
    last_endorsed_at = models.DateTimeField(null=True)
    established_at = models.DateTimeField(_("established"), null=True)

    timetable_text = models.TextField(_("timetable"), blank=True)
    extended_at = models.DateTimeField(pgettext_lazy("instant", "postponed"), null=True)
    extension_reason = models.TextField(_("reason of extension"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)

    version = models.PositiveIntegerField(default=1)
    looks_again_at = models.DateTimeField(null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("the thing", "proposal")
        verbose_name_plural = _("proposals")
        indexes = [
            models.Index(fields=["-opens_at"], name="proposal_newest"),
            models.Index(fields=["closes_at"], name="proposal_ending"),
            models.Index(
                fields=["looks_again_at"], condition=Q(looks_again_at__isnull=False), name="proposal_looks_again"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at=None, closes_at=None, threshold=None, terms=None)
                | Q(closes_at__gt=F("opens_at"), threshold__gte=1, terms__isnull=False),
                name="proposal_window_whole",
            ),
            models.CheckConstraint(
                condition=Q(endorsement_count__lte=F("last_number")), name="proposal_count_within_numbers"
            ),
            models.CheckConstraint(
                condition=Q(terms=None, rules_version="") | (Q(terms__isnull=False) & ~Q(rules_version="")),
                name="proposal_rules_with_terms",
            ),
            models.CheckConstraint(
                condition=Q(threshold=None, endorsement_count=0)
                | Q(endorsement_count__lt=F("threshold"))
                | Q(established_at__isnull=False),
                name="proposal_established_at_threshold",
            ),
            models.CheckConstraint(
                condition=Q(established_at=None)
                | Q(established_at__gte=F("opens_at"), established_at__lt=F("closes_at")),
                name="proposal_established_in_window",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(established_at=None), name="proposal_withdrawn_before_threshold"
            ),
            models.CheckConstraint(
                condition=Q(refused_at=None, grounds=[]) | Q(opens_at=None, grounds__len__gte=1),
                name="proposal_refused_with_grounds",
            ),
            models.CheckConstraint(
                condition=Q(amend_asked_at=None, amend_due_at=None)
                | Q(amend_asked_at__isnull=False, amend_due_at__isnull=False, amend_due_at__gt=F("amend_asked_at")),
                name="proposal_asked_to_amend_until",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(established_at__isnull=False), name="proposal_answered_established"
            ),
        ]

    def __str__(self):
        return without_turns(self.title) or gettext("Untitled draft")

    def get_absolute_url(self):
        return reverse("proposals:detail", args=[self.pk])

    @property
    def record_key(self) -> str:
        return f"proposal:{self.pk}"

    topic = record_key

    @property
    def hides_text(self) -> bool:
        """Refused on a ground whose harm is the text itself: only its reason is published."""
        return not set(self.grounds).isdisjoint(TEXTLESS)

    def phase(self, now: datetime | None = None) -> str:
        """The phase at `now`, by default this moment; see `rules.phase`."""
        return rules.phase(self, now or timezone.now())


class Evidence(evidence.Evidence):
    """A link or a file that supports a proposal."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="evidence")

    def get_absolute_url(self):
        return reverse("proposals:evidence", args=[self.proposal_id, self.pk])


class EndorsementQuerySet(models.QuerySet):
    def counted(self) -> "EndorsementQuerySet":
        """Those that are not void."""
        return self.filter(voided_at=None)


class Endorsement(models.Model):
    """One person's irrevocable endorsement; number N of its proposal. The row is its own record.

    Numbers are given on from `proposal.last_number` and never again; `proposal.endorsement_count` is the number of
    rows that are not void.

    `county` (5 digits) and `district` (8 digits) are national codes as declared, "" where none was said.
    Only `actions.endorse_many` inserts; the database refuses changes and arrivals outside the window.
    """

    pk = models.CompositePrimaryKey("proposal_id", "number")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="endorsements", db_index=False)
    number = models.PositiveIntegerField(_("number"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="endorsements")
    reason = models.CharField(_("reason"), max_length=rules.REASON_LIMIT * PARTS, blank=True)
    county = models.CharField(_("county"), max_length=5, blank=True)
    district = models.CharField(_("district"), max_length=8, blank=True)
    arrived_at = models.DateTimeField(_("endorsed at"))
    voided_at = models.DateTimeField(_("voided"), null=True)

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        verbose_name = _("endorsement")
        verbose_name_plural = _("endorsements")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "person"], name="endorsement_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="endorsement_numbered"),
        ]
        indexes = [  # the newest reasons are found at once, however many gave none
            models.Index(
                fields=["proposal", "number"],
                condition=Q(voided_at__isnull=True) & ~Q(reason=""),
                name="endorsement_reasons",
            ),
        ]

    @property
    def place(self) -> str:
        """Where it comes from, as its endorser declared it and the reader writes it; "" where nothing was said."""
        return places.name(self.county, self.district)


class ReasonReport(models.Model):
    """Somebody says that the reason of endorsement `number` should not stand there. Nothing is kept of who says it; the
    row goes as soon as a reviewer has decided."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="reason_reports")
    number = models.PositiveIntegerField(_("number"))
    ground = models.CharField(_("ground"), max_length=3)
    words = models.CharField(_("in words"), max_length=rules.REASON_LIMIT * PARTS, blank=True)
    at = models.DateTimeField(_("reported"))

    class Meta:
        verbose_name = _("report of a reason")
        verbose_name_plural = _("reports of reasons")
        indexes = [models.Index(fields=["proposal", "number"], name="reason_report_of")]


class HiddenReasonQuerySet(models.QuerySet):
    def standing(self) -> "HiddenReasonQuerySet":
        """Those whose reasons are not shown today."""
        return self.filter(shown_again_at=None)

    def objected(self) -> "HiddenReasonQuerySet":
        """Those that somebody else has yet to decide on, since the endorser objected."""
        return self.filter(objected_at__isnull=False, decided_at=None)


class HiddenReason(models.Model):
    """The reason of endorsement `number` is not shown, on `grounds` and with a `note`; the endorsement itself counts.

    The endorser may object once, and another reviewer decides: for hiding, or for showing it again.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="hidden_reasons")
    number = models.PositiveIntegerField(_("number"))
    grounds = ArrayField(models.CharField(max_length=3), verbose_name=_("grounds"))
    note = models.TextField(_("reason in words"))
    hidden_at = models.DateTimeField(_("hidden"))
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    objection = models.TextField(_("objection"), blank=True)
    objected_at = models.DateTimeField(_("objected"), null=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decision_note = models.TextField(_("reason of the decision"), blank=True)
    shown_again_at = models.DateTimeField(_("shown again"), null=True)

    objects = HiddenReasonQuerySet.as_manager()

    class Meta:
        verbose_name = _("hidden reason")
        verbose_name_plural = _("hidden reasons")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="reason_hidden_once"),
            models.CheckConstraint(condition=Q(grounds__len__gte=1) & ~Q(note=""), name="reason_hidden_on_grounds"),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, shown_again_at=None)
                | Q(decided_at__gte=F("objected_at"), decided_by__isnull=False) & ~Q(decided_by=F("hidden_by")),
                name="reason_decided_by_another",
            ),
        ]

    @property
    def endorsement(self) -> Endorsement:
        """The endorsement whose reason it is."""
        return Endorsement.objects.select_related("person").get(proposal_id=self.proposal_id, number=self.number)

    @property
    def ground_words(self) -> list:
        """Its grounds in words."""
        return [GROUNDS[code].words for code in self.grounds]


class Demand(models.Model):
    """One point of a proposal, which gets its own finding."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="demands")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.CharField(_("demand"), max_length=rules.DEMAND_LIMIT * PARTS)

    class Meta:
        ordering = ["number"]
        verbose_name = _("demand")
        verbose_name_plural = _("demands")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "number"], name="demand_numbered", deferrable=models.Deferrable.DEFERRED
            )
        ]

    def __str__(self):
        return self.text


class Answer(models.Model):
    """The joint answer of the agencies in charge: a draft until `proposal.answered_at`."""

    proposal = models.OneToOneField(Proposal, models.CASCADE, related_name="answer")
    text = models.TextField(_("answer"), max_length=rules.TEXT_LIMIT)
    drafted_at = models.DateTimeField(_("drafted"))

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")


class Finding(models.Model):
    """What the agencies decided on one demand, and why."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="findings")
    demand = models.OneToOneField(Demand, models.PROTECT, related_name="finding")
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, verbose_name=_("agency"))
    finding = models.CharField(_("finding"), max_length=10, choices=list(rules.FINDINGS.items()))
    reasons = models.TextField(_("reasons"), max_length=rules.TEXT_LIMIT)

    class Meta:
        ordering = ["demand__number"]
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
