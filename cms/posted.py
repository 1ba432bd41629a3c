"""What the editors' scripts send of texts and parts, read with care: what no script of ours sends is answered 400."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import BadRequest
from draftjs_exporter.error import ExporterException


@contextmanager
def read_with_care() -> Iterator[None]:
    """Inside, what breaks Wagtail's reading of a form raises `BadRequest`."""
    try:
        yield
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, ExporterException) as error:
        raise BadRequest("a text or a part of a page that no editor sends") from error


class Posted:
    """A block that is read from a form with care. Put before Wagtail's class."""

    def value_from_datadict(self, data: Mapping, files: Mapping, prefix: str) -> Any:
        with read_with_care():
            return super().value_from_datadict(data, files, prefix)
