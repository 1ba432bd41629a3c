"""`{% desks_of user as desks %}`: the desks somebody may sit at."""

from django import template

from civic.desks import registry

register = template.Library()
register.simple_tag(registry.desks_of)
