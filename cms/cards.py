"""A proposal as a card shows it."""

from proposals import rules


class Card:
    """What `pieces/proposal_card.html` reads of a proposal at `now`."""

    def __init__(self, proposal, now):
        self.topic = proposal.topic
        self.url = proposal.get_absolute_url()
        self.title, self.theme, self.district = proposal.title, proposal.theme, proposal.district
        self.version, self.count, self.threshold = proposal.version, proposal.endorsement_count, proposal.threshold
        self.phase = rules.phase(proposal, now)
        self.phase_label = rules.PHASES[self.phase]
        self.open, self.closes_at = rules.is_open(proposal, now), proposal.closes_at
        self.days_left = (proposal.closes_at - now).days if self.open else 0


def cards(proposals, now):
    return [Card(proposal, now) for proposal in proposals]
