"""On the page of a proposal: the idea of a budget that it has become."""

from django.utils.translation import gettext_lazy as _

from proposals.budgets.ideas import Idea
from proposals.models import Proposal
from proposals.pages.onward import Onward, onward


@onward
def ideas_of(proposal: Proposal) -> list[Onward]:
    """The ideas that were taken over from it."""
    ideas = Idea.objects.public().filter(proposal=proposal).select_related("cycle").order_by("pk")
    words = _("Taken over as an idea of a participatory budget:")
    return [Onward(words, idea.cycle.title, idea.get_absolute_url()) for idea in ideas]
