"""`/style/`: every piece of the design in every state, on one page, for whoever builds with them. In the demo only."""

import re
from datetime import timedelta
from pathlib import Path

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from civic.charts import Bar, Bars
from civic.city.map import Districts, city_map, shaded
from civic.city.models import District
from civic.templatetags.pictures import SCENES
from proposals import rules
from proposals.budgets import rules as of_budgets
from proposals.pages.curve import draw
from proposals.programme import rules as of_programme

STATIC = Path(settings.BASE_DIR) / "civic/static/civic"
MOTIFS = Path(settings.BASE_DIR) / "templates/pictures/motifs"
DAY = timedelta(days=1)


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """The page of all pieces."""
    now = timezone.now()
    context = {
        "colours": re.findall(r"--([\w-]+): var\(--raw", (STATIC / "tokens.css").read_text(encoding="utf-8")),
        "sizes": ["small", "size", "lead", "h3", "h2", "h1", "figure"],
        "icons": re.findall(r'id="([\w-]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")),
        "motifs": [(name, number) for number, name in enumerate(sorted(path.stem for path in MOTIFS.iterdir()))],
        "scenes": list(enumerate(SCENES)),
        "phases": rules.PHASES.items(),
        "findings": rules.FINDINGS.items(),
        "budget_phases": [(name, phase.words) for name, phase in of_budgets.PHASES.items()],
        "case_states": of_programme.STATES.items(),
        "kinds": ["", "good", "warning", "wrong"],
        "deadlines": _deadlines(now),
        "tallies": [(37, 1500, 1463), (1499, 1500, 1), (1500, 1500, 0), (2830, 1500, 0)],
        "form": StyleForm(prefix="empty"),
        "asked": StyleForm({"wrong-letter": "×", "wrong-choice": "2"}, prefix="wrong"),
        "page": Paginator(range(200), 10).get_page(7),
        "events": [
            {"at": now - DAY, "title": _("Done")},
            {"at": now, "title": _("Reached"), "state": "reached"},
            {"at": now + DAY, "title": _("Still to come"), "state": "next", "is_end": True},
        ],
        "charts": _charts(now),
    }
    return render(request, "demo/style.html", context)


class StyleForm(forms.Form):
    """A field of each kind."""

    word = forms.CharField(
        label=gettext_lazy("A word"), help_text=gettext_lazy("What helps to fill it in stands here.")
    )
    letter = forms.EmailField(label=gettext_lazy("Email"), required=False)
    text = forms.CharField(label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    choice = forms.ChoiceField(label=gettext_lazy("One of them"), choices=[("1", "1"), ("2", "2")])
    several = forms.MultipleChoiceField(
        label=gettext_lazy("Several of them"), choices=[("1", "1"), ("2", "2")], widget=forms.CheckboxSelectMultiple
    )
    agreed = forms.BooleanField(label=gettext_lazy("I agree"))


def _deadlines(now):
    """A deadline in each of its states, as `pieces/deadline.html` takes it."""
    due = {"label": _("Answer"), "due_at": now + DAY, "days": 12, "earlier": []}
    return [
        due,
        due | {"days": 2},
        due | {"days": 0},
        due | {"days": -4, "over": True},
        due | {"done_at": now},
        due | {"done_at": now + 2 * DAY},
        due | {"missed": True},
        due | {"needless": True},
        due | {"paused_at": now},
    ]


def _charts(now):
    today = timezone.localdate(now)
    numbers = {district.code: 3 * place % 40 for place, district in enumerate(District.objects.all())}
    tones = [("", _("Plain")), ("good", _("Fine")), ("alarm", _("Alarm")), ("quiet", _("Quiet"))]
    bars = [Bar(words, 4 - place, str(4 - place), tone) for place, (tone, words) in enumerate(tones)]
    return [
        Bars("bars", _("Bars"), _("Bars in each tone."), bars, _("Tone"), _("Number")),
        draw({today - place * DAY: 60 + 7 * place for place in range(20)}, first_day=today - 19 * DAY,
             last_day=today + 25 * DAY, today=today, goal=1500),
        Districts("districts", _("Districts"), _("The darker the more."), city_map(shaded(numbers)),
                  [_("District"), _("Number")],
                  [[district.name, str(numbers[district.code])] for district in District.objects.all()]),
    ]  # fmt: skip
