"""From a template to the words of a letter."""

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.template.loader_tags import BlockNode

from civic import text


def render(kind: str, context: dict) -> tuple[str, str]:
    """`(subject, body)` of a kind of letter, in the active language.

    Plain text: nothing is escaped. The subject is one line whatever a title may contain, and nothing that somebody
    wrote turns the words around it.
    """
    app, _, name = kind.partition(".")
    template = get_template(f"mail/{app}/{name}.txt").template
    context = {**context, "site": settings.SITE_URL}
    subject = text.line(_block(template, "subject", context))
    body = text.without_turns(_block(template, "body", context)).strip()
    frame = get_template("mail/frame.txt").template
    return subject, frame.render(Context({**context, "body": body}, autoescape=False)).strip() + "\n"


def _block(template, name, values):
    block = next(node for node in template.nodelist.get_nodes_by_type(BlockNode) if node.name == name)
    context = Context(values, autoescape=False)
    with context.bind_template(template), context.render_context.push_state(template):
        return block.nodelist.render(context)
