"""`{% ways user as all %}`, `{% ways_at_foot as all %}`, `{% way_to "rules" as url %}`, `{% introductions as all %}`:
see `civic.navigation`."""

from django import template

from civic import navigation

register = template.Library()
for _tag in (navigation.ways, navigation.ways_at_foot, navigation.way_to, navigation.introductions):
    register.simple_tag(_tag)
