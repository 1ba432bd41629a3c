"""Pictures drawn anew: upright, in the colours of the web, without anything else that stood in their file.

Where somebody lives, which camera they own, the small picture from before it was cut: all of that stays outside.
"""

import struct
import threading
from io import SEEK_END, BytesIO
from typing import BinaryIO

import pillow_heif
from PIL import Image, ImageCms, ImageOps

pillow_heif.register_heif_opener()

MOST_PIXELS = 64 * 10**6  # of one picture: 300 MB while it is drawn
LONGEST_SIDE = 4096  # pixels; a larger picture becomes smaller
FORMATS = {  # {kind: (what Pillow may read it as, the kind it becomes; None: by whether one can see through it)}
    ".jpg": (("JPEG",), ".jpg"),
    ".png": (("PNG",), ".png"),
    ".webp": (("WEBP",), ".webp"),
    ".gif": (("GIF",), ".png"),
    ".heic": (("HEIF",), None),
    ".avif": (("AVIF",), None),
}
WRITTEN = {".jpg": ("JPEG", {"quality": 90}), ".png": ("PNG", {}), ".webp": ("WEBP", {"quality": 90}),
           ".avif": ("AVIF", {"quality": 80})}  # fmt: skip
OF_PIXELS = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "transparency", "gamma", "srgb", "interlace",
             "progressive", "progression", "adobe", "adobe_transform", "background", "loop", "duration", "timestamp",
             "aspect", "chromaticity", "default_image", "bbox", "disposal", "blend"}  # fmt: skip
_WEB = ImageCms.createProfile("sRGB")
_one_at_a_time = threading.Lock()  # bounds the memory of a process, whatever many people send at once


class Unreadable(Exception):
    """A picture that is not taken, for the reason named: "broken", "pixels", or "moving" where it must be still."""


def redrawn(
    file: BinaryIO, kind: str, *, into: str | None = None, longest: int = LONGEST_SIDE, is_still: bool = False
) -> tuple[bytes, str]:
    """The picture of this `kind` (see `kinds`) as a new file of at most `longest` pixels a side, and its kind.

    That is `into`, or else one that every browser shows. Of one that moves it is the first frame, unless it must be
    one that `is_still`. Raises `Unreadable`.
    """
    formats, usual = FORMATS[kind]
    try:
        with _one_at_a_time:
            file.seek(0)
            with Image.open(file, formats=formats) as image:
                _judge(image, is_still)
                image.draft(None, (longest, longest))  # a JPEG is unpacked no larger than needed
                image.load()
                ImageOps.exif_transpose(image, in_place=True)
                upright = _plain(image)
            upright.thumbnail((longest, longest))
            into = into or usual or (".png" if upright.mode == "RGBA" else ".jpg")
            return _written(upright, into), into
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise Unreadable("pixels") from None
    except (OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, RuntimeError, struct.error):
        raise Unreadable("broken") from None


def _judge(image, is_still):
    if image.width * image.height > MOST_PIXELS:
        raise Unreadable("pixels")
    if is_still and image.format in ("GIF", "PNG", "WEBP", "AVIF") and getattr(image, "is_animated", False):
        raise Unreadable("moving")


def _plain(image):
    """Its pixels, RGB or RGBA, and nothing else."""
    profile = image.info.get("icc_profile")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda level: level / 256).convert("L")
    if profile and image.mode in ("RGB", "CMYK"):
        image = _in_web_colours(image, profile)
    plain = image if image.mode == mode else image.convert(mode)  # no copy of a large one for nothing
    plain.info = {}
    return plain


def _in_web_colours(image, profile):
    try:
        return ImageCms.profileToProfile(image, ImageCms.ImageCmsProfile(BytesIO(profile)), _WEB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return image


def _written(image, kind):
    name, options = WRITTEN[kind]
    if name == "JPEG" and image.mode != "RGB":
        image = image.convert("RGB")
    new = BytesIO()
    image.save(new, name, **options)
    return new.getvalue()


def pixels(file: BinaryIO) -> int:
    """How many pixels a picture says it has; 0 for what is none that we know."""
    try:
        file.seek(0)
        with Image.open(file, formats=("JPEG", "PNG", "WEBP", "AVIF")) as image:
            return image.width * image.height
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return 0


def tells_more(file: BinaryIO) -> bool:
    """Whether a picture holds more than its pixels: place, camera, comments, a small picture, a profile."""
    try:
        file.seek(0)
        with Image.open(file, formats=("JPEG", "PNG", "WEBP", "AVIF")) as image:
            image.load()
            file.seek(-2, SEEK_END)
            if image.format == "JPEG" and file.read() != b"\xff\xd9":
                return True
            return image.format == "MPO" or bool(set(image.info) - OF_PIXELS or image.getexif())
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
