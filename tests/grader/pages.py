"""What stands on a page, as a browser would see it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

ACTIVE = {"script", "iframe", "object", "embed", "form", "input", "button", "base", "link", "svg", "math", "video"}
ACTIVE |= {"audio", "template", "textarea", "noscript", "frame", "applet", "portal"}


def text_of(page: str) -> str:
    """A page's words."""
    return re.sub(r"<[^>]*>", "", re.sub(r"<style>.*?</style>", "", page, flags=re.S))


class Tags(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def active_parts(body: str) -> list[str]:
    """Everything in a page's body that could run, load or send something."""
    found = []
    for tag, attributes in Tags(body).seen:
        if tag in ACTIVE | {"style", "meta"}:
            found.append(tag)
        found += [name for name in attributes if name.startswith("on") or name in {"style", "srcset", "srcdoc"}]
        if not re.match(r"https?:|mailto:|#|[\w./-]*\Z", attributes.get("href") or ""):
            found.append(f"href {attributes['href']}")
        if not (attributes.get("src") or "data:image/").startswith("data:image/"):
            found.append(f"src {attributes['src']}")
    return found
