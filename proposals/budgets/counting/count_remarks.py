"""Remarks on a count: what of the file it did not follow, what it had to assume, and what chance decided."""

from collections.abc import Iterator

from .amounts import grouped, plain, sure
from .checks import FINEST_RESULT
from .count import Count
from .file_remarks import remarks_on_file
from .letters import shown
from .limits import gives_points
from .methods import GREEDY, PHRAGMEN
from .official import Official
from .pabulib import File
from .papers import Papers, papers_of, published
from .remarks import Remark, few, of_lines, ordered
from .ties import decided_by


def remarks_on(file: File, result: Count, official: Official | None = None) -> list[Remark]:
    """Everything that is to be told beside a count of this file, in the order of the file."""
    papers = papers_of(file)
    return ordered(
        [
            *remarks_on_file(file),
            *_on_limits(papers, result),
            *_on_results(file, papers, official),
            *(_on_rule(file, official) if official else ()),
            *_on_points(papers, result),
            *_on_outcome(result),
            *_on_ties(result),
        ]
    )


def _on_limits(papers: Papers, result: Count) -> Iterator[Remark]:
    code = "beyond_limit_counted" if result.election is papers.beyond else "beyond_limit"
    for limit, cells in papers.broken.items():
        lines = papers.lines(cells)
        yield Remark(lines[0], code, {"limit": limit.told, **of_lines(lines)})


def _on_results(file: File, papers: Papers, official: Official | None) -> Iterator[Remark]:
    """Written results against the sums of the ballots: of those that keep the limits, or of all."""
    table = file.projects
    for column in filter(table.has, ("votes", "score")):
        cells = table.column(column)
        for id, text, line in zip(file.ids, cells, table.lines, strict=True):
            if text and published(text) is None:
                yield Remark(line, "result_unread", {"id": shown(id), "column": column, "text": shown(text)})
        unit = FINEST_RESULT * papers.points_scale
        told = [None if (each := published(text)) is None else each * papers.points_scale for text in cells]
        sums = _sums(column, papers)
        if any(_equal(told, each) for each in sums):
            continue
        apart = [at for at, each in enumerate(told) if each not in (None, sums[0][at])]
        if apart:
            projects = [_apart(file.ids[at], cells[at], grouped(sums[0][at], unit)) for at in apart]
            figures = {"column": column, "projects": few(projects)}
            yield Remark(table.lines[apart[0]], _what_counts(column, table, official), figures)


def _equal(told: list[int | None], sums: list[int]) -> bool:
    return all(each is None or each == found for each, found in zip(told, sums, strict=True))


def _apart(id: str, told: str, found: str) -> tuple:
    return "written", {"id": shown(id), "told": shown(told), "found": found}


def _sums(column: str, papers: Papers) -> list[list[int]]:
    """What a column of results may be the sums of, in millionths of the smallest point; the first is what it should
    be."""
    found = []
    for election in filter(None, (papers.election, papers.beyond)):
        scores = [score * FINEST_RESULT for score in election.scores]
        votes = [number * FINEST_RESULT * papers.points_scale for number in election.votes]
        found += [scores, votes] if column == "score" else [votes, scores]
    return [*found, [number * FINEST_RESULT * papers.points_scale for number in papers.naming]]


def _what_counts(column: str, table, official: Official | None) -> str:
    """Only the one column that results are taken from can have counted."""
    if not official:
        return "sums_differ_aside"
    taken = column == ("score" if table.has("score") else "votes") and "written" in official.reading.words
    return "sums_differ_taken" if taken else "sums_differ"


def _on_rule(file: File, official: Official) -> Iterator[Remark]:
    yield from official.header.remarks
    least = file.get("min_project_score_threshold")
    if least and sure(least, FINEST_RESULT) < 0:
        line, text = file.line("min_project_score_threshold"), plain(sure(least, FINEST_RESULT), FINEST_RESULT)
        yield Remark(line, "threshold_negative", {"text": text})
    if official.agrees is False:
        yield Remark(None, "selected_differs")


def _on_points(papers: Papers, result: Count) -> Iterator[Remark]:
    if not gives_points(papers.file):
        return
    if result.rule.family == PHRAGMEN:
        yield Remark(None, "points_as_support")
    below = {key for key, paper in papers.papers.items() if any(given < 0 for given in paper.given)}
    if result.election is not papers.beyond:
        below.difference_update(*papers.broken.values())
    if below:
        lines = papers.lines(below)
        code = "negative_points_counted" if result.rule.family == GREEDY else "negative_points"
        yield Remark(lines[0], code, of_lines(lines))


def _on_outcome(result: Count) -> Iterator[Remark]:
    election, notes = result.election, result.outcome.notes
    if election.nobody_voted:
        yield Remark(None, "nobody_voted")
    alone = [shown(election.projects[at].id) for at in result.outcome.winners if not election.votes[at]]
    if alone:
        yield Remark(None, "unsupported_won", {"projects": few(alone)})
    if notes.get("prefer_votes", 0) > notes.get("prefer_shares", 0):
        yield Remark(None, "comparison", {"votes": notes["prefer_votes"], "shares": notes["prefer_shares"]})


def _on_ties(result: Count) -> Iterator[Remark]:
    """Ties that chance decided, or the order of the list."""
    told = set()
    for index in range(len(result.election.projects)):
        tie = result.outcome.decisions[index].tie
        if not tie or (not result.by_list and decided_by(result.election, index, tie.against) != "lot"):
            continue
        equal = frozenset((index, *tie.others))
        if equal in told:
            continue
        told.add(equal)
        projects = few([shown(result.election.projects[at].id) for at in sorted(equal)])
        if result.by_list:
            yield Remark(None, "tie_list", {"projects": projects})
        elif result.seed:
            yield Remark(None, "tie_lot", {"projects": projects, "seed": shown(result.seed)})
        else:
            yield Remark(None, "tie_lot_no_seed", {"projects": projects})
