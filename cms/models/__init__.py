"""Pages by subject: `files` (pictures, documents), `pages` (what all pages share), `home`, `outcomes`, `guides`,
`events` (news, events)."""

from cms.models.events import Event, NewsIndexPage, NewsPage, Registration
from cms.models.files import Picture, PublicDocument, Rendition
from cms.models.guides import GuidePage
from cms.models.home import HomePage, HomeStep
from cms.models.links import BrokenLink, PageLooked
from cms.models.outcomes import (
    OutcomeChange,
    OutcomeDocument,
    OutcomeIndexPage,
    OutcomeLink,
    OutcomePage,
)
from cms.models.previews import PreviewLink

__all__ = [
    "BrokenLink",
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
    "PageLooked",
    "Picture",
    "PreviewLink",
    "Rendition",
]
