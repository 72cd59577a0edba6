"""The recorder's functions that are replaced, and the rules by which its releases do their work."""

from __future__ import annotations

from dataclasses import dataclass

from deltafold.ogx import _replacements as replacements
from deltafold.ogx._replacements import Maker

STORAGE = "ResponseStorage"


@dataclass(frozen=True)
class Rule:
    """One way to do a function's work. `name` is the first release that has it."""

    name: str
    parameters: tuple[str, ...]
    make: Maker


@dataclass(frozen=True)
class Known:
    """A function that is replaced if it follows one of these rules.

    `uses` are functions of the module that ours calls, or whose work ours does as well.
    """

    name: str
    rules: tuple[Rule, ...]
    uses: tuple[str, ...] = ()
    in_storage: bool = False

    @property
    def label(self) -> str:
        return f"{STORAGE}.{self.name}" if self.in_storage else self.name


_INFERENCE = ("method", "url", "headers", "body")
_UNION = ("endpoint", "records")
READING = "_recording_from_file"

FUNCTIONS = (
    Known(
        READING,
        (Rule("ogx-1.0", ("response_path",), replacements.reading),),
        uses=("_deserialize_response",),
    ),
    Known(
        "normalize_inference_request",
        (
            Rule("ogx-1.0", _INFERENCE, replacements.inference_hash("ogx-1.0")),
            Rule("ogx-1.2", _INFERENCE, replacements.inference_hash("ogx-1.2")),
            Rule("ogx-1.5", _INFERENCE, replacements.inference_hash("ogx-1.5")),
        ),
    ),
    Known(
        "normalize_tool_request",
        (Rule("ogx-1.0", ("provider_name", "tool_name", "kwargs"), replacements.tool_hash),),
    ),
    Known(
        "normalize_http_request",
        (Rule("ogx-1.0", ("url", "method", "payload"), replacements.http_hash),),
    ),
    Known(
        "_model_identifiers_digest",
        (
            Rule("ogx-1.0", ("endpoint", "response"), replacements.digest),
            Rule("ogx-1.5", ("response",), replacements.digest_of_body),
        ),
    ),
    Known(
        "_combine_model_list_responses",
        (
            Rule("ogx-1.0", _UNION, replacements.union("ogx-1.0")),
            Rule("ogx-1.2", _UNION, replacements.union("ogx-1.2")),
            Rule("ogx-1.5", _UNION, replacements.union("ogx-1.5")),
        ),
    ),
    Known(
        "_model_list_responses",
        (
            Rule("ogx-1.0", ("self", "request_hash"), replacements.model_lists),
            Rule(
                "llama-stack-0.2",
                ("self", "short_hash"),
                replacements.model_lists_of_one_directory,
            ),
        ),
        uses=(READING,),
        in_storage=True,
    ),
)
