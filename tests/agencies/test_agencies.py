import pytest
from django.utils import translation

from civic.agencies.actions import appoint, dismiss
from civic.agencies.models import Agency, Official
from civic.agencies.rules import speaks_for
from civic.lifecycle import Denied
from civic.record.models import Entry
from tests import people


def test_an_official_speaks_for_their_own_agency_only(ann, kai, mei):
    transport = people.transport()
    assert speaks_for(ann, transport)
    assert not speaks_for(kai, transport)
    assert not speaks_for(mei, transport)
    assert not speaks_for(None, transport)
    assert list(Agency.objects.spoken_for_by(ann)) == [transport]
    assert not Agency.objects.spoken_for_by(mei)


def test_only_an_administrator_appoints(ada, ann, mei, now):
    with pytest.raises(Denied):
        appoint(mei, people.transport(), at=now, actor=ann)
    appoint(mei, people.transport(), at=now, actor=ada)
    appoint(mei, people.transport(), at=now, actor=ada)
    assert speaks_for(mei, people.transport()) and mei.has_role("official")
    assert Entry.objects.about(people.transport()).filter(data__person=mei.record_key).count() == 1


def test_nobody_is_appointed_to_an_agency_that_is_gone(ada, mei, now):
    Agency.objects.filter(pk=people.transport().pk).update(is_active=False)
    with pytest.raises(Denied):
        appoint(mei, people.transport(), at=now, actor=ada)


def test_the_role_goes_with_the_last_office(ada, ann, now):
    appoint(ann, people.parks(), at=now, actor=ada)
    dismiss(Official.objects.get(person=ann, agency=people.parks()), at=now, actor=ada)
    assert ann.has_role("official")
    dismiss(ann.offices.get(), at=now, actor=ada)
    assert not type(ann).objects.get(pk=ann.pk).has_role("official")


def test_an_agency_is_named_in_the_readers_language(db):
    assert people.transport().name == "交通局"
    with translation.override("en"):
        assert people.transport().name == "Transport Bureau"
