"""Secret ballots: who voted, and what was voted, kept so that nobody can join the two.

Whatever votes in secret stands on it, knowing what a choice means; this app does not. Its instruments plug in by a
file `boxes.py` (`registry`), call the verbs in `actions`, and read by `reading`. docs/secrecy.md tells what is kept
from whom.
May import everything below `proposals`, and nothing of `proposals` itself.

Words it owns: box (takes ballots in one window and is opened once), roll (who voted), ballot (what one person chose, as
whole numbers whose meaning the instrument knows), sealed (a ballot that only the box's key opens), paper (a ballot
that was opened and is nobody's), area (the instrument's number of a part of the box; 0 where it has none).
"""
