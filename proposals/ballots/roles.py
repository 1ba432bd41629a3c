"""Who may look at boxes in the administration; at rolls, sealed ballots and papers nobody may."""

from civic.accounts.registry import allow

allow("administrator", "ballots.view_box")
