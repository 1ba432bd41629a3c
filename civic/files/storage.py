"""The disk: names nobody can guess, files nobody else on the machine can read, and none that its row did not get."""

import posixpath
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.files.storage import FileSystemStorage
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from civic.files import names

FILE, FOLDER = 0o640, 0o750  # the group is whoever keeps backups
_here = threading.local()


class Media(FileSystemStorage):
    """Where all files lie that people hand in. Only the suffix of their name is kept; `names.said` keeps the rest."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **{"file_permissions_mode": FILE, "directory_permissions_mode": FOLDER} | kwargs)

    def generate_filename(self, filename: str) -> str:
        folder, name = posixpath.split(str(filename).replace("\\", "/"))
        return super().generate_filename(posixpath.join(folder, names.unguessable(name)))

    def _save(self, name, content):
        name = super()._save(name, content)
        if connection.in_atomic_block:
            done = partial(_written().pop, name, None)
            _written()[name] = self, done
            transaction.on_commit(done)
        return name


def _written():
    """{name: (storage, what the commit will call)} of the files this thread wrote in transactions not yet over."""
    if not hasattr(_here, "files"):
        _here.files = {}
    return _here.files


def take_back() -> None:
    """Delete what this thread wrote in a transaction that was rolled back."""
    waiting = {id(call) for _savepoints, call, *_ in connection.run_on_commit}
    for name, (storage, done) in list(_written().items()):
        if id(done) not in waiting:
            storage.delete(name)
            del _written()[name]


class TakeBackMiddleware:
    """A file whose request failed or was refused does not stay on disk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request):
        try:
            return self.get_response(request)
        finally:
            if _written():
                take_back()
