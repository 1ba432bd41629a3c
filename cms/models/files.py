"""Pictures and documents: what editors upload, public for everybody."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

from cms.searching import Findable


class Picture(Findable, AbstractImage):
    """A photograph or drawing. Its text alternative is written where it is used."""

    credit = models.CharField(
        _("credit"), max_length=120, blank=True, help_text=_("Who made it, and under which licence.")
    )

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


class Rendition(AbstractRendition):
    """One size of a picture, made when first shown."""

    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]


class PublicDocument(Findable, AbstractDocument):
    """A file anybody may download; which kinds and how large, the settings say."""

    admin_form_fields = ("title", "file", "collection")
    search_fields = AbstractDocument.search_fields + Findable.piece_fields
