"""Taking the second ballot of one person out of an open box, when two accounts turn out to be theirs.

What is taken out was never opened, and nothing is written of what it said. Nobody stands on the public record: that two
accounts were one person's is theirs to tell.
"""

from datetime import datetime

from civic.accounts.models import Person
from civic.lifecycle import Refused
from civic.verbs import change, tell
from proposals.ballots import keys, reading, rules
from proposals.ballots.models import Roll, Sealed

NOBODY = ""  # is named on record


def take_out_seconds(person: Person, other: Person, *, now: datetime) -> None:
    """Leave one ballot of the two accounts in each open box (`reading.seconds`): part of joining them, within its fence
    and under the locks of boxes and people. Raises `Refused` where the key of a box cannot be read."""
    for box, rolls in reading.seconds(person, other, now).items():
        try:
            cipher = reading.cipher_of(box)
        except keys.KeyAway:
            raise Refused(rules.KEY_AWAY) from None
        people = [roll.person_id for roll in rolls]
        Roll.objects.filter(box=box, person__in=people).delete()
        Sealed.objects.filter(box=box, pk__in=[cipher.pseudonym(each) for each in people]).delete()
        change(box, turnout=box.turnout - len(people))
        tell(box, "ballots.taken_out", NOBODY, now, letter=False, box=box.pk, turnout=box.turnout)
