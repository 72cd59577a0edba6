"""Takes keys and other credentials out of what is recorded."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import Any
from urllib.parse import quote, quote_plus, unquote_plus, urlsplit, urlunsplit

from deltafold.replay._match import PLACEHOLDER

# Names are compared without case, hyphens and underscores, by how they end: `OPENAI_API_KEY` and
# `x-api-key` are API keys.
_NAMES = (
    "apikey",
    "secretkey",
    "privatekey",
    "accesskey",
    "accesskeyid",
    "subscriptionkey",
    "authorization",
    "accesstoken",
    "refreshtoken",
    "idtoken",
    "authtoken",
    "bearertoken",
    "sessiontoken",
    "securitytoken",
    "secret",
    "password",
    "cookie",
)
# In a URL, short names are credentials, too. In a body, `key` and `signature` are mostly not.
_URL_NAMES = ("key", "token", "sig", "signature", "credential", "code")
# An object with one of these names holds credentials under any name.
_HOLDERS = ("auth", "authentication", "credential", "credentials")
# Headers are never recorded, so any whose name looks like a credential's gives texts to look for.
_HEADER = re.compile("auth|key|token|secret|cookie|credential|signature|password", re.IGNORECASE)

# Values that are credentials wherever they are, by the form that their issuers give them.
# But not names of functions and tests, such as `key_of_the_first_customer`.
# Patterns have bounds where many places to begin share what follows: a text is searched in linear time.
_NOT_A_NAME = r"(?![a-z_-]{1,200}(?![A-Za-z0-9_*-]))"
_PATTERNS = (
    rf"(?:sk|rk|pk|csk|gsk|xai|pplx|nvapi|ant|dsk)[-_]{_NOT_A_NAME}[A-Za-z0-9_*-]{{12,}}",
    r"(?:Bearer|Basic)\s+[A-Za-z0-9._~+/=*-]{12,}",
    r"AIza[A-Za-z0-9_-]{16,}",
    r"ya29\.[A-Za-z0-9_-]{16,}",
    rf"(?:hf|r8|fw|tgp|key)_{_NOT_A_NAME}[A-Za-z0-9_]{{20,}}",
    r"(?:AKIA|ASIA)[A-Z0-9]{16}",
    r"(?:gh[opsur]|github_pat)_[A-Za-z0-9_]{20,}",
    r"xox[a-z]-[A-Za-z0-9-]{10,}",
    r"eyJ[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+",
    # Of any length where nothing is before it that it could be a part of.
    r"(?<![_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+",
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?",
)
# Below this length, a text is too likely to be in an answer by chance ("test", "ollama").
_SHORTEST = 8


@dataclass(frozen=True)
class Redaction:
    """What must not be in a recording, and what is written in its place.

    `names` are further names of fields and query parameters, `patterns` further regular expressions
    and `texts` further texts. What is known without them is in docs/replay.md. Names are compared
    without case, hyphens and underscores, and by how they end.

        >>> from deltafold.replay import Redaction
        >>> redaction = Redaction(names=["tenant"], patterns=["acct-[0-9]+"])
        >>> redaction.value({"tenant": "oak", "api_key": "1", "input": "acct-7 and sk-0123456789abc"})
        {'tenant': 'REDACTED', 'api_key': 'REDACTED', 'input': 'REDACTED and REDACTED'}
        >>> redaction.url("https://api.example/v1/chat?key=1&alt=sse")
        'https://api.example/v1/chat?key=REDACTED&alt=sse'

    Raises:
        re.error: a pattern is not a regular expression.
    """

    names: Iterable[str] = ()
    patterns: Iterable[str] = ()
    texts: Iterable[str] = ()
    placeholder: str = field(default=PLACEHOLDER, kw_only=True)

    def __post_init__(self) -> None:
        # Iterators can be read once only.
        for name in ("names", "patterns", "texts"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        if self.patterns:
            _ = self._pattern

    @cached_property
    def _endings(self) -> tuple[str, ...]:
        return (*_NAMES, *map(_plain, self.names))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        spelled = {spelling for text in self.texts for spelling in _spellings(text)}
        # The longest first: one text may be the beginning of another.
        texts = [re.escape(text) for text in sorted(spelled, key=lambda text: (-len(text), text))]
        known = rf"(?<![A-Za-z0-9])(?:{'|'.join(_PATTERNS)})"
        return re.compile("|".join([*texts, known, *(f"(?:{each})" for each in self.patterns)]))

    def for_request(self, headers: Mapping[str, str], url: str) -> Redaction:
        """The same, which also finds the credentials of this request's headers and URL."""
        found = [
            text
            for name, value in headers.items()
            if _HEADER.search(name)
            for text in _parts_of_header(value)
        ]
        parts = urlsplit(url)
        found += [unquote_plus(text) for text in (parts.username, parts.password) if text]
        for pair in parts.query.split("&"):
            name, _, text = pair.partition("=")
            if self.is_secret(unquote_plus(name), in_url=True):
                found += [text, unquote_plus(text)]
        texts = (text for text in found if len(text) >= _SHORTEST)
        return replace(self, texts=(*self.texts, *texts))

    def is_secret(self, name: str, *, in_url: bool = False) -> bool:
        """Whether what has this name is a credential."""
        plain = _plain(name)
        return plain.endswith(self._endings) or (in_url and plain.endswith(_URL_NAMES))

    def text(self, text: str) -> str:
        """A text without credentials."""
        done, parts = 0, []
        for start, end in self._spans(text):
            parts += [text[done:start], self.placeholder]
            done = end
        return "".join([*parts, text[done:]])

    def url(self, url: str) -> str:
        """A URL without credentials; user and password are left out."""
        parts = urlsplit(url)
        pairs = [self._pair(pair) for pair in parts.query.split("&")]
        host = parts.netloc.rpartition("@")[2]
        return self.text(urlunsplit(parts._replace(netloc=host, query="&".join(pairs))))

    def form(self, text: str) -> str:
        """A form, as `name=value&…`, without credentials."""
        return self.text("&".join(map(self._pair, text.split("&"))))

    def value(self, value: Any) -> Any:
        """A JSON value without credentials, in a copy."""
        return self._value(value, is_held=False)

    def stream(self, items: list[Any]) -> list[Any]:
        """The items of a stream without credentials, not even such as several items form together.

        Items are objects, or lines of an event stream.
        """
        # They are JSON, and may be nested deeper than `copy` goes.
        items = json.loads(json.dumps(items))
        for index, data in enumerate(self._data(items)):
            if isinstance(data, dict):
                items[index] = _Line(items[index], data)
        texts: dict[tuple[object, ...], list[tuple[Any, Any]]] = {}
        for item in items:
            root = item.data if isinstance(item, _Line) else item
            for path, holder, key in _texts(root):
                texts.setdefault(path, []).append((holder, key))
        # First what the pieces form: a part of a key may look like a whole one.
        for places in texts.values():
            self._redact_joined(places)
        return [self.value(item.written() if isinstance(item, _Line) else item) for item in items]

    def _redact_joined(self, places: list[tuple[Any, Any]]) -> None:
        pieces = [holder[key] for holder, key in places]
        joined = "".join(pieces)
        spans = list(self._spans(joined))
        if not spans:
            return
        at, first = 0, 0
        for (holder, key), piece in zip(places, pieces, strict=True):
            done, text, until = at, "", at + len(piece)
            while first < len(spans) and spans[first][1] <= at:
                first += 1
            for start, end in islice(spans, first, None):
                if start >= until:
                    break
                text += joined[done : max(start, done)]
                text += self.placeholder if start >= at else ""
                done = min(end, until)
            holder[key] = text + joined[done:until]
            at = until

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        spans = [match.span() for match in self._pattern.finditer(text) if match[0]]
        # Members of JSON in a text, as in the arguments of a tool call, and fields of a form with files.
        for pattern in (_MEMBER, _PART):
            for match in pattern.finditer(text):
                if self.is_secret(match["name"]):
                    spans.append(match.span("value"))
        end = 0
        for span in sorted(spans):
            if span[0] >= end:
                yield span
                end = span[1]
            elif span[1] > end:
                yield end, span[1]
                end = span[1]

    def _pair(self, pair: str) -> str:
        name, equals, _ = pair.partition("=")
        if equals and self.is_secret(unquote_plus(name), in_url=True):
            return f"{name}={self.placeholder}"
        return pair

    def _value(self, value: Any, is_held: bool) -> Any:
        root = [value]
        # Not by calls within calls: a value may be nested deeper than those.
        left: list[tuple[Any, Any, bool]] = [(root, 0, is_held)]
        while left:
            holder, key, is_held = left.pop()
            value = holder[key]
            if isinstance(value, str):
                holder[key] = self.text(value)
            elif isinstance(value, list):
                holder[key] = items = list(value)
                left += [(items, place, is_held) for place in range(len(items))]
            elif isinstance(value, dict):
                holder[key] = members = {}
                for name, member in value.items():
                    shown = self.text(name)
                    is_secret = isinstance(member, str) and self._is_secret_in(value, name, is_held)
                    members[shown] = self.placeholder if is_secret and member else member
                    left.append((members, shown, _plain(name) in _HOLDERS))
        return root[0]

    def _is_secret_in(self, holder: dict[str, Any], name: str, is_held: bool) -> bool:
        plain = _plain(name)
        # A token of a text has a probability.
        is_token = plain == "token" and "logprob" not in holder
        return is_token or self.is_secret(name) or (is_held and plain != "type")

    def _data(self, items: list[Any]) -> Iterator[Any]:
        for item in items:
            if isinstance(item, str) and item.startswith("data:"):
                try:
                    yield json.loads(item[5:])
                except (ValueError, RecursionError):
                    yield None
            else:
                yield None


_MEMBER = re.compile(
    r"""["'](?P<name>[A-Za-z0-9_-]+)\\*["']\s*:\s*\\*["'](?P<value>[^"'\\]+)\\*["']"""
)

_PART = re.compile(
    r'; name="(?P<name>[^"\r\n]+)"\r\n(?:[^\r\n]+\r\n){0,100}\r\n(?P<value>[^\r\n]+)'
)


class _Line:
    """A line of an event stream that has JSON as data."""

    def __init__(self, line: str, data: Any) -> None:
        self.line = line
        self.data = data
        self.before = json.dumps(data)

    def written(self) -> str:
        # A line that had nothing to redact keeps its bytes.
        if json.dumps(self.data) == self.before:
            return self.line
        return f"data: {json.dumps(self.data, separators=(',', ':'))}"


def _texts(value: Any) -> Iterator[tuple[tuple[object, ...], Any, Any]]:
    """Each text in a value: its path, by which it continues another, what holds it, and its key."""
    left: list[Iterator[tuple[tuple[object, ...], Any, Any]]] = [_members(value, ())]
    while left:
        for path, holder, key in left[-1]:
            member = holder[key]
            if isinstance(member, str):
                yield path, holder, key
            elif isinstance(member, dict | list):
                # Choices and tool calls say which they are; their place in a list does not.
                index = member.get("index") if isinstance(member, dict) else None
                own = (*path[:-1], index) if isinstance(index, int) else path
                left.append(_members(member, own))
                break
        else:
            left.pop()


def _members(value: Any, path: tuple[object, ...]) -> Iterator[tuple[tuple[object, ...], Any, Any]]:
    if isinstance(value, dict | list):
        keys: Iterable[Any] = value if isinstance(value, dict) else range(len(value))
        for key in list(keys):
            yield (*path, key), value, key


def _plain(name: str) -> str:
    return name.replace("-", "").replace("_", "").lower()


def _parts_of_header(value: str) -> Iterator[str]:
    """The value, and the credentials in it: after a scheme, in cookies, in user and password."""
    yield value
    scheme, _, rest = value.partition(" ")
    yield rest.strip()
    for pair in value.split(";"):
        yield pair.partition("=")[2].strip()
    if scheme.lower() == "basic":
        try:
            yield base64.b64decode(rest).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return


def _spellings(text: str) -> set[str]:
    """A text as it is, in URLs, in JSON within a text, and in base64."""
    in_json = [json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]]
    in_base64 = _in_base64(text.encode("utf-8", "replace")) if len(text) >= _SHORTEST else ()
    return {text, quote(text), quote(text, safe=""), quote_plus(text), *in_json, *in_base64} - {""}


def _in_base64(data: bytes) -> Iterator[str]:
    """What base64 has of these bytes, whatever is before and after them."""
    for before in range(3):
        # Digits have 6 bits: those at the ends, which are not only of these bytes, are left out.
        first, last = -(-before * 8 // 6), (before + len(data)) * 8 // 6
        digits = base64.b64encode(bytes(before) + data)[first:last].decode()
        yield digits
        yield digits.replace("+", "-").replace("/", "_")
