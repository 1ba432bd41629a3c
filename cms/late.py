"""What Wagtail translates once for all, when it is loaded, or not at all, said in the language of whoever reads it."""

from functools import partial

from django.conf import settings
from django.contrib.auth.models import Group
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from wagtail.admin.forms.account import LocalePreferencesForm
from wagtail.admin.forms.workflows import WorkflowPageForm
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.templatetags import wagtailadmin_tags
from wagtail.admin.views.reports.workflows import WorkflowTasksView, WorkflowView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.contrib.redirects.filters import RedirectsReportFilterSet
from wagtail.contrib.redirects.views import IndexView as RedirectsView
from wagtail.forms import TaskStateCommentForm

from civic.accounts.registry import title_of


def name_own_language() -> list[tuple[str, object]]:
    """The languages of the editors' admin by their names here; without a choice it is that of "my page"."""
    return [("", _("As on “my page”")), *settings.LANGUAGES]


def count_label(pages: WagtailPaginator) -> str:
    """How many things a list has, such as "8 pages"."""
    name = pages.verbose_name if pages.count == 1 else pages.verbose_name_plural
    return pgettext("in a list", "%(count)s %(name)s") % {"count": pages.count, "name": name}


def speak_when_read() -> None:
    """Give Wagtail's classes the same words, translated late; headings that they lack, too."""
    Group.__str__ = lambda group: title_of(group.name)
    TaskStateCommentForm.base_fields["comment"].label = _("Comment on this decision")
    WorkflowPageForm.base_fields["page"].label = _("Page")
    wagtailadmin_tags.timesince = partial(timesince, depth=1)  # Wagtail looks for a comma, and ours is another
    WagtailPaginator.items_count_label = property(count_label)
    _speak_of_redirects()
    LocalePreferencesForm.base_fields["preferred_language"].choices = name_own_language
    ChooserViewSet.choose_one_text, ChooserViewSet.choose_another_text = _("Choose"), _("Choose another")
    ChooserViewSet.edit_item_text, ChooserViewSet.search_tab_label = _("Edit"), _("Search")
    ChooserViewSet.create_action_label = _("Create")
    WorkflowView.page_title, WorkflowTasksView.page_title = _("Workflows"), _("Workflow tasks")
    WorkflowView.export_headings = {
        "workflow": _("Workflow"),
        "content_object.pk": _("Page/Snippet ID"),
        "content_type": _("Page/Snippet Type"),
        "content_object": _("Page/Snippet Title"),
        "get_status_display": _("Status"),
        "requested_by": _("Requested by"),
        "created_at": _("Started at"),
    }
    WorkflowTasksView.export_headings = {
        "task": _("Task"),
        "workflow_state.content_object.pk": _("Page/Snippet ID"),
        "workflow_state.content_type": _("Page/Snippet Type"),
        "workflow_state.content_object.__str__": _("Page/Snippet Title"),
        "get_status_display": _("Status"),
        "workflow_state.requested_by": _("Requested by"),
        "started_at": _("Started at"),
        "finished_at": _("Finished at"),
        "finished_by": _("Finished by"),
    }


def _speak_of_redirects():
    kind = RedirectsReportFilterSet.base_filters["is_permanent"]
    kind.label = _("Type")
    kind.extra |= {"choices": [(True, _("Permanent")), (False, _("Temporary"))], "empty_label": _("All")}
    RedirectsView.export_headings = {
        "old_path": _("From"),
        "site": _("Site"),
        "link": _("To"),
        "get_is_permanent_display": _("Type"),
    }
