"""Events for tests, made by the verbs."""

from datetime import timedelta

from cms import event_actions
from cms.actions import publish_news
from tests.people import DAY, NOON

STARTS = NOON + 10 * DAY
CLOSES = STARTS - DAY


def planned(editor, *, capacity=2, now=NOON, **facts):
    """An event that no page tells of yet."""
    told = {
        "name_zh": "雨水花園走讀", "name_en": "A walk to the rain gardens", "place_zh": "左營站", "place_en": "Zuoying",
        "starts_at": STARTS, "ends_at": STARTS + timedelta(hours=2), "closes_at": CLOSES, "capacity": capacity,
    } | facts  # fmt: skip
    return event_actions.announce_event(editor, now=now, **told)


def announced(editor, **facts):
    """An event that a page in each language tells of."""
    event = planned(editor, **facts)
    words = {"key": "walk", "summary": "一起去看會喝水的分隔島。", "text": "請穿雨鞋。", "event": event}
    publish_news(language="zh-hant", title="走讀報名", **words)
    publish_news(language="en", title="Come for a walk", **words)
    return event
