"""Names of persons in Arabic script beside Latin ones. The persons are made up; each odd case says what it shows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.names import align_names, compare_names, prepare_name
from toolkit.names.arabic import compare_parts, read_arabic_words, read_latin_words


@pytest.mark.parametrize(
    ("arabic", "spellings"),
    [
        ("محمد", "Mohammed Muhammad Mohamad Mehmed"),
        ("حسين", "Hussein Husayn Hossein Hussain"),
        ("يوسف", "Yusuf Youssef Yousef"),
        ("قاسم", "Qasem Kassem Ghasem"),  # ق
        ("رضا", "Reza Rida Ridha"),  # ض, Persian and Arabic
        ("عثمان", "Othman Osman Uthman"),  # ع and ث
        ("إبراهیم", "Ibrahim Ebrahim"),  # hamza, and the Persian ی
    ],
)
def test_usual_spellings_of_common_names(arabic: str, spellings: str) -> None:
    part = read_arabic_words(arabic)[0]
    assert all(compare_parts(part, read_latin_words(spelling)[0]) == 1 for spelling in spellings.split())


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("شربتلي", "Sharbatly"),
        ("الزعفراني", "Al-Zaafarani"),  # ع doubled as a; the article falls away
        ("الزعفراني", "Elzaafarani"),  # the article written together
        ("خسروی", "Khosravi"),  # و as v, Persian ی
        ("چگینی", "Chegini"),  # letters that Arabic lacks
        ("غنوشة", "Ghannoucha"),  # French spelling, ة at the end
        ("ظهوریان", "Zohourian"),
        ("جمعة", "Gomaa"),  # ج as g in Egypt
    ],
)
def test_words_that_no_table_knows_agree_by_sound(arabic: str, latin: str) -> None:
    assert compare_parts(read_arabic_words(arabic)[0], read_latin_words(latin)[0]) >= 0.8


def test_names_of_the_table_are_not_confused() -> None:
    # The same consonants, and two names.
    assert compare_parts(read_arabic_words("حسن")[0], read_latin_words("Hussein")[0]) == 0


@pytest.mark.parametrize("text", ["عبد الرحمن", "عبدالرحمن"])
@pytest.mark.parametrize("latin", ["Abd al-Rahman", "Abdulrahman", "Abdel Rahman", "Abdur-Rehman"])
def test_compounds_are_the_same_joined_or_apart(text: str, latin: str) -> None:
    assert [sorted(part.names) for part in read_arabic_words(text)] == [sorted(part.names) for part in read_latin_words(latin)]


@pytest.mark.parametrize(
    ("left", "right", "low", "high"),
    [
        ("محمد خسروی", "KHOSRAVI Mohammad", 0.9, 0.97),
        ("علیرضا خسروی", "Ali Reza Khosravi", 0.9, 0.97),  # two names in one word
        ("علي بن محمد الزعفراني", "Ali Mohamed Al-Zaafarani", 0.85, 0.97),  # bin is left out
        ("الدكتور علي الزعفراني", "Ali Zaafarani", 0.8, 0.97),  # a title costs little
        ("نظام الدین خسروی", "Nezamoddin Khosravi", 0.85, 0.97),
        ("محمد خسروی", "Mohammad Karimzad", 0.0, 0.45),
        ("محمد علي", "Mohammed Hassan", 0.0, 0.45),  # common names alone say little
        ("محمد", "Mohammed", 0.0, 0.75),
    ],
)
def test_persons(left: str, right: str, low: float, high: float) -> None:
    assert low <= compare_names([left], [right], kind="person")[0] <= high


def test_an_alignment_says_how_words_agree() -> None:
    alignment = align_names(prepare_name("Khosravi Mohamad", "person"), prepare_name("محمد خسروی", "person"))
    assert sorted(how for *_, how in alignment.how) == ["sound", "variant"]


def test_block_keys_meet_across_scripts() -> None:
    assert set(prepare_name("محمد خسروی", "person").block_keys) & set(prepare_name("Mohammad Khosravi", "person").block_keys)


_TEXT = st.text(alphabet=st.sampled_from("ابتجحخدذرزسشصضطظعغفقکلمنهویءئؤة ٱپچژگ abdelu-٣"), max_size=24)


@settings(max_examples=80, deadline=None)
@given(left=_TEXT, right=_TEXT, kind=st.sampled_from(["person", "company", "vessel"]))
def test_any_two_texts_compare_both_ways_alike(left: str, right: str, kind: str) -> None:
    score = compare_names([left, right], [right, left], kind=kind)
    assert score[0] == score[1]
    assert 0 <= score[0] <= 1
