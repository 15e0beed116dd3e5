"""Which encoding a text file has, and its bytes as UTF-8.

Found, not assumed: a byte order mark decides; else the alignment of NUL bytes tells UTF-16; else the lines
that are not plain ASCII are tried as UTF-8 (where text in another encoding hardly ever passes) and as
GB18030.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from youji.screening.errors import SourceError

MARK = "\ufdd1"
"""Stands for bytes that could not be decoded: a noncharacter, which no sound text contains."""
MARK_BYTES = MARK.encode()
REPLACEMENT_BYTES = "\ufffd".encode()
"""What a marked place becomes in the value handed on; as long as MARK_BYTES, so that offsets stay true."""

_EVIDENCE = 256 * 1024
_HEAD = 64 * 1024
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "ascii": "utf-8"}


def _mark(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError):
        return MARK, error.end
    raise error


codecs.register_error("youji.mark", _mark)


@dataclass(frozen=True)
class Encoding:
    """A codec's name, the length of the byte order mark before the text, and how lines end."""

    name: str
    skip: int = 0
    ends_with_return: bool = False
    """True for old Macintosh files, whose lines end in a lone carriage return."""


def find_encoding(source: str, blocks: Callable[[], Iterator[bytes]], wanted: str | None = None) -> Encoding:
    """Find the encoding of a text file.

    Args:
        source: the file as the user named it, for messages.
        blocks: opens the file's bytes from the start; reading stops as soon as the evidence is enough.
        wanted: an encoding the user stated; it is taken, but checked against the file's first lines.

    Raises:
        SourceError: the encoding is unknown, or the text is in none of those looked for.
    """
    stream = blocks()
    try:
        head = next(stream, b"")
        while len(head) < _HEAD and (more := next(stream, b"")):
            head += more
        bom = next(((mark, name) for mark, name in _BOMS if head.startswith(mark)), None)
        if wanted is not None:
            name = _known(source, wanted)
            if name == "utf-16":
                marked = bom[1] if bom and bom[1].startswith("utf-16") else None
                name = marked or _utf16_without_bom(head) or "utf-16-le"
            skip = len(bom[0]) if bom and bom[1] == name else 0
            _check_wanted(source, head[skip : skip + _HEAD], name, wanted, skip)
        elif bom is not None:
            name, skip = bom[1], len(bom[0])
        elif (utf16 := _utf16_without_bom(head)) is not None:
            name, skip = utf16, 0
        else:
            name, skip = _by_evidence(source, head, stream), 0
    finally:
        close = getattr(stream, "close", None)
        if close is not None:
            close()
    text = head[skip : skip + _HEAD].decode(name, "replace")
    return Encoding(name, skip, "\r" in text[:-1] and "\n" not in text)


def utf8_blocks(blocks: Iterator[bytes], encoding: Encoding) -> Iterator[bytes]:
    """The text as UTF-8, block by block; undecodable bytes become MARK.

    A block ends between two characters, not always at the end of a line.
    """
    skip = encoding.skip
    decoder = codecs.getincrementaldecoder(encoding.name)("youji.mark")
    plain = encoding.name == "utf-8"
    pending = b""
    for block in blocks:
        data = block[skip:]
        skip = max(0, skip - len(block))
        if plain:
            data, pending = _whole_characters(pending + data)
            out = data if data.isascii() or _is_utf8(data) else data.decode("utf-8", "youji.mark").encode()
        else:
            out = decoder.decode(data).encode("utf-8", "replace")
        if out:
            yield out.replace(b"\r", b"\n") if encoding.ends_with_return else out
    tail = pending.decode("utf-8", "youji.mark") if plain else decoder.decode(b"", True)
    if tail:
        yield tail.encode("utf-8", "replace")


def _whole_characters(data: bytes) -> tuple[bytes, bytes]:
    """Cut before a character that the end of the data may have split."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte < 0x80:
            break
        if byte >= 0xC0:
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return (data[:-back], data[-back:]) if back < length else (data, b"")
    return data, b""


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _known(source: str, wanted: str) -> str:
    try:
        name = codecs.lookup(wanted).name
    except LookupError:
        raise SourceError(
            f"{source}: there is no encoding called {wanted!r}; common ones are utf-8, gb18030 and utf-16."
        ) from None
    if name == "utf-8-sig":
        name = "utf-8"
    try:
        codecs.getincrementaldecoder(name)("strict").decode(b"")
        b"a".decode(name, "replace")
    except LookupError:
        raise SourceError(f"{source}: {wanted!r} is not an encoding of text; try utf-8 or gb18030.") from None
    return _SUPERSETS.get(name, name)


def _check_wanted(source: str, head: bytes, name: str, wanted: str, offset: int) -> None:
    """Refuse a stated encoding under which most of the lines that could tell cannot be read."""
    wide = name.startswith(("utf-16", "utf-32"))
    text = head[: len(head) & ~3] if wide else head[: head.rfind(b"\n") + 1 or len(head)]
    marked = text.decode(name, "youji.mark")
    telling = [line for line in marked.split("\n") if not line.isascii()]
    broken = [line for line in telling if MARK in line]
    if not broken or len(broken) * 2 <= len(telling):
        return
    line = marked[: marked.index(MARK)].count("\n") + 1
    try:
        text.decode(name)
        first = 0
    except UnicodeDecodeError as error:
        first = error.start
    raise SourceError(
        f"{source}: line {line} (byte {offset + first:,}) is not {wanted} text; leave the encoding out to have it "
        "found, or name the right one (often gb18030)."
    )


def _utf16_without_bom(head: bytes) -> str | None:
    """UTF-16 shows in where the zero bytes of ASCII characters stand: the even or the odd places."""
    head = head[: len(head) & ~1][:_HEAD]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < max(2, len(head) // 40) or min(even, odd) * 10 > max(even, odd):
        return None
    name = "utf-16-le" if odd > even else "utf-16-be"
    text = head.decode(name, "youji.mark").rstrip(MARK)
    controls = sum(character < " " and character not in "\t\r\n\f" for character in text)
    if MARK in text or controls * 50 > len(text):
        return None
    return name


def _by_evidence(source: str, head: bytes, stream: Iterator[bytes]) -> str:
    """Judge UTF-8 against GB18030 by the first lines that are not plain ASCII, wherever they are."""
    telling: list[tuple[int, bytes]] = []
    weight = 0
    line_number = 0
    pending = b""
    block: bytes | None = head
    while block and weight < _EVIDENCE:
        data = pending + block
        cut = data.rfind(b"\n") + 1
        if data.isascii():
            line_number += data.count(b"\n", 0, cut)
        else:
            for line in data[:cut].split(b"\n")[:-1]:
                line_number += 1
                if not line.isascii():
                    telling.append((line_number, line))
                    weight += len(line)
                    if weight >= _EVIDENCE:
                        break
        pending = data[cut:]
        block = next(stream, None) if len(pending) < _EVIDENCE * 16 else None
    if not pending.isascii() and weight < _EVIDENCE:
        telling.append((line_number + 1, _whole_characters(pending[:_EVIDENCE])[0]))
    if not telling:
        return "utf-8"
    as_utf8 = sum(_is_utf8(line) for _, line in telling)
    if as_utf8 * 2 >= len(telling):
        return "utf-8"
    as_gb = sum(_is_plausible_gb(line) for _, line in telling)
    if as_gb * 2 > len(telling):
        return "gb18030"
    number, line = telling[0]
    raise SourceError(
        f"{source}: line {number} is neither UTF-8, UTF-16 nor GB18030 text (first odd byte "
        f"0x{next(byte for byte in line if byte > 0x7F):02X}); name the encoding, or check that this is a "
        f"text file."
    )


def _is_plausible_gb(line: bytes) -> bool:
    """True if the line decodes, and mostly to the rows of GB 2312, where everyday text lives.

    Western accented letters before another letter also decode as two-byte characters, but to rare ones.
    """
    try:
        text = line.decode("gb18030")
    except UnicodeDecodeError as error:
        if error.start < max(1, len(line) - 3):
            return False
        text = line[: error.start].decode("gb18030")
    wide = [character.encode("gb18030") for character in text if not character.isascii()]
    everyday = sum(len(code) == 2 and code[0] >= 0xA1 and code[1] >= 0xA1 for code in wide)
    return everyday * 4 >= len(wide) * 3
