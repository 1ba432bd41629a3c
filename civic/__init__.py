"""What every form of participation stands on.

Each module and app in here imports downwards only, as tests/test_architecture.py draws the floors: from the roof
(`settings urls asgi wsgi management demo` and what else starts or checks the program; it may name anyone, nobody
imports it) down to the pure modules (`lifecycle text tables env postgres progress version`), which import nothing of
ours.
All but the roof names no form of participation (tests/test_ground.py): what it must know of one, an app plugs in.
"""
