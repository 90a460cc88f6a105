"""Letters that the reader's machine may lack: the Han glyphs that a report uses travel inside it."""

from base64 import b64encode
from io import BytesIO

from toolkit.figures.canvas import FONTS, open_font

__all__ = ["embed_letters"]

_LATIN_END = 0x24F  # every machine has letters for what comes before


def embed_letters(text: str) -> str:
    """Write style rules that carry the glyphs of a text beyond the Latin letters.

    Args:
        text: everything that will be shown.

    Returns:
        ``@font-face`` rules for the families ``Tidewaiter 0`` and ``Tidewaiter 1`` (open fonts, cut down to what is
        used); empty if the text is Latin. Characters that neither font has are left to the reader's machine.

    Raises:
        MissingPackageError: the fonts were not built into this installation.

    >>> embed_letters("Latin only")
    ''
    """
    wanted = {ord(character) for character in text if ord(character) > _LATIN_END}
    rules = []
    for number, name in enumerate(FONTS):
        if not wanted:
            break
        font, found = _subset(name, wanted)
        wanted -= found
        if found:
            source = f"url(data:font/woff;base64,{b64encode(font).decode()})"
            rules.append(f'@font-face {{ font-family: "Tidewaiter {number}"; src: {source} format("woff"); }}\n')
    return "".join(rules)


def _subset(name: str, wanted: set[int]) -> tuple[bytes, set[int]]:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    with open_font(name) as path, TTFont(path, recalcTimestamp=False) as font:
        found = wanted & set(font.getBestCmap())
        if not found:
            return b"", found
        options = Options(layout_features=[], hinting=False, notdef_outline=True)
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=sorted(found))
        subsetter.subset(font)
        font.flavor = "woff"
        buffer = BytesIO()
        font.save(buffer, reorderTables=False)
    return buffer.getvalue(), found
