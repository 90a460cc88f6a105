"""Lines of JSON that each hold an entity of FollowTheMoney: an id, a schema, and lists of properties."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from toolkit.sources.decoding import show_bytes
from toolkit.sources.json_lines import first_object

__all__ = ["Entity", "is_followthemoney", "number_lines", "unfold_entity"]


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity as its lines give it."""

    entity_id: str
    schema: str
    line: int
    """The first line that gives it."""
    caption: str | None
    target: bool | None
    """Whether the publisher says that the list is about it; ``None`` where nothing is said."""
    properties: dict[str, list[str]] = field(default_factory=dict)
    """Property → its values; an entity nested in another stands here by its id."""
    parent: str | None = None
    """The entity that this one is nested in."""

    def first(self, *names: str) -> str | None:
        """Give the first value of the first of these properties that has one."""
        return next((value for name in names for value in self.properties.get(name, ())), None)

    def all(self, *names: str) -> list[str]:
        """Give every value of these properties once, in their order."""
        return list(dict.fromkeys(value for name in names for value in self.properties.get(name, ())))


def is_followthemoney(content: bytes) -> bool:
    """Tell whether the first line of a file is an entity.

    >>> is_followthemoney(b'{"id": "a", "schema": "Person", "properties": {"name": ["Ivan"]}}')
    True
    >>> is_followthemoney(b'{"id": "a", "schema": "Person"}')
    False
    """
    return _is_entity(first_object(content))


def _is_entity(found: object) -> bool:
    if not isinstance(found, dict):
        return False
    texts = (found.get("id"), found.get("schema"))
    return all(isinstance(text, str) and text.strip() for text in texts) and isinstance(found.get("properties"), dict)


def number_lines(text: str) -> Iterator[tuple[int, str]]:
    """Give the lines that are not blank with their numbers, from 1."""
    return ((number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip())


def unfold_entity(line: str, number: int) -> list[Entity]:
    """Read the entity of a line, and after it those that are nested in its properties.

    Returns:
        An empty list where the line is no JSON or no entity. A nested object that is no entity is kept as text.
    """
    try:
        found = json.loads(line, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return []
    if not _is_entity(found):
        return []
    entities: list[Entity] = []
    waiting: list[tuple[dict[str, object], str | None]] = [(found, None)]
    while waiting:
        node, parent = waiting.pop()
        caption, target = node.get("caption"), node.get("target")
        entity = Entity(
            _text(node["id"]),
            _text(node["schema"]),
            number,
            _text(caption) if isinstance(caption, str) and caption.strip() else None,
            target if isinstance(target, bool) else None,
            parent=parent,
        )
        entities.append(entity)
        members = node["properties"]
        for name, values in members.items() if isinstance(members, dict) else ():
            kept = dict.fromkeys(entity.properties.get(_text(name), ()))  # keeps the order, and finds a value at once
            for value in values if isinstance(values, list) else [values]:
                if isinstance(value, dict) and _is_entity(value):
                    waiting.append((value, entity.entity_id))
                    kept[_text(value["id"])] = None
                elif value is not None and (text := _text(value)):
                    kept[text] = None
            entity.properties[_text(name)] = list(kept)
    return entities


def _text(value: object) -> str:
    written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return show_bytes(written).replace("\x00", "\\x00").strip()
