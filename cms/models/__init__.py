"""Pages by subject: `files` (pictures, documents), `pages` (what all pages share), `home`, `outcomes`, `guides`,
`events` (news, events)."""

from cms.models.events import Event, NewsIndexPage, NewsPage, Registration
from cms.models.files import Picture, PublicDocument, Rendition
from cms.models.guides import GuidePage
from cms.models.home import HomePage, HomeStep
from cms.models.outcomes import (
    OutcomeChange,
    OutcomeDocument,
    OutcomeIndexPage,
    OutcomeLink,
    OutcomePage,
)

__all__ = [
    "Event",
    "NewsIndexPage",
    "NewsPage",
    "Registration",
    "PublicDocument",
    "GuidePage",
    "HomePage",
    "HomeStep",
    "OutcomeChange",
    "OutcomeDocument",
    "OutcomeIndexPage",
    "OutcomeLink",
    "OutcomePage",
    "Picture",
    "Rendition",
]
