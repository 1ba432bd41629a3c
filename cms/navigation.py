"""The links to outcomes, news and their editing in the main navigation, and those to the guides at the foot."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from civic.navigation import way, way_at_foot

way(30, "wagtail_serve", _("Outcomes"), args=("outcomes/",))
way(35, "wagtail_serve", _("News"), args=("news/",))
way(60, "wagtailadmin_home", pgettext_lazy("navigation", "Editing"), role="editor")
for order, column, name, title in (
    (1, "part", "how-it-works", _("How it works")),
    (2, "part", "rules", _("The rules, and grounds of refusal")),
    (3, "part", "news", _("News and events")),
    (1, "rights", "privacy", _("Privacy policy")),
    (2, "rights", "terms", _("Terms of use")),
    (3, "rights", "accessibility", _("Accessibility")),
    (1, "about", "contact", _("Contact")),
):
    way_at_foot(order, "wagtail_serve", title, args=(f"{name}/",), column=column, name=name)
