"""Reads any text file as UTF-8."""

from __future__ import annotations

import codecs
import gzip
import re
from collections import Counter
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
    """Decodes chunks of bytes. What is not UTF-8 is decoded as Windows-1252, byte for byte."""

    def __init__(self, encoding: str) -> None:
        self.bad: Counter[str] = Counter()
        # How many of them stand next to another one.
        self.adjacent = 0
        self.encoding = encoding
        codecs.register_error("as-windows", self.as_windows)
        # The bytes of UTF-16 and UTF-32 mean nothing in another encoding.
        self.decoder = codecs.getincrementaldecoder(encoding)("as-windows" if encoding == "utf-8" else "replace")

    def as_windows(self, error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        byte = error.object[error.start : error.start + 1]
        # Windows-1252 leaves five bytes undefined.
        text = byte.decode(WINDOWS, errors="ignore") or "\ufffd"
        self.bad[text] += 1
        neighbours = error.object[max(0, error.start - 1) : error.start + 2]
        self.adjacent += sum(one >= 0x80 for one in neighbours) > 1
        return text, error.start + 1

    def decode(self, chunk: bytes, final: bool) -> str:
        return self.decoder.decode(chunk, final)


def to_utf8(path: Path, copy: Path) -> tuple[Path, list[str]]:
    """The file itself if it is UTF-8 without a mark, or else such a copy; and notes. Raises Unreadable."""
    with path.open("rb") as file:
        start = file.read(4)
    packed = start.startswith((GZIP, ZSTD))
    with opened(path) as source:
        chunk = source.read(CHUNK)
        if not chunk.strip():
            raise Unreadable("the file is empty")
        encoding = encoding_of(chunk[: 1 << 16])
        marked = chunk.startswith(tuple(MARKS))
        if encoding == "utf-8" and len(BINARY.findall(chunk)) > 2 + len(chunk.replace(b"\0", b"")) // 20:
            raise Unreadable("it is not a text file")
        decoder, nulls, blank = Decoder(encoding), 0, True
        clean = encoding == "utf-8" and not packed and not chunk.startswith(codecs.BOM_UTF8)
        with copy.open("w", encoding="utf-8", newline="", errors="replace") as target:
            position = 0
            while chunk:
                following = source.read(CHUNK)
                text = decoder.decode(chunk, not following)
                if text.startswith("\ufeff") and position == 0:
                    text = text[1:]
                if "\0" in text or decoder.bad:
                    nulls += text.count("\0")
                    text = text.replace("\0", "")
                    if clean:
                        copy_start(path, target, position)
                    clean = False
                blank = blank and not text.strip()
                if not clean:
                    target.write(text)
                position += len(chunk)
                chunk = following
    if blank:
        raise Unreadable("it has no text")
    notes = [f"{counted(nulls, 'NUL character')} left out"] if nulls else []
    if bad := decoder.bad.total():
        examples = " ".join(text for text, _ in decoder.bad.most_common(8))
        # Letters with accents mostly stand alone between others.
        is_doubtful = decoder.adjacent > bad / 2 and bad > 2
        hint = "letters are probably wrong, because" if is_doubtful else "if letters are wrong,"
        read = f"not UTF-8: {counted(bad, 'byte')} read as Windows-1252 ({examples})"
        notes.append(f"{read}; {hint} the file has another encoding: save it as UTF-8")
    elif encoding != "utf-8" and not marked:
        notes.append(f"read as {encoding.upper()}, although the file does not say so")
    return (path if clean else copy), notes


def copy_start(path: Path, target: IO[str], end: int) -> None:
    """Copies the first `end` bytes, which are UTF-8."""
    with path.open("rb") as source:
        decoder = codecs.getincrementaldecoder("utf-8-sig")()
        while end > 0 and (chunk := source.read(min(CHUNK, end))):
            target.write(decoder.decode(chunk))
            end -= len(chunk)
