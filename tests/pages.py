"""Pages as tests read them."""

import re


def text(response):
    """What stands on a page, without its markup, each run of white space one space."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html(response)))


def html(response):
    """The page as it is."""
    return response.content.decode()
