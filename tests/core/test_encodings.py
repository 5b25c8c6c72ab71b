"""A text file is UTF-8 or UTF-16 for sure, or refused with what it is likely to be."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rocb_analysis.core.encodings import decoded, likely_encoding
from rocb_analysis.core.tables import SurveyError

TEXT = "Who,Need\nTonga Été,1\n"


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_utf8_and_utf16_read_with_a_mark_and_without(codec: str) -> None:
    assert decoded(TEXT.encode(codec), "a.csv") == TEXT


def test_utf16_of_another_script_reads_without_a_mark() -> None:
    text = "名前,必要\n日本,はい\n"
    assert decoded(text.encode("utf-16-be"), "a.csv") == text


@pytest.mark.parametrize(
    "raw", [b"a\0b\n", b"a,\0\0b", b"PK\x03\x04\0\0\n\0", b"\xff\xfe\0\0a\0\0\0"]
)
def test_what_has_nulls_and_is_not_utf16_for_sure_is_no_text(raw: bytes) -> None:
    with pytest.raises(SurveyError, match=r"a\.csv is not a text file"):
        decoded(raw, "a.csv")


def test_another_encoding_is_refused_with_the_first_line_that_fails() -> None:
    raw = "Who,Need\nFiji,1\nMéxico,2\nPerú,3\n".encode("cp1252")
    with pytest.raises(SurveyError) as caught:
        decoded(raw, "a.csv")
    assert str(caught.value) == (
        'a.csv is not UTF-8: line 3 is the first that fails, and would read "México,2" '
        "in its likely encoding, Windows-1252. If that is right, open it in a "
        "spreadsheet as that encoding and save it as CSV UTF-8; or export it as .xlsx."
    )


def test_a_long_line_is_shown_around_what_fails() -> None:
    raw = ("x " * 500 + "Été " + "y " * 500).encode("cp1252")
    with pytest.raises(
        SurveyError, match=r'would read "x x [^"]*x Été y[^"]*y y"'
    ) as e:
        decoded(raw, "a.csv")
    assert len(str(e.value)) < 350


def test_lines_of_old_computers_are_counted_too() -> None:
    with pytest.raises(SurveyError, match=r'line 3 .* read "México" in .*MacRoman'):
        decoded("Who\rFiji\rMéxico\r".encode("mac_roman"), "a.csv")


def test_utf8_with_a_spoilt_line_is_told_as_that() -> None:
    raw = TEXT.encode() * 3 + b"M\xe9xico,2\n"
    with pytest.raises(SurveyError, match=r'is UTF-8 but for line 7, .* "M.xico,2"'):
        decoded(raw, "a.csv")


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_a_text_cut_inside_a_character_is_told_as_that(codec: str) -> None:
    with pytest.raises(SurveyError, match=r"breaks off or is damaged in line \d"):
        decoded("Who\nÉté é".encode(codec)[:-1], "a.csv")


def test_bytes_of_no_encoding_known_are_refused_as_well() -> None:
    raw = bytes(range(128, 256)) + b"\n"
    with pytest.raises(SurveyError, match="encoding, no encoding known here"):
        decoded(raw, "a.csv")


@pytest.mark.parametrize(
    ("name", "codec", "text"),
    [
        ("Windows-1252", "cp1252", "Gestão, évaluation, Prüfung"),
        ("Windows-1252", "cp1252", "The member’s needs – “risk”"),
        ("Windows-1252", "cp1252", "Curaçao"),
        ("Windows-1250", "cp1250", "Zarządzanie ryzykiem są różne, wartość"),
        ("Windows-1254", "cp1254", "Gümrük kıymeti eğitimi için şu"),
        ("Windows-1258", "cp1258", "Đào tạo quản lý rủi ro cho cơ quan hải quan"),
        ("Shift_JIS", "cp932", "税関の研修が必要です"),
        ("EUC-JP", "euc_jp", "税関の研修が必要です"),
        ("EUC-KR", "cp949", "대한민국 관세청 교육"),
        ("GB18030", "gb18030", "海关估价培训需求"),
        ("Big5", "cp950", "海關估價培訓需求"),
        ("Windows-1251", "cp1251", "Монгол улсын гааль"),
        ("KOI8-R", "koi8_r", "Таможенная оценка"),
        ("Windows-1253", "cp1253", "Ανάγκες κατάρτισης"),
        ("Windows-1255", "cp1255", "צרכי הדרכה של המכס"),
        ("Windows-1256", "cp1256", "احتياجات التدريب"),
        ("Windows-874", "cp874", "การบริหารความเสี่ยง"),
    ],
)
def test_the_likely_encoding_is_that_in_which_the_words_read_best(
    name: str, codec: str, text: str
) -> None:
    if codec == "cp1258":
        text = _as_vietnamese_is_stored(text)
    found = likely_encoding(f"who,need\nFiji,{text}\n".encode(codec))
    assert found is not None
    assert found.name == name


def _as_vietnamese_is_stored(text: str) -> str:
    """Return the text with tones as marks of their own, as Windows-1258 has them."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    parts = []
    for letter in unicodedata.normalize("NFC", text):
        marks = [m for m in unicodedata.normalize("NFD", letter) if m in tones]
        base = "".join(
            m for m in unicodedata.normalize("NFD", letter) if m not in tones
        )
        parts.append(unicodedata.normalize("NFC", base) + "".join(marks))
    return "".join(parts)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_all_that_is_written_as_utf8_is_read_back(text: str) -> None:
    assert decoded(text.encode("utf-8-sig"), "a.csv") == text


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    said = ""
    try:
        said = decoded(raw, "a.csv")
    except SurveyError as error:
        raw, said = b"refused", str(error).removeprefix("a.csv ")
    assert "\0" not in said
