"""The disk: our names, closed to others, and nothing on it that no row got."""

import stat

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import HttpResponse

from civic.files.storage import TakeBackMiddleware, take_back


@pytest.fixture(autouse=True)
def here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def on_disk(tmp_path):
    return [path.name for path in (tmp_path / "media").rglob("*") if path.is_file()]


def keep(name="秘密.txt"):
    return default_storage.save(default_storage.generate_filename(f"evidence/{name}"), ContentFile(b"x"))


def test_only_the_program_and_its_group_can_read_a_file(db, tmp_path):
    keep()
    modes = {path.is_dir(): stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "media").rglob("*")}
    assert modes == {False: 0o640, True: 0o750}
    assert stat.S_IMODE((tmp_path / "media").stat().st_mode) == 0o750


def test_nothing_of_peoples_name_is_on_disk_but_the_suffix(db, tmp_path):
    keep("𠮷" * 80 + ".txt")
    (name,) = on_disk(tmp_path)
    assert len(name) == 36 and name.endswith(".txt")


def test_what_a_refused_request_wrote_is_taken_back(db, tmp_path):
    def view(request):
        with transaction.atomic():
            kept.append(keep())
        try:
            with transaction.atomic():
                keep()
                raise ValueError
        except ValueError:
            return HttpResponse("refused")

    kept = []
    TakeBackMiddleware(view)(None)
    assert on_disk(tmp_path) == [kept[0].rpartition("/")[2]]


def test_what_a_failing_request_wrote_is_taken_back(db, tmp_path):
    def view(request):
        with transaction.atomic():
            keep()
            raise ValueError

    with pytest.raises(ValueError):
        TakeBackMiddleware(view)(None)
    assert on_disk(tmp_path) == []


def test_what_was_committed_stays(own_database, tmp_path):
    with transaction.atomic():
        keep()
    take_back()
    assert len(on_disk(tmp_path)) == 1
