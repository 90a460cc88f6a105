"""The two company registers."""

from pathlib import Path

from data_samples.thread_b.files import write_csv
from data_samples.thread_b.parties import Cast
from toolkit.ids import make_locator

__all__ = ["HONG_KONG", "MAINLAND", "write_registers"]

MAINLAND = "registry/企业登记.csv"
HONG_KONG = "registry/companies_hk.csv"
_MAINLAND_HEADER = ("企业名称", "统一社会信用代码", "法定代表人", "身份证号", "注册地址", "联系电话", "成立日期", "注销日期", "企业状态")
_HONG_KONG_HEADER = (
    "Company Name", "Chinese Name", "CR No.", "Director", "Director ID", "Registered Address", "Phone", "Incorporated", "Dissolved",
)  # fmt: skip


def write_registers(evidence: Path, cast: Cast) -> dict[str, str]:
    """Write both registers.

    Returns:
        The locator of each company's row, by unified social credit code or Hong Kong number.
    """
    mainland = sorted((cast.old, cast.heir, *cast.mainland), key=lambda company: company.uscc)
    write_csv(
        evidence / MAINLAND,
        [
            _MAINLAND_HEADER,
            *(
                (c.name, c.uscc, c.head.name, c.head.cn_id, c.address, c.phone, c.founded.isoformat(),
                 c.dissolved.isoformat() if c.dissolved else "", "注销" if c.dissolved else "存续")
                for c in mainland
            ),
        ],
        encoding="gb18030",
    )  # fmt: skip
    hong_kong = sorted((cast.exporter, cast.sister, *cast.green, *cast.hong_kong), key=lambda company: company.number)
    write_csv(
        evidence / HONG_KONG,
        [
            _HONG_KONG_HEADER,
            *(
                (c.name, c.chinese, c.number, c.director.latin, c.director.cn_id, c.address, c.phone, c.founded.isoformat(), "")
                for c in hong_kong
            ),
        ],
        encoding="utf-16",
    )  # fmt: skip
    lines = {c.uscc: make_locator(line=2 + place) for place, c in enumerate(mainland)}
    return lines | {c.number: make_locator(line=2 + place) for place, c in enumerate(hong_kong)}
