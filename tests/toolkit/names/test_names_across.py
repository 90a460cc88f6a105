import pytest

from toolkit.linking import explain_names
from toolkit.names import align_names, compare_names, prepare_name
from toolkit.names.dictionary import find_meanings
from toolkit.names.han import split_run, write_numbers
from toolkit.names.sound import best_sound_span
from toolkit.names.syllables import consume_word, list_readings


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("luyuan", "宁波绿源", ("pinyin", 2, 4)),
        ("kuangchou", "广州", ("wade_giles", 0, 2)),
        ("guangchou", "广州", None),
        ("chan", "陈国强", ("cantonese", 0, 1)),
        ("wong", "黄大仙", ("cantonese", 0, 1)),
        ("fujikura", "藤仓", ("japanese", 0, 2)),
        ("yashima", "八洲", ("japanese", 0, 2)),
        ("tung", "东", ("wade_giles", 0, 1)),
    ],
)
def test_a_word_is_read_from_characters_of_one_system(word: str, text: str, found: tuple[str, int, int] | None) -> None:
    assert consume_word(word, text, list_readings(text)) == found


@pytest.mark.parametrize(
    ("word", "run", "span"),
    [("lockheed", "洛克希德马丁", (0, 4)), ("hensoldt", "亨索尔特", (0, 4)), ("bolton", "博尔顿", (0, 3)), ("saronic", "萨罗尼克", (0, 4))],
)
def test_a_foreign_name_is_found_by_its_sound(word: str, run: str, span: tuple[int, int]) -> None:
    similarity, *found = best_sound_span(word, run)
    assert similarity > 0.8
    assert tuple(found) == span


@pytest.mark.parametrize(("word", "run"), [("technology", "天亮"), ("dynamics", "大疆"), ("luxury", "绿源")])
def test_an_unlike_name_is_not(word: str, run: str) -> None:
    assert best_sound_span(word, run)[0] < 0.65


def test_words_that_fit_the_whole_run_win_over_the_longest_first() -> None:
    assert [end - start for start, end, _ in split_run("纽沃泰国际贸易")] == [3, 2, 2]


@pytest.mark.parametrize(
    ("text", "written"), [("第一〇九厂", "109厂"), ("七一九研究所", "719研究所"), ("第二十三研究所", "23研究所"), ("三一重工", "三一重工")]
)
def test_numbered_works_get_digits(text: str, written: str) -> None:
    assert write_numbers(text) == written


def test_a_gloss_is_known_by_its_stem() -> None:
    assert dict(find_meanings("导弹"))["missile"] == 1.0


@pytest.mark.parametrize(
    ("han", "latin", "kind"),
    [
        ("深圳市绿源国际贸易有限公司", "Shenzhen Lvyuan Intl Trdg Co., Ltd.", "company"),
        ("寧波綠源再生資源有限公司", "Ningbo Luyuan Renewable Resources Co Ltd", "company"),
        ("斯凯迪奥公司", "Skydio Inc.", "company"),
        ("太平洋防务系统公司", "Pacific Defense Systems LLC", "company"),
        ("陈国强", "CHAN Kwok Keung", "person"),
        ("陈国强", "Chen Guoqiang", "person"),
        ("约翰·博尔顿", "John Bolton", "person"),
        ("海悦66号", "M/V HAI YUE 66", "vessel"),
    ],
)
def test_the_right_name_outscores_others(han: str, latin: str, kind: str) -> None:
    others = ["Blue Mountain Trading", "Shenzhen Huada Electronics Co Ltd", "LI Xiaoming", "CHAN Wai Man", "Hai Yue 68", "Sky Studios Ltd"]
    scores = compare_names([han] * 7, [latin, *others], kind=kind)
    assert scores[0] > 0.7
    assert scores[0] > scores[1:].max() + 0.2


@pytest.mark.parametrize(
    ("han", "latin", "kind", "code"),
    [
        ("绿源公司", "Luyuan", "company", "words_pinyin"),
        ("黄大文", "Wong Tai Man", "person", "words_cantonese"),
        ("藤仓株式会社", "Fujikura", "company", "words_japanese"),
        ("斯凯迪奥公司", "Skydio", "company", "words_sound"),
        ("标枪公司", "Javelin", "company", "words_meaning"),
        ("三菱重工", "MHI", "company", "words_initials"),
    ],
)
def test_the_reading_that_matched_is_said(han: str, latin: str, kind: str, code: str) -> None:
    codes = [reason["code"] for reason in explain_names([han], [latin], kind=kind)[0][0]]
    assert code in codes
    swapped = [reason["code"] for reason in explain_names([latin], [han], kind=kind)[0][0]]
    assert swapped == codes


def test_homophones_are_not_one_name() -> None:
    assert compare_names(["绿源贸易有限公司"], ["绿园贸易有限公司"])[0] < 0.95


def test_a_legal_form_alone_never_matches() -> None:
    assert compare_names(["有限公司"], ["Green Source Limited"])[0] < 0.3


def test_words_written_together_are_named_so() -> None:
    alignment = align_names(prepare_name("Iron Mountain Trdg", "company"), prepare_name("IronMountain Trading LLC", "company"))
    assert alignment.how == (("iron mountain", "ironmountain", "joined"),)
    assert alignment.left_only == alignment.right_only == ()


def test_a_limited_company_is_not_the_joint_stock_company() -> None:
    same, missing, conflict = compare_names(["OOO Stratim"] * 3, ["LLC Stratim", "Stratim", "JSC Stratim"])
    assert same == 1
    assert 1 > missing > conflict > 0.85
    against = explain_names(["OOO Stratim"], ["JSC Stratim"])[0][1]
    assert [reason["code"] for reason in against] == ["forms_unequal"]
