"""All contenders by their keys."""

from __future__ import annotations

from pybench import contenders, frameworks
from pybench.contenders import Contender

ALL: dict[str, type[Contender]] = {
    kind.key: kind
    for kind in (
        contenders.Floor,
        frameworks.OpenAI,
        frameworks.Litellm,
        frameworks.Langchain,
        contenders.Json,
        contenders.Orjson,
        contenders.Msgspec,
        contenders.Ours,
        contenders.OursMerged,
        contenders.OursScan,
    )
}


def make(key: str) -> Contender:
    """The contender with that key."""
    return ALL[key]()


def available(keys: list[str]) -> tuple[dict[str, Contender], dict[str, str]]:
    """The contenders that can run here, and the reasons why others cannot."""
    found, missing = {}, {}
    for key in keys:
        try:
            found[key] = make(key)
        except ImportError as error:
            missing[key] = str(error)
    return found, missing
