"""Reading settings from environment variables: flag() number() text() folders() peer() secret() several() database()
email().

Pure but for `secret`, which reads files and may make one; imports nothing of ours. A setting that is missing or empty
has its default; one that makes no sense ends the start with `Misconfigured`: one sentence, and, being a `SystemExit`,
no traceback.
"""

import contextlib
import os
import secrets
from collections.abc import Collection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}
SECRET_LENGTH = 32  # characters; what `secret` makes is longer


class Misconfigured(SystemExit):
    """A setting makes no sense; the argument is one sentence for the person who set it."""


def text(name: str, default: str = "", among: Collection[str] = ()) -> str:
    """The setting without the spaces around it; one of `among`, if that is given."""
    value = os.environ.get(name, "").strip() or default
    if among and value not in among:
        raise Misconfigured(f"{name} is {value!r}: it must be one of {', '.join(among)}.")
    return value


def flag(name: str, default: bool = False) -> bool:
    """1 true yes on, or 0 false no off, in capitals or not."""
    value = text(name).lower()
    if value and value not in YES | NO:
        raise Misconfigured(f"{name} is {value!r}: it must be on or off (or 1/0, true/false, yes/no).")
    return value in YES if value else default


def number(name: str, default: int, least: int | None = None, most: int | None = None) -> int:
    """A whole number, `least` and `most` included."""
    value = text(name, str(default))
    try:
        found = int(value)
    except ValueError:
        raise Misconfigured(f"{name} is {value!r}: it must be a whole number.") from None
    if least is not None and found < least:
        raise Misconfigured(f"{name} is {found}: it must be at least {least}.")
    if most is not None and found > most:
        raise Misconfigured(f"{name} is {found}: it must be at most {most}.")
    return found


def folders(name: str, *default: Path) -> list[Path]:
    """Folders with a comma between, as many as the default has, each another."""
    found = [Path(each.strip()).absolute() for each in text(name, ",".join(map(str, default))).split(",")]
    if len(set(found)) != len(default):
        raise Misconfigured(f"{name} must name {len(default)} different folders with a comma between.")
    return found


def peer(name: str) -> tuple[str, int] | str | None:
    """Where somebody listens: host:port, or the path of a socket; None if nothing is set."""
    value = text(name)
    if not value or value.startswith("/"):
        return value or None
    host, _, port = value.rpartition(":")
    if not host or not port.isascii() or not port.isdigit():
        raise Misconfigured(f"{name} is {value!r}: it must be host:port, or the path of a socket.")
    return host, int(port)


def secret(name: str, made: Path | None = None, *, optional: bool = False, least: int = SECRET_LENGTH) -> str:
    """NAME, or what the file NAME_FILE holds, or what the file `made` holds.

    `made` is made at first use, readable by its owner only; without it a missing secret ends the start, or is empty
    if it is `optional`. Never shorter than `least` characters.
    """
    value, file = text(name), text(f"{name}_FILE")
    if value and file:
        raise Misconfigured(f"Both {name} and {name}_FILE are set: keep one of them.")
    if file:
        value = _content(f"{name}_FILE", Path(file))
    elif not value and made:
        value = _content(name, made if os.path.exists(made) else _make(name, made))
    if not value and optional:
        return ""
    if not value:
        raise Misconfigured(f"{name} is not set: set it, or {name}_FILE to the path of a file that holds it.")
    if len(value) < least:
        raise Misconfigured(f"{name} is too short: a secret has at least {least} characters.")
    return value


def several(name: str, made: Path) -> list[str]:
    """Like `secret`, but one or more, with commas or white space between."""
    found = secret(name, made).replace(",", " ").split()
    if len(set(found)) < len(found) or any(len(each) < SECRET_LENGTH for each in found):
        raise Misconfigured(f"{name} must hold different secrets, each of at least {SECRET_LENGTH} characters.")
    return found


def _content(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", error)
        raise Misconfigured(f"{name} cannot be read from {path}: {why}.") from None


def _make(name: str, path: Path) -> Path:
    """Written aside, linked into place: of two processes at their first start, both read what one wrote."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        owner = next(folder for folder in path.parents if folder.exists()).stat()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        if os.geteuid() == 0:
            os.chown(path.parent, owner.st_uid, owner.st_gid)
            os.chown(fresh, owner.st_uid, owner.st_gid)
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
    except OSError as error:
        raise Misconfigured(f"{name} is not set and none can be kept in {path}: {error.strerror}.") from None
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink()
    return path


def database(url: str) -> dict[str, Any]:
    """Django's settings for postgres://user:password@host:port/name?sslmode=…; the rest goes to libpq."""
    parts, port = _parts("DATABASE_URL", url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgres", "postgresql") or not name:
        raise Misconfigured("DATABASE_URL must read postgres://user:password@host:port/name.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": options.pop("port", "") or port,
        "OPTIONS": {"connect_timeout": "10"} | options,
    }


def email(url: str, folder: Path, to_files: str, by_smtp: str) -> dict[str, Any]:
    """Django's settings for letters: files in `folder` without a URL, the terminal for console:, else SMTP.

    smtp+tls://user:password@host:587 (STARTTLS), smtps://…:465 (TLS from the start), smtp://…:25 (clear).
    """
    if not url:
        return {"EMAIL_BACKEND": to_files, "EMAIL_FILE_PATH": str(folder)}
    if url == "console:":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts, port = _parts("EMAIL_URL", url)
    usual = {"smtp+tls": 587, "smtps": 465, "smtp": 25}
    if parts.scheme not in usual or not parts.hostname:
        raise Misconfigured("EMAIL_URL must read smtp+tls://user:password@host:port (or smtps:, smtp:).")
    return {
        "EMAIL_BACKEND": by_smtp,
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": int(port or usual[parts.scheme]),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }


def _parts(name: str, url: str):
    try:
        parts = urlsplit(url)
        return parts, str(parts.port or "")
    except ValueError as error:
        raise Misconfigured(f"{name} is not a URL: {error}.") from None
