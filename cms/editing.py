"""How pages are edited otherwise than Wagtail would: nobody overwrites what they have not seen, and copies fit."""

import json
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.dateparse import parse_datetime
from django.views.generic import FormView
from wagtail.admin.compare import ChildRelationComparison, FieldComparison
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.views.pages import copy, edit, revisions
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from civic.verbs import wait_at_most
from cms.guarding import free_address


class SeenFirst:
    """For Wagtail's views that save a page: whoever opened it before it was saved by somebody else saves nothing yet.

    They get their own words back, with what was changed meanwhile; saving again then is a decision. Asked under a lock
    of the page, so that of two who save at the same moment the second is told too. Put before Wagtail's view.
    """

    conflict = None

    @property
    def is_out_of_date(self) -> bool:
        """As Wagtail says; and where nothing is said of the version that was opened, there has been none."""
        names = ("overwrite_revision_id", "loaded_revision_id")
        is_named = any(self.request.POST.get(name) for name in names)
        return super().is_out_of_date if is_named else bool(self.latest_revision)

    def dispatch(self, request: HttpRequest, page_id: int, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return super().dispatch(request, page_id, **kwargs)
        with transaction.atomic():
            wait_at_most()
            Page.objects.select_for_update(no_key=True).filter(pk=page_id).first()
            return super().dispatch(request, page_id, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self._is_blind() and (conflict := self._conflict()):
            self.conflict, self.has_unsaved_changes, self.autosave_enabled = conflict, True, False
            return self.render_to_response(self.get_context_data())
        response = super().post(request, *args, **kwargs)
        return self._marked(response) if self.response_is_json(response) else response

    def _marked(self, response):
        """The response to a form that saved itself, which from now on has seen what it saved."""
        told = json.loads(response.content)
        if told["success"]:
            told["field_updates"] |= {f"loaded_{name}": told[name] for name in ("revision_id", "revision_created_at")}
        return JsonResponse(told, status=response.status_code)

    def _is_blind(self):
        """Whether this would overwrite a version its sender has not seen. Autosaving is refused by Wagtail itself."""
        is_saved = not (self.expects_json_response or self.page.alias_of_id or self.locked_for_user)
        return is_saved and self.is_out_of_date

    def _conflict(self) -> dict[str, Any] | None:
        """Who saved meanwhile and when, what they changed, and where the words sent differ; None if nowhere."""
        opened, theirs = self._opened(), Page.objects.get(pk=self.page.pk).get_latest_revision_as_object()
        yours = self._yours()
        differences = self._differences(theirs, yours)
        return differences and {
            "by": self.latest_revision.user,
            "is_own": self.latest_revision.user_id == self.request.user.pk,
            "at": self.latest_revision.created_at,
            "changed": self._differences(opened, theirs) if opened else [],
            "differences": differences,
        }

    def _yours(self):
        """The page as it was sent; what cannot be understood stays as it was. The form stands ready to be shown."""
        self.form = self.form_class(
            self.request.POST,
            self.request.FILES,
            instance=self.page,
            subscription=self.subscription,
            parent_page=self.parent,
            for_user=self.request.user,
        )
        self.form.defer_required_fields()
        page = self.form.save(commit=False) if self.form.is_valid() else self.form.instance
        self.form.restore_required_fields()
        return page

    def _opened(self):
        """The version that its sender had opened, unless it is gone: who saves by themselves overwrites their own."""
        number, at = (self.request.POST.get(f"loaded_revision_{name}", "") for name in ("id", "created_at"))
        if not number.isdecimal():
            return None
        version = self.real_page_record.revisions.filter(pk=number).first()
        return version.as_object() if version and version.created_at == parse_datetime(at) else None

    def _differences(self, former: Page, later: Page) -> list[FieldComparison | ChildRelationComparison]:
        panel = self.edit_handler.get_bound_panel(instance=self.page, request=self.request, form=None)
        compared = [compare(former, later) for compare in panel.get_comparison()]
        return [difference for difference in compared if difference.has_changed()]

    def get_template_names(self) -> list[str]:
        return ["cms/admin/conflict.html"] if self.conflict else super().get_template_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"conflict": self.conflict}


class EditView(SeenFirst, edit.EditView):
    pass


class RevertView(SeenFirst, revisions.RevisionsRevertView):
    pass


class FittingCopyForm(CopyForm):
    """Wagtail's, with titles and addresses no longer than the database takes; what it proposes is free."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["new_slug"].initial = free_address(self.page.get_parent(), self.page.slug)
        for name in ("title", "slug"):
            longest = Page._meta.get_field(name).max_length
            field = self.fields[f"new_{name}"]
            field.max_length = field.widget.attrs["maxlength"] = longest
            field.validators.append(MaxLengthValidator(longest))


class CopyView(copy.CopyView):
    """Wagtail's, without its reading the parent from what was sent before the form has looked at it."""

    def get_form_class(self) -> type[forms.Form]:
        return FittingCopyForm

    def post(self, request: HttpRequest, page_id: int, *args: Any, **kwargs: Any) -> HttpResponse:
        return FormView.post(self, request, *args, **kwargs)


class EveryPage(PageViewSet):
    """The views of all pages, in the place of Wagtail's."""

    model = Page
    edit_view_class = EditView
    revisions_revert_view_class = RevertView
    copy_view_class = CopyView
