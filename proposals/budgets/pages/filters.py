"""Which projects of a cycle somebody asks for, out of a query string."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from civic.city.models import Theme
from civic.text import folded
from proposals.budgets.models import Area, Project

LONGEST = 100  # characters of a text that is looked for


@dataclass(frozen=True, slots=True)
class Selection:
    """The area, the theme and the text that were asked for: None or "" where one was not, or does not exist."""

    area: Area | None
    theme: Theme | None
    text: str

    @property
    def is_all(self) -> bool:
        """Whether nothing was asked for."""
        return not (self.area or self.theme or self.text)

    def of(self, projects: Iterable[Project]) -> list[Project]:
        """Those of `projects` that were asked for."""
        return [project for project in projects if self._takes(project)]

    def _takes(self, project):
        said = folded(f"{project.title} {project.place} {project.body}")
        return (
            (self.area is None or project.area_id == self.area.pk)
            and (self.theme is None or project.theme_id == self.theme.pk)
            and all(word in said for word in folded(self.text).split())
        )


class Choices:
    """What can be asked for: `areas` by their numbers, and the `themes` of `projects` by their codes."""

    def __init__(self, areas: Collection[Area], projects: Iterable[Project]):
        self.areas = {str(area.number): area for area in areas}
        themes = {project.theme for project in projects if project.theme}
        self.themes = {theme.code: theme for theme in sorted(themes, key=lambda theme: theme.position)}

    def selection(self, query: Mapping[str, str]) -> Selection:
        """What the query string `query` asks for."""
        area, theme = self.areas.get(query.get("area", "")), self.themes.get(query.get("theme", ""))
        return Selection(area, theme, query.get("q", "").strip()[:LONGEST])
