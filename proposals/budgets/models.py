"""The facts of participatory budgeting, and what the database itself refuses of them.

What people decided is stored; what the clock decides is derived (`rules.phase`). Only `proposals.budgets.actions`
writes. How somebody voted is in no table of this app: see `proposals.ballots`.
"""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from civic.accounts.models import Person
from civic.city.models import Bilingual
from civic.text import without_turns
from civic.writing import PARTS
from proposals.ballots.figures import LEAST
from proposals.ballots.models import Box
from proposals.budgets import rules
from proposals.budgets.counting.methods import RULES
from proposals.budgets.counting.words import RULES as RULE_WORDS
from proposals.budgets.ideas import Idea, IdeaEvidence, Joining, Light  # noqa: F401 -- models of this app as well


def rule_choices() -> list[tuple[str, str]]:
    """The rules of the count with their names in the reader's language."""
    language = "en" if get_language() == "en" else "zh"
    return [(name, RULE_WORDS[name][language]) for name in RULES]


LEVELS = {
    1: _("whoever has confirmed an email address"),
    2: _("whoever has confirmed a mobile phone number"),
    3: _("whoever has proved who they are"),
}


class CycleQuerySet(models.QuerySet):
    def public(self) -> "CycleQuerySet":
        """Those that everybody may see."""
        return self.filter(published_at__isnull=False)

    def visible_to(self, person: Person | AnonymousUser | None) -> "CycleQuerySet":
        """`public`; whoever runs budgets sees all."""
        signed_in = person if person is not None and person.is_authenticated else None
        return self.all() if rules.may_run(signed_in) is None else self.public()

    def newest(self) -> "CycleQuerySet":
        """The one whose vote is latest first."""
        return self.order_by(F("vote_at").desc(nulls_first=True), "-pk")


class Cycle(models.Model):
    """One round of participatory budgeting, from the call to the result. `looks_again_at`: when the clock has something
    to do with it next; `opened_at`: when its vote opened, and its rules were stamped."""

    title = models.CharField(pgettext_lazy("of a budget", "title"), max_length=rules.TITLE_LIMIT * PARTS)
    summary = models.TextField(_("what it is about"), max_length=rules.TEXT_LIMIT, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    currency = models.CharField(_("currency"), max_length=3, default="TWD")
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    published_at = models.DateTimeField(_("public since"), null=True)

    call_at = models.DateTimeField(_("the call begins"), null=True)
    screening_at = models.DateTimeField(_("screening begins"), null=True)
    workshop_at = models.DateTimeField(_("workshops begin"), null=True)
    feasibility_at = models.DateTimeField(_("feasibility begins"), null=True)
    display_at = models.DateTimeField(_("display begins"), null=True)
    vote_at = models.DateTimeField(_("the vote begins"), null=True)
    closes_at = models.DateTimeField(_("the vote ends"), null=True)

    rule = models.CharField(
        _("rule of the count"), max_length=40, choices=[(name, name) for name in RULES], default="greedy"
    )
    form = models.CharField(_("ballot"), max_length=10, choices=list(rules.FORMS.items()), default="approval")
    least = models.PositiveSmallIntegerField(_("projects at least"), default=1)
    most = models.PositiveSmallIntegerField(_("projects at most"), default=5)
    points = models.PositiveSmallIntegerField(_("points to give"), default=0)
    age = models.PositiveSmallIntegerField(_("lowest age"), default=0)
    counts_on = models.DateField(_("day on which the age counts"), null=True)
    level = models.PositiveSmallIntegerField(_("assurance level"), default=2)
    home = models.CharField(_("area"), max_length=10, choices=list(rules.HOMES.items()), default="chosen")
    policy = models.CharField(
        _("what is shown"), max_length=10, choices=list(rules.POLICIES.items()), default="turnout"
    )
    seed_source = models.CharField(_("where the seed of the lot comes from"), max_length=rules.NOTE_LIMIT * PARTS)
    opened_at = models.DateTimeField(_("vote opened"), null=True)
    rules_version = models.CharField(_("rules"), max_length=10, blank=True)

    seed = models.CharField(_("seed of the lot"), max_length=200, blank=True)
    count_asked_at = models.DateTimeField(_("count asked for"), null=True)
    count_asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    counted_at = models.DateTimeField(_("counted"), null=True)
    void_reason = models.CharField(_("why it is void"), max_length=rules.NOTE_LIMIT * PARTS, blank=True)
    void_asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField(_("declared void"), null=True)

    in_both = models.PositiveIntegerField(_("people with a ballot in both boxes"), default=0)
    version = models.PositiveIntegerField(default=1)
    looks_again_at = models.DateTimeField(null=True)

    objects = CycleQuerySet.as_manager()

    class Meta:
        verbose_name = _("participatory budget")
        verbose_name_plural = _("participatory budgets")
        indexes = [
            models.Index(
                fields=["looks_again_at"], condition=Q(looks_again_at__isnull=False), name="cycle_looks_again"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(vote_at=None) | Q(closes_at__gt=F("vote_at")), name="cycle_window"),
            models.CheckConstraint(
                condition=Q(opened_at=None, rules_version="")
                | (Q(vote_at__isnull=False, published_at__isnull=False) & ~Q(rules_version="")),
                name="cycle_opened_with_rules",
            ),
            models.CheckConstraint(
                condition=Q(counted_at=None) | Q(counted_at__gte=F("closes_at")), name="cycle_counted_after_the_vote"
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None)
                | Q(opened_at__isnull=False, counted_at=None, void_asked_by__isnull=False) & ~Q(void_reason=""),
                name="cycle_void_with_reason",
            ),
            models.CheckConstraint(condition=Q(least__lte=F("most"), most__gte=1), name="cycle_picks"),
            models.CheckConstraint(condition=Q(age=0) | Q(counts_on__isnull=False), name="cycle_age_on_a_day"),
        ]

    def __str__(self):
        return without_turns(self.title)

    def get_absolute_url(self):
        return reverse("budgets:cycle", args=[self.pk])

    @property
    def record_key(self) -> str:
        return f"budget:{self.pk}"

    topic = record_key

    @property
    def years(self) -> str:
        """The year as both calendars count it."""
        return (
            f"{self.year - 1911}（{self.year}）" if get_language() != "en" else f"{self.year} (ROC {self.year - 1911})"
        )

    @property
    def picks(self) -> str:
        """How many projects, or points, stand on a ballot, in words."""
        numbers = {"least": self.least, "most": self.most, "points": self.points}
        if self.form == "points":
            return _("Points to give: %(points)s; projects: at most %(most)s") % numbers
        if self.form == "knapsack":
            return _("as many as the money allows")
        return (_("exactly %(most)s") if self.least == self.most else _("%(least)s to %(most)s projects")) % numbers

    @property
    def electorate(self) -> str:
        """Who may vote, in words."""
        said = [LEVELS[self.level]]
        if self.age:
            day = date_format(self.counts_on, "DATE_FORMAT")
            said.append(_("at least %(age)s years old on %(day)s") % {"age": self.age, "day": day})
        return gettext(", ").join(map(str, said))

    @property
    def is_imported(self) -> bool:
        """Whether it was counted elsewhere, and came from a file."""
        return self.rule == rules.FILES_RULE

    @property
    def rule_words(self) -> str:
        """The rule of the count in the reader's language."""
        if self.is_imported:
            return gettext("the rule the file names")
        return RULE_WORDS[self.rule]["en" if get_language() == "en" else "zh"]

    def phase(self, now: datetime | None = None) -> str:
        """The phase at `now`, by default this moment; see `rules.phase`."""
        return rules.phase(self, now or timezone.now())


class Area(Bilingual, models.Model):
    """A part of the money with its own amount: for the people of some districts, or city-wide. All areas that are not
    city-wide share one box, and the ballot names its area."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="areas")
    number = models.PositiveSmallIntegerField(_("number"))
    name_zh = models.CharField(_("name in Chinese"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=120)
    amount = models.PositiveBigIntegerField(_("amount"))  # whole NT$
    is_citywide = models.BooleanField(_("city-wide"), default=False)
    districts = models.ManyToManyField("city.District", blank=True, verbose_name=_("districts"))
    box = models.ForeignKey(Box, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="area_numbered"),
            models.CheckConstraint(condition=Q(amount__gte=1), name="area_has_money"),
        ]


class Project(models.Model):
    """Something the money of an area could buy; `number` is what the ballot calls it, its own in the cycle."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="projects")
    area = models.ForeignKey(Area, models.PROTECT, related_name="projects", verbose_name=_("area"))
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(pgettext_lazy("of a project", "title"), max_length=rules.TITLE_LIMIT * PARTS)
    body = models.TextField(_("what is to be done"), max_length=rules.TEXT_LIMIT, blank=True)
    place = models.CharField(_("place"), max_length=100 * PARTS, blank=True)
    theme = models.ForeignKey("city.Theme", models.PROTECT, null=True, blank=True, verbose_name=_("theme"))
    district = models.ForeignKey("city.District", models.PROTECT, null=True, blank=True, verbose_name=_("district"))
    cost = models.PositiveBigIntegerField(_("cost"))  # whole NT$
    picture = models.FileField(_("picture"), upload_to="projects/%Y/", blank=True)
    picture_says = models.CharField(_("what the picture shows"), max_length=200 * PARTS, blank=True)
    dropped_at = models.DateTimeField(_("fell out"), null=True)
    dropped_reason = models.CharField(_("why it fell out"), max_length=rules.NOTE_LIMIT * PARTS, blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "number"], name="project_numbered", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(number__range=(1, 32_000)), name="project_number_on_a_ballot"),
            models.CheckConstraint(condition=Q(cost__gte=1), name="project_costs"),
            models.CheckConstraint(
                condition=Q(dropped_at=None, dropped_reason="") | (Q(dropped_at__isnull=False) & ~Q(dropped_reason="")),
                name="project_dropped_with_reason",
            ),
        ]

    def __str__(self):
        return without_turns(self.title)

    def get_absolute_url(self):
        return reverse("budgets:project", args=[self.cycle_id, self.number])


class Workshop(models.Model):
    """A meeting about the ideas of an area, or of all: when, where, who is `invited`, and what came of it."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="workshops")
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="workshops", verbose_name=_("area")
    )
    at = models.DateTimeField(_("begins"))
    place = models.CharField(_("place"), max_length=rules.PLACE_LIMIT * PARTS)
    invited = models.CharField(_("who is invited"), max_length=rules.NOTE_LIMIT * PARTS)
    outcome = models.TextField(_("what came of it"), max_length=rules.TEXT_LIMIT, blank=True)
    told_at = models.DateTimeField(_("told"), null=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")
        constraints = [
            models.CheckConstraint(
                condition=Q(told_at=None, outcome="") | (Q(told_at__gte=F("at")) & ~Q(outcome="")),
                name="workshop_told_afterwards",
            ),
        ]


class Follower(models.Model):
    """That somebody asked for the letters about a cycle; forgotten `rules.FOLLOWERS_KEPT` after the count."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="followers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        constraints = [models.UniqueConstraint(fields=["cycle", "person"], name="follower_once")]


class Result(models.Model):
    """What the count of an area decided, once and for good. `report`: the words of the engine (`counting.report`), with
    what another rule would have chosen ("beside") and who voted ("voters"); neither is there for a count that was
    imported. `file`: the count as a Pabulib file, which anybody can count again."""

    area = models.OneToOneField(Area, models.PROTECT, related_name="result")
    turnout = models.PositiveIntegerField(_("voters"))
    spent = models.PositiveBigIntegerField(_("spent"))
    report = models.JSONField()
    file = models.TextField()

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")

    @property
    def won(self) -> int:
        """How many projects are carried out."""
        return len(self.report["winners"])

    @property
    def shows_papers(self) -> bool:
        """Whether the file may be published: not so few ballots that somebody could guess whose they are."""
        return self.area.cycle.is_imported or self.turnout >= LEAST

    @property
    def file_url(self) -> str:
        return reverse("budgets:pabulib_area", args=[self.area.cycle_id, self.area.number])
