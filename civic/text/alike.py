"""Whether two texts look or sound alike, and what looks like something else."""

import re
import unicodedata

HAN = re.compile(r"[\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
INVISIBLE = ("Cc", "Cf", "Cs", "Mn", "Me")

# Letters of other scripts and small capitals that pass for Latin ones; digits that pass for letters come after them.
_LATIN = {
    "a": "ᴀαаɑⲁᎪꓮᗅᗩ", "b": "ʙвЬⲃᏴꓐᗷ", "c": "ᴄсϲⲥᏟꓚᑕ", "d": "ᴅԁᎠꓓᗞᗪɖ", "e": "ᴇеєɛⲉᎬꓰᗴ", "f": "ꜰꓝᖴ", "g": "ɢɡցᏀᏳꓖᎶ",
    "h": "ʜһհⲏᎻꓧᕼ", "i": "ɪıіιɩⲓᎥᏆꓲɨ", "j": "ᴊјȷյᎫꓙᒍ", "k": "ᴋκкⲕᏦꓗᛕ", "l": "ʟӏⅼᏞꓡᒪ", "m": "ᴍмⲙᎷꓟᗰ",
    "n": "ɴηпոռⲛꓠᑎ", "o": "ᴏοоօⲟꓳ", "p": "ᴘрρⲣᏢꓑᑭ", "q": "ꞯԛզᑫ", "r": "ʀгᎡᏒꓣᖇ", "s": "ꜱѕᏚꓢ", "t": "ᴛтτⲧᎢꓔ",
    "u": "ᴜυսꓴᑌ", "v": "ᴠνѵᏙꓦᐯ", "w": "ᴡԝωᎳᏔꓪᗯ", "x": "хχⲭꓫ", "y": "ʏуγⲩᎩᎽꓬ", "z": "ᴢᏃꓜᘔ",
}  # fmt: skip
_SIGNS = {chr(first + n): chr(ord("a") + n) for first in (0x1F150, 0x1F170, 0x1F1E6) for n in range(26)}  # 🅐 🅰 🇦
_LETTERS = _SIGNS | {twin: letter for letter, twins in _LATIN.items() for twin in twins}
RARE = {"CHEROKEE", "LISU", "COPTIC", "CANADIAN"}  # scripts in which a word of twins alone is a Latin word in disguise
# Mainland forms of the characters that offices are called by.
_SHORT = dict(zip("员长处课组检发书议会区务统办户队洁卫与", "員長處課組檢發書議會區務統辦戶隊潔衛與", strict=True))
LOOKS = str.maketrans(_LETTERS | _SHORT | {"臺": "台"})
DIGITS = str.maketrans("0135$@", "oiessa")


def folded(text: str) -> str:
    """`text` with widths and case evened out, and 臺 as 台: ＡＢＣ is abc."""
    return unicodedata.normalize("NFKC", text).casefold().replace("臺", "台")


def skeleton(text: str) -> str:
    """What is left of `text` for the eye: letters and digits only, twins of other scripts as Latin letters.

    Two texts with the same one look alike. Digits stay; `DIGITS` turns those that pass for letters.
    """
    plain = unicodedata.normalize("NFKD", folded(text)).translate(LOOKS)
    plain = "".join(char for char in plain if unicodedata.category(char) not in INVISIBLE)
    return "".join(char for char in plain.casefold() if char.isalnum())


def mixes_alphabets(text: str) -> bool:
    """Whether Latin letters stand beside those of another alphabet that look like them."""
    scripts = _scripts(text)
    return "LATIN" in scripts and bool(scripts & {"CYRILLIC", "GREEK", "ARMENIAN", *RARE})


def poses_as_latin(text: str) -> bool:
    """Whether all its letters are Latin ones to the eye, drawn by those of a script that hardly anybody here reads."""
    letters = [char for char in folded(text) if char.isalpha()]
    return all(char in _LETTERS for char in letters) and bool(_scripts(text) & RARE)


def _scripts(text):
    return {unicodedata.name(char, "").split(" ")[0] for char in text if char.isalpha()}
