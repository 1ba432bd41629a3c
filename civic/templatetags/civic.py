"""Tags and filters the pieces are made of. Load with `{% load civic %}`."""

from datetime import timedelta

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def icon(name):
    """A drawing out of `civic/icons.svg`, in the colour of the text beside it; silent to screen readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("civic/icons.svg"),
        name,
    )


def _time(instant, form, shift=timedelta(0)):
    """`instant` of the city as a `<time>` element; the words may be those of another instant, `shift` away."""
    if not instant:
        return ""
    local = timezone.localtime(instant)
    words = date_format(local + shift, form)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), words)


@register.filter
def moment(instant):
    """Date and time in the city, as a `<time>` element; "" for nothing."""
    return _time(instant, "DATETIME_FORMAT")


@register.filter
def day(instant):
    """The date in the city on which `instant` falls, as a `<time>` element; "" for nothing."""
    return _time(instant, "DATE_FORMAT")


@register.filter
def last_day(instant):
    """The last day before the half-open end `instant`: midnight of the 3rd reads as the 2nd."""
    return _time(instant, "DATE_FORMAT", timedelta(microseconds=-1))


@register.filter
def grouped(number):
    """1234567 as 1,234,567; "" for None."""
    return "" if number is None else f"{number:,}"


@register.filter
def overdue_by(days):
    """Working days past the due day, from a negative number of days left."""
    return -days


@register.filter
def pages_near(page):
    """Page numbers for a pager, with `Paginator.ELLIPSIS` where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
