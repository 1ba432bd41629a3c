"""Letters leave by SMTP as Django sends them, each within a limit of its own: a mail server that takes longer is one
that hung up."""

from smtplib import SMTP, SMTP_SSL
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

from civic.outbox.deadline import Deadline

REACHING = 40  # seconds until a mail server has greeted us, whatever its steps
LETTER = 40  # for one letter
LEAVING = 5  # to say goodbye


class Backend(EmailBackend):
    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.deadline = Deadline()

    @property
    def connection_class(self):
        deadline = self.deadline

        class Line(SMTP):
            def _get_socket(self, *args):
                return deadline.watch(super()._get_socket(*args))

        class TlsLine(SMTP_SSL, Line):
            """TLS begins over a line that is watched already."""

        return TlsLine if self.use_ssl else Line

    def open(self):
        if self.connection:
            return False
        with self.deadline.within(REACHING):
            is_new = super().open()
            if self.deadline.is_over:
                raise ConnectionError("the line was cut")
        return is_new

    def close(self):
        try:
            with self.deadline.within(LEAVING):
                super().close()
        finally:
            self.deadline.forget()

    def _send(self, email_message):
        with self.deadline.within(LETTER):
            return super()._send(email_message)
