"""The curve of a window, its words and its table."""

from datetime import date

from proposals.pages.curve import FLOOR, GAP, WIDTH, draw

FIRST, LAST = date(2026, 3, 4), date(2026, 3, 13)  # ten days


def curve(new_by_day, today, goal=10):
    return draw(new_by_day, first_day=FIRST, last_day=LAST, today=today, goal=goal)


def test_there_is_none_before_the_first_day():
    assert curve({}, date(2026, 3, 3)) is None


def test_it_reaches_today_and_no_further():
    half = curve({FIRST: 2}, date(2026, 3, 8))
    assert half.end_x == WIDTH / 2
    assert len(half.rows) == 5
    assert curve({FIRST: 2}, date(2027, 1, 1)).end_x == WIDTH


def test_days_without_endorsements_keep_the_total():
    rows = curve({FIRST: 2, date(2026, 3, 6): 3}, date(2026, 3, 7)).rows
    assert [(row.new, row.total) for row in rows] == [(2, 2), (0, 2), (3, 5), (0, 5)]


def test_nothing_is_drawn_outside_the_box():
    for count in (0, 9, 10, 1000):
        drawn = curve({FIRST: count}, LAST)
        assert 0 < drawn.goal_y < FLOOR
        assert 0 < drawn.end_y <= FLOOR


def test_what_falls_short_by_one_does_not_touch_the_goal():
    short, reached = (curve({FIRST: count}, LAST, goal=100_000) for count in (99_999, 100_000))
    assert short.end_y > short.goal_y
    assert reached.end_y == reached.goal_y


def test_the_words_name_the_day_the_threshold_was_reached():
    assert "3月6日" in curve({FIRST: 9, date(2026, 3, 6): 1}, LAST).words
    assert "月" not in curve({FIRST: 9}, LAST).words


def test_a_pace_is_told_after_seven_finished_days_only():
    each_day = {date(2026, 3, day): 1 for day in range(4, 14)}
    assert curve(each_day, date(2026, 3, 10)).pace == "", "six days are finished"
    assert "3月13日" in curve(each_day, date(2026, 3, 11), goal=10).pace, "8 of 10, one a day: in two days"
    assert curve({}, date(2026, 3, 12)).pace == "", "nobody came"


def test_a_pace_that_does_not_suffice_says_what_it_takes():
    each_day = {date(2026, 3, day): 1 for day in range(4, 14)}
    pace = curve(each_day, date(2026, 3, 11), goal=100).pace
    assert "7 人" in pace and "每天還需要 31 人" in pace, "92 in three days, today included"


def test_no_pace_is_told_once_it_makes_no_difference():
    each_day = {date(2026, 3, day): 2 for day in range(4, 14)}
    assert curve(each_day, date(2026, 3, 12), goal=18).pace == "", "reached"
    assert curve(each_day, date(2026, 3, 14), goal=100).pace == "", "over"


def test_today_and_the_day_it_was_established_are_marked():
    def words(today, established_on=None):
        drawn = draw({FIRST: 12}, first_day=FIRST, last_day=LAST, today=today, goal=10, established_on=established_on)
        return [mark.words for mark in drawn.marks], drawn.established_x

    assert words(date(2026, 3, 6)) == (["門檻 10", "今天（3月6日）"], None)
    assert words(date(2026, 4, 1), established_on=FIRST) == (["門檻 10", "3月4日成案"], WIDTH / 10)


def test_no_words_leave_the_box():
    for count in (0, 9, 10, 1000):
        for day in range(4, 14):
            for mark in curve({FIRST: count}, date(2026, 3, day)).marks:
                assert 0 <= mark.x <= WIDTH and 0 < mark.y <= FLOOR
                room = mark.x if mark.anchor == "end" else WIDTH - mark.x
                assert room >= WIDTH / 2 - GAP
