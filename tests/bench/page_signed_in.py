"""The proposal page for distinct signed-in people, pages a second, against an empty Django view in the same layout."""

from tests.bench import page_hot


def main():
    page_hot.main("page_signed_in", people=9000)


if __name__ == "__main__":
    main()
