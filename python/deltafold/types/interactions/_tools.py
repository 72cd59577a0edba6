"""Tools: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.interactions._generation import AllowedTools
from deltafold.types.interactions._results import Function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, Literal, TypeAlias

__all__ = [
    "CodeExecution",
    "ComputerUse",
    "FileSearch",
    "GoogleMaps",
    "GoogleSearch",
    "MCPServer",
    "ExaAISearchConfig",
    "ParallelAISearchConfig",
    "RagResource",
    "Filter",
    "HybridSearch",
    "RankService",
    "Ranking",
    "RagRetrievalConfig",
    "RagStoreConfig",
    "VertexAISearchConfig",
    "Retrieval",
    "ToolSearch",
    "URLContext",
    "Tool",
]


class CodeExecution(View):
    """A code execution."""

    __slots__ = ()

    type: Final[Literal["code_execution"]] = field(default=None)
    """The word for this kind of object."""


class ComputerUse(View):
    """A computer use."""

    __slots__ = ()

    disabled_safety_policies: Field[list[str] | None] = field(default=None)

    enable_prompt_injection_detection: Field[bool | None] = field(default=None)

    environment: Field[str | None] = field(default=None)
    """Where it runs."""

    excluded_predefined_functions: Field[list[str] | None] = field(default=None)

    type: Final[Literal["computer_use"]] = field(default=None)
    """The word for this kind of object."""


class FileSearch(View):
    """A file search."""

    __slots__ = ()

    file_search_store_names: Field[list[str] | None] = field(default=None)

    metadata_filter: Field[str | None] = field(default=None)

    top_k: Field[int | None] = field(default=None)

    type: Final[Literal["file_search"]] = field(default=None)
    """The word for this kind of object."""


class GoogleMaps(View):
    """Google maps."""

    __slots__ = ()

    enable_widget: Field[bool | None] = field(default=None)

    latitude: Field[float | None] = field(default=None)

    longitude: Field[float | None] = field(default=None)

    type: Final[Literal["google_maps"]] = field(default=None)
    """The word for this kind of object."""


class GoogleSearch(View):
    """A google search."""

    __slots__ = ()

    search_types: Field[list[str] | None] = field(default=None)

    type: Final[Literal["google_search"]] = field(default=None)
    """The word for this kind of object."""


class MCPServer(View):
    """An MCP server."""

    __slots__ = ()

    allowed_tools: Field[Sequence[AllowedTools] | None] = field(items=AllowedTools, default=None)
    """The tools that may be called."""

    defer_loading: Field[bool | None] = field(default=None)
    """Whether it is looked up only when it is needed."""

    headers: Field[dict[str, str] | None] = field(default=None)
    """The HTTP headers."""

    name: Field[str | None] = field(default=None)
    """The name."""

    type: Final[Literal["mcp_server"]] = field(default=None)
    """The word for this kind of object."""

    url: Field[str | None] = field(default=None)
    """The URL."""


class ExaAISearchConfig(View):
    """An exa AI search config."""

    __slots__ = ()

    api_key: Field[str] = field()

    custom_config: Field[dict[str, Any] | None] = field(default=None)


class ParallelAISearchConfig(View):
    """A parallel AI search config."""

    __slots__ = ()

    api_key: Field[str | None] = field(default=None)

    custom_config: Field[dict[str, Any] | None] = field(default=None)


class RagResource(View):
    """A rag resource."""

    __slots__ = ()

    rag_corpus: Field[str | None] = field(default=None)

    rag_file_ids: Field[list[str] | None] = field(default=None)


class Filter(View):
    """A filter."""

    __slots__ = ()

    metadata_filter: Field[str | None] = field(default=None)

    vector_distance_threshold: Field[float | None] = field(default=None)

    vector_similarity_threshold: Field[float | None] = field(default=None)


class HybridSearch(View):
    """A hybrid search."""

    __slots__ = ()

    alpha: Field[float | None] = field(default=None)


class RankService(View):
    """A rank service."""

    __slots__ = ()

    model_name: Field[str | None] = field(default=None)


class Ranking(View):
    """Ranking."""

    __slots__ = ()

    model_name: Field[str | None] = field(default=None)

    rank_service: Field[RankService | None] = field(RankService, default=None)

    ranking_config: Field[Literal["rank_service"]] = field(default=None)


class RagRetrievalConfig(View):
    """A rag retrieval config."""

    __slots__ = ()

    filter_: Field[Filter | None] = field(Filter, default=None, alias="filter")

    hybrid_search: Field[HybridSearch | None] = field(HybridSearch, default=None)

    ranking: Field[Ranking | None] = field(Ranking, default=None)

    top_k: Field[int | None] = field(default=None)


class RagStoreConfig(View):
    """A rag store config."""

    __slots__ = ()

    rag_resources: Field[Sequence[RagResource] | None] = field(items=RagResource, default=None)

    rag_retrieval_config: Field[RagRetrievalConfig | None] = field(RagRetrievalConfig, default=None)

    similarity_top_k: Field[int | None] = field(default=None)

    vector_distance_threshold: Field[float | None] = field(default=None)


class VertexAISearchConfig(View):
    """A vertex AI search config."""

    __slots__ = ()

    datastores: Field[list[str] | None] = field(default=None)

    engine: Field[str | None] = field(default=None)


class Retrieval(View):
    """A retrieval."""

    __slots__ = ()

    exa_ai_search_config: Field[ExaAISearchConfig | None] = field(ExaAISearchConfig, default=None)

    parallel_ai_search_config: Field[ParallelAISearchConfig | None] = field(
        ParallelAISearchConfig, default=None
    )

    rag_store_config: Field[RagStoreConfig | None] = field(RagStoreConfig, default=None)

    retrieval_types: Field[list[str] | None] = field(default=None)

    type: Final[Literal["retrieval"]] = field(default=None)
    """The word for this kind of object."""

    vertex_ai_search_config: Field[VertexAISearchConfig | None] = field(
        VertexAISearchConfig, default=None
    )


class ToolSearch(View):
    """A tool search."""

    __slots__ = ()

    description: Field[str | None] = field(default=None)
    """What it is, in words."""

    execution: Field[str | None] = field(default=None)
    """Who runs it."""

    name: Field[str | None] = field(default=None)
    """The name."""

    parameters: Field[Any] = field(default=None)
    """The JSON schema of the arguments."""

    type: Final[Literal["tool_search"]] = field(default=None)
    """The word for this kind of object."""


class URLContext(View):
    """URL context."""

    __slots__ = ()

    type: Final[Literal["url_context"]] = field(default=None)
    """The word for this kind of object."""


Tool: TypeAlias = (
    CodeExecution
    | ComputerUse
    | FileSearch
    | Function
    | GoogleMaps
    | GoogleSearch
    | MCPServer
    | Retrieval
    | ToolSearch
    | URLContext
)

#: The class for each tag; the first one shows what has another.
TOOL: dict[str, type[View]] = {
    "": View,
    "code_execution": CodeExecution,
    "computer_use": ComputerUse,
    "file_search": FileSearch,
    "function": Function,
    "google_maps": GoogleMaps,
    "google_search": GoogleSearch,
    "mcp_server": MCPServer,
    "retrieval": Retrieval,
    "tool_search": ToolSearch,
    "url_context": URLContext,
}
