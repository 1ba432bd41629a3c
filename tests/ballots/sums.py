"""How the process beside us counts the things of the tests. Pure."""

import os


def by(told, ballots):
    """How many chose each thing; `told` comes back, with the process that counted."""
    votes = {}
    for choices, number in ballots.items():
        for thing in choices:
            votes[thing] = votes.get(thing, 0) + number
    if votes.get(13):
        raise ValueError(f"thirteen was chosen: {votes}")
    return {"told": told, "votes": votes, "process": os.getpid()}
