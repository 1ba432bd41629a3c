"""`{% recusals proposal %}`: at the desk of a thing, who has recused themselves from it, and the way to do so."""

from typing import Any

from django import template
from django.template import Context

from civic.staffing.recusing import recusals_of

register = template.Library()


@register.inclusion_tag("staffing/pieces/recusals.html", takes_context=True)
def recusals(context: Context, thing: Any) -> dict[str, Any]:
    """Those that stand; whoever looks is offered theirs, unless they have."""
    found, person = recusals_of([thing]), context["request"].user
    is_mine = any(each.person_id == person.pk for each in found)
    return {"recusals": found, "key": thing.record_key, "is_mine": is_mine}
