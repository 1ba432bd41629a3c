"""What a role may do in the administrations, said once in code instead of row by row."""

from django.contrib.auth.backends import BaseBackend

# Facts are moved by verbs, so nothing here adds, changes or deletes one; settings of the city are data.
PERMISSIONS = {
    "administrator": {
        "accounts.view_person",
        "accounts.view_verification",
        "agencies.view_agency",
        "agencies.add_agency",
        "agencies.change_agency",
        "agencies.view_official",
        "city.view_closure",
        "city.add_closure",
        "city.change_closure",
        "city.delete_closure",
        "city.view_district",
        "city.view_theme",
        "city.change_theme",
        "clockwork.view_round",
        "outbox.view_letter",
        "outbox.view_mailing",
        "record.view_entry",
    },
}


class Roles(BaseBackend):
    """Permissions by role. It signs nobody in."""

    def has_perm(self, person, permission, obj=None):
        return permission in self._permissions(person)

    def has_module_perms(self, person, label):
        return any(permission.startswith(f"{label}.") for permission in self._permissions(person))

    def _permissions(self, person):
        if not person.is_active or person.is_anonymous or person.suspended_at:
            return frozenset()
        return {permission for role in person.roles for permission in PERMISSIONS.get(role, ())}
