"""Archives as they really come: blank rows, broken bytes, quotes, and lists that are no lists."""

import json

import pytest

from proposals.archive import files

HEADER = "no,endorsed_at,city,town,reason\n"
ROW = "No.1,2017-01-07 20:36:15,宜蘭縣,冬山鄉,支持\n"


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "list.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return list(files.rows(path))

    return write


def test_a_row_is_an_instant_in_taipei_a_place_and_a_reason(written):
    (row,) = written(HEADER + ROW)
    assert row.at.isoformat() == "2017-01-07T20:36:15+08:00"
    assert row[1:] == ("宜蘭縣", "冬山鄉", "支持")


def test_blank_rows_are_left_out(written):
    assert len(written(HEADER + "\n" + ROW + ",,,,\n\r\n" + ROW + "\n\n")) == 2


def test_a_quoted_newline_stays_in_its_row(written):
    (first, second) = written(HEADER + 'No.1,2017-01-07 20:36:15,,,"一\n二,\n\n三"\n' + ROW)
    assert first.reason == "一\n二,\n\n三" and second.reason == "支持"


def test_broken_bytes_spoil_no_other_field(written):
    (row, after) = written(HEADER.encode() + b"No.1,2017-01-07 20:36:15,\xe5\xae,\xff\xfe,\x00ok\xe6\n" + ROW.encode())
    assert row.at is not None and row.reason.startswith("ok") and "\x00" not in row.reason
    assert after.city == "宜蘭縣"


TORN = ["", "yesterday", "2017-01-07", "2017-02-30 10:00:00", "2017-01-07 25:00:00", "\ufffd"]


@pytest.mark.parametrize("time", TORN)
def test_a_time_that_cannot_be_read_leaves_a_row_without_one(written, time):
    (row,) = written(f"{HEADER}No.1,{time},a,b,c\n")
    assert row.at is None


@pytest.mark.parametrize("time", ["2017-01-07 20:36:15", " 2017/01/07 20:36:15 ", "2017-01-07T12:36:15+00:00"])
def test_a_time_may_be_written_in_several_ways(written, time):
    (row,) = written(f"{HEADER}No.1,{time},a,b,c\n")
    assert row.at == files.instant("2017-01-07T20:36:15+08:00")


def test_rows_may_be_shorter_than_the_header_and_columns_in_another_order(written):
    rows = written("\ufeffreason,endorsed_at\nfine,2017-01-07 20:36:15\nalone\n")
    assert [(row.reason, row.at is None) for row in rows] == [("fine", False), ("alone", True)]


def test_a_quote_that_is_never_closed_ends_as_one_unreadable_row(written):
    rows = written(HEADER + 'No.0,"' + "x" * 200_000 + "\n" + ROW)
    assert rows[0].at is None and rows[-1].at is not None


@pytest.mark.parametrize("text", ["", "a,b,c\n1,2,3\n", b"\x89PNG\r\n\x1a\n\x00\x00"])
def test_a_file_that_is_no_list_is_told_in_a_sentence(written, text):
    with pytest.raises(files.Unreadable, match="has no column endorsed_at"):
        written(text)


def test_reading_tells_every_byte(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(HEADER + ROW * 250)
    told = []
    assert len(list(files.rows(path, told.append))) == 250
    assert sum(told) == path.stat().st_size and len(told) == 3


IDEA = {"id": "a", "title": "t", "publish": "2016-09-30T11:21:53+08:00", "endorse_due": "2016-12-05T00:00:00+08:00"}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{", "line 2 cannot be read"),
        ("[]", "line 2 cannot be read"),
        (json.dumps(IDEA | {"publish": None}), "no window"),
        (json.dumps(IDEA | {"endorse_due": IDEA["publish"]}), "no window"),
        (json.dumps(IDEA | {"endorse_goal": -3}), "no goal"),
        (json.dumps({"id": "a"}), "line 2 has no 'publish'"),
    ],
)
def test_a_line_that_is_no_idea_is_told_and_the_next_is_read(tmp_path, line, sentence):
    path = tmp_path / "ideas.jsonl"
    path.write_text(f"\n{line}\n\n{json.dumps(IDEA)}\n")
    wrong, idea = files.ideas(path)
    assert sentence in str(wrong)
    assert (idea.id, idea.goal, idea.body) == ("a", 5000, "")
