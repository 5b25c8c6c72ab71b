"""Decode a text file that is surely UTF-8 or UTF-16; else name its likely encoding.

Nothing is decoded by guess: another encoding stops the run, and a line of the file is
shown as it would read, so that a person can see whether the likely encoding is right.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from rocb_analysis.core.tables import SurveyError

_PREVIEW = 60
_SAMPLE = 20_000
_LEAST_SCORE = 0.5
_WESTERN = "éèàçùâêîôûëïüöäßáíóúñãõåøæœ"
_OFTEN = "éèàçêâüöäßáíóúñã"
_MARKS = "’‘“”–—…«»°€£§·¿¡№"


@dataclass(frozen=True)
class Encoding:
    """An encoding a file may have: what its texts are made of.

    usual: pattern of the characters that texts in it hold; frequent: their commonest
    letters; alone: whether its letters make words of their own, as accented ones do
    not; lead: of an encoding with two bytes a character, the first byte of its
    commonest characters, from and to.
    """

    name: str
    codec: str
    usual: str
    frequent: str = ""
    alone: bool = False
    lead: tuple[int, int] | None = None


# In order of preference where two fit equally well.
ENCODINGS = (
    Encoding("Windows-1252", "cp1252", f"[{_WESTERN}{_WESTERN.upper()}]", _OFTEN),
    Encoding("MacRoman", "mac_roman", f"[{_WESTERN}{_WESTERN.upper()}]", _OFTEN),
    Encoding("Windows-1250", "cp1250", "[Ā-žáéíóúýäöüâîçß]", "ěščřžýáíéąęłóśżőűăâ"),
    Encoding("Windows-1254", "cp1254", "[ığşçöüâîİĞŞÇÖÜ]", "ığşçöü"),
    Encoding(
        "Windows-1258", "cp1258", "[àáâãăđèéêìíòóôõơùúưýĐƠƯÂÊÔ\u0300-\u0323]", "đơưâêô"
    ),
    Encoding(
        "EUC-KR", "cp949", "[가-힣]", "이다의는에을가한로고사도지", True, (0xB0, 0xC8)
    ),
    Encoding(
        "Shift_JIS",
        "cp932",
        "[ぁ-ヿ、。]",
        "のにはをたがでとしるインス",
        True,
        (0x88, 0x97),
    ),
    Encoding(
        "EUC-JP",
        "euc_jp",
        "[ぁ-ヿ、。]",
        "のにはをたがでとしるインス",
        True,
        (0xB0, 0xCF),
    ),
    Encoding(
        "GB18030",
        "gb18030",
        "[，。、（）：]",
        "的一是在有和关海税人中国",
        True,
        (0xB0, 0xD7),
    ),
    Encoding(
        "Big5",
        "cp950",
        "[，。、（）：]",
        "的一是在有和關海稅人中國",
        True,
        (0xA4, 0xC6),
    ),
    Encoding("Windows-1251", "cp1251", "[Ѐ-ӿ]", "оеаинтсрвлк", True),
    Encoding("KOI8-R", "koi8_r", "[А-яё]", "оеаинтсрвлк", True),
    Encoding("Windows-1253", "cp1253", "[Ά-ώ]", "αοιετσνηυρπ", True),
    Encoding("Windows-1255", "cp1255", "[א-ת]", "יוהלארתבמש", True),
    Encoding("Windows-1256", "cp1256", "[ء-ۏ،]", "اليمونرتبةعد", True),
    Encoding("Windows-874", "cp874", "[ก-ฺเ-๎]", "านรอกเงมยลวดทสตะปบ", True),
)


def decoded(raw: bytes, name: str) -> str:
    """Return the text of a file by its mark, as UTF-16 if certain, else as UTF-8.

    Raises SurveyError, with the first line that fails as it would read in the likely
    encoding, for any other.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        codec = "utf-16"
    elif b"\0" in raw:
        codec = _unmarked_utf16(raw)
    else:
        codec = "utf-8-sig"
    try:
        text = raw.decode(codec) if codec else "\0"
    except UnicodeDecodeError as error:
        raise SurveyError(_not_read(raw, name, codec, error)) from error
    if "\0" in text:
        raise SurveyError(
            f"{name} is not a text file, though its name says so. Export it again "
            "as CSV UTF-8."
        )
    return text


def _unmarked_utf16(raw: bytes) -> str:
    """Return the codec of UTF-16 without a mark, or "" where it is not certain.

    Certain: every NUL is on the side where letters of ASCII have theirs, and all
    characters are assigned, line ends or delimiters among them.
    """
    sides = {"utf-16-le": raw[::2], "utf-16-be": raw[1::2]}
    for codec, side_without in sides.items():
        if len(raw) % 2 or b"\0" in side_without:
            continue
        text = raw.decode(codec, errors="replace")
        strange = any(c not in "\r\n\t" and not _assigned(c) for c in set(text))
        if not strange and re.search(r"[\n\r,;\t]", text):
            return codec
    return ""


def _assigned(character: str) -> bool:
    return character != "\ufffd" and unicodedata.category(character) not in {
        *("Cc", "Cn", "Co", "Cs"),
    }


def _not_read(raw: bytes, name: str, codec: str, error: UnicodeDecodeError) -> str:
    """Return what to say of a file that is not what its mark or its bytes promise."""
    # The codec of a mark counts from behind it.
    at = error.start + (3 if raw.startswith(b"\xef\xbb\xbf") else 0)
    begin, line = _line_of(raw, at)
    cut_short = error.reason in {"unexpected end of data", "truncated data"}
    if cut_short or codec != "utf-8-sig":
        return (
            f"{name} breaks off or is damaged in line {line}: its text, UTF-"
            f"{'8' if codec == 'utf-8-sig' else '16'}, cannot be read there. Export it "
            "again as CSV UTF-8."
        )
    if _mostly_utf8(raw):
        shown = _preview(raw[begin:], at - begin, "utf-8")
        return (
            f'{name} is UTF-8 but for line {line}, which reads "{shown}". Correct the '
            "line in a text editor, or export the file again as CSV UTF-8."
        )
    likely = likely_encoding(raw)
    guess = likely.name if likely else "no encoding known here"
    shown = _preview(raw[begin:], at - begin, likely.codec if likely else "ascii")
    return (
        f"{name} is not UTF-8: line {line} is the first that fails, and would read "
        f'"{shown}" in its likely encoding, {guess}. If that is right, open it in a '
        "spreadsheet as that encoding and save it as CSV UTF-8; or export it as .xlsx."
    )


def _line_of(raw: bytes, at: int) -> tuple[int, int]:
    """Return where the line of a byte begins, and its number."""
    end = b"\n" if b"\n" in raw else b"\r"
    return raw.rfind(end, 0, at) + 1, raw.count(end, 0, at) + 1


def _preview(rest: bytes, at: int, codec: str) -> str:
    """Return what stands around a byte of a line, as it would read in an encoding."""
    line = re.split(rb"[\r\n]", rest, maxsplit=1)[0]
    before = len(line[:at].decode(codec, errors="replace"))
    text = line.decode(codec, errors="replace")
    first = max(0, before - _PREVIEW // 2)
    return " ".join(text[first : first + _PREVIEW].split())


def _mostly_utf8(raw: bytes) -> bool:
    """Say whether more characters are UTF-8 than are not, plain ASCII apart."""
    text = raw.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    return len(text) - len(text.encode("ascii", errors="ignore")) > 2 * bad


def likely_encoding(raw: bytes) -> Encoding | None:
    """Return the encoding in which the lines that are not ASCII read best, if any.

    The score of an encoding is the mean over characters that are not ASCII: 1 for a
    frequent letter or a mark of print, less for another usual one, 0 for the rest.
    """
    lines = [line for line in re.split(rb"[\r\n]+", raw) if not line.isascii()]
    sample = b"\n".join(lines)[:_SAMPLE]
    best = max(ENCODINGS, key=lambda encoding: _score(encoding, sample))
    return best if _score(best, sample) >= _LEAST_SCORE else None


def _score(encoding: Encoding, sample: bytes) -> float:
    try:
        text = sample.decode(encoding.codec)
    except UnicodeDecodeError as error:
        # A sample may end inside a character.
        if error.start < len(sample) - 4:
            return 0
        text = sample[: error.start].decode(encoding.codec)
    strange = [i for i, c in enumerate(text) if not c.isascii() and not c.isspace()]
    return sum(_fit(encoding, text, i) for i in strange) / max(1, len(strange))


def _fit(encoding: Encoding, text: str, at: int) -> float:
    character, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if character in _MARKS:
        within_a_word = character != "’" and before.isalpha() and after.isalpha()
        return 0.5 if within_a_word else 1
    first_byte = character.encode(encoding.codec)[0]
    common = encoding.lead and encoding.lead[0] <= first_byte <= encoding.lead[1]
    if not common and not re.fullmatch(encoding.usual, character):
        return 0
    if not encoding.lead and _misplaced(encoding, character, before, after):
        return 0
    if character.casefold() in encoding.frequent:
        return 1
    # Two bytes that fit are more than one byte that does.
    return 0.7 if encoding.lead else 0.5


def _misplaced(encoding: Encoding, character: str, before: str, after: str) -> bool:
    """Say whether a letter stands where no text in the encoding would have it."""
    letters = [c for c in before + after if c.isalpha()]
    plain_ones = [c for c in letters if c.isascii()]
    if letters and bool(plain_ones) == encoding.alone:
        return True
    no_bearer = unicodedata.combining(character) > 0 and not before.isalpha()
    return no_bearer or (character.isupper() and before.islower())
