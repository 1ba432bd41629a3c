"""Static files under names that tell their content, so that browsers may keep them for good."""

from django.apps import apps
from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Only in our own apps: some modules of others name neighbours that are not installed with them.
IMPORT = (r"""(?P<matched>from "(?P<url>\./[\w-]+\.js)";)""", 'from "%(url)s";')


class Storage(CompressedManifestStaticFilesStorage):
    """Where one JavaScript module of ours imports another, that name tells the content too: after an upgrade no new
    module meets an old neighbour."""

    @property
    def patterns(self) -> tuple:
        own = [app for app in apps.get_app_configs() if app.name in settings.OWN_APPS]
        return (*super().patterns, *((f"{app.label}/*.js", (IMPORT,)) for app in own))
