"""What is found of editors' pages: those that are live and for everybody."""

import pytest
from wagtail.models import PageViewRestriction

from civic.search.asking import read
from civic.search.finding import Sight, find
from tests.cms.conftest import outcome
from tests.people import NOON

pytestmark = pytest.mark.django_db


def found(page):
    return [hit.thing for hit in find(read(page.title), sight=Sight(language="zh-hant"), now=NOON).hits]


def test_a_live_outcome_is_found_until_it_is_unpublished():
    page = outcome()
    assert page.pk in found(page)
    page.unpublish()
    assert page.pk not in found(page)


def test_a_page_that_not_everybody_may_see_is_not_found():
    page = outcome()
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert page.pk not in found(page)
    restriction.delete()
    assert page.pk in found(page)
