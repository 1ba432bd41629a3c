"""The front page for strangers, pages a second, against an empty Django view in the same layout."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench import page_hot


def main():
    page_hot.main("page_home", path="/")


if __name__ == "__main__":
    main()
