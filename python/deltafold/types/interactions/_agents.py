"""Agents: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.interactions._contents import FileContent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, Literal

__all__ = [
    "AntigravityAgentConfig",
    "FindRequest",
    "FixRequest",
    "SessionConfig",
    "CodeMenderAgentConfig",
    "DeepResearchAgentConfig",
    "DynamicAgentConfig",
    "AllowlistEntry",
    "EnvironmentNetworkEgressAllowlist",
    "Source",
    "Environment",
]


class AntigravityAgentConfig(View):
    """An antigravity agent config."""

    __slots__ = ()

    max_total_tokens: Field[int | None] = field(default=None)

    model: Field[str | None] = field(default=None)
    """The model."""

    type: Final[Literal["antigravity"]] = field(default=None)
    """The word for this kind of object."""


class FindRequest(View):
    """A find request."""

    __slots__ = ()

    description: Field[str | None] = field(default=None)
    """What it is, in words."""

    finding_id: Field[str | None] = field(default=None)

    mode: Field[str | None] = field(default=None)
    """The mode."""

    source_files: Field[Sequence[FileContent] | None] = field(items=FileContent, default=None)


class FixRequest(View):
    """A fix request."""

    __slots__ = ()

    description: Field[str | None] = field(default=None)
    """What it is, in words."""

    finding_id: Field[str | None] = field(default=None)

    source_files: Field[Sequence[FileContent] | None] = field(items=FileContent, default=None)


class SessionConfig(View):
    """A session config."""

    __slots__ = ()

    max_rounds: Field[int | None] = field(default=None)


class CodeMenderAgentConfig(View):
    """A code mender agent config."""

    __slots__ = ()

    find_request: Field[FindRequest | None] = field(FindRequest, default=None)

    fix_request: Field[FixRequest | None] = field(FixRequest, default=None)

    model: Field[str | None] = field(default=None)
    """The model."""

    session_config: Field[SessionConfig | None] = field(SessionConfig, default=None)

    session_id: Field[str | None] = field(default=None)

    type: Final[Literal["code-mender"]] = field(default=None)
    """The word for this kind of object."""


class DeepResearchAgentConfig(View):
    """A deep research agent config."""

    __slots__ = ()

    collaborative_planning: Field[bool | None] = field(default=None)

    enable_bigquery_tool: Field[bool | None] = field(default=None)

    thinking_summaries: Field[str | None] = field(default=None)

    type: Final[Literal["deep-research"]] = field(default=None)
    """The word for this kind of object."""

    visualization: Field[str | None] = field(default=None)


class DynamicAgentConfig(View):
    """A dynamic agent config."""

    __slots__ = ()

    type: Final[Literal["dynamic"]] = field(default=None)
    """The word for this kind of object."""


class AllowlistEntry(View):
    """An allowlist entry."""

    __slots__ = ()

    domain: Field[str] = field()
    """The domain."""

    credential: Field[str | None] = field(default=None)

    transform: Field[list[dict[str, str]] | dict[str, str] | None] = field(default=None)


class EnvironmentNetworkEgressAllowlist(View):
    """An environment network egress allowlist."""

    __slots__ = ()

    allowlist: Field[Sequence[AllowlistEntry] | str | None] = field(
        items=AllowlistEntry, default=None
    )


class Source(View):
    """A source."""

    __slots__ = ()

    content: Field[str | None] = field(default=None)
    """The content."""

    encoding: Field[str | None] = field(default=None)

    source: Field[str | None] = field(default=None)
    """Where it comes from."""

    target: Field[str | None] = field(default=None)

    type: Field[str | None] = field(default=None)
    """The word for this kind of object."""


class Environment(View):
    """An environment."""

    __slots__ = ()

    custom_config: Field[dict[str, Any] | None] = field(default=None)

    env: Field[dict[str, Any] | None] = field(default=None)
    """The environment variables."""

    environment_id: Field[str | None] = field(default=None)

    mode: Field[str | None] = field(default=None)
    """The mode."""

    network: Field[EnvironmentNetworkEgressAllowlist | str | None] = field(
        EnvironmentNetworkEgressAllowlist, default=None
    )

    sources: Field[Sequence[Source] | None] = field(items=Source, default=None)
    """Where it comes from."""

    type: Final[Literal["remote"]] = field(default=None)
    """The word for this kind of object."""
