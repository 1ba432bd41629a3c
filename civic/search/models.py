"""The index: one document of each thing that somebody may find, and how common terms are.

`civic.search.indexing` writes documents, in the transaction that changes their thing; `frequencies` counts.
"""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func
from django.utils import timezone
from django.utils.translation import pgettext_lazy

PUBLIC, REVIEW = 0, 1  # sights: what everybody may find, and what only whoever reviews may
FACETS = ("kind", "phase", "theme", "district", "agency", "year")


class Document(models.Model):
    """What is kept of one thing: `kind` and `thing` (its id) name it, `path` is its address without a language where
    `language` is "" (it is read in both), `written` its text, `plain` title and text as they are searched, a line each
    (`civic.search.folding`).

    `phase` and `standing` (how many stand behind it) change often: they are in no index. `year` is that of `at`. All
    `FACETS` together are one number, `facet`, so that many documents are counted quickly. The terms of a text take
    four times its room, so they stand in the indexes only: `search_words` cuts them anew.
    """

    kind = models.CharField(max_length=20)
    thing = models.BigIntegerField()
    language = models.CharField(max_length=10, blank=True)
    sight = models.PositiveSmallIntegerField(default=PUBLIC)
    path = models.CharField(max_length=500)
    title = models.TextField()
    phase = models.CharField(max_length=20, blank=True)
    theme = models.CharField(max_length=32, blank=True)
    district = models.CharField(max_length=32, blank=True)
    agency = models.CharField(max_length=32, blank=True)
    year = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    standing = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField()  # characters of the text in `plain`
    facet = models.GeneratedField(
        expression=Func(*FACETS, function="search_facet"), output_field=models.BigIntegerField(), db_persist=True
    )
    written = models.TextField()
    plain = models.TextField()

    class Meta:
        verbose_name = pgettext_lazy("search", "document")
        verbose_name_plural = pgettext_lazy("search", "documents")
        constraints = [models.UniqueConstraint(fields=["kind", "thing"], name="document_once")]
        indexes = [
            GinIndex(Func("plain", function="search_title_words"), name="document_by_title"),
            GinIndex(Func("plain", function="search_words"), name="document_by_words"),
        ]


class Frequency(models.Model):
    """In how many documents a term stands; those of a single document are not kept."""

    term = models.CharField(max_length=60, primary_key=True, db_collation="C")
    documents = models.PositiveIntegerField()


class Corpus(models.Model):
    """The one row that says how many documents there are, and how many characters one has on average."""

    documents = models.PositiveIntegerField()
    size = models.FloatField()
    counted_at = models.DateTimeField()


class Lineup(models.Model):
    """The one row that keeps all public documents as they were at one moment, the newest first: their `ids`, when they
    are `at` and `due` (microseconds since 1970) and their `facets`, each eight bytes, and their `languages`, commas
    between. `snapshot` says which transactions it saw, `cluster` of which PostgreSQL."""

    cluster = models.BigIntegerField()
    snapshot = models.TextField()
    made_at = models.DateTimeField()
    ids = models.BinaryField()
    at = models.BinaryField()
    due = models.BinaryField()
    facets = models.BinaryField()
    languages = models.TextField()


class Common(models.Model):
    """Which documents of a line-up have a very common term, and which have it in their titles: a bit each."""

    lineup = models.ForeignKey(Lineup, on_delete=models.CASCADE)
    term = models.CharField(max_length=60)
    documents = models.BinaryField()
    titles = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lineup", "term"], name="common_once")]


class Change(models.Model):
    """That a document was written, changed or deleted; a trigger writes it, and in `made` by which transaction."""

    document = models.BigIntegerField()


class Rebuild(models.Model):
    """How far the documents of a `kind` are written anew: up to the thing `after`; all when `done_at` is set."""

    kind = models.CharField(max_length=20, primary_key=True)
    edition = models.PositiveSmallIntegerField()
    after = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)


class Seeker(models.Model):
    """That nothing was found for some `words` asked from an `address`, both as digests under a key of the `day`; gone
    when it is over."""

    words = models.BinaryField(max_length=16)
    address = models.BinaryField(max_length=16)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "words"], name="seeker_once")]
        indexes = [models.Index(fields=["words"], name="seeker_by_words")]


class Unanswered(models.Model):
    """`words` (as somebody typed them) for which several people found nothing: `asked` from so many addresses a day,
    all `days` together."""

    folded = models.CharField(max_length=60, primary_key=True)
    words = models.CharField(pgettext_lazy("search", "words"), max_length=80)
    asked = models.PositiveIntegerField(pgettext_lazy("search", "asked"))
    days = models.PositiveIntegerField(pgettext_lazy("search", "days"))
    last_on = models.DateField(pgettext_lazy("search", "last asked"))

    class Meta:
        verbose_name = pgettext_lazy("search", "words that find nothing")
        verbose_name_plural = verbose_name
        indexes = [models.Index(fields=["last_on"], name="unanswered_by_age")]

    def __str__(self):
        return self.words
