"""The curve of a window, its words and its table."""

from datetime import date

from proposals.pages.curve import FLOOR, WIDTH, draw

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
