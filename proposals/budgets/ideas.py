"""The facts of ideas: what people hand in during the call, and what became of it. `models` imports it.

Only `proposals.budgets.actions` writes. What an idea said when it was handed in stands, and so does each decision about
it; the database sees to that (migration `fence_ideas`).
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from civic.files import evidence
from civic.text import without_turns
from civic.writing import PARTS
from proposals.budgets import idea_rules, rules
from proposals.budgets.grounds import HIDING

DECIDED = ("withdrawn_at", "joined_at", "refused_at", "project", "judged_at", "agency", "screened_at")


class IdeaQuerySet(models.QuerySet):
    def public(self) -> "IdeaQuerySet":
        """Those that everybody may see."""
        return self.filter(submitted_at__isnull=False, cycle__published_at__isnull=False)

    def under_way(self) -> "IdeaQuerySet":
        """`public`, without those that came to an end or to the list."""
        ended = Q(withdrawn_at__isnull=False) | Q(joined_at__isnull=False) | Q(refused_at__isnull=False)
        return self.public().exclude(ended | Q(is_feasible=False) | Q(project__isnull=False))

    def visible_to(self, person: object) -> "IdeaQuerySet":
        """`public`, and one's own drafts."""
        if person is None or not person.is_authenticated:
            return self.public()
        return self.filter(Q(submitted_at__isnull=False, cycle__published_at__isnull=False) | Q(author=person))

    def with_names(self) -> "IdeaQuerySet":
        """Each with the rows that pages name."""
        return self.select_related("cycle", "area", "theme", "district", "author", "agency", "project", "carrier")


class Idea(models.Model):
    """What somebody would do with the money of an area. `agency`: which one judges it; `estimate`: what that says it
    costs; `carrier`: the idea that stands for this one, too; `proposal`: the one it was taken over from."""

    cycle = models.ForeignKey("budgets.Cycle", models.PROTECT, related_name="ideas")
    area = models.ForeignKey(
        "budgets.Area", models.PROTECT, null=True, related_name="ideas", verbose_name=_("area")
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="ideas")
    title = models.CharField(pgettext_lazy("of an idea", "title"), max_length=rules.TITLE_LIMIT * PARTS, blank=True)
    body = models.TextField(_("what is to be done"), max_length=rules.TEXT_LIMIT, blank=True)
    place = models.CharField(_("place"), max_length=rules.PLACE_LIMIT * PARTS, blank=True)
    theme = models.ForeignKey("city.Theme", models.PROTECT, null=True, blank=True, verbose_name=_("theme"))
    district = models.ForeignKey("city.District", models.PROTECT, null=True, blank=True, verbose_name=_("district"))
    cost = models.PositiveBigIntegerField(_("cost"), null=True, blank=True)  # whole NT$, as the author guesses
    proposal = models.ForeignKey("proposals.Proposal", models.PROTECT, null=True, related_name="ideas")
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    submitted_at = models.DateTimeField(_("handed in"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    carrier = models.ForeignKey("self", models.PROTECT, null=True, related_name="carried")
    joined_at = models.DateTimeField(_("joined"), null=True)
    screened_at = models.DateTimeField(_("screened"), null=True)
    screened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(_("refused"), null=True)
    grounds = ArrayField(models.CharField(max_length=3), default=list, verbose_name=_("grounds"))
    note = models.TextField(_("reason in words"), blank=True)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, null=True, related_name="ideas")
    asked_at = models.DateTimeField(_("agency asked"), null=True)
    judged_at = models.DateTimeField(_("judged"), null=True)
    is_feasible = models.BooleanField(_("feasible"), null=True)
    estimate = models.PositiveBigIntegerField(_("estimate"), null=True)  # whole NT$
    project = models.OneToOneField("budgets.Project", models.SET_NULL, null=True, related_name="idea")
    version = models.PositiveIntegerField(default=1)

    objects = IdeaQuerySet.as_manager()

    class Meta:
        verbose_name = _("idea")
        verbose_name_plural = _("ideas")
        indexes = [models.Index(fields=["cycle", "-submitted_at"], name="idea_by_cycle")]
        constraints = [
            models.CheckConstraint(
                condition=Q(submitted_at=None) | (Q(area__isnull=False) & ~Q(title="") & ~Q(body="")),
                name="idea_complete_when_handed_in",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=False) | Q(**dict.fromkeys(DECIDED)), name="idea_draft_undecided"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(screened_at=None, joined_at=None), name="idea_withdrawn_in_time"
            ),
            models.CheckConstraint(
                condition=Q(joined_at=None, carrier=None)
                | Q(joined_at__isnull=False, carrier__isnull=False, agency=None, refused_at=None) & ~Q(carrier=F("id")),
                name="idea_joined_with_another",
            ),
            models.CheckConstraint(
                condition=Q(refused_at=None, grounds=[], note="")
                | (Q(refused_at__isnull=False, screened_at__isnull=False, agency=None) & ~Q(grounds=[]) & ~Q(note="")),
                name="idea_refused_on_grounds",
            ),
            models.CheckConstraint(
                condition=Q(agency=None, asked_at=None)
                | Q(agency__isnull=False, asked_at__isnull=False, screened_at__isnull=False),
                name="idea_asked_about_once_screened",
            ),
            models.CheckConstraint(
                condition=Q(judged_at=None, is_feasible=None, estimate=None)
                | Q(judged_at__isnull=False, agency__isnull=False, is_feasible=False)
                | Q(judged_at__isnull=False, agency__isnull=False, is_feasible=True, estimate__gte=1),
                name="idea_judged_whole",
            ),
            models.CheckConstraint(condition=Q(project=None) | Q(is_feasible=True), name="idea_listed_when_feasible"),
            models.UniqueConstraint(fields=["cycle", "proposal"], name="idea_adopted_once"),
        ]

    def __str__(self):
        return without_turns(self.title)

    def get_absolute_url(self):
        return reverse("budgets:idea", args=[self.pk])

    @property
    def record_key(self) -> str:
        return f"idea:{self.pk}"

    @property
    def topic(self) -> str:
        """That of its cycle: an idea has no numbers of its own."""
        return f"budget:{self.cycle_id}"

    @property
    def state(self) -> str:
        return idea_rules.state(self, self.cycle)

    @property
    def state_words(self) -> object:
        return idea_rules.STATES[self.state]

    @property
    def root(self) -> "Idea":
        """The idea that stands for it in the end; itself where none does."""
        found = self
        while found.carrier_id:
            found = Idea.objects.get(pk=found.carrier_id)
        return found

    def stood_for(self) -> list["Idea"]:
        """All ideas that it stands for, also those that these stood for before they were joined."""
        found, last = [], [self]
        while last:
            last = list(Idea.objects.filter(carrier__in=last).order_by("pk"))
            found += last
        return found

    @property
    def hides_text(self) -> bool:
        """Whether its text is not shown: it was refused because the text itself does harm."""
        return bool(HIDING.intersection(self.grounds))


class IdeaEvidence(evidence.Evidence):
    """A link or a file that supports an idea."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="evidence")

    def get_absolute_url(self):
        return reverse("budgets:idea_evidence", args=[self.idea_id, self.pk])


class Joining(models.Model):
    """The question of the team to two authors whether `carrier` may stand for `idea`, too: who said yes or no, when."""

    carrier = models.ForeignKey(Idea, models.PROTECT, related_name="joinings_in")
    idea = models.ForeignKey(Idea, models.PROTECT, related_name="joinings")
    note = models.CharField(_("reason"), max_length=rules.NOTE_LIMIT * PARTS)
    asked_at = models.DateTimeField(_("asked"))
    carrier_agreed_at = models.DateTimeField(null=True)
    idea_agreed_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("joining of ideas")
        verbose_name_plural = _("joinings of ideas")
        constraints = [
            models.UniqueConstraint(fields=["carrier", "idea"], name="joining_asked_once"),
            models.CheckConstraint(condition=~Q(carrier=F("idea")), name="joining_of_two"),
            models.CheckConstraint(
                condition=Q(declined_at=None) | Q(carrier_agreed_at=None) | Q(idea_agreed_at=None),
                name="joining_agreed_or_declined",
            ),
        ]


class Light(models.Model):
    """What the agency answers to one question about an idea: a `colour` with a sentence."""

    idea = models.ForeignKey(Idea, models.PROTECT, related_name="lights")
    question = models.CharField(_("question"), max_length=10, choices=list(idea_rules.QUESTIONS.items()))
    colour = models.CharField(_("answer"), max_length=5, choices=list(idea_rules.COLOURS.items()))
    words = models.CharField(_("reason"), max_length=rules.NOTE_LIMIT * PARTS)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("light")
        verbose_name_plural = _("lights")
        constraints = [
            models.UniqueConstraint(fields=["idea", "question"], name="light_once"),
            models.CheckConstraint(condition=Q(question__in=list(idea_rules.QUESTIONS)), name="light_for_a_question"),
            models.CheckConstraint(
                condition=Q(colour__in=list(idea_rules.COLOURS)) & ~Q(words=""), name="light_with_reason"
            ),
        ]
