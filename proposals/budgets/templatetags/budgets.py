"""Filters of the templates of budgets. Load with `{% load budgets %}`."""

from django import template

from proposals.budgets.counting.words import money as in_currency

register = template.Library()


@register.filter
def money(amount: int, currency: str) -> str:
    """A whole amount of a currency (its code in capitals) as people read it: NT$1,200,000."""
    return in_currency(amount, 1, currency)
