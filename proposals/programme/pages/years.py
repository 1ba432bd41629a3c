"""The years of the programme, one year with its figures, and the same for programs and spreadsheets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from civic.agencies.models import Agency
from civic.charts import Bar, Bars
from civic.city.map import CityMap, Mark, city_map
from civic.city.models import District
from civic.serving.public import cacheable, for_any_site
from proposals.pages.detail import reader_of
from proposals.programme import figures, rules
from proposals.programme.models import Case, Programme
from proposals.programme.pages import export


def visible(request: HttpRequest, year: int) -> Programme:
    """The programme of a year if this person may see it, else 404."""
    return get_object_or_404(Programme.objects.visible_to(reader_of(request)), year=year)


@require_safe
@cacheable
def years(request: HttpRequest) -> HttpResponse:
    """All years beside each other, and the one for which agencies apply now."""
    now = timezone.now()
    programmes = list(Programme.objects.visible_to(reader_of(request)))
    computed = figures.by_year(programmes)
    context = {
        "rows": [(each, computed[each.year]) for each in programmes],
        "open": [each for each in programmes if rules.is_open(each, now)],
        "money": _money(programmes, computed),
    }
    return render(request, "programme/years.html", context)


def _money(programmes, computed):
    """What was granted in each year as a chart; None where there is nothing to compare."""
    rows = [(each.years, computed[each.year].granted) for each in programmes]
    if len(rows) < 2:
        return None
    total = f"NT${sum(granted for _years, granted in rows):,}"
    return Bars(
        name="money",
        title=_("Money granted, year by year"),
        words=_("In all these years together %(total)s were granted.") % {"total": total},
        bars=[Bar(years, granted, f"NT${granted:,}") for years, granted in rows],
        column=_("Year"),
        unit=_("Granted"),
    )


@dataclass(frozen=True, slots=True)
class Selection:
    """Which cases of a year are asked for: codes that are there, or ""."""

    how: str
    district: str
    agency: str

    @classmethod
    def read(cls, query: Mapping[str, str], cases: list[Case]) -> "Selection":
        """What a query string asks for, of what `cases` have."""
        return cls(**{
            name: asked if (asked := query.get(name, "")) in {of(case) for case in cases} else ""
            for name, of in KEYS.items()
        })  # fmt: skip

    def of(self, cases: list[Case]) -> list[Case]:
        """Those of `cases` that are asked for."""
        asked = [(of, getattr(self, name)) for name, of in KEYS.items() if getattr(self, name)]
        return [case for case in cases if all(of(case) == code for of, code in asked)]

    @property
    def is_all(self) -> bool:
        """Whether nothing was asked for."""
        return not (self.how or self.district or self.agency)


CITY = "city"  # how the whole city is asked for, in place of a district
KEYS: dict[str, Callable[[Case], str]] = {
    "how": lambda case: case.how,
    "district": lambda case: case.district.code if case.district else CITY,
    "agency": lambda case: case.agency.code,
}


@require_safe
@cacheable
def year(request: HttpRequest, year: int) -> HttpResponse:
    """One year: its figures, all computed, by method, district and agency, and its cases."""
    programme, now = visible(request, year), timezone.now()
    cases = list(programme.cases.public().with_names())
    selection = Selection.read(request.GET, cases)
    shown = selection.of(cases)
    context = {
        "programme": programme,
        "is_open": rules.is_open(programme, now),
        "figures": figures.figures_of(cases),
        "groups": _groups(cases),
        "city_map": _map(cases, selection),
        "waiting": sum(rules.state(case, now) == "applied" for case in cases),
        "shown": shown,
        "there": len(cases),
        "selection": selection,
        "choices": _choices(cases),
        "others": list(Programme.objects.public().exclude(pk=programme.pk)),
    }
    return render(request, "programme/year.html", context)


def _groups(cases):
    """(what it is by, name of the filter, [(what it is called, code, figures)])."""
    districts = {row.code: row for row in District.objects.all()}
    agencies = {case.agency.code: case.agency for case in cases}
    return [
        ("how", [(rules.METHODS[name], name, each) for name, each in figures.by_method(cases).items()]),
        (
            "district",
            [(districts.get(code), code or CITY, each) for code, each in figures.by_district(cases).items()],
        ),
        ("agency", [(agencies[code], code, each) for code, each in figures.by_agency(cases).items()]),
    ]


def _choices(cases):
    """{filter: [(code, what it is called)]} of what the cases have."""
    return {
        "how": [(name, words) for name, words in rules.METHODS.items() if any(case.how == name for case in cases)],
        "district": [
            (district.code, district)
            for district in District.objects.filter(cases__in=cases).distinct()
        ],
        "agency": [(agency.code, agency) for agency in Agency.objects.filter(cases__in=cases).distinct()],
        "city": any(case.district is None for case in cases),
    }


def _map(cases, selection) -> CityMap | None:
    computed = figures.by_district(cases)
    marks = {
        code: Mark(str(each.cases), f"?district={code}#cases")
        for code, each in computed.items()
        if code != figures.CITYWIDE
    }
    return city_map(marks, [selection.district])


@require_safe
def as_json(request: HttpRequest, year: int) -> HttpResponse:
    """The figures of a year for programs, and its cases; any origin may read."""
    programme = get_object_or_404(Programme.objects.public(), year=year)
    cases, now = list(programme.cases.public().with_names()), timezone.now()
    groups = {"by_method": figures.by_method, "by_district": figures.by_district, "by_agency": figures.by_agency}
    said = {
        "year": programme.year,
        **figures.as_json(figures.figures_of(cases)),
        **{
            name: {code or CITY: figures.as_json(each) for code, each in by(cases).items()}
            for name, by in groups.items()
        },
        "page": request.build_absolute_uri(reverse("programme:year", args=[year])),
        "list": [export.as_json(case, now) for case in cases],
    }
    return for_any_site(request, JsonResponse(said, json_dumps_params={"ensure_ascii": False}))


def _file(content_type, ending, make):
    @require_safe
    def file(request: HttpRequest, year: int) -> HttpResponse:
        programme = get_object_or_404(Programme.objects.public(), year=year)
        rows = export.rows(programme.cases.public().with_names(), timezone.now())
        response = HttpResponse(make(str(programme), rows), content_type=content_type)
        response["Content-Disposition"] = f'attachment; filename="programme-{year}.{ending}"'
        return for_any_site(request, response)

    return file


as_csv = _file("text/csv; charset=utf-8", "csv", lambda _title, rows: export.as_csv(rows))
as_ods = _file(export.ODS, "ods", export.as_ods)
