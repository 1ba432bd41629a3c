"""The way to what is kept of people."""

from django.utils.translation import gettext_lazy as _

from civic.navigation import way_at_foot

way_at_foot(30, "retention", _("What is kept, and when it goes"), column="rights")
