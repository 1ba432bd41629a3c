"""Years as people in Taiwan type them: in the Republic's count or the common era's."""

from civic.formats import REPUBLIC


def common_era(text: str) -> int | None:
    """The CE year somebody typed in either count (`2026`, `115`, `民國115年`), or None."""
    digits = "".join(character for character in text if character.isdecimal())
    if not digits or len(digits) > 4:
        return None
    year = int(digits)
    return year if year >= 1000 else year + REPUBLIC
