"""The file format: nothing is lost, and what cannot be counted is told with its line."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proposals.budgets.counting import pabulib
from proposals.budgets.counting.pabulib import File, Table
from proposals.budgets.counting.papers import from_file
from proposals.budgets.counting.refusals import REFUSALS, Malformed, said
from tests.proposals.budgets.counting.elections import each_file
from tests.proposals.budgets.counting.javascript import decoded_in_node
from tests.searching import searched

SMALL = """META
key;value
num_projects;2
num_votes;2
budget;1000
vote_type;approval
PROJECTS
project_id;cost;name
A/1;600.50;"a ""park""; and
a pond"
B;400;b
VOTES
voter_id;vote;age
1;A/1,B;30
2;B;
"""

cells = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


@st.composite
def tables(draw, columns, first):
    extra = draw(st.lists(st.text("xyz", min_size=1, max_size=3), unique=True, max_size=2))
    rows = draw(st.lists(st.tuples(*[cells] * len(extra)), max_size=4))
    return Table([*columns, *extra], [[*first(at), *row] for at, row in enumerate(rows)])


@st.composite
def files(draw):
    """Files with unknown columns and any cells in them; what is counted is right."""
    projects = draw(tables(["project_id", "cost"], lambda at: [f"P{at}", f"{at}.5"]))
    votes = draw(tables(["voter_id", "vote"], lambda at: [f"v{at}", "P0" if projects.rows else ""]))
    meta = Table(["key", "value"], [["budget", "10"], ["num_projects", str(len(projects.rows))]])
    meta.rows.append(["a key nobody knows", draw(cells)])
    return File(meta, projects, votes)


@settings(max_examples=searched(40))
@given(files())
def test_what_is_written_is_read_again(file):
    assert pabulib.parse(pabulib.write(file)) == file


@pytest.mark.shared
@each_file
def test_every_real_file_survives_writing(path):
    file = pabulib.read(path)
    assert pabulib.parse(pabulib.write(file)) == file
    assert len(file.projects.rows) == int(file.get("num_projects"))


def test_a_byte_order_mark_and_other_line_ends_change_nothing():
    file = pabulib.parse(SMALL)
    assert pabulib.parse("\ufeff" + SMALL) == file
    windows = pabulib.parse(SMALL.replace("\n", "\r\n"))
    assert windows.votes == file.votes
    assert windows.projects.rows[0][2] == 'a "park"; and\r\na pond'


def test_decimals_and_ids_of_letters_are_exact():
    election = from_file(pabulib.parse(SMALL))
    assert [(project.id, project.cost) for project in election.projects] == [("A/1", 6005), ("B", 4000)]
    assert (election.scale, election.budget, election.votes) == (10, 10_000, [1, 2])


def swap(old, new):
    return SMALL.replace(old, new)


MALFORMED = [
    ("", 1, "META is missing"),
    ("nonsense", 1, "begin with the section META"),
    (SMALL[: SMALL.index("VOTES")], 11, "VOTES is missing"),
    (SMALL[: SMALL.index("voter_id")], 12, "VOTES is missing"),
    (SMALL.replace("PROJECTS\n", ""), 11, "PROJECTS is missing before VOTES"),
    (swap("num_votes;2", "num_votes;3"), 4, "num_votes is 3, but there are 2"),
    (swap("num_projects;2", "num_projects;1"), 3, "num_projects is 1, but there are 2"),
    (swap("2;B;", "2;C;"), 15, "names a project that is not listed (“C”)"),
    (swap("B;400;b", "B;-400;b"), 11, "the cost of project “B” is negative (-400): write a number from 0 up."),
    (swap("B;400;b", "B;many;b"), 11, "“many” is not a number: write digits only"),
    (swap("budget;1000", "budget;"), 5, "the budget"),
    (swap("budget;1000\n", ""), 6, "does not say the budget"),
    (swap("B;400", "A/1;400"), 11, "listed twice"),
    (swap("approval", "guesses"), 6, "vote_type “guesses” is not known: write one of approval, "),
    (swap("B;400;b", 'B;400;"b'), 11, ""),
    ("META\n" + "x" * 2_000_000, 2, "longer than 1,000,000 bytes"),
    (swap("vote_type;approval", "vote_type;scoring\ndefault_score;some"), 7, "the default_score: “some” is not"),
    (swap("2;B;", '2;B;"'), 15, "a field does not end"),
    (SMALL.encode() + b"3;\xff\n", 16, "not UTF-8"),
    (SMALL + "3;\0\n", 16, "NUL"),
    (SMALL + '3;"' + "x\n" * 100_000, 16, "a field does not end"),
]


@pytest.mark.parametrize(("text", "line", "says"), MALFORMED)
def test_a_fault_is_told_in_a_sentence_with_its_line(text, line, says):
    with pytest.raises(Malformed) as fault:
        pabulib.parse(text)
    if says:
        assert fault.value.line == line
        assert says in str(fault.value)
    assert str(fault.value).startswith("Line ") and str(fault.value).endswith(".")


def test_a_heading_says_which_column_is_which_and_the_first_of_two_values_counts():
    told = SMALL.replace("key;value", "note;value;key")
    for line in SMALL.split("\n")[2:6]:
        key, value = line.split(";")
        told = told.replace(line, f"x;{value};{key}")
    told = told.replace("x;1000;budget\n", "x;1000;budget\n;2000;budget\n")
    assert from_file(pabulib.parse(told)) == from_file(pabulib.parse(SMALL))


def test_points_for_projects_that_are_not_named_may_be_decimals_where_one_point_is_given_to_the_named():
    told = SMALL.replace("vote_type;approval", "vote_type;scoring\ndefault_score;0.5")
    election = from_file(pabulib.parse(told))
    assert (election.points_scale, election.scores) == (10, [15, 20])


def test_a_line_of_200_megabytes_is_refused_without_reading_it_all(tmp_path):
    path = tmp_path / "long.pb"
    with path.open("wb") as stream:
        stream.write(b"META\nkey;value\n")
        stream.seek(200_000_000)
        stream.write(b"\n")
    with pytest.raises(Malformed, match="Line 3: the line is longer"):
        pabulib.read(path)


@settings(max_examples=searched(150))
@given(st.binary(max_size=60), st.integers(0, len(SMALL)))
def test_any_bytes_are_either_read_or_refused(noise, at):
    data = SMALL.encode()[:at] + noise + SMALL.encode()[at:]
    try:
        from_file(pabulib.parse(data))
    except Malformed as fault:
        assert fault.line >= 1


OFFICE = """META
key;value
budget;100
vote_type;approval
rule;greedy
num_votes;4
num_projects;2
PROJECTS
project_id;cost;name
A;100;公園
B;100;Road
VOTES
voter_id;vote
1;A
2;A
3;A,B
4;B
"""
REFUSED = {
    "UTF-16": (OFFICE.encode("utf-16"), 1, "utf_16"),
    "UTF-16 without a mark": (OFFICE.encode("utf-16-le"), 1, "utf_16"),
    "UTF-16, the other way round": (OFFICE.encode("utf-16-be"), 1, "utf_16"),
    "Big5": (OFFICE.encode("big5"), 10, "not_utf8"),
    "a workbook": (b"PK\x03\x04\x14\0\x06\0" + b"x" * 90, 1, "packed"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 1, "no_text"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0", 1, "no_text"),
    "a PDF": (b"%PDF-1.7\n", 1, "no_text"),
    "old line ends": (OFFICE.replace("\n", "\r").encode(), 1, "old_line_ends"),
    "commas": (OFFICE.replace(";", ",").encode(), 2, "separated"),
    "commas, quoted": (re.sub(r"[^;\n]+", r'"\g<0>"', OFFICE).replace(";", ",").encode(), 2, "separated"),
    "tabs": (OFFICE.replace(";", "\t").encode(), 2, "separated"),
    "bars": (OFFICE.replace(";", "|").encode(), 2, "separated"),
    "commas in the projects": (OFFICE.replace("project_id;cost;name", "project_id,cost").encode(), 9, "separated"),
    "a line that tells of commas": (("sep=,\n" + OFFICE).encode(), 1, "separated"),
    "something else": (b"<html>\n", 1, "no_meta"),
}  # fmt: skip
READ = {
    "a mark twice": "\ufeff\ufeff" + OFFICE,
    "a line that tells the separator": "sep=;\n" + OFFICE,
    "such a line with empty cells": "SEP=;;;\n" + OFFICE,
    "empty cells behind": OFFICE.replace("\n", ";;\n"),
    "capitals": OFFICE.replace("budget", "Budget").replace("project_id;cost", "Project_ID;COST"),
    "invisible letters": OFFICE.replace("budget", "budget\u200b").replace("META", "ME\u200bTA"),
    "invisible letters in numbers": OFFICE.replace("100", "100\u200b"),
    "full-width letters": OFFICE.replace("100", "１００").replace("VOTES", "ＶＯＴＥＳ"),
    "4.0 for 4": OFFICE.replace("num_votes;4", "num_votes;4.0").replace("num_projects;2", "num_projects;2,00"),
    "a blank for 4": OFFICE.replace("num_votes;4", "num_votes;"),
    "blank lines": OFFICE.replace("\n", "\n\n"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "line", "code"), REFUSED.values(), ids=REFUSED)
def test_what_an_office_program_made_of_a_file_is_refused_with_the_remedy(data, line, code):
    with pytest.raises(Malformed) as fault:
        pabulib.parse(data)
    assert (fault.value.line, fault.value.code) == (line, code)
    assert fault.value.words["zh"].startswith(f"第 {line} 行：") and "請" in fault.value.words["zh"]
    assert ":" in fault.value.words["en"].removeprefix(f"Line {line}:")


@pytest.mark.parametrize("text", READ.values(), ids=READ)
def test_what_an_office_program_made_of_a_file_is_read_where_it_can_be(text):
    assert from_file(pabulib.parse(text)) == from_file(pabulib.parse(OFFICE))


@pytest.mark.node
def test_node_refuses_such_files_in_the_same_words():
    told = []
    for data, _, _ in REFUSED.values():
        with pytest.raises(Malformed) as fault:
            pabulib.parse(data)
        told.append({"line": fault.value.line, "words": said(fault.value.phrase, "zh")})
    assert decoded_in_node([data for data, _, _ in REFUSED.values()]) == told


def test_every_refusal_says_what_to_do_in_both_languages():
    """Each that is a sentence: the others are parts of one."""
    sentences = {code: each for code, each in REFUSALS.items() if each["en"].endswith(".")}
    assert len(sentences) > 25
    for code, each in sentences.items():
        assert "請" in each["zh"] and "你" not in each["zh"], code
        assert re.search(r"[:.] \S|: write", each["en"]), code


def test_a_number_of_rows_that_is_not_theirs_is_refused():
    """Also 4.0 where there are 40."""
    forty = OFFICE.replace("4;B\n", "".join(f"{at};B\n" for at in range(4, 41)))
    for told in ("4.0", "4", "41", "4,000", "many"):
        with pytest.raises(Malformed, match="Line 6: num_votes is"):
            pabulib.parse(forty.replace("num_votes;4", f"num_votes;{told}"))
    assert pabulib.parse(forty.replace("num_votes;4", "num_votes;40.0"))
