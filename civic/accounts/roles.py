"""Who keeps the city's settings and looks after people."""

from django.utils.translation import gettext_lazy as _

from civic.accounts.registry import allow, role

role(40, "administrator", _("Administrator"))
allow("administrator", "accounts.view_person", "accounts.view_verification")
allow("administrator", *(f"city.{deed}_closure" for deed in ("view", "add", "change", "delete")))
allow("administrator", "city.view_district", "city.view_theme", "city.change_theme")
allow("administrator", "clockwork.view_round", "record.view_entry", "security.view_event")
allow("administrator", "outbox.view_letter", "outbox.view_mailing", "outbox.view_urgent")
