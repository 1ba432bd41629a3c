"""`{% ways user as all %}`, `{% ways_at_foot as all %}`, `{% way_to "rules" as url %}`, `{% introductions as all %}`,
`{% beginnings as all %}`, `{% offers request thing as all %}`: see `civic.navigation`."""

from django import template

from civic import navigation

register = template.Library()
for _name in ("ways", "ways_at_foot", "way_to", "introductions", "beginnings", "offers"):
    register.simple_tag(getattr(navigation, _name))
