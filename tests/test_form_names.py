"""No field hides a property of its form.

In a browser the fields of a form are properties of the form, by name and by id, and come before its own: in a form
with a field `method` the method cannot be asked any more, and whatever relies on it (autosave, for one) fails.
"""

import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.contrib import admin
from django.urls import get_resolver
from wagtail.documents.forms import get_document_form
from wagtail.images.forms import get_image_form
from wagtail.models import Page

from civic.accounts.models import Person
from cms.models import Picture, PublicDocument

# Of HTMLFormElement all; of what it inherits, what scripts commonly ask. `title`, which every page of Wagtail's has, is
# shown on hovering only and asked by nobody.
PROPERTIES = {
    "acceptCharset", "action", "autocomplete", "enctype", "encoding", "method", "name", "noValidate", "target", "rel",
    "relList", "elements", "length", "submit", "requestSubmit", "reset", "checkValidity", "reportValidity",
    "id", "className", "classList", "dataset", "style", "hidden", "children", "childNodes", "parentNode",
    "parentElement", "firstChild", "nextSibling", "tagName", "nodeName", "attributes", "innerHTML", "ownerDocument",
    "addEventListener", "removeEventListener", "dispatchEvent", "appendChild", "insertBefore", "removeChild", "remove",
    "replaceWith", "append", "prepend", "before", "after", "closest", "matches", "contains", "querySelector",
    "querySelectorAll", "getAttribute", "setAttribute", "removeAttribute", "hasAttribute", "focus", "blur", "click",
    "scrollIntoView", "isConnected", "form", "value", "type", "disabled",
}  # fmt: skip

# Somebody else's forms, written for scripts that know. Our fields beside Django's list of actions come with it.
KNOWN = {
    ("django.contrib.admin.helpers", "ActionForm", "action"),
    ("civic.accounts.admin", "ReasonForm", "action"),
    ("civic.accounts.factors", "AddKeyForm", "name"),
    ("civic.accounts.factors", "SignupKeyForm", "name"),
    ("proposals.admin", "ReasonForm", "action"),
    ("proposals.admin", "DeedsForm", "action"),
    ("django.contrib.auth.admin", "row of Group", "name"),
    ("allauth.mfa.webauthn.forms", "_BaseAddWebAuthnForm", "name"),
    ("allauth.mfa.webauthn.forms", "AddWebAuthnForm", "name"),
    ("allauth.mfa.webauthn.forms", "SignupWebAuthnForm", "name"),
    ("allauth.mfa.webauthn.forms", "EditWebAuthnForm", "name"),
    ("taggit.admin", "row of Tag", "name"),
    ("wagtail.admin.forms.collections", "CollectionForm", "name"),
    ("wagtail.users.forms", "GroupForm", "name"),
}


def everywhere(request):
    """{(module, form): names of its fields}, of every form that is loaded or made for a page or a row."""
    assert get_resolver().url_patterns, "void unless what the addresses lead to is loaded"
    found = {(kind.__module__, kind.__qualname__): set(kind.base_fields) for kind in _below(forms.BaseForm)}
    for model, page in admin.site._registry.items():
        if page.has_add_permission(request) or page.has_change_permission(request):
            made = page.get_form(request, change=not page.has_add_permission(request))
            found[page.__module__, f"row of {model.__name__}"] = set(made.base_fields)
    for model in _below(Page):
        if not model._meta.abstract:
            form = model.get_edit_handler().get_form_class()
            found[model.__module__, model.__name__] = set(form.base_fields) | set(form.formsets)
    for kind in (get_image_form(Picture), get_document_form(PublicDocument)):
        found[kind._meta.model.__module__, kind._meta.model.__name__] = set(kind.base_fields)
    return found


def _below(kind):
    for each in kind.__subclasses__():
        if issubclass(each, Page) or hasattr(each, "base_fields"):
            yield each
        yield from _below(each)


OURS = ("civic", "proposals", "cms")


def test_no_form_has_a_field_that_hides_a_property_of_the_form(db, rf):
    request = rf.get("/")
    request.user = Person.objects.create_superuser("owner@example.test", "long enough 1", nickname="owner")
    found = everywhere(request)
    ours = {form: fields for form, fields in found.items() if form[0].partition(".")[0] in OURS}
    assert len(ours) > 30 and "how" in ours["cms.models.outcomes", "OutcomePage"], "void unless our forms are found"
    hiding = {(*form, name) for form, fields in found.items() for name in fields & PROPERTIES}
    assert hiding - KNOWN == set()
    assert hiding >= {each for each in KNOWN if each[0] == "civic.accounts.admin"}, "void unless one is found"


def test_no_form_is_given_one_while_it_is_made():
    """Fields that are added to a form in code: `self.fields["name"] = …`."""
    code = "".join(path.read_text() for app in OURS for path in Path(settings.BASE_DIR, app).rglob("*.py"))
    made = set(re.findall(r"""self\.fields\[f?["'](\w+)["']\]""", code))
    assert len(made) > 3, "void unless some are found"
    assert made & PROPERTIES == set()


FORM = re.compile(r"<form\b.*?</form>", re.S | re.I)
FIELD = re.compile(r"<(?:input|select|textarea|button|fieldset|output|object)\b[^>]*")
CALLED = re.compile(r"""\s(?:name|id)=["']([^"'{]+)["']""")


def names_in(text):
    fields = [field for form in FORM.findall(text) for field in FIELD.findall(form)]
    return {name for field in fields for name in CALLED.findall(field)}


def test_no_template_writes_one():
    templates = [*Path(settings.BASE_DIR, "templates").rglob("*.html")]
    assert len(templates) > 80, "void unless the templates are found"
    found = {path.name: names_in(path.read_text()) for path in templates}
    assert "seed" in found["count.html"], "void unless names in forms are found"
    assert {path: names & PROPERTIES for path, names in found.items() if names & PROPERTIES} == {}


@pytest.mark.parametrize(
    "text", ['<form><p><input id="x" name="method"></p></form>', "<form>\n<button\n id='submit'>\n</form>"]
)
def test_the_look_would_find_one(text):
    assert names_in(text) & PROPERTIES


def test_no_script_writes_one():
    scripts = [path for app in OURS for path in Path(settings.BASE_DIR, app).rglob("static/**/*.js")]
    assert scripts
    made = {path.name: set(re.findall(r"\.(?:name|id) = [\"'](\w+)[\"']", path.read_text())) for path in scripts}
    assert {path: names & PROPERTIES for path, names in made.items() if names & PROPERTIES} == {}
