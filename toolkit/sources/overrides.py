"""What a person says of columns, which goes before what their headers say."""

from collections.abc import Mapping

from toolkit.errors import ArgumentError
from toolkit.sources.headers import fields_of

__all__ = ["flatten_mapping"]


def flatten_mapping(mapping: Mapping[str, object] | None, layout: str) -> dict[str, str | int] | None:
    """Bring an override to ``{field: header or column}``.

    Both ``{"value": "总价"}`` and the form of ``Source.mapping``, ``{"goods": {"value": 7}, "records.importer": {"name": 4}}``,
    are taken.

    Raises:
        ArgumentError: an entry is neither a header nor a column number.
    """
    if mapping is None:
        return None
    flat: dict[str, str | int] = {}
    for key, value in mapping.items():
        if isinstance(value, Mapping):
            role = key.partition(".")[2].partition("@")[0]
            if "@" in key:
                continue
            for name, place in value.items():
                particular = f"{role}.{name}"
                flat[particular if particular in fields_of(layout) else str(name)] = place
        elif isinstance(value, (str, int)) and not isinstance(value, bool):
            flat[key] = value
        else:
            message = f"mapping[{key!r}]={value!r}; give a header or a column number from 1"
            raise ArgumentError(message)
    return flat
