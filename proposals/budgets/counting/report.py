"""A count as JSON and as a table for the screen."""

import json
from collections.abc import Sequence
from typing import Any
from unicodedata import east_asian_width

from .amounts import plain
from .count import Count
from .explain import WouldWin, read_as, why
from .official import Official
from .remarks import Remark
from .words import RULES, TABLE, header_name, money


def number(value: int, scale: int) -> int | float:
    """For JSON only: a whole number, or the shortest decimal that reads the same."""
    return json.loads(plain(value, scale))


def as_json(
    result: Count,
    currency: str = "",
    *,
    official: Official | None = None,
    would: dict[int, WouldWin] | None = None,
    remarks: Sequence[Remark] = (),
) -> dict[str, Any]:
    """{"rule", "seed", "winners", "spent", "budget", "projects": [{"id", "votes", "cost", "won", "why"}], "remarks":
    [{"line", "code", "words": {"zh", "en"}}]}, and for an official rule the header's word, the reading taken, and
    whether the published winners agree (null: none are told). Winners are in the order in which they were chosen,
    projects in that of the election."""
    election, won = result.election, set(result.outcome.winners)
    answer: dict[str, Any] = {
        "rule": "official" if official else result.rule.name,
        "seed": result.seed,
        "winners": result.winners,
        "spent": number(result.spent, election.scale),
        "budget": number(election.budget, election.scale),
        "projects": [
            {
                "id": project.id,
                "votes": election.votes[at],
                **({"score": number(election.scores[at], election.points_scale)} if election.counts_points else {}),
                "cost": number(project.cost, election.scale),
                "won": at in won,
                "why": why(result, at, currency, (would or {}).get(at)),
            }
            for at, project in enumerate(election.projects)
        ],
        "remarks": [remark.as_json() for remark in remarks],
    }
    if official:
        answer |= {
            "header": official.told,
            "reading": {language: read_as(official.reading.words, language) for language in ("zh", "en")},
            "agrees": official.agrees,
            "extra": list(official.extra),
        }
    return answer


def table(
    result: Count,
    language: str,
    currency: str = "",
    official: Official | None = None,
    remarks: Sequence[Remark] = (),
) -> str:
    """The winners first, then the others from the most votes down; under them the remarks."""
    election, won = result.election, result.outcome.winners
    rest = sorted(set(range(len(election.projects))) - set(won), key=lambda at: -result.support[at])
    heads = TABLE["columns"][language].split("|")
    rows = [
        [
            "✓" if at in won else "",
            election.projects[at].id,
            str(election.votes[at]),
            money(election.projects[at].cost, election.scale, currency),
            why(result, at, currency)[language],
        ]
        for at in [*won, *rest]
    ]
    widths = [max(map(_width, column)) for column in zip(heads, *rows, strict=True)]
    lines = [_head(result, language, currency, official)]
    for row in [heads, *rows]:
        cells = [
            _pad(cell, width, right=at in (2, 3)) for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join([*lines, *_remarks(remarks, language)])


def _remarks(remarks: Sequence[Remark], language: str) -> list[str]:
    if not remarks:
        return []
    lines = ["", TABLE["remarks"][language]]
    for remark in remarks:
        words = remark.words[language]
        told = remark.line is None or "where" in remark.figures
        lines.append(f"- {words}" if told else TABLE["remark"][language].format(line=remark.line, words=words))
    return lines


def _head(result: Count, language: str, currency: str, official: Official | None) -> str:
    election, notes = result.election, result.outcome.notes
    name = RULES.get(result.rule.name, {}).get(language, result.rule.name)
    if official:
        name = header_name(official.told, language)
    text = TABLE["head"][language].format(
        rule=name,
        budget=money(election.budget, election.scale, currency),
        won=len(result.winners),
        spent=money(result.spent, election.scale, currency),
    )
    if "endowment" in notes:
        amounts = {key: money(notes[key], election.scale, currency) for key in ("start", "endowment") if key in notes}
        said = TABLE["endowment" if "start" in notes else "share"][language]
        text += said.format(**amounts, counts=notes.get("counts")) + "\n"
    if official:
        text += TABLE["reading"][language].format(reading=read_as(official.reading.words, language)) + "\n"
        if official.agrees is not None:
            text += TABLE["agrees" if official.agrees else "differs"][language] + "\n"
    return text


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _pad(text: str, width: int, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space
