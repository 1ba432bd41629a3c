"""Who is signed in, and what a role may do in the administrations, said once in code instead of row by row."""

from functools import cache

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import BaseBackend
from django.db import connection

from civic.accounts.models import Person

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


class SignIn(AuthenticationBackend):
    """allauth's way of signing in. Whose session it is is read with a statement made once, because every page of a
    signed-in person asks."""

    def get_user(self, user_id):
        attributes, read = _reading()
        with connection.cursor() as cursor:
            cursor.execute(read, [user_id])
            row = cursor.fetchone()
        person = row and Person.from_db("default", attributes, row)
        return person if person and self.user_can_authenticate(person) else None


@cache
def _reading():
    """The attributes of a person in order, and the statement that reads them."""
    fields = Person._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    return [field.attname for field in fields], f"select {columns} from {Person._meta.db_table} where id = %s"


class Roles(BaseBackend):
    """Permissions by role. It signs nobody in."""

    def has_perm(self, person, permission, obj=None):
        return permission in self._permissions(person)

    def has_module_perms(self, person, label):
        return any(permission.startswith(f"{label}.") for permission in self._permissions(person))

    def _permissions(self, person):
        return {permission for role in person.roles for permission in PERMISSIONS.get(role, ())}
