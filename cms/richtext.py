"""Wagtail's editor of rich texts, which the settings name: apart from the blocks, because it asks for models."""

from collections.abc import Mapping

from wagtail.admin.rich_text import DraftailRichTextArea

from cms.posted import read_with_care


class RichTextArea(DraftailRichTextArea):
    """It reads with care what was sent; where nothing is sent, nothing is written."""

    def value_from_datadict(self, data: Mapping, files: Mapping, name: str) -> str:
        if not data.get(name):
            return ""
        with read_with_care():
            return super().value_from_datadict(data, files, name)
