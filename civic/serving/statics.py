"""Static files under names that tell their content, so that browsers may keep them for good; and the style sheets of
all apps as one file, since on a slow line each question takes longer than what it brings.

An app names its sheets in its `AppConfig`, as they follow each other: `style_sheets = ("proposals/proposals.css",)`.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

JOINED = "civic/site.css"  # what every page links
# Only in our own apps: some modules of others name neighbours that are not installed with them.
IMPORT = (r"""(?P<matched>from "(?P<url>\./[\w-]+\.js)";)""", 'from "%(url)s";')


class Storage(CompressedManifestStaticFilesStorage):
    """Where one JavaScript module of ours imports another, that name tells the content too: after an upgrade no new
    module meets an old neighbour."""

    @property
    def patterns(self) -> tuple:
        own = [app for app in apps.get_app_configs() if app.name in settings.OWN_APPS]
        return (*super().patterns, *((f"{app.label}/*.js", (IMPORT,)) for app in own))


def style_sheets() -> list[str]:
    """The style sheets of all apps by their names as static files, the ground's first."""
    return [name for app in apps.get_app_configs() for name in getattr(app, "style_sheets", ())]


class StyleFinder(finders.BaseFinder):
    """Finds `JOINED`; it is written anew under VAR_DIR whenever a sheet has changed."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.storage = FileSystemStorage(settings.VAR_DIR / "joined")

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> str | list[str]:
        """Where it lies; [] for every other file."""
        if path != JOINED:
            return []
        return [self._written()] if find_all else self._written()

    def list(self, _ignored: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """Its name, and the storage that has it."""
        self._written()
        yield JOINED, self.storage

    def _written(self):
        path, text = Path(self.storage.path(JOINED)), _joined()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as part:
                part.write(text)
            os.replace(part.name, path)
        return str(path)


def _joined():
    return "\n".join(Path(finders.find(name)).read_text(encoding="utf-8") for name in style_sheets())
