"""What outsiders call stays what it is: signatures and table columns are compared with a snapshot.

After a change that is meant, write the snapshot anew: `python tests/house/test_public_surface.py`.
"""

import importlib
import inspect
import json
import re
from pathlib import Path

from toolkit.tables import SCHEMAS

SNAPSHOT = Path(__file__).with_name("public_surface.json")
ROOMS = (
    "case",
    "investigation",
    "leads",
    "linking",
    "network",
    "provenance",
    "report",
    "routes",
    "scans",
    "sources",
    "tables",
    "trade",
    "wording",
)


def public_surface() -> dict[str, dict[str, object]]:
    signatures = {}
    for room in ROOMS:
        module = importlib.import_module(f"toolkit.{room}")
        for name in module.__all__:
            member = getattr(module, name)
            signatures[f"{room}.{name}"] = signature_of(member)
            if inspect.isclass(member):
                ours = [vars(kind) for kind in member.__mro__ if kind.__module__.startswith("toolkit.")]
                methods = {k for names in ours for k in names if not k.startswith("_") and callable(getattr(member, k))}
                signatures |= {f"{room}.{name}.{k}": signature_of(getattr(member, k)) for k in sorted(methods)}
    columns = {
        name: [f"{c.name}: {c.kind}{'' if c.name not in s.required else ' (required)'}" for c in s.columns] for name, s in SCHEMAS.items()
    }
    return {"signatures": signatures, "columns": columns}


def signature_of(member: object) -> str:
    try:
        written = str(inspect.signature(member))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return type(member).__name__
    return re.sub(r" at 0x[0-9a-f]+", "", written)  # where a function lies in memory is nobody's contract


def test_public_surface_is_unchanged() -> None:
    assert public_surface() == json.loads(SNAPSHOT.read_text("utf-8"))


if __name__ == "__main__":
    SNAPSHOT.write_text(json.dumps(public_surface(), indent=1, ensure_ascii=False) + "\n", "utf-8")
