"""Letters as files, where there is no mail server: one `.eml` per message, readable by any mail program."""

import os
import re
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend


class FileBackend(BaseEmailBackend):
    """Writes `<EMAIL_FILE_PATH>/<message-id>.eml`; the same message again is the same file again."""

    def __init__(self, fail_silently=False, file_path=None, **options):
        super().__init__(fail_silently=fail_silently)
        self.folder = Path(file_path or settings.EMAIL_FILE_PATH)

    def send_messages(self, messages):
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in messages:
            self._write(message.message())
        return len(messages)

    def _write(self, message):
        """Whole or not at all: a reader never sees half a letter."""
        name = re.sub(r"[^\w.@-]", "_", message["Message-ID"].strip("<>"))
        handle, aside = tempfile.mkstemp(dir=self.folder, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(message.as_bytes(linesep="\r\n"))
        os.replace(aside, self.folder / f"{name}.eml")
