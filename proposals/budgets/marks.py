"""Marks of what forms of the budget team show (`civic.seen`); the verbs compare them under their lock."""

from civic.seen import mark_of
from proposals.budgets import rules
from proposals.budgets.ideas import Idea
from proposals.budgets.models import Cycle, Project, Workshop

SHOWN = ("title", "summary", "year", *rules.STATIONS.values(), *(name for name in rules.FIXED if name != "vote_at"))


def cycle(cycle: Cycle) -> str:
    """Of the form of a cycle."""
    return mark_of(*(_fact(getattr(cycle, name)) for name in SHOWN))


def areas(cycle: Cycle) -> str:
    """Of the form of its areas."""
    rows = cycle.areas.prefetch_related("districts")
    return mark_of(
        *(
            (
                area.number,
                area.name_zh,
                area.name_en,
                area.amount,
                area.is_citywide,
                [d.pk for d in area.districts.all()],
            )
            for area in rows
        )
    )


def project(project: Project) -> str:
    """Of the form of a project."""
    names = ("area_id", "title", "body", "place", "theme_id", "district_id", "cost", "picture_says")
    return mark_of(*(getattr(project, name) for name in names), project.picture.name)


def workshop(workshop: Workshop) -> str:
    """Of the forms of a workshop."""
    return mark_of(_fact(workshop.at), workshop.place, workshop.invited, workshop.area_id, workshop.outcome)


def whole(one: Cycle) -> str:
    """Of all that becomes public with a cycle."""
    return mark_of(cycle(one), areas(one), [project(each) for each in one.projects.order_by("pk")])


def end(cycle: Cycle) -> str:
    """Of when its vote ends."""
    return mark_of(_fact(cycle.closes_at))


def counting(cycle: Cycle) -> str:
    """Of how far two people have come who confirm its count."""
    return mark_of(cycle.count_asked_by_id, cycle.seed)


def voiding(cycle: Cycle) -> str:
    """Of how far two people have come who declare its vote void."""
    return mark_of(cycle.void_asked_by_id, cycle.void_reason)


def _fact(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


def idea(idea: Idea) -> str:
    """Of the form of a draft; evidence, which is added piece by piece, apart."""
    names = ("area_id", "title", "body", "place", "theme_id", "district_id", "cost")
    return mark_of(*(getattr(idea, name) for name in names))


def whole_idea(one: Idea) -> str:
    """Of what is handed in, and decided about: the text with its evidence."""
    return mark_of(idea(one), list(one.evidence.order_by("pk").values_list("title", "url", "file")))
