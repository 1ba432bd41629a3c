"""What an editor writes into a part of a page: a line, a text, a text with links."""

from wagtail import blocks
from wagtail.rich_text import RichText

from civic import text


class Line(blocks.CharBlock):
    """One line, kept as people see it."""

    def clean(self, value):
        return super().clean(text.line(value or ""))


class Words(blocks.TextBlock):
    """A text, kept as people see it."""

    def clean(self, value):
        return super().clean(text.tidy(value or ""))


class Rich(blocks.RichTextBlock):
    """A text with links and lists, kept as people see it."""

    def clean(self, value):
        return super().clean(RichText(text.tidy(value.source if value else "")))
