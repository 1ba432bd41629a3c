"""Pictures of our own: a motif for each theme and each way of taking part, in one of six scenes. `{% load pictures %}`.

A thing keeps its scene wherever it is shown, unless something above it on the page looks too much like it. All of them
are decoration: whatever they show is said in words beside them. The geometry lies in templates/pictures/.
"""

from functools import cache

from django import template
from django.http import HttpRequest
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.html import format_html

SCENES = ("harbour", "street", "park", "sky", "hills", "field")
USUAL = "city"  # the motif of whatever has none of its own
NEAR = 3  # cards above a card in a list of up to three columns
ABOVE = "pictures_above"  # in the context: (motif, scene) of the pictures the page has already

register = template.Library()


def on_page(_request: HttpRequest) -> dict:
    """A context processor: pictures of one page know of each other."""
    return {ABOVE: []}


@register.simple_tag(takes_context=True)
def illustration(context: Context, motif: str, number: int) -> str:
    """The picture of the thing `number` with this `motif`, unlike those near it on the page."""
    above = context.get(ABOVE, [])
    scene = unlike(above[-NEAR:], motif, number)
    above.append((motif, scene))
    return _picture(motif, scene)


def unlike(near: list[tuple[str, str]], motif: str, number: int) -> str:
    """The scene for `motif`: that of its number, or the next that is not the last one's, and with which it does not
    stand among those `near`."""
    start = (number or 0) % len(SCENES)
    in_turn = SCENES[start:] + SCENES[:start]
    return next(scene for scene in in_turn if (motif, scene) not in near and (not near or near[-1][1] != scene))


@register.simple_tag
def drawing(motif: str) -> str:
    """The `motif` on a plain round ground."""
    return format_html(
        '<svg class="drawing" viewBox="0 0 120 90" aria-hidden="true" focusable="false">'
        '<circle class="wash" cx="60" cy="46" r="38"/>{}</svg>',
        _piece("motifs", motif),
    )


@cache
def _picture(motif, scene):
    return format_html(
        '<svg class="picture" data-motif="{}" data-scene="{}" viewBox="0 0 240 160"'
        ' preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">'
        '<path class="ground" d="M0 0h240v160H0z"/>{}'
        '<g class="drawing" transform="translate(54 28) scale(1.1)">{}</g></svg>',
        motif,
        scene,
        _piece("scenes", scene),
        _motif(motif),
    )


def _motif(name):
    try:
        return _piece("motifs", name)
    except TemplateDoesNotExist:  # a theme that the city added
        return _piece("motifs", USUAL)


def _piece(folder, name):
    return get_template(f"pictures/{folder}/{name}.html").render()
