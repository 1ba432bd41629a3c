"""What the administration calls the chores of search."""

from django.utils.translation import gettext_lazy as _

from civic.administration import call_chores

call_chores(
    {
        "civic.search.tidy": _("Keep the index of the search tidy"),
        "civic.search.count": _("Count how common each word is"),
        "civic.search.line_up": _("Keep at hand what has the most common words"),
        "civic.search.catch_up": _("Write anew what an older edition wrote for the search"),
        "civic.search.forget": _("Forget what tells apart who finds nothing"),
    }
)
