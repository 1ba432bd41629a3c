"""What the page of the count says: the count's own words, and those of the page."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.budgets.counting.refusals import REFUSALS
from proposals.budgets.counting.remarks import REMARKS
from proposals.budgets.counting.words import HEADERS, READINGS, RULES, SENTENCES, SYMBOLS, TABLE, UNITS

EXPLANATIONS = {
    "official": gettext_lazy(
        "Counts as the file itself says, and tells how that was read where it leaves something open."
    ),
    "greedy": gettext_lazy("From the most votes down; what does not fit into the money left is skipped."),
    "greedy-noskip": gettext_lazy("From the most votes down; at the first that does not fit, the count is over."),
    "greedy-threshold": gettext_lazy(
        "From the most votes down, skipping what does not fit; but nothing with fewer votes than the file asks for."
    ),
    "greedy-per-cost": gettext_lazy("What gets the most votes for its money comes first."),
    "equal-shares": gettext_lazy(
        "The budget is divided equally among the voters. Supporters buy a project together; whoever has spent"
        " their share pays no more."
    ),
    "equal-shares-add1": gettext_lazy(
        "Equal shares that grow by one unit for every voter at a time, until one more would overspend the budget."
    ),
    "equal-shares-add1-exhaustive": gettext_lazy(
        "Equal shares that grow by one unit at a time; it already ends when nothing more would fit into the money left."
    ),
    "phragmen": gettext_lazy(
        "Every voter earns at the same pace. When the supporters of a project together have its cost, it is bought,"
        " and they begin again at nothing."
    ),
}

SEPARATORS = {
    "zh": ("；", "", "。", "、"),
    "en": ("; ", " ", ".", ", "),
}  # of readings, of sentences, the end of one, of a list


def rules(language: str) -> list[tuple[str, str, str]]:
    """[(name, title, explanation)], the file's own rule first."""
    titles = {"official": _("the rule the file names")} | {name: said[language] for name, said in RULES.items()}
    return [(name, titles[name], explanation) for name, explanation in EXPLANATIONS.items()]


def spoken(language: str) -> dict:
    """What `count-words.js` needs to say of a count what `proposals.budgets` says of it."""
    votes, points = ([unit.format("{number}") for unit in units] for units in UNITS[language])
    return {
        "sentences": {name: said[language] for name, said in SENTENCES.items()},
        "remarks": {name: said[language] for name, said in REMARKS.items()},
        "readings": {name: said[language] for name, said in READINGS.items()},
        "headers": {name: said[language] for name, said in HEADERS.items()},
        "other_rule": TABLE["other_rule"][language],
        "faults": {said["en"]: said[language] for said in REFUSALS.values()},
        "separators": dict(zip(("readings", "sentences", "end", "list"), SEPARATORS[language], strict=True)),
        "units": {"votes": votes, "points": points},
        "symbols": SYMBOLS,
        "agrees": TABLE["agrees"][language],
        "differs": TABLE["differs"][language],
    }


def words() -> dict:
    """What the page itself says while it counts and when it has counted."""
    page = {
        "reading": _("Reading {file}: {percent} %"),
        "counting": _("Counting {file} …"),
        "adding": _("Counting {file} … now with {endowment} for each voter"),
        "stopped": _("Stopped. Nothing has been lost: choose a rule or a file to count again."),
        "line": _("{file}, line {line}: {fault}"),
        "fault": _("{file}: {fault}"),
        "unreadable": _("{file} could not be read. Please choose it again."),
        "broken": _(
            "{file} could not be counted: this browser gave up. A newer one, or one with more memory, may do it."
        ),
        "kept": _("Below is still the count of {file}."),
        "facts": _("Ballots: {ballots} · projects: {projects}"),
        "spent": _("spent: {share} % of the budget of {budget}"),
        "done": _("Counted. Projects chosen: {won} of {projects}, for {spent} of {budget}."),
        "chosen": _("Chosen: {number}"),
        "lost": _("Not chosen: {number}"),
        "endowment": _("Every voter's share was {endowment}."),
        "read_as": _("Rule in the file: {header}. Reading: {reading}."),
        "seed": _("Seed of the lot: {seed}."),
        "one_file": _("Only {file} is counted, one file at a time. Not counted: {others}. Drop it alone to count it."),
        "remarks": _("Remarks: {number}"),
        "remarks_below": _("Remarks on the file: {number}. They are listed above the projects."),
        "no_remarks": _("No remarks: nothing in the file contradicts its ballots."),
        "remark_line": _("Line {line}: "),
        "different": _("Projects that fare otherwise than was published: {number}."),
        "unpublished": _("The file does not say who won, so there is nothing to compare with."),
        "was_chosen": _("published as chosen"),
        "was_lost": _("published as not chosen"),
        "share": _("{share} % of the budget"),
        "votes": _("Votes"),
        "points": _("Points"),
    }
    return {"page": page}
