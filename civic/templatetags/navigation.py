"""`{% ways user as all %}`: the ways through the site for whoever reads the page."""

from django import template

from civic import navigation

register = template.Library()
register.simple_tag(navigation.ways)
