"""The ground every form of participation stands on.

Pure modules (`env postgres lifecycle turnstile slips text`) import no app of ours; the apps in
here import downwards only, as `tests/test_architecture.py` draws it. `settings urls asgi wsgi`
are the roof: they may name anyone, nobody imports them.
"""
