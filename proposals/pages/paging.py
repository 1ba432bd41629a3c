"""Pages of rows that are numbered without gaps: any page costs the same, the last as the first."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet


class NumberedPaginator(Paginator):
    """Newest number first. `rows` have a gapless `number` from 1 to `total`."""

    def __init__(self, rows: QuerySet, per_page: int, total: int):
        super().__init__(rows.order_by("-number"), per_page)
        self.count = total

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        highest = self.count - (number - 1) * self.per_page
        rows = self.object_list.filter(number__range=(highest - self.per_page + 1, highest))
        return self._get_page(rows, number, self)
