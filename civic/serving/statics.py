"""Static files under names that tell their content, so that browsers may keep them for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

# Only our own: some modules of others name neighbours that are not installed with them.
IMPORT = (r"""(?P<matched>from "(?P<url>\./[\w-]+\.js)";)""", 'from "%(url)s";')


class Storage(CompressedManifestStaticFilesStorage):
    """Where one JavaScript module of the count imports another, that name tells the content too: after an upgrade
    no new module meets an old neighbour."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("proposals/*.js", (IMPORT,)))
