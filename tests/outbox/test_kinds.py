"""Every kind of letter has its words."""

import pytest
from django.template.loader import get_template
from django.template.loader_tags import BlockNode

from civic.outbox.registry import kinds


def test_there_are_kinds():
    assert "proposals.established" in kinds, "void unless the plugs are found"


@pytest.mark.parametrize("kind", sorted(kinds))
def test_every_kind_has_a_subject_and_a_body(kind):
    template = get_template(f"mail/{kind.replace('.', '/', 1)}.txt").template
    assert {node.name for node in template.nodelist.get_nodes_by_type(BlockNode)} >= {"subject", "body"}
