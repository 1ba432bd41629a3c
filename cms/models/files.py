"""Pictures and documents: what editors upload. Everybody sees them once a published page shows them (`cms.showing`)."""

import posixpath
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition, ImageQuerySet

from civic.files import names
from cms.models.tidied import Tidied
from cms.searching import Findable


class PictureQuerySet(ImageQuerySet):
    def on_disk(self, name: str) -> "PictureQuerySet":
        """The picture of which the file `name` is the original or one of its sizes."""
        return self.filter(Q(file=name) | Q(pk__in=Rendition.objects.filter(file=name).values("image")))


class Picture(Tidied, Findable, AbstractImage):
    """A photograph or drawing. Its text alternative is written where it is used."""

    credit = models.CharField(
        _("credit"), max_length=120, blank=True, help_text=_("Who made it, and under which licence.")
    )

    objects = PictureQuerySet.as_manager()
    admin_form_fields = (
        "title",
        "file",
        "description",
        "credit",
        "collection",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )
    search_fields = AbstractImage.search_fields + Findable.piece_fields

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        indexes = [models.Index(fields=["file"], name="picture_on_disk")]


class Rendition(AbstractRendition):
    """One size of a picture, made when first shown."""

    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]
        indexes = [models.Index(fields=["file"], name="rendition_on_disk")]


class PublicDocument(Tidied, Findable, AbstractDocument):
    """A file that pages offer to everybody; which kinds and how large, the settings say."""

    name = models.CharField(max_length=names.LONGEST, blank=True, editable=False)  # as people call the file

    admin_form_fields = ("title", "file", "collection")
    search_fields = AbstractDocument.search_fields + Findable.piece_fields

    def clean(self) -> None:
        """Of a file that was not taken the intake has said why."""
        if self.file:
            super().clean()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and keep what people call the file before it gets its name on disk."""
        if self.file and not self.file._committed:
            self.name = names.said(self.file.name)
        super().save(*args, **kwargs)

    @property
    def filename(self) -> str:
        """What Wagtail calls the file in addresses and gives it back as."""
        return self.name or posixpath.basename(self.file.name)
