"""Fill a template of this package into one HTML file that loads nothing and runs nothing."""

import hashlib
from base64 import b64encode
from collections.abc import Callable, Mapping
from importlib.resources import files

__all__ = ["render_sheet"]


def render_sheet(template: str, style: str, embed: Callable[[str], str], content: Mapping[str, object]) -> str:
    """Render a template whose content security policy names the hash of its only style sheet.

    Args:
        template: name of a file in ``toolkit/report``; every value in it is escaped.
        style: its style rules.
        embed: gives the rules that carry the glyphs of the text.
        content: what the template shows.
    """
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    sheet = environment.from_string(files("toolkit.report").joinpath(template).read_text(encoding="utf-8"))
    rules = embed(sheet.render(style="", seal="", **content)) + style
    seal = b64encode(hashlib.sha256(rules.encode()).digest()).decode()
    # The style sheet is ours and must not be escaped: its hash is what the policy allows.
    return sheet.render(style=Markup(rules), seal=seal, **content)  # noqa: S704 - a file of this package
