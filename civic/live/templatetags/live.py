"""`{% live %}`: what live.js needs to know of the page's language, and where it shows that it is not live."""

from django import template
from django.utils.translation import gettext as _

from civic.live import topics

register = template.Library()


@register.inclusion_tag("pieces/live.html")
def live():
    words = {
        "kinds": topics.words(),
        "phase": _("Now: {phase}"),
        "stale": _("Not live for {minutes} min: these figures may be old."),
    }
    return {"words": words}
