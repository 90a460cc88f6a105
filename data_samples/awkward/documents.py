"""The declaration's own print, other PDF, and e-mails."""

import random
from email.message import EmailMessage
from email.policy import SMTP
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from data_samples.awkward.account import true_of
from data_samples.awkward.archives import write_archive
from data_samples.awkward.rows import HEADERS, Line, draw_lines
from data_samples.awkward.truth import Truth

__all__ = ["write"]

_FONT = "STSong-Light"
_ITEM = ("项号", "商品编号", "商品名称及规格型号", "数量及单位", "单价/总价/币制", "原产国(地区)", "最终目的国(地区)", "征免")


def write(home: Path, rng: random.Random) -> list[Truth]:
    """Write the documents."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    makers = (_print_pdf, _print_sheet, _scan, _mixed, _mail, _forwarded)
    return [make(home, draw_lines(rng, 3)) for make in makers]


def _heads(lines: list[Line]) -> list[list[tuple[str, str]]]:
    day = lines[0].day.strftime("%Y%m%d")
    return [
        [
            ("境内收货人(91350211M000100Y43)", "厦门某某贸易有限公司"),
            ("进境关别(3711)", "海沧海关"),
            ("进口日期", day),
            ("申报日期", day),
        ],
        [("境外发货人", "EASTERN RESIN PTE LTD"), ("运输方式(2)", "水路运输"), ("提运单号", "EGLV0025201"), ("货物存放地点", "海沧码头")],
        [("合同协议号", "HT-2025-01"), ("贸易国(地区)(SGP)", "新加坡"), ("启运国(地区)(THA)", "泰国"), ("毛重(千克)", "90000")],
    ]


def _stack(number: int, line: Line) -> list[tuple[str, ...]]:
    return [
        (str(number), line.hs, line.goods, f"{line.net_kg}千克", "1.1000", "泰国(THA)", "中国(CHN)", "照章征税"),
        ("", "", "牌号 A1|颗粒", f"{line.net_kg}千克", str(line.value), "", "", "(1)"),
        ("", "", "", "", "美元", "", "", ""),
    ]


def _true_print(path: str, kind: str, lines: list[Line]) -> Truth:
    day = lines[0].day.isoformat()
    truth = true_of(path, kind, lines, first=day, last=day, moments=[day] * len(lines), net_kg=[])
    truth.ids = {"海关编号": [lines[0].number] * len(lines), "商品编号": [line.hs for line in lines]}
    truth.languages = "zh-Hans"
    return truth


def _print_pdf(home: Path, lines: list[Line]) -> Truth:
    """The print of a declaration as a PDF: labels with values below, three lines of goods."""
    canvas = Canvas(str(home / "32_报关单.pdf"), invariant=1)
    canvas.setFont(_FONT, 14)
    canvas.drawCentredString(300, 800, "中华人民共和国海关进口货物报关单")
    canvas.setFont(_FONT, 8)
    canvas.drawString(40, 780, "预录入编号:I20250000123456")
    canvas.drawString(300, 780, f"海关编号:{lines[0].number}")
    y = 760
    for row in _heads(lines):
        for x, (label, value) in zip((40, 200, 330, 460), row, strict=False):
            canvas.drawString(x, y, label)
            canvas.drawString(x + 4, y - 12, value)
        y -= 28
    xs = (40, 70, 140, 250, 330, 410, 480, 545)
    for x, label in zip(xs, _ITEM, strict=True):
        canvas.drawString(x, y, label)
    for number, line in enumerate(lines, start=1):
        for stacked in _stack(number, line):
            y -= 12
            for x, text in zip(xs, stacked, strict=True):
                canvas.drawString(x, y, text)
    canvas.drawString(40, y - 24, "特殊关系确认:否")
    canvas.drawString(40, y - 40, "申报单位(91350211M000100Y51):厦门某某报关有限公司")
    canvas.save()
    return _true_print("32_报关单.pdf", "pdf", lines)


def _print_sheet(home: Path, lines: list[Line]) -> Truth:
    """The print of a declaration as a sheet of merged cells."""
    book = xlsxwriter.Workbook(home / "33_报关单.xlsx")
    sheet = book.add_worksheet("报关单")
    sheet.merge_range(0, 0, 0, 7, "中华人民共和国海关进口货物报关单")
    sheet.merge_range(1, 0, 1, 3, "预录入编号：I20250000123456")
    sheet.merge_range(1, 4, 1, 7, f"海关编号：{lines[0].number}")
    row = 2
    for pairs in _heads(lines):
        for index, (label, value) in enumerate(pairs):
            sheet.merge_range(row, 2 * index, row, 2 * index + 1, label)
            sheet.merge_range(row + 1, 2 * index, row + 1, 2 * index + 1, value)
        row += 2
    sheet.write_row(row, 0, _ITEM)
    for number, line in enumerate(lines, start=1):
        row += 1
        for column, parts in enumerate(zip(*_stack(number, line), strict=True)):
            sheet.write_string(row, column, "\n".join(part for part in parts if part))
    sheet.write(row + 1, 0, "特殊关系确认：否")
    sheet.merge_range(row + 2, 0, row + 2, 5, "申报单位(91350211M000100Y51)：厦门某某报关有限公司")
    book.close()
    return _true_print("33_报关单.xlsx", "xlsx", lines)


def _picture(canvas: Canvas) -> None:
    from PIL import Image

    paper = BytesIO()
    Image.new("L", (60, 80), 210).save(paper, "PNG")
    canvas.drawImage(ImageReader(BytesIO(paper.getvalue())), 0, 0, 595, 842)
    canvas.showPage()


def _scan(home: Path, _: list[Line]) -> Truth:
    """Two pages of paper that were scanned: pictures, which nobody has read."""
    canvas = Canvas(str(home / "34_扫描件.pdf"), invariant=1)
    _picture(canvas)
    _picture(canvas)
    canvas.save()
    return Truth("34_扫描件.pdf", "pdf", "scan_image", set_aside=2, images=2, languages="", problem="nobody has read")


def _mixed(home: Path, lines: list[Line]) -> Truth:
    """A table with a total on the first page, a scanned page behind it."""
    canvas = Canvas(str(home / "35_附件.pdf"), invariant=1)
    canvas.setFont(_FONT, 7)
    total = ("合计", "", "", "", str(sum(line.net_kg for line in lines)), "", "", "")
    for index, row in enumerate([HEADERS, *(line.cells() for line in lines), total]):
        for x, text in zip((30, 115, 170, 225, 300, 360, 410, 450), row, strict=True):
            canvas.drawString(x, 780 - 14 * index, text)
    canvas.showPage()
    _picture(canvas)
    canvas.save()
    return true_of("35_附件.pdf", "pdf", lines, set_aside=1, images=1, totals=1, totals_agree=1)


def _message(subject: str, sent: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = "王五 <wang.wu@example.org>"
    message["To"] = "case@example.org"
    message["Subject"] = subject
    message["Date"] = sent
    message["Message-ID"] = f"<{sent[5:7]}@example.org>"
    return message


def _attach(message: EmailMessage, path: Path, name: str) -> None:
    message.add_attachment(path.read_bytes(), maintype="application", subtype="octet-stream", filename=name)


def _mail(home: Path, _: list[Line]) -> Truth:
    """An e-mail with a workbook attached that lies in the folder too."""
    message = _message("一月明细", "Mon, 12 May 2025 23:40:00 +0800")
    message.set_content("附件为一月进口明细。\n\n请于2025年5月20日前核对。\n", cte="base64")
    _attach(message, home / "01_标题与合计.xlsx", "明细.xlsx")
    message.set_boundary("=====awkward=====")
    (home / "36_邮件.eml").write_bytes(message.as_bytes())
    times: dict[str, Any] = {"first": "2025-05-12T15:40:00Z", "last": "2025-05-20", "zones": "dates, stated"}
    return Truth("36_邮件.eml", "eml", "texts", rows=3, languages="en, zh-Hans", members=1, **times)


def _forwarded(home: Path, _: list[Line]) -> Truth:
    """An e-mail in GBK that states no offset, with an archive attached whose names are in GBK."""
    message = _message("转发", "Tue, 13 May 2025 08:00:00 -0000")
    message.set_content("见附件。\n", charset="gb2312", cte="base64")
    inner = home.parent / "附件.zip"
    write_archive(inner, {"明细/一月.csv": (home / "21_进口.csv").read_bytes(), "明细/说明.txt": "请核对。\n".encode("gbk")})
    _attach(message, inner, "附件.zip")
    inner.unlink()
    message.set_boundary("=====awkward=====")
    (home / "37_转发.eml").write_bytes(message.as_bytes().replace(b"08:00:00 -0000", b"08:00:00"))
    sent = "2025-05-13T08:00:00"
    return Truth("37_转发.eml", "eml", "texts", rows=2, languages="en, zh-Hans", members=3, first=sent, last=sent, zones="unknown")
