"""A mail server that can be as bad as real ones: it speaks SMTP on a loopback port and does what a test tells it."""

import contextlib
import email
import email.policy
import socket
import socketserver
import threading

DRIP = 0.02  # seconds between two bytes


class MailServer(socketserver.ThreadingTCPServer):
    """`taken` holds (readers, message) of what it took.

    `close_after` letters it hangs up without a word; `refuses` says what it answers to `RCPT TO` of an address;
    `greeting`, `to_sender` and `to_letter` are its answers at the start, to `MAIL FROM` and after the letter;
    while `is_silent` it takes connections and says nothing; at "TLS", "greeting" or "letter" it `drips`: a byte now
    and then, for ever. `lines` counts connections.
    """

    daemon_threads = allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Talk)
        self.taken, self.lines, self.refuses = [], 0, {}
        self.close_after, self.is_silent, self.drips = None, False, ""
        self.greeting, self.to_sender, self.to_letter = "220 here", "250 ok", "250 taken"
        self.open, self.is_closing = set(), threading.Event()

    @property
    def port(self):
        return self.server_address[1]

    def handle_error(self, request, client_address):
        """A client that went away is no news."""

    def hang_up(self):
        """End every connection."""
        for line in list(self.open):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


class _Talk(socketserver.StreamRequestHandler):
    def handle(self):
        self.server.lines += 1
        self.server.open.add(self.request)
        try:
            if self.server.is_silent:
                self.rfile.read()
            elif self.server.drips == "TLS":
                self._drip(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")
            else:
                self._talk()
        finally:
            self.server.open.discard(self.request)

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())

    def _drip(self, first):
        """Begin well, then go on for ever, until the other side has had enough."""
        self.wfile.write(first)
        while not self.server.is_closing.wait(DRIP):
            self.wfile.write(b" ")

    def _talk(self):
        server, taken = self.server, 0
        if server.drips == "greeting":
            self._drip(b"220 here")
        self.say(server.greeting)
        while line := self.rfile.readline().decode().strip():
            word = line.upper()
            if word.startswith("MAIL FROM"):
                readers = []
                self.say(server.to_sender)
            elif word.startswith("RCPT TO"):
                reader = line.partition("<")[2].partition(">")[0]
                if reader not in server.refuses:
                    readers.append(reader)
                self.say(server.refuses.get(reader, "250 ok"))
            elif word == "DATA":
                if server.close_after is not None and taken >= server.close_after:
                    return
                self.say("354 go on")
                letter = self._letter()
                if server.drips == "letter":
                    self._drip(b"2")
                if server.to_letter.startswith("250"):
                    server.taken.append((readers, letter))
                    taken += 1
                self.say(server.to_letter)
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def _letter(self):
        lines = iter(self.rfile.readline, b".\r\n")
        return email.message_from_bytes(b"".join(lines), policy=email.policy.default)


@contextlib.contextmanager
def mail_server():
    """A `MailServer` at work until the end of the block."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.is_closing.set()
            server.hang_up()
            server.shutdown()
