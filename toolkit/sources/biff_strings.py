"""Texts of old workbooks: one byte or two a character, cut wherever a record happened to be full."""

import struct

__all__ = ["Strings", "read_string"]

_WIDE, _PHONETIC, _RICH = 0x01, 0x04, 0x08


def read_string(content: bytes, at: int, *, wide_count: bool) -> str:
    r"""Read a text that stands in one record ([MS-XLS] 2.5.240 and 2.5.294).

    >>> read_string(b"\x02\x00ab", 0, wide_count=False)
    'ab'
    """
    count = struct.unpack_from("<H" if wide_count else "<B", content, at)[0]
    at += 2 if wide_count else 1
    flags = content[at]
    at += 1 + 2 * bool(flags & _RICH) + 4 * bool(flags & _PHONETIC)
    return _decode(content[at : at + count * (2 if flags & _WIDE else 1)], wide=bool(flags & _WIDE))


def _decode(content: bytes, *, wide: bool) -> str:
    text = content.decode("utf-16-le" if wide else "latin-1", "surrogatepass" if wide else "strict")
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") if wide else text


class Strings:
    """Texts that run over a record and those that continue it: where a text is cut, the next record says anew how wide it is."""

    def __init__(self, records: list[bytes]) -> None:
        """Take the contents of the record and of those that continue it."""
        self.records = records
        self.index = 0
        self.at = 0

    def read_all(self) -> list[str]:
        """Read a table of shared texts ([MS-XLS] 2.4.265); as many as are there, whatever the count says."""
        self.at = 8
        count = struct.unpack_from("<I", self.records[0], 4)[0]
        texts: list[str] = []
        while len(texts) < count and self._more():
            texts.append(self._read_rich())
        return texts

    def read_one(self) -> str:
        """Read one text, as it follows a formula."""
        return self._read_rich()

    def _more(self) -> bool:
        while self.index < len(self.records) and self.at >= len(self.records[self.index]):
            self.index += 1
            self.at = 0
        return self.index < len(self.records)

    def _take(self, size: int) -> bytes:
        """Take bytes that are no characters; they run over records without a new flag."""
        taken = bytearray()
        while len(taken) < size and self._more():
            part = self.records[self.index][self.at : self.at + size - len(taken)]
            taken += part
            self.at += len(part)
        return bytes(taken).ljust(size, b"\x00")

    def _read_rich(self) -> str:
        count, flags = struct.unpack("<HB", self._take(3))
        runs = struct.unpack("<H", self._take(2))[0] if flags & _RICH else 0
        reading = struct.unpack("<I", self._take(4))[0] if flags & _PHONETIC else 0
        text = self._read_characters(count, wide=bool(flags & _WIDE))
        self._skip(4 * runs + reading)
        return text

    def _read_characters(self, count: int, *, wide: bool) -> str:
        parts: list[str] = []
        while count and self.index < len(self.records):
            record = self.records[self.index]
            if self.at >= len(record):
                if not self._more():
                    break
                wide = bool(self.records[self.index][0] & _WIDE)
                self.at = 1
                continue
            width = 2 if wide else 1
            part = record[self.at : self.at + count * width]
            part = part[: len(part) // width * width]
            if not part:
                self.at = len(record)
                continue
            parts.append(_decode(part, wide=wide))
            count -= len(part) // width
            self.at += len(part)
        return "".join(parts)

    def _skip(self, size: int) -> None:
        while size and self._more():
            step = min(size, len(self.records[self.index]) - self.at)
            self.at += step
            size -= step
