"""Files as people send them, made here: photographs with a place in them, pages in disguise, packed documents."""

import io
import zipfile

import pillow_heif
from PIL import Image, ImageCms

from civic.files import pictures  # noqa: F401 -- Pillow learns HEIC

PLACE, SERIAL = 0x8825, 0xA431
SAID = (b"SN-12345678", b"kitchen table", b"Phone Make")  # what must be in no file that we give back


def photo(format="JPEG", size=(120, 80), orientation=6, mode="RGB"):
    """A picture, red above and blue below as one sees it, that also says where and with which camera it was taken."""
    image = Image.new(mode, size, (200, 0, 0, 255)[: len(mode)])
    image.paste((0, 0, 200, 255)[: len(mode)], (0, 0, size[0] // 2, size[1]))  # turned by 90° when orientation is 6
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x010E] = orientation, "Phone Make", "kitchen table"
    exif.get_ifd(0x8769)[SERIAL] = "SN-12345678"
    exif.get_ifd(PLACE).update({1: "N", 2: (22.0, 37.0, 12.34), 3: "E", 4: (120.0, 18.0, 56.78)})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options = {"exif": exif.tobytes(), "icc_profile": profile}
    if format == "JPEG":
        options |= {"comment": b"kitchen table", "xmp": b"<x:xmpmeta>kitchen table</x:xmpmeta>"}
    if format == "HEIF":
        pillow_heif.register_heif_opener()
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def photo_with_another_behind():
    """A photograph as some phones make it: a second one, with its own notes, stands behind the first in the file."""
    notes = Image.Exif()
    notes[0x010E] = "kitchen table"
    file = io.BytesIO()
    first, second = (Image.new("RGB", (40, 40), colour) for colour in ("red", "blue"))
    first.save(file, "MPO", save_all=True, append_images=[second], exif=notes.tobytes())
    return file.getvalue()


def moving(format):
    file = io.BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    frames[0].save(file, format, save_all=True, append_images=frames[1:], duration=100)
    return file.getvalue()


def packed(*pieces):
    """A packed file of (name, content)."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in pieces:
            archive.writestr(zipfile.ZipInfo(name), content)  # of 1980: the same bytes whenever it is packed
    return file.getvalue()


DOCX = packed(("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>"))
XLSX = packed(("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<w/>"))
ODT = packed(("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<c/>"))
MACROS = packed(("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>"), ("word/vbaProject.bin", "x"))
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
