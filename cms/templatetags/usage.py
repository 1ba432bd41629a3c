"""What the editors' templates ask about what is used where."""

from django import template
from django.db.models import Model
from django.template import Context
from wagtail.models import Page

from cms.showing import pages_that_name

register = template.Library()
SHOWN = 30  # pages in a warning
NAMES = ("object", "page", "image", "document")  # by which Wagtail's views call what is about to be deleted


@register.simple_tag(takes_context=True)
def pages_using(context: Context) -> list[Page]:
    """The pages that show or link to what is about to be deleted, drafts as well, those that everybody sees first."""
    thing = next((context[name] for name in NAMES if isinstance(context.get(name), Model)), None)
    return list(pages_that_name(thing).order_by("-live", "title")[:SHOWN]) if thing else []
