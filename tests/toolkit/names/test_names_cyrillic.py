"""Names in Cyrillic beside Latin ones. Letters, words and persons here are made up or ordinary; each odd case says what it shows."""

import re
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.names import align_names, compare_names, prepare_name
from toolkit.names.cyrillic import families_of, father_of, fix_lookalikes, romanise_cyrillic, skeleton_of_sound, sound_of
from toolkit.names.glosses import gloss_word, letters_of
from toolkit.names.readings import read_slavic


@pytest.mark.parametrize(
    ("cyrillic", "spellings"),
    [
        (
            "Щербаков",
            ["Shcherbakov", "Scherbakov", "Chtcherbakov", "Schtscherbakow", "Shcherbakoff"],
        ),  # BGN, short, French, German, emigrant
        ("Жуков", ["Zhukov", "Zhoukov"]),  # ж, and the French ou
        ("Хрущёв", ["Khrushchev", "Khrushchyov", "Hruschev"]),  # х and ё
        ("Цветков", ["Tsvetkov", "Tzvetkov"]),
        ("Юрьев", ["Yuryev", "Iuriev", "Yurev", "Jurjev"]),  # soft sign before a vowel
        ("Якимов", ["Yakimov", "Iakimov", "Jakimov"]),
        ("Белый", ["Belyy", "Belyi", "Bely", "Belij"]),
        ("Ковальский", ["Kovalskiy", "Kovalsky", "Kovalskii", "Kovalski"]),
        ("Рыбакоў", ["Rybakou", "Rybakov"]),  # the Belarusian ў
        ("Гриценко", ["Hrytsenko", "Gritsenko"]),  # г is h in Kyiv and Minsk
    ],
)
def test_spellings_of_one_surname_share_a_sound(cyrillic: str, spellings: list[str]) -> None:
    assert {sound_of(spelling.lower()) for spelling in spellings} == {sound_of(romanise_cyrillic(cyrillic))}


@pytest.mark.parametrize(("russian", "belarusian"), [("orlov", "arlou"), ("chernov", "charnou"), ("petrovich", "piatrovich")])
def test_unstressed_vowels_of_belarus_share_the_consonants(russian: str, belarusian: str) -> None:
    assert skeleton_of_sound(sound_of(russian)) == skeleton_of_sound(sound_of(belarusian))


@pytest.mark.parametrize(
    ("forms", "family"),
    [
        ("Александр Олександр Аляксандр Alexander Oleksandr Aliaksandr", "aleksandr"),
        ("Николай Микола Мікалай Mykola Mikalai Nikolai", "nikolai"),
        ("Сергей Сергій Сяргей Serhii Siarhei Sergey", "sergei"),
        ("Евгений Євген Яўген Yevhen Yauhen Eugene", "evgeni"),
        ("Владимир Володимир Уладзімір Volodymyr Uladzimir", "vladimir"),
    ],
)
def test_one_given_name_in_three_languages(forms: str, family: str) -> None:
    assert all(family in families_of(sound_of(romanise_cyrillic(form))) for form in forms.split())


def test_names_that_are_only_related_stay_apart() -> None:
    assert (
        compare_names(["Юсуф Петров"], ["Joseph Petrov"], kind="person")[0]
        < compare_names(["Иосиф Петров"], ["Iosif Petrov"], kind="person")[0]
    )
    assert families_of("ivan").isdisjoint(families_of("ioan"))


@pytest.mark.parametrize("word", ["nikolaevich", "nikolayevich", "mykolayovych", "mikalaevich", "nikolaevna", "mikalaeuna"])
def test_fathers_of_one_name(word: str) -> None:
    father = father_of(sound_of(word))
    assert father is not None
    assert father[1] == {"nikolai"}


def test_latin_letters_in_cyrillic_words_are_taken_for_cyrillic() -> None:
    # C, e and p typed on a Latin keyboard; a Latin word beside stays Latin.
    assert fix_lookalikes("Cepгeй IBM AO") == "Сергей IBM АО"
    assert fix_lookalikes("AO IBM") == "AO IBM"


@pytest.mark.parametrize(
    ("left", "right", "low", "high"),
    [
        ("Щедров Пётр Львович", "Pyotr Lvovich SHCHEDROV", 0.93, 0.97),  # surname first
        ("Пётр Львович ЩЕДРОВ", "Petr SHCHEDROV", 0.88, 0.96),  # the patronymic is left out: cheap
        ("Пётр Львович ЩЕДРОВ", "Petr Ivanovich SHCHEDROV", 0.5, 0.75),  # another father: another person
        ("Пётр Львович ЩЕДРОВ", "Petr Lvovich KARAVAEV", 0.0, 0.6),  # another family
        ("Игорь ШВЕДОВ", "Ihar SHVEDAU", 0.85, 0.97),  # Russian against Belarusian rules
        ("Анна Шведова / Ганна Шведава", "Hanna SHVEDAVA", 0.9, 0.97),  # a name given twice
        ("Роман АБРАМОВИЧ", "Roman Abramovich", 0.95, 0.97),  # a surname that looks like a patronymic
        ("П. Щедров", "Petr Shchedrov", 0.6, 0.93),
        ("Пётр", "Petr Shchedrov", 0.0, 0.75),
        ("Мария Щедрова-Белая", "Maria SHCHEDROVA-BELAYA", 0.95, 0.97),
    ],
)
def test_persons(left: str, right: str, low: float, high: float) -> None:
    assert low <= compare_names([left], [right], kind="person")[0] <= high


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("завода", ("factory",)),  # inflected
        ("zavod", ("factory",)),  # transliterated
        ("plant", ("factory",)),  # translated
        ("судостроительный", ("ship",)),
        ("shipbuilding", ("ship",)),
        ("имени", ()),  # named after: nothing to compare
        ("инстытут", ("institute",)),  # Belarusian
        ("подвздошный", None),
    ],
)
def test_ordinary_words(word: str, meaning: tuple[str, ...] | None) -> None:
    assert gloss_word(romanise_cyrillic(word)) == meaning


def test_letters_of_acronyms() -> None:
    assert letters_of(romanise_cyrillic("цкб")) == letters_of("tskb") == letters_of("ckb")


@pytest.mark.parametrize(
    ("left", "right", "low", "high"),
    [
        ("ООО «Синяя Рябина»", "LLC Sinyaya Ryabina", 0.96, 0.97),
        ("ООО «Синяя Рябина»", "Sinyaya Ryabina", 0.8, 0.95),  # the form is left out
        ("ООО «Синяя Рябина»", "JSC Sinyaya Ryabina", 0.7, 0.9),  # another form, maybe another company
        ("Общество с ограниченной ответственностью «Рябина»", "Limited Liability Company Ryabina", 0.96, 0.97),
        ("АО «Рябинский приборостроительный завод»", "JSC Ryabinsk Instrument-Making Plant", 0.96, 0.97),  # translated
        ("АО «Рябинский приборостроительный завод»", "JSC Ryabinskiy priborostroitelny zavod", 0.96, 0.97),  # transliterated
        ("АО «РПЗ»", "JSC Ryabinsk Instrument-Making Plant", 0.5, 0.9),  # an acronym of the Russian words
        ("АО «НИИ Рябина»", "JSC Scientific Research Institute Ryabina", 0.96, 0.97),
        ("АО «140 ремонтный завод»", "JSC 141 Repair Plant", 0.0, 0.5),  # sister works
        ("АО «НПО Рябина»", "JSC NPO Kalina", 0.0, 0.4),  # only ordinary words agree
        ("Рябинвестбанк", "Ryab-Invest Bank", 0.7, 0.97),  # written together
        ("ТAA «Рябіна»", "LLC Ryabina", 0.9, 0.97),  # Belarusian form, with a Latin A
    ],
)
def test_companies(left: str, right: str, low: float, high: float) -> None:
    assert low <= compare_names([left], [right], kind="company")[0] <= high


def test_an_alignment_says_how_words_agree() -> None:
    alignment = align_names(prepare_name("Рябинский завод", "company"), prepare_name("Ryabinsk Plant", "company"))
    assert alignment.how == (("ryabinskiy", "ryabinsk", "sound"), ("zavod", "plant", "meaning"))
    assert alignment.across


def test_a_name_that_is_only_a_form_is_still_a_name() -> None:
    assert [token.word for token in read_slavic("АО", "company")[0].tokens] == ["ao"]


def test_block_keys_meet_across_scripts() -> None:
    left, right = prepare_name("Пётр Щедров", "person"), prepare_name("Petr Shchedrov", "person")
    assert set(left.block_keys) & set(right.block_keys)


_TEXT = st.text(alphabet=st.sampled_from("АБВГДЕЖЗИЩЫЬЭЮЯабвгдежзийў abcoe.-/(),«»"), max_size=24)


@settings(max_examples=80, deadline=None)
@given(left=_TEXT, right=_TEXT, kind=st.sampled_from(["person", "company"]))
def test_any_two_texts_compare_both_ways_alike(left: str, right: str, kind: str) -> None:
    score = compare_names([left, right], [right, left], kind=kind)
    assert score[0] == score[1]
    assert 0 <= score[0] <= 1


def test_tables_hold_words_and_no_names_of_parties() -> None:
    folder = files("toolkit.names").joinpath("tables")
    for table in ("cyrillic_words.tsv", "cyrillic_loans.tsv", "cyrillic_english.tsv", "cyrillic_given_names.tsv"):
        for line in folder.joinpath(table).read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                continue
            first, forms = line.split("\t")
            # One word a form: a party's name has more.
            assert first, line
            assert all(re.fullmatch(r"=?[\w'-]+", form) for form in forms.split()), line
