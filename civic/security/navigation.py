"""The way to the seals."""

from django.utils.translation import gettext_lazy as _

from civic.navigation import way_at_foot

way_at_foot(40, "seals:seals", _("Seals of the record"), column="about")
