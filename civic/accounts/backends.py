"""Who is signed in, and what roles let them do in the administrations: said in code, by plugs, not row by row."""

from functools import cache, partial

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import Permission
from django.db import connection

from civic.accounts.models import Person
from civic.accounts.registry import permissions_of


class SignIn(AuthenticationBackend):
    """allauth's way of signing in. Whose session it is is read with a statement made once, because every page of a
    signed-in person asks."""

    def get_user(self, user_id):
        attributes, read, converters = _reading()
        with connection.cursor() as cursor:
            cursor.execute(read, [user_id])
            row = cursor.fetchone()
        values = row and [convert(value) for convert, value in zip(converters, row, strict=True)]
        person = values and Person.from_db("default", attributes, values)
        return person if person and self.user_can_authenticate(person) else None

    def _get_group_permissions(self, user_obj):
        """What a group in the database may do counts while the role of its name is had."""
        return Permission.objects.filter(group__name__in=user_obj.roles)


@cache
def _reading():
    """The attributes of a person in order, the statement that reads them, and what makes each of what lies there."""
    fields = Person._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    read = f"select {columns} from {Person._meta.db_table} where id = %s"  # noqa: S608 -- names of ours; values are parameters
    return [field.attname for field in fields], read, [_converter(field) for field in fields]


def _converter(field):
    convert = getattr(field, "from_db_value", None)
    return partial(convert, expression=None, connection=connection) if convert else lambda value: value


class Roles(BaseBackend):
    """Permissions by role. It signs nobody in."""

    def has_perm(self, person, permission, obj=None):
        return permission in permissions_of(person.roles)

    def has_module_perms(self, person, label):
        return any(each.startswith(f"{label}.") for each in permissions_of(person.roles))
