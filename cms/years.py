"""Years as Taiwan writes them: the Republic's and the common era's, side by side."""

from django.utils.translation import gettext as _

FIRST = 1911  # the year before the Republic's first


def both_years(year: int) -> str:
    """`民國115年（2026）` for the CE year 2026; in English `2026 (ROC 115)`."""
    return _("%(year)s (ROC %(republic)s)") % {"year": year, "republic": year - FIRST}


def common_era(text: str) -> int | None:
    """The CE year somebody typed in either count (`2026`, `115`, `民國115年`), or None."""
    digits = "".join(character for character in text if character.isdecimal())
    if not digits or len(digits) > 4:
        return None
    year = int(digits)
    return year if year >= 1000 else year + FIRST
