from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BudgetsConfig(AppConfig):
    name = "proposals.budgets"
    verbose_name = _("Participatory budgets")
    style_sheets = "budgets/budgets.css", "budgets/count.css", "budgets/wall.css"
