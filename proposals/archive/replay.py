"""Plays an archive: every real endorsement at its real instant, through the verbs everybody uses.

`Replay` works on whatever database is connected; `scratch.database` gives it one to throw away. The people are
invented and shared by all lists: the k-th row of every list is endorsed by the k-th person of the crowd, so no list has
the same person twice. Rows are endorsed in the order of the file, many lists to a batch; the next batch is read
while the database takes the last.
"""

from array import array
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.contrib.auth.models import Group
from django.db import connections, transaction

from civic import text
from civic.accounts import crowd
from civic.agencies.models import Agency
from civic.city import places
from civic.city.models import Theme
from civic.lifecycle import Refusal
from civic.windows import Window
from proposals import actions, rules
from proposals.archive import files
from proposals.models import Proposal

BATCH = 4000  # endorsements to a transaction
CROWD = 4000  # people made at a time
TAG = "replay"

resolve = lru_cache(maxsize=4096)(places.resolve)


@dataclass(slots=True)
class Outcome:
    """What became of one idea: its `phase` once everything that came in time has been counted, `established_at` in
    RFC 3339 (Asia/Taipei), and how many rows a rule refused or nobody could read."""

    id: str
    count: int
    phase: str
    established_at: str | None
    refused: int
    unreadable: int

    as_dict = asdict


@dataclass(slots=True)
class _Tally:
    id: str
    proposal_id: int
    refused: int = 0
    unreadable: int = 0


@dataclass(slots=True)
class _Batch:
    """Arrivals to endorse, and the tallies of the lists whose last row is among them."""

    arrivals: list[actions.Arrival] = field(default_factory=list)
    whole: list[_Tally] = field(default_factory=list)


class Replay:
    """Plays ideas one after the other; `tell` is called with a sentence about what cannot be played, `read` with the
    number of bytes gone through.

    `turns`: also do what the clock does at both ends of a window, for a database in which the clock goes on.
    """

    def __init__(
        self, *, tell: Callable[[str], object], read: Callable[[int], object] = lambda size: None, turns: bool = False
    ):
        self.tell = tell
        self.read = read
        self.turns = turns
        self.people = array("q")
        self.cast = _Cast()

    def play(self, ideas: Path, lists: Path) -> Iterator[Outcome]:
        """The outcome of every readable idea, in the order of the file; an idea without a list has no endorsements."""
        refused = Counter()
        for batch in _ahead(self._batches(ideas, lists)):
            for arrival, answer in zip(batch.arrivals, actions.endorse_many(batch.arrivals, clock=None), strict=True):
                if isinstance(answer, Refusal):
                    refused[arrival.proposal_id] += 1
            proposals = Proposal.objects.in_bulk([tally.proposal_id for tally in batch.whole])
            for tally in batch.whole:
                proposal = proposals[tally.proposal_id]
                if self.turns:
                    actions.take_turns(proposal, now=proposal.closes_at + rules.COUNTING_TIME)
                tally.refused = refused.pop(tally.proposal_id, 0)
                yield _outcome(proposal, tally)

    def _batches(self, ideas, lists):
        batch = _Batch()
        for idea in self._ideas(ideas, lists):
            tally = _Tally(idea.id, self.cast.open(idea).pk)
            for arrival in self._arrivals(tally, lists / f"{idea.id}.csv"):
                batch.arrivals.append(arrival)
                if len(batch.arrivals) == BATCH:
                    yield batch
                    batch = _Batch()
            batch.whole.append(tally)
        yield batch

    def _ideas(self, path, lists):
        """The ideas that can be played, each once; tells of all others, and of lists without an idea."""
        seen = set()
        for idea in files.ideas(path):
            if isinstance(idea, files.Unreadable):
                self.tell(str(idea))
            elif idea.id in seen:
                self.tell(f"{idea.id} comes a second time; only the first is played.")
            else:
                seen.add(idea.id)
                yield idea
        for stray in sorted(lists.glob("*.csv")):
            if stray.stem not in seen:
                self.tell(f"{stray.name} belongs to no idea in {path.name}; it is not played.")

    def _arrivals(self, tally, path):
        try:
            for number, row in enumerate(files.rows(path, self.read)):
                if row.at is None:
                    tally.unreadable += 1
                else:
                    yield self._arrival(tally.proposal_id, number, row)
        except files.Unreadable as why:
            self.tell(str(why))
        except FileNotFoundError:
            pass
        except OSError as error:
            self.tell(f"{path.name} cannot be read: {error.strerror}.")

    def _arrival(self, proposal_id, number, row):
        if number >= len(self.people):
            self.people = array("q", crowd.pool(number + CROWD, tag=TAG, at=self.cast.joined_at))
        county, district = resolve(row.city, row.town)
        reason = text.shortened(text.tidy(row.reason), rules.REASON_LIMIT)
        return actions.Arrival(proposal_id, self.people[number], row.at, reason, county, district)


def _ahead(items, steps=2):
    """`items` in order, the next `steps` of them made in a thread while the database is busy with those before."""
    items, end, context = iter(items), object(), copy_context()
    with ThreadPoolExecutor(1) as thread:
        pending = deque(thread.submit(context.run, next, items, end) for _ in range(steps))
        try:
            while (item := pending.popleft().result()) is not end:
                pending.append(thread.submit(context.run, next, items, end))
                yield item
        finally:
            thread.submit(connections.close_all)


def _public(words, most):
    """`words` as far as they can be kept, without identity numbers: all else that an archive published is confirmed."""
    words = text.shortened(text.tidy(words), most)
    for found in reversed([each for each in text.passages(words) if each.kind == text.IDENTITY]):
        words = words[: found.start] + "…" + words[found.end :]
    return words


def _outcome(proposal, tally):
    at = proposal.established_at
    return Outcome(
        id=tally.id,
        count=proposal.endorsement_count,
        phase=rules.phase(proposal, proposal.closes_at + rules.COUNTING_TIME),
        established_at=at and at.astimezone(files.TAIPEI).isoformat(),
        refused=tally.refused,
        unreadable=tally.unreadable,
    )


class _Cast:
    """The people besides endorsers: a proposer for each idea, found again by its id, and one reviewer."""

    joined_at = datetime(2015, 1, 1, tzinfo=files.TAIPEI)

    def __init__(self):
        self.reviewer, _is_new = crowd.person("reviewer", tag=TAG, at=self.joined_at)
        self.reviewer.groups.add(Group.objects.get_or_create(name="reviewer")[0])
        self.theme = Theme.objects.first()
        names = {"name_zh": "封存資料", "name_en": "Archive", "is_active": False}
        self.agency = Agency.objects.get_or_create(code=TAG, defaults=names)[0]

    @transaction.atomic
    def open(self, idea):
        """The idea as a proposal whose window is the archive's; the one of an earlier replay if there is one."""
        proposer, is_new = crowd.person(f"idea-{idea.id}", tag=TAG, at=self.joined_at)
        if not is_new:
            return Proposal.objects.get(proposer=proposer)
        at = idea.publish
        proposal = actions.save_draft(
            proposer,
            now=at,
            title=_public(idea.title, rules.TITLE_LIMIT) or idea.id,
            body=_public(idea.body, rules.TEXT_LIMIT) or "—",
            benefits=_public(idea.benefits, rules.TEXT_LIMIT) or "—",
            theme=self.theme,
            agency=self.agency,
        )
        public = [passage.key for passage in actions.passages_of(proposal)]
        proposal = actions.submit(proposal, proposer, now=at, confirmed=public)
        window = Window(idea.publish, idea.endorse_due)
        Agency.objects.filter(pk=self.agency.pk).update(is_active=True)  # until this one is passed; nobody else sees it
        passed = actions.pass_review(
            proposal, self.reviewer, now=at, theme=self.theme, window=window, threshold=idea.goal
        )
        Agency.objects.filter(pk=self.agency.pk).update(is_active=False)
        return passed
