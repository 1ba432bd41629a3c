"""The page of the recount. It is the same for everybody, and no file is ever sent to it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from civic.serving.public import cacheable
from proposals.budgets.pages.words import rules, spoken, words


@require_safe
@cacheable
def recount(request: HttpRequest) -> HttpResponse:
    language = "zh" if get_language().startswith("zh") else "en"
    return render(request, "budgets/count.html", {"rules": rules(language), "words": spoken(language) | words()})
