"""Remarks on a file alone, whatever rule counts it: its tables, its projects, its ballots."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from .amounts import has_three_decimals, number
from .checks import NUMBERS, points_of
from .letters import INVISIBLE, clean, shown
from .limits import gives_points
from .official import mark_of
from .pabulib import SECTIONS, File, Table
from .papers import Papers, papers_of
from .remarks import FEW, Remark, of_lines, where

KEYS_OF_AMOUNTS = ("budget", "min_project_score_threshold")


def remarks_on_file(file: File) -> list[Remark]:
    """All of them, in no order."""
    papers = papers_of(file)
    return [
        *_on_tables(file),
        *_on_keys(file),
        *_on_projects(file),
        *_on_decimals(file),
        *_on_voters(file),
        *_on_votes(file, papers),
        *papers.remarks_on_limits,
    ]


def _on_tables(file: File) -> Iterator[Remark]:
    if file.sep_line:
        yield Remark(1, "sep_line")
    for title in SECTIONS:
        table: Table = getattr(file, title.lower())
        beyond = [
            line
            for row, line in zip(table.rows, table.lines, strict=True)
            if len(row) > len(table.columns) and any(map(str.strip, row[len(table.columns) :]))
        ]
        if beyond:
            yield Remark(beyond[0], "cells_beyond", {"title": title, **of_lines(beyond)})
        columns = Counter(clean(name).lower() for name in table.columns)
        for name, times in columns.items():
            if name and times > 1:
                yield Remark(None, "column_twice", {"title": title, "column": shown(name)})
    place = file.votes.position("vote")
    lacking = [line for row, line in zip(file.votes.rows, file.votes.lines, strict=True) if len(row) <= place]
    if lacking:
        yield Remark(lacking[0], "vote_missing", of_lines(lacking))


def _on_keys(file: File) -> Iterator[Remark]:
    values, lines = defaultdict(list), defaultdict(list)
    rows = zip(file.meta.column("key"), file.meta.column("value"), file.meta.lines, strict=True)
    for key, value, line in rows:
        values[clean(key).lower()].append(value)
        lines[clean(key).lower()].append(line)
    for key, told in values.items():
        other = next((value for value in told if value != told[0]), None)
        if key and other is not None:
            figures = {"key": shown(key), "where": where(lines[key]), "taken": shown(told[0]), "left": shown(other)}
            yield Remark(lines[key][0], "key_twice", figures)
    for key, _ in NUMBERS:
        if key in file.header and not file.get(key):
            yield Remark(file.line(key), "blank_number", {"key": key})


def _on_projects(file: File) -> Iterator[Remark]:
    table = file.projects
    rows = zip(file.ids, table.column("project_id"), table.column("selected"), table.lines, strict=True)
    for id, written, mark, line in rows:
        if INVISIBLE.search(written):
            yield Remark(line, "id_invisible", {"written": shown(written), "id": shown(id)})
        if "," in id:
            yield Remark(line, "id_comma", {"id": shown(id)})
        if mark_of(mark) is None:
            yield Remark(line, "selected_unread", {"id": shown(id), "text": shown(mark)})


def _on_decimals(file: File) -> Iterator[Remark]:
    """Amounts that end in three decimals. Where they could be thousands they were refused; a vote's points are
    not, as they are often fractions."""
    amounts = [(file.get(key), file.line(key)) for key in KEYS_OF_AMOUNTS]
    costs = zip(file.projects.column("cost"), file.projects.lines, strict=True)
    found = [(text, line) for text, line in (*amounts, *costs) if has_three_decimals(text)]
    if gives_points(file):
        told = zip(file.votes.column("points"), file.votes.lines, strict=True)
        odd = {cell: next(filter(has_three_decimals, points_of(cell)), "") for cell in set(file.votes.column("points"))}
        found += [(odd[cell], line) for cell, line in told if odd[cell]]
    if found:
        found.sort(key=lambda each: each[1])
        text, line = found[0]
        yield Remark(line, "three_decimals", {"text": shown(text), **of_lines([line for _, line in found])})


def _on_voters(file: File) -> Iterator[Remark]:
    voters = list(map(clean, file.votes.column("voter_id")))
    repeated = {voter for voter, times in Counter(voters).items() if times > 1 and voter}
    lines = defaultdict(list)
    for voter, line in zip(voters, file.votes.lines, strict=True):
        if voter in repeated or not voter:
            lines[voter].append(line)
    if "" in lines:
        blank = lines.pop("")
        yield Remark(blank[0], "voter_blank", of_lines(blank))
    told = list(lines.items())
    for voter, rows in told[:FEW]:
        yield Remark(rows[0], "voter_twice", {"voter": shown(voter), **of_lines(rows)})
    if told[FEW:]:
        rows = told[FEW][1]
        yield Remark(rows[0], "voters_twice", {"number": len(told) - FEW, "where": where(rows)})


def _on_votes(file: File, papers: Papers) -> Iterator[Remark]:
    odd = {key for key in papers.papers if key[0] in file.spelled}
    if odd:
        lines, first = papers.lines(odd), next(key[0] for key in papers.cells if key in odd)
        read = ", ".join(file.named(first))
        yield Remark(lines[0], "spelled", {"written": shown(first), "read": shown(read), **of_lines(lines)})
    twice = {key for key, paper in papers.papers.items() if len(set(paper.names)) < len(paper.names)}
    if twice:
        lines, code = papers.lines(twice), "ranked_twice" if file.vote_type == "ordinal" else "named_twice"
        yield Remark(lines[0], "points_twice" if gives_points(file) else code, of_lines(lines))
    wants_points = file.vote_type in ("cumulative", "scoring")
    has_points = any(map(number, file.votes.column("points")))
    if wants_points and not file.votes.has("points"):
        yield Remark(file.line("vote_type"), "points_missing", {"kind": file.vote_type})
    elif has_points and not wants_points:
        yield Remark(file.line("vote_type"), "points_unused", {"kind": file.vote_type})
