"""Tags and filters of our templates: icons, times, numbers, page numbers. Load with `{% load civic %}`."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django import template
from django.core.paginator import Page
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe

from civic import formats, text

MOST_LINES = 10

register = template.Library()


@register.simple_tag
def icon(name: str) -> str:
    """The icon `name` of `civic/icons.svg`, in the colour of the text beside it; hidden from screen readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("civic/icons.svg"),
        name,
    )


def _time(instant, form, shift=timedelta(0)):
    """`instant` in the city's time zone as a `<time>` element; its text may be of another, `shift` away."""
    if not instant:
        return ""
    local = timezone.localtime(instant)
    words = date_format(local + shift, form)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), words)


@register.filter
def moment(instant: datetime | None) -> str:
    """Date and time in the city, as a `<time>` element; "" for None."""
    return _time(instant, "DATETIME_FORMAT")


@register.filter
def day(instant: datetime | None) -> str:
    """The date in the city on which `instant` falls, as a `<time>` element; "" for None."""
    return _time(instant, "DATE_FORMAT")


@register.filter
def month_day(instant: datetime | None) -> str:
    """The day in the city on which `instant` falls, without its year, as a `<time>` element; "" for None."""
    return _time(instant, "MONTH_DAY_FORMAT")


@register.filter
def last_day(instant: datetime | None) -> str:
    """The last day before the half-open end `instant`, as a `<time>` element: midnight of the 3rd reads as the 2nd.
    An end within a day is told with its time."""
    is_within = bool(instant) and timezone.localtime(instant).time() != time.min
    return moment(instant) if is_within else _time(instant, "DATE_FORMAT", timedelta(microseconds=-1))


@register.filter
def closing(end: datetime | None) -> str:
    """Day of the week, date and time of a half-open `end` that is near, as a `<time>` element; "" for None."""
    if not end:
        return ""
    local = timezone.localtime(end).isoformat(timespec="seconds")
    return format_html('<time datetime="{}">{}</time>', local, formats.closing(end))


@register.filter
def grouped(number: int | None) -> str:
    """1234567 as 1,234,567; "" for None."""
    return "" if number is None else f"{number:,}"


@register.filter
def linked(words: str) -> str:
    """`words` with each address in it as a link, exactly as far as the address goes; nobody vouches for them."""
    parts, done = [], 0
    for start, end, target in text.links(words):
        link = format_html('<a href="{}" rel="nofollow noopener ugc">{}</a>', target, words[start:end])
        parts += [conditional_escape(words[done:start]), link]
        done = end
    return mark_safe("".join([*parts, conditional_escape(words[done:])]))  # noqa: S308 -- its parts are escaped


@register.filter
def jointed(title: object) -> str:
    """`title` with the places between its words at which a line may break; copied or searched, it is the same text."""
    pieces = [conditional_escape(piece) for piece in text.words(str(title))]
    return mark_safe(f'<span class="joints">{"<wbr>".join(pieces)}</span>') if len(pieces) > 1 else pieces[0]  # noqa: S308 -- its parts are escaped


@register.filter
def in_its_language(words: object) -> str:
    """The attributes of an element that holds `words` which somebody wrote: their direction, and the language they seem
    to be in, so that a screen reader speaks them in it."""
    language = text.language_of(str(words))
    return format_html('dir="auto" lang="{}"', language) if language else mark_safe('dir="auto"')


@register.filter
def few_lines(words: str) -> str:
    """`words` with so few line breaks that nobody's text pushes the others away."""
    return text.few_lines(words, MOST_LINES)


@register.filter
def overdue_by(days: int) -> int:
    """How many working days overdue, from a negative number of working days left."""
    return -days


@register.filter
def pages_near(page: Page) -> Iterator[int | str]:
    """Page numbers for a pager, with `Paginator.ELLIPSIS` where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
