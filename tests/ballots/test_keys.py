"""The key of a box: in two places or not at all, and gone from both."""

import os
import stat

import pytest

from proposals.ballots import keys


def files(folders):
    return [path for folder in folders if folder.exists() for path in folder.iterdir()]


def test_a_key_lies_in_both_places_for_its_owner_only(folders):
    name = keys.make()
    assert sorted(files(folders)) == sorted(folder / f"{name}.key" for folder in folders)
    assert {stat.S_IMODE(path.stat().st_mode) for path in files(folders)} == {0o600}
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}
    one, two = (path.read_bytes() for path in files(folders))
    assert one == two == keys.read(name) and len(one) == 32
    assert keys.fingerprint(one) == name and keys.copies(name) == 2


def test_no_two_keys_are_the_same():
    assert len({keys.read(keys.make()) for _ in range(20)}) == 20


@pytest.mark.parametrize("harm", ["lost", "changed", "cut"])
def test_one_copy_is_enough_and_two_that_are_harmed_are_none(folders, harm):
    name = keys.make()
    for number, path in enumerate(files(folders), 1):
        if harm == "lost":
            path.unlink()
        else:
            path.write_bytes(b"x" * 32 if harm == "changed" else path.read_bytes()[:31])
        assert keys.copies(name) == 2 - number
        if number == 1:
            assert keys.fingerprint(keys.read(name)) == name
    with pytest.raises(keys.KeyAway):
        keys.read(name)


def test_a_folder_that_takes_nothing_leaves_no_key_behind(folders):
    folders[1].write_text("no folder")
    with pytest.raises(OSError):
        keys.make()
    assert list(folders[0].iterdir()) == []


def test_a_key_that_cannot_be_read_back_is_none(folders, monkeypatch):
    monkeypatch.setattr(keys.os, "write", lambda file, content: len(content))
    with pytest.raises(OSError):
        keys.make()
    assert files(folders) == []


def test_destroyed_is_overwritten_before_it_is_unlinked_and_may_be_repeated(folders):
    name, stays = keys.make(), keys.make()
    linked = [path.with_suffix(".other") for path in files(folders) if path.stem == name]
    for path in linked:
        os.link(path.with_suffix(".key"), path)
    key = keys.read(name)
    for _again in range(2):
        keys.destroy(name)
        assert keys.copies(name) == 0 and keys.copies(stays) == 2
    assert len(linked) == 2 and all(path.read_bytes() != key and len(path.read_bytes()) == 32 for path in linked)


def test_a_copy_that_is_elsewhere_is_not_taken_for_destroyed(folders):
    """A disk that is not mounted: an empty folder in its place, or none."""
    name = keys.make()
    folders[1].rename(folders[1].with_name("away"))
    with pytest.raises(OSError):
        keys.destroy(name)
    folders[1].mkdir()
    with pytest.raises(keys.KeyAway):
        keys.destroy(name)
    assert keys.copies(name) == 1, "nothing was destroyed"
    folders[1].rmdir()
    folders[1].with_name("away").rename(folders[1])
    keys.destroy(name)
    assert files(folders) == []


@pytest.mark.parametrize("done", [1, 2])
def test_destroying_is_taken_up_where_it_was_cut_short(folders, done, monkeypatch):
    """Cut after the first was overwritten, and after the first was unlinked."""
    name = keys.make()
    real, calls = os.fsync, []

    def cut(file):
        calls.append(file)
        if len(calls) == (2, 5)[done - 1]:  # file and folder for each that is overwritten, then the folder once more
            raise InterruptedError
        return real(file)

    monkeypatch.setattr(keys.os, "fsync", cut)
    with pytest.raises(InterruptedError):
        keys.destroy(name)
    assert len(files(folders)) == 3 - done
    monkeypatch.setattr(keys.os, "fsync", real)
    keys.destroy(name)
    assert files(folders) == []


def test_what_is_kept_is_found_by_its_fingerprint(folders):
    one, two = keys.make(), keys.make()
    assert {name: len(paths) for name, paths in keys.kept().items()} == {one: 2, two: 2}
