"""The page's content security policy: no request leaves it, and only its own scripts run."""

import base64
import hashlib
from html.parser import HTMLParser

PLACE = "<!--content-security-policy-->"
"""Where the policy goes in the page: before the first script."""


class _Inline(HTMLParser):
    """Collects what stands inside script and style elements."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.texts: dict[str, list[str]] = {"script": [], "style": []}
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.texts and not dict(attrs).get("type"):
            self._open = tag
            self.texts[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        self._open = "" if tag == self._open else self._open

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts[self._open][-1] += data


def with_policy(page: str) -> str:
    """The page with a policy that names the hash of every inline script and style in it.

    Raises:
        ValueError: the page has no place for it.
    """
    if page.count(PLACE) != 1:
        raise ValueError("the page needs exactly one place for its policy")
    page = page.replace("\r\n", "\n").replace("\r", "\n")  # as the browser reads it, and hashes it
    inline = _Inline()
    inline.feed(page)
    inline.close()
    policy = "; ".join(
        [
            "default-src 'none'",
            f"script-src {_hashes(inline.texts['script'])}",
            f"style-src {_hashes(inline.texts['style'])}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    return page.replace(PLACE, f'<meta http-equiv="Content-Security-Policy" content="{policy}">')


def _hashes(texts: list[str]) -> str:
    digests = (base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in dict.fromkeys(digests)) or "'none'"
