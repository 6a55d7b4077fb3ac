"""Reads any text file as UTF-8."""

from __future__ import annotations

import codecs
import gzip
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from .candidates import MARKS
from .rows import counted

CHUNK = 1 << 20
GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
# Control characters that text does not have, but for the separators \x01 and \x1f. Of NUL, a run is one: the end of a
# file or a lost block is filled with it.
BINARY = re.compile(rb"\0+|[\x02-\x08\x0b\x0e-\x1a\x1c\x1d]")
CONTROL = re.compile("[\0-\x08\x0b\x0e-\x1a\x1c\x1d]")
WITHOUT_MARK = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
WINDOWS = "windows-1252"


class Unreadable(Exception):
    """The file cannot be loaded; the message is for its owner."""


def opened(path: Path) -> IO[bytes]:
    """The decompressed bytes of a file; its first bytes say how it is compressed."""
    file = path.open("rb")
    head = file.read(4)
    file.seek(0)
    if head.startswith(GZIP):
        return gzip.open(file)  # type: ignore[return-value]
    if head != ZSTD:
        return file
    # Loaded only where a folder has such a file.
    import zstandard

    return zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)


def encoding_of(head: bytes) -> str:
    for mark, name in MARKS.items():
        if head.startswith(mark):
            return name
    if b"\0" not in head:
        return "utf-8"
    # Without a mark: line ends and separators are ASCII in the right encoding, and hardly ever in another.
    texts = {name: head.decode(name, errors="replace") for name in WITHOUT_MARK}
    likely = {
        name: sum(map(str.isascii, text))
        for name, text in texts.items()
        if not CONTROL.search(text) and "\ufffd" not in text[:-1] and text.count("\n") >= head.count(b"\n") / 2
    }
    best = max(likely, key=lambda name: likely[name], default="utf-8")
    is_text = best in likely and likely[best] > 0.05 * len(texts[best]) and re.search("[\r\n,;\t|]", texts[best])
    return best if is_text else "utf-8"


class Decoder:
    """Decodes a file to text without a mark and without NUL. What is not UTF-8 is decoded as Windows-1252, byte for byte."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding
        # Letters of bytes that are not UTF-8, and how many of these bytes stand next to another one.
        self.bad: Counter[str] = Counter()
        self.adjacent = 0
        self.nulls = 0

    def as_windows(self, error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        byte = error.object[error.start : error.start + 1]
        # Windows-1252 leaves five bytes undefined.
        text = byte.decode(WINDOWS, errors="ignore") or "\ufffd"
        self.bad[text] += 1
        neighbours = error.object[max(0, error.start - 1) : error.start + 2]
        self.adjacent += sum(one >= 0x80 for one in neighbours) > 1
        return text, error.start + 1

    def texts(self, path: Path) -> Iterator[str]:
        codecs.register_error("as-windows", self.as_windows)
        # Bytes of UTF-16 and UTF-32 that cannot be decoded are not letters of Windows-1252.
        errors = "as-windows" if self.encoding == "utf-8" else "replace"
        decoder = codecs.getincrementaldecoder(self.encoding)(errors)
        with opened(path) as source:
            prefix = "\ufeff"
            while chunk := source.read(CHUNK):
                text = decoder.decode(chunk)
                if b"\0" in chunk:
                    self.nulls += text.count("\0")
                    text = text.replace("\0", "")
                yield text.removeprefix(prefix)
                prefix = ""
        yield decoder.decode(b"", final=True)


def to_utf8(path: Path, copy: Path) -> tuple[Path, list[str]]:
    """The file itself if it is UTF-8 without a mark, or else such a copy; and notes. Raises Unreadable."""
    with path.open("rb") as file:
        is_packed = file.read(4).startswith((GZIP, ZSTD))
    with opened(path) as source:
        head = source.read(CHUNK)
    if not head.strip():
        raise Unreadable("the file is empty")
    encoding, is_marked = encoding_of(head[: 1 << 16]), head.startswith(tuple(MARKS))
    if encoding == "utf-8" and len(BINARY.findall(head)) > 2 + len(head.replace(b"\0", b"")) // 20:
        raise Unreadable("it is not a text file")
    first = Decoder(encoding)
    if sum(not text.isspace() for text in first.texts(path) if text) == 0:
        raise Unreadable("it has no text")
    if encoding == "utf-8" and not (is_packed or is_marked or first.bad or first.nulls):
        return path, []
    with copy.open("w", encoding="utf-8", newline="", errors="replace") as target:
        target.writelines(Decoder(encoding).texts(path))
    return copy, notes_of(first, is_marked)


def notes_of(decoder: Decoder, is_marked: bool) -> list[str]:
    notes = [f"{counted(decoder.nulls, 'NUL character')} left out"] if decoder.nulls else []
    if bad := decoder.bad.total():
        examples = " ".join(text for text, _ in decoder.bad.most_common(8))
        # Letters with accents mostly stand alone between others.
        is_doubtful = decoder.adjacent > bad / 2 and bad > 2
        hint = "letters are probably wrong, because" if is_doubtful else "if letters are wrong,"
        read = f"not UTF-8: {counted(bad, 'byte')} read as Windows-1252 ({examples})"
        notes.append(f"{read}; {hint} the file has another encoding: save it as UTF-8")
    elif decoder.encoding != "utf-8" and not is_marked:
        notes.append(f"read as {decoder.encoding.upper()}, although the file does not say so")
    return notes
