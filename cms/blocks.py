"""What an editor may put into the further part of an outcome page, and into a page that explains.

What is chosen may be deleted one day. Its part then shows nothing and keeps its words, and the page can still be saved.
"""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from civic.accounts.sections import farewells, purposes
from cms.front import numbers
from cms.lines import Line, Rich, Words
from cms.parts import BudgetBlock, CaseBlock, DatasetBlock, MeetingBlock, ProposalBlock, TimelineBlock
from cms.posted import Posted
from proposals.grounds import AGAINST_REASONS, GROUNDS
from proposals.rules import DAYS_TO_OBJECT


class QuoteBlock(blocks.StructBlock):
    """What somebody said, and who, named only so far as they agreed to."""

    text = Words(max_length=500, label=_("The words"))
    source = Line(max_length=80, required=False, label=_("Who said it"))

    class Meta:
        template = "cms/blocks/quote.html"
        icon = "openquote"
        label = _("Quotation")


class FigureBlock(blocks.StructBlock):
    """A picture with its words for those who cannot see it."""

    picture = ImageChooserBlock(
        required=False, label=_("Picture"), help_text=_("Without a picture this part is not shown.")
    )
    alt = Line(
        max_length=200, required=False, label=_("The picture in words"), help_text=_("For those who cannot see it.")
    )
    caption = Line(max_length=200, required=False, label=_("Caption"))

    class Meta:
        template = "cms/blocks/figure.html"
        icon = "image"
        label = _("Picture")

    def clean(self, value):
        value = super().clean(value)
        if value["picture"] and not value["alt"] and not self.is_deferred_validation:
            raise blocks.StructBlockValidationError(
                block_errors={"alt": ValidationError(_("Say in words what the picture shows."))}
            )
        return value


class GalleryBlock(blocks.StructBlock):
    """Several pictures, each with its words."""

    heading = Line(max_length=80, required=False, label=_("Heading"))
    pictures = blocks.ListBlock(FigureBlock(), min_num=1, max_num=24, label=_("Pictures"))

    class Meta:
        template = "cms/blocks/gallery.html"
        icon = "image"
        label = _("Gallery")


class BeforeAfterBlock(blocks.StructBlock):
    """The same place twice."""

    heading = Line(max_length=80, required=False, label=_("Heading"))
    before = FigureBlock(label=_("Before"))
    after = FigureBlock(label=_("After"))

    class Meta:
        template = "cms/blocks/before_after.html"
        icon = "image"
        label = _("Before and after")


class DocumentsBlock(blocks.StructBlock):
    """Documents where the text speaks of them."""

    heading = Line(max_length=80, required=False, label=_("Heading"))
    documents = blocks.ListBlock(
        DocumentChooserBlock(required=False, label=_("Document")), min_num=1, max_num=40, label=_("Documents")
    )

    class Meta:
        template = "cms/blocks/documents.html"
        icon = "doc-full"
        label = _("Documents")


class KeyFigureBlock(blocks.StructBlock):
    """A number with its unit, and what it counts."""

    number = Line(max_length=20, label=_("Figure"), help_text=_("With its unit, such as 320 m"))
    meaning = Line(max_length=80, label=_("What it counts"))

    class Meta:
        icon = "order"
        label = _("Key figure")


class KeyFiguresBlock(blocks.StructBlock):
    figures = blocks.ListBlock(KeyFigureBlock(), min_num=1, max_num=6, label=_("Figures"))

    class Meta:
        template = "cms/blocks/figures.html"
        icon = "table"
        label = _("Key figures")


class Prose(Posted, blocks.StreamBlock):
    """Headings and texts, in the order the editor gives them."""

    heading = Line(max_length=80, label=_("Heading"), icon="title", template="cms/blocks/heading.html")
    text = Rich(
        features=["bold", "italic", "link", "document-link", "ol", "ul"],
        label=_("Text"),
        icon="pilcrow",
        template="cms/blocks/text.html",
    )


class OutcomeBody(Prose):
    """The further part of an outcome page."""

    proposal = ProposalBlock()
    budget = BudgetBlock()
    case = CaseBlock()
    meeting = MeetingBlock()
    timeline = TimelineBlock()
    quote = QuoteBlock()
    picture = FigureBlock()
    gallery = GalleryBlock()
    before_after = BeforeAfterBlock()
    figures = KeyFiguresBlock()
    documents = DocumentsBlock()
    dataset = DatasetBlock()


class LiveBlock(blocks.StaticBlock):
    """Something the program knows, read when the page is: an editor only says where it stands."""

    class Meta:
        admin_text = _("The program fills this in, as it is at the moment of reading. Say only where it stands.")


class NumbersBlock(LiveBlock):
    """The numbers of the terms in force: days, threshold and deadlines; and those that will hold next."""

    class Meta:
        template = "cms/blocks/numbers.html"
        icon = "date"
        label = _("Numbers in force")

    def get_context(self, value, parent_context=None):
        return super().get_context(value, parent_context=parent_context) | numbers(timezone.now())


class GroundsBlock(LiveBlock):
    """The grounds on which a review may refuse a proposal, and those on which a reason may be hidden."""

    class Meta:
        template = "cms/blocks/grounds.html"
        icon = "list-ul"
        label = _("Grounds of refusal")

    def get_context(self, value, parent_context=None):
        told = {"grounds": GROUNDS, "against_reasons": AGAINST_REASONS, "days_to_object": DAYS_TO_OBJECT}
        return super().get_context(value, parent_context=parent_context) | told


class PurposesBlock(LiveBlock):
    """Which personal data are kept, why and how long, as each app says it; and what erasing an account does."""

    class Meta:
        template = "cms/blocks/purposes.html"
        icon = "key"
        label = _("Personal data: purpose, time, rights")

    def get_context(self, value, parent_context=None):
        told = {"purposes": purposes(), "farewells": farewells()}
        return super().get_context(value, parent_context=parent_context) | told


class LetterBlock(LiveBlock):
    """The way to the form in which one writes to the city."""

    class Meta:
        template = "cms/blocks/letter.html"
        icon = "mail"
        label = _("The way to the contact form")


class GuideBody(Prose):
    """What a page that explains says."""

    numbers = NumbersBlock()
    grounds = GroundsBlock()
    purposes = PurposesBlock()
    letter = LetterBlock()
    picture = FigureBlock()


class NewsBody(Prose):
    """What a piece of news says."""

    picture = FigureBlock()
    gallery = GalleryBlock()
    documents = DocumentsBlock()
    proposal = ProposalBlock()
    budget = BudgetBlock()
    case = CaseBlock()
