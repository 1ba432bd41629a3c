"""What people hand in is shown to a scanner, over a real socket: taken, refused, or refused because nobody answers."""

import socket
import struct
import threading
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from civic import env
from civic.files import doctor, scanner
from civic.files.intake import take
from civic.observing import NOTE, WELL, WRONG
from tests.files import things
from tests.waiting import PATIENCE

# The test file of EICAR, put together only here, so that no scanner takes this one for it.
EICAR = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}" + "$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*").encode()


@contextmanager
def listening(settings, answer):
    """A scanner that says `answer(command, bytes)`; it hangs up without a word for None. Yields what it was shown."""
    shown = []
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve():
            while True:
                try:
                    line, _address = door.accept()
                except OSError:
                    return
                with line, line.makefile("rb") as said:
                    command = _until_zero(said)
                    content = _unpacked(said) if command == b"zINSTREAM" else b""
                    shown.append(content)
                    if (words := answer(command, content)) is not None:
                        line.sendall(words)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        settings.SCANNER = door.getsockname()
        yield shown
        door.shutdown(socket.SHUT_RDWR)
    thread.join(PATIENCE)


def _until_zero(said):
    return b"".join(iter(lambda: said.read(1), b"\0"))


def _unpacked(said):
    content = b""
    while length := struct.unpack("!L", said.read(4))[0]:
        content += said.read(length)
    return content


def honest(command, content):
    if command == b"zPING":
        return b"PONG\0"
    return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


def taken(content, name="a.txt"):
    return take(SimpleUploadedFile(name, content), welcome=[".txt", ".pdf", ".png", ".jpg"], largest=2**20)


def refusal(content, name="a.txt"):
    with pytest.raises(ValidationError) as error:
        taken(content, name)
    return error.value.code


def test_a_file_is_shown_whole_and_taken_whole(settings):
    content = b"words\n" * (scanner.CHUNK // 3)
    with listening(settings, honest) as shown:
        assert taken(content).read() == content
    assert shown == [content]


def test_what_it_finds_is_refused_also_behind_a_picture(settings, caplog):
    with listening(settings, honest):
        assert refusal(EICAR) == "virus"
        assert refusal(things.photo("PNG") + EICAR, "a.png") == "virus"
    assert "Eicar-Test-Signature" in caplog.text


@pytest.mark.parametrize(
    "words",
    [None, b"", b"INSTREAM size limit exceeded. ERROR\0", b"HTTP/1.1 400\r\n\0", b"\xff" * 5000],
    ids=["silence", "nothing", "an error", "another protocol", "noise"],
)
def test_a_scanner_that_says_anything_else_is_away(settings, words):
    with listening(settings, lambda command, content: words):
        assert refusal(b"words") == "no_scanner"


def test_where_nobody_listens_no_file_is_taken(settings, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as door:
        settings.SCANNER = door.getsockname()
    assert refusal(b"words") == "no_scanner"
    settings.SCANNER = str(tmp_path / "absent")
    assert refusal(b"words") == "no_scanner"


def test_one_that_listens_and_never_answers_is_waited_for_no_longer_than_patience(settings, monkeypatch):
    monkeypatch.setattr(scanner, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as door:
        settings.SCANNER = door.getsockname()
        assert refusal(b"words") == "no_scanner"


def test_without_one_nothing_is_asked(settings):
    settings.SCANNER = None
    assert taken(EICAR).read() == EICAR


def test_the_doctor_asks_it(settings):
    settings.DEMO = False
    with listening(settings, honest):
        assert [one.verdict for one in doctor.virus_scanner()] == [WELL]
    assert [one.verdict for one in doctor.virus_scanner()] == [WRONG]
    settings.SCANNER = None
    assert [one.verdict for one in doctor.virus_scanner()] == [NOTE]


def test_the_setting_names_a_socket(monkeypatch):
    said = {"": None, "clam.example:3310": ("clam.example", 3310), "/run/clamd.sock": "/run/clamd.sock"}
    for value, meant in said.items():
        monkeypatch.setenv("SCANNER", value)
        assert env.peer("SCANNER") == meant
    for value in ("clam.example", "clam.example:many", ":3310"):
        monkeypatch.setenv("SCANNER", value)
        with pytest.raises(env.Misconfigured, match="host:port"):
            env.peer("SCANNER")
