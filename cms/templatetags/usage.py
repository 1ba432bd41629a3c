"""What the editors' templates ask about what is used where."""

from django import template
from django.db.models import Model
from django.template import Context
from wagtail.models import Page

from cms.showing import pages_that_lose

register = template.Library()
SHOWN = 30  # pages in a warning
NAMES = ("page", "image", "document", "object")  # by which Wagtail's views call what is about to be deleted


@register.simple_tag(takes_context=True)
def pages_using(context: Context) -> list[Page]:
    """The pages that show or link to what is about to be deleted, drafts as well, those that everybody sees first."""
    named = (_thing(context.get(name)) for name in NAMES)
    thing = next((each for each in named if isinstance(each, Model)), None)
    return list(pages_that_lose(thing).order_by("-live", "title")[:SHOWN]) if thing else []


def _thing(named):
    """What a view calls by a name; where it deletes many, each is the `item` of a row."""
    return named.get("item") if isinstance(named, dict) else named
