"""Random files with something wrong in them: what people, office programs and careless exports do to a file.

Each is a random file of `random_files` after one to three of the MUTATIONS, the same for the same seed.
"""

from random import Random

from tests.proposals.budgets.counting.random_files import random_file

INVISIBLE = ["\u200b", "\ufeff", "\u00ad", "\u2060"]
NUMBERS = [
    "500,000",
    "1.234",
    "0.125",
    "1234.567",
    "1,234,567",
    "１２",
    "12%",
    "-3",
    "1e3",
    "",
    "9" * 40,
    "4.0",
    "NT$5",
    "7,50",
]
RESULTS = ["1", "2", "3", "1", "2.5", "9999", "-9", "1.234", "many", ""]
LIMITS = [f"{side}_{what}" for side in ("min", "max") for what in ("length", "sum_cost", "points", "sum_points")]


def mutated_file(seed):
    """The text of a file."""
    random = Random(seed)
    text = random_file(random.randrange(10_000))
    for _ in range(random.choice([1, 1, 2, 3])):
        text = random.choice(MUTATIONS)(random, text)
    return text


def _parts(text):
    """The lines of META, PROJECTS and VOTES, each with its title and heading."""
    head, rest = text.split("\nPROJECTS\n", 1)
    projects, votes = rest.split("\nVOTES\n", 1)
    return head.split("\n"), ["PROJECTS", *projects.split("\n")], ["VOTES", *votes.rstrip("\n").split("\n")]


def _joined(*parts):
    return "\n".join("\n".join(part) for part in parts) + "\n"


def on_a_row(section):
    """Makes a mutation of one row of a section from what happens to the row."""

    def decorate(change):
        def mutation(random, text):
            if "\nPROJECTS\n" not in text or "\nVOTES\n" not in text:
                return text
            parts = _parts(text)
            rows = parts[section]
            if len(rows) > 2:
                at = random.randrange(2, len(rows))
                rows[at : at + 1] = change(random, rows[at])
            return _joined(*parts)

        return mutation

    return decorate


@on_a_row(2)
def a_voter_twice(random, row):
    return [row] * random.randint(2, 4)


@on_a_row(2)
def a_vote_split_by_semicolons(random, row):
    return [row.replace(",", ";")]


@on_a_row(2)
def a_row_too_short(random, row):
    return [row.split(";")[0]]


@on_a_row(2)
def a_voter_without_an_id(random, row):
    return [";" + row.partition(";")[2]]


@on_a_row(2)
def a_vote_in_other_letters(random, row):
    voter, _, rest = row.partition(";")
    change = random.choice(
        [str.lower, str.upper, lambda text: text.replace(",", "，"), lambda text: text.replace(",", "、")]
    )
    return [f"{voter};{change(rest)}"]


@on_a_row(2)
def a_vote_with_an_invisible_letter(random, row):
    at = random.randrange(len(row) + 1)
    return [row[:at] + random.choice(INVISIBLE) + row[at:]]


@on_a_row(2)
def points_beyond_all(random, row):
    head, dot, last = row.rpartition(";")
    return [f"{head};{last.replace('1', random.choice(['1000', '-5', '1.000', '1.125']))}" if dot else row]


@on_a_row(1)
def a_project_with_an_invisible_letter(random, row):
    return [random.choice(INVISIBLE) + row]


@on_a_row(1)
def an_id_with_a_comma(random, row):
    return [random.choice(["A,12", "7,A"]) + ";" + row.partition(";")[2], row]


@on_a_row(1)
def another_cost(random, row):
    cells = row.split(";")
    return [";".join([cells[0], random.choice(NUMBERS), *cells[2:]])]


@on_a_row(1)
def another_last_cell(random, row):
    """Which often is what was published."""
    return [row.rpartition(";")[0] + ";" + random.choice(["9999", "0", "-9", "1.234", "yes", "2.0", ""])]


@on_a_row(1)
def cells_beyond(random, row):
    return [row + random.choice([";", ";;x", "; "])]


@on_a_row(0)
def another_value(random, row):
    return [f"{row.partition(';')[0]};{random.choice(NUMBERS)}"]


@on_a_row(0)
def a_key_twice(random, row):
    return [row, f"{row.partition(';')[0]};{random.choice(NUMBERS)}"]


@on_a_row(0)
def a_key_in_capitals(random, row):
    key, _, value = row.partition(";")
    return [f"{random.choice([key.upper(), key.title(), key + random.choice(INVISIBLE)])};{value}"]


@on_a_row(0)
def a_limit(random, row):
    told = [f"{random.choice(LIMITS)};{random.choice(['1', '2', '3', '20', '0', '0.5', '1,000', 'many'])}"]
    if random.random() < 0.4:
        told.append(f"max_length_of_group;{random.randint(1, 3)}")
    return [row, *told, *([told[0].replace("min_", "max_")] if random.random() < 0.3 else [])]


@on_a_row(0)
def how_many_there_are(random, row):
    return [row, f"{random.choice(['num_votes', 'num_projects'])};{random.choice(['', '3', '4.0', '5', '1,000'])}"]


@on_a_row(0)
def limits_that_cross(random, row):
    what = random.choice(["length", "sum_cost", "points", "sum_points"])
    return [row, f"min_{what};3", f"max_{what};2"]


def many_voters_twice(random, text):
    """Each ballot once more, and some more of nobody."""
    parts = _parts(text) if "\nPROJECTS\n" in text and "\nVOTES\n" in text else None
    if not parts:
        return text
    head, rows = parts[2][:2], parts[2][2:]
    return _joined(
        parts[0], parts[1], [*head, *rows, *(f"w{at};" for at in range(9)), *rows, *(f"w{at};" for at in range(9))]
    )


def other_results(random, text):
    """A column of results before all others, so that it is the first of its name."""
    parts = _parts(text) if "\nPROJECTS\n" in text and "\nVOTES\n" in text else None
    if not parts:
        return text
    rows = parts[1]
    rows[1:] = [random.choice(["votes;", "score;"]) + rows[1], *(f"{random.choice(RESULTS)};{row}" for row in rows[2:])]
    return _joined(*parts)


def no_votes(random, text):
    parts = _parts(text) if "\nPROJECTS\n" in text and "\nVOTES\n" in text else None
    return _joined(parts[0], parts[1], parts[2][:2]) if parts else text


def another_rule(random, text):
    word = random.choice(
        ["rule;borda", "rule;equal-shares", "rule;Equal Shares", "rule;GREEDY_NO_SKIP", "", "rule;equalshares/x"]
    )
    return "\n".join(word if line.startswith("rule;") else line for line in text.split("\n"))


def a_column_twice(random, text):
    return text.replace("voter_id;vote", random.choice(["voter_id;vote;vote", "Voter_ID;VOTE", "vote;voter_id"]), 1)


def another_separator(random, text):
    return text.replace(";", random.choice([",", "\t", "|"]))


def other_line_ends(random, text):
    return text.replace("\n", random.choice(["\r", "\r\n", "\n\n"]))


def something_before(random, text):
    return (
        random.choice(["\ufeff\ufeff", "sep=;\n", "sep=,\n", "SEP=\t\n", "\n", "PK\x03\x04", "note\n", "\u200b"]) + text
    )


MUTATIONS = [
    each
    for name, each in sorted(globals().items())
    if callable(each)
    and each.__module__ == __name__
    and not name.startswith("_")
    and name not in ("mutated_file", "on_a_row")
]
