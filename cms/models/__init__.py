"""Pages by subject: `files` (pictures, documents), `pages` (what all pages share), `home`, `outcomes`."""

from cms.models.files import Picture, PublicDocument, Rendition
from cms.models.home import HomePage, HomeStep
from cms.models.outcomes import (
    OutcomeDocument,
    OutcomeIndexPage,
    OutcomeLink,
    OutcomePage,
)

__all__ = [
    "PublicDocument",
    "HomePage",
    "HomeStep",
    "OutcomeDocument",
    "OutcomeIndexPage",
    "OutcomeLink",
    "OutcomePage",
    "Picture",
    "Rendition",
]
