"""Damaged and hostile files: read or refused with a reason, whatever stands in them; no row lost, no path left, memory bounded."""

import contextlib
import io
import json
import os
import random
import resource
import traceback
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from data_samples.awkward import write_awkward
from toolkit.errors import SourceError, TidewaiterError
from toolkit.ids import make_id
from toolkit.sources import look, read_declarations, read_table, unpack
from toolkit.sources.inventory import examine_file
from toolkit.sources.kinds import media_type_of_kind, tell_kind
from toolkit.sources.members import members_of
from toolkit.sources.opening import Opened
from toolkit.tables import Source

READERS = {
    "xlsx": ("01_标题与合计.xlsx", "33_报关单.xlsx"),
    "xls": ("12_旧表.xls", "13_旧表1904.xls"),
    "ods": ("14_开放格式.ods", "15_开放格式.ods"),
    "html": ("16_导出.xls", "17_导出.xls"),
    "text": ("25_方言.csv", "22_进口.txt", "23_進口.csv"),
    "json": ("29_订单.json",),
    "jsonl": ("30_订单.txt",),
    "parquet": ("31_进口.parquet",),
    "pdf": ("32_报关单.pdf", "35_附件.pdf"),
    "eml": ("36_邮件.eml", "37_转发.eml"),
    "zip": ("38_归档.zip",),
    "encrypted": ("10_加密.xlsx",),
}
GIBIBYTE = 1024**3
QUICK, LONG = 500, 10_000


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("seeds")
    write_awkward(home)
    return home / "files"


def damage(content: bytes, rng: random.Random) -> bytes:
    """Cut, repeat, overwrite or shuffle some bytes; of archives, often those of one member, packed anew."""
    if content[:2] == b"PK" and rng.random() < 0.7:
        repacked = repack(content, rng)
        if repacked is not None:
            return repacked
    spoiled = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 5, 20))):
        at, size = rng.randrange(len(spoiled) or 1), rng.choice((1, 1, 2, 8, 64))
        kind = rng.randrange(5)
        if kind == 0:
            spoiled[at : at + size] = bytes(rng.randrange(256) for _ in range(size))
        elif kind == 1:
            del spoiled[at : at + size * 8]
        elif kind == 2:
            spoiled[at:at] = spoiled[at : at + size * 4]
        elif kind == 3:
            spoiled[at : at + size] = rng.choice((b"\x00", b"\xff", b"9", b'"', b"<", b"&")) * size
        else:
            del spoiled[max(at, 16) :]
    return bytes(spoiled)


def repack(content: bytes, rng: random.Random) -> bytes | None:
    buffer = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
            names = old.namelist()
            chosen = rng.choice(names)
            for name in names:
                part = old.read(name)
                new.writestr(name, damage(part, rng) if name == chosen and part[:2] != b"PK" else part)
    except (zipfile.BadZipFile, ValueError, IndexError):
        return None
    return buffer.getvalue()


def open_bytes(content: bytes) -> Opened:
    digest = f"{hash(content) & (2**256 - 1):064x}"
    source = Source(make_id("source", digest), Path("fuzz"), "fuzz", digest, len(content), media_type_of_kind(tell_kind(content)))
    return Opened(source, content, content)


def spoiled(seeds: Path, reader: str, count: int) -> Iterator[bytes]:
    rng = random.Random(reader)  # noqa: S311 - damage needs no secret
    contents = [(seeds / name).read_bytes() for name in READERS[reader]]
    for _ in range(count):
        yield damage(rng.choice(contents), rng)


def try_all(seeds: Path, reader: str, count: int, folder: Path) -> None:
    path = folder / "spoiled"
    for index, content in enumerate(spoiled(seeds, reader, count)):
        opened = open_bytes(content)
        entry = examine_file(opened)
        assert entry.kind
        with contextlib.suppress(SourceError):
            members_of(content, "fuzz", opened.source.sha256)
        if index % 10 == 0:
            path.write_bytes(content)
            for read in (read_table, read_declarations):
                try:
                    _, source = read(path)
                except TidewaiterError:
                    continue
                assert source.quarantine is not None
                assert source.rows_read == source.rows_kept + len(source.quarantine)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 < 3 * GIBIBYTE


@pytest.mark.filterwarnings("ignore::UserWarning:zipfile")  # a damaged archive may repeat a name
@pytest.mark.parametrize("reader", READERS)
def test_500_damaged_files_a_reader(seeds: Path, tmp_path: Path, reader: str) -> None:
    try_all(seeds, reader, QUICK, tmp_path)


@pytest.mark.stress
@pytest.mark.filterwarnings("ignore::UserWarning:zipfile")  # a damaged archive may repeat a name
@pytest.mark.parametrize("reader", READERS)
def test_10000_damaged_files_a_reader(seeds: Path, tmp_path: Path, reader: str) -> None:
    pid = os.fork()  # memory is measured for this reader alone
    if pid == 0:
        status = 1
        try:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            try_all(seeds, reader, LONG, tmp_path)
            status = 0 if (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < GIBIBYTE else 2
        except Exception:  # noqa: BLE001 - the child ends here, and its parent shows what it says
            traceback.print_exc()
        finally:
            os._exit(status)
    assert os.waitpid(pid, 0)[1] == 0


def archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return buffer.getvalue()


def test_an_archive_cannot_write_outside_its_folder(tmp_path: Path) -> None:
    names = ("../../evil.txt", "/etc/evil.txt", "C:\\evil.txt", "a/../../evil.txt", "..\\evil.txt", "evil\x00.txt")
    path = tmp_path / "slip.zip"
    path.write_bytes(archive(dict.fromkeys(names, b"x")))
    inside = tmp_path / "out"
    inside.mkdir()
    written = unpack(path, inside)
    assert len(written) == len(names)
    assert {place.parent for place, _ in written} == {inside}
    assert sorted(item.name for item in tmp_path.iterdir()) == ["out", "slip.zip"]


def test_an_archive_with_a_member_without_a_name_is_read(tmp_path: Path) -> None:
    path = tmp_path / "nameless.zip"
    path.write_bytes(archive({"a": b"x", "b.csv": b"HS,No\n0101,1\n"}).replace(b"a", b"\x00"))
    assert len(look(tmp_path, progress=False)) == 3


def test_a_message_of_an_impossible_date_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.eml"
    path.write_text("From: a@example.com\nTo: b@example.com\nSubject: x\nDate: Mon, 12 May 99999999999999999999 10:00:00 +0800\n\nHello.\n")
    assert look(tmp_path, progress=False)["problem"].tolist() == [""]


def test_an_archive_that_expands_beyond_measure_is_refused(tmp_path: Path) -> None:
    bomb = archive({"zeros": bytes(300_000_000)})
    (tmp_path / "bomb.zip").write_bytes(bomb)
    found = look(tmp_path, progress=False)
    assert "expands to more than" in found["problem"].iloc[0]
    nested = bomb
    for _ in range(8):
        nested = archive({"inner.zip": nested})
    (tmp_path / "bomb.zip").write_bytes(nested)
    assert "levels deep" in look(tmp_path, progress=False)["problem"].iloc[-1]


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
SECRET = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("opening", [LAUGHS, SECRET])
@pytest.mark.parametrize("name", ["01_标题与合计.xlsx", "14_开放格式.ods"])
def test_a_document_type_is_refused(seeds: Path, tmp_path: Path, opening: bytes, name: str) -> None:
    with zipfile.ZipFile(seeds / name) as old:
        members = {part: old.read(part) for part in old.namelist()}
    part = next(p for p in members if p.endswith(("sheet1.xml", "content.xml")))
    members[part] = opening + members[part].split(b"?>", 1)[1]
    path = tmp_path / "x"
    path.write_bytes(archive(members))
    with pytest.raises(SourceError, match="document type"):
        read_table(path)


def test_what_repeats_without_end_is_refused(seeds: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(seeds / "14_开放格式.ods") as old:
        members = {part: old.read(part) for part in old.namelist()}
    members["content.xml"] = members["content.xml"].replace(
        b"<table:table-row>", b'<table:table-row table:number-rows-repeated="999999999">', 1
    )
    (tmp_path / "x.ods").write_bytes(archive(members))
    with pytest.raises(SourceError, match="repeats a row"):
        read_table(tmp_path / "x.ods")
    (tmp_path / "x.html").write_text("<table>" + '<tr><td colspan="99999" rowspan="99999">x</td></tr>' * 9 + "</table>", encoding="utf-8")
    with pytest.raises(SourceError, match="spans more than"):
        read_table(tmp_path / "x.html")
    (tmp_path / "x.json").write_text('{\n"a":' + '{"a":' * 50_000 + "1" + "}" * 50_001, encoding="utf-8")
    with pytest.raises(SourceError, match="JSON"):
        read_table(tmp_path / "x.json")
    (tmp_path / "y.json").write_text(json.dumps([{"a": 1}, {f"c{i}": i for i in range(5000)}]), encoding="utf-8")
    assert len(read_table(tmp_path / "y.json")[0]) == 2
