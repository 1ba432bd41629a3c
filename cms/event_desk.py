"""Events in the editors' admin: planned, changed and called off by the verbs, and the list of who comes."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from civic.templatetags.civic import moment
from cms import event_actions, event_rules
from cms.event_actions import FACTS
from cms.models import Event


class EventForm(WagtailAdminModelForm):
    """An event as editors plan it. Fewer places than are taken, or a time that makes no sense, is told here; under the
    verb's lock it is asked again."""

    class Meta:
        model = Event
        fields = [*FACTS, "called_off_reason"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not self.instance.pk or self.instance.called_off_at:
            del self.fields["called_off_reason"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        starts, ends, closes = (data.get(name) for name in ("starts_at", "ends_at", "closes_at"))
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("It has to end after it begins."))
        if starts and closes and closes > starts:
            self.add_error("closes_at", _("Registration has to end before the event begins."))
        refusal = event_rules.may_have_places(self.instance.taken, data.get("capacity") or event_rules.MOST)
        if refusal:
            self.add_error("capacity", forms.ValidationError(refusal.sentence))
        return data

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FACTS}


class CreateView(generic.CreateView):
    def save_instance(self) -> Event:
        return event_actions.announce_event(self.request.user, now=timezone.now(), **self.form.facts)


class EditView(generic.EditView):
    def save_instance(self) -> Event:
        now, reason = timezone.now(), self.form.cleaned_data.get("called_off_reason")
        event = event_actions.change_event(self.form.instance, self.request.user, now=now, **self.form.facts)
        return event_actions.call_off(event, self.request.user, now=now, reason=reason) if reason else event


class InspectView(generic.InspectView):
    """The event with who comes and who waits, by nickname."""

    template_name = "cms/admin/event.html"

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        """As Wagtail's, but instants as the city's clocks show them: it writes those of Greenwich."""
        value = super().get_field_display_value(field_name, field)
        return moment(value) if isinstance(value, datetime) else value

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.object.registrations.select_related("person")
        return super().get_context_data(**kwargs) | {"registrations": rows}


class Events(ModelViewSet):
    """Planned, changed and looked at; never deleted: people may be registered."""

    model = Event
    icon = "date"
    menu_label = _("Events")
    menu_order = 250
    add_to_admin_menu = True
    form_fields = [*FACTS, "called_off_reason"]
    add_view_class = CreateView
    edit_view_class = EditView
    inspect_view_enabled = True
    inspect_view_class = InspectView
    inspect_view_fields = form_fields
    copy_view_enabled = False
    list_display = [
        "__str__",
        Column("starts_at", label=_("Begins at"), sort_key="starts_at"),
        Column("taken", label=_("Places taken")),
        Column("capacity", label=_("Places")),
    ]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return EventForm


events = Events("events")
