"""The demo town: invented people, agencies, proposals and outcomes, and a one-click sign-in.

May import every floor but the roof; of `settings` and what starts the program, some import `gate`. Facts are written
by the verbs everybody uses, dated in the past; the texts stand in `town/*.toml` and can be edited without Python. Words
it owns: town, cast (the people with a name), crowd (the people without), one-click sign-in.
"""
