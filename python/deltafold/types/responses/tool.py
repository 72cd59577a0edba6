"""Tool: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types.responses.apply_patch_tool import ApplyPatchTool
from deltafold.types.responses.computer_tool import ComputerTool
from deltafold.types.responses.computer_use_preview_tool import ComputerUsePreviewTool
from deltafold.types.responses.container_auto import NETWORK_POLICY, NetworkPolicy
from deltafold.types.responses.custom_tool import CustomTool
from deltafold.types.responses.file_search_tool import FileSearchTool
from deltafold.types.responses.function_shell_tool import FunctionShellTool
from deltafold.types.responses.function_tool import FunctionTool
from deltafold.types.responses.namespace_tool import NamespaceTool
from deltafold.types.responses.tool_search_tool import ToolSearchTool
from deltafold.types.responses.web_search_preview_tool import WebSearchPreviewTool
from deltafold.types.responses.web_search_tool import WebSearchTool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "McpAllowedToolsMcpToolFilter",
    "McpRequireApprovalMcpToolApprovalFilterAlways",
    "McpRequireApprovalMcpToolApprovalFilterNever",
    "McpRequireApprovalMcpToolApprovalFilter",
    "Mcp",
    "CodeInterpreterContainerCodeInterpreterToolAuto",
    "CodeInterpreter",
    "ProgrammaticToolCalling",
    "ImageGenerationInputImageMask",
    "ImageGenerationSvgReasoning",
    "ImageGenerationSvg",
    "ImageGeneration",
    "LocalShell",
    "Tool",
]


class McpAllowedToolsMcpToolFilter(View):
    """An MCP allowed tools MCP tool filter."""

    __slots__ = ()

    read_only: Field[bool | None] = field(default=None)

    tool_names: Field[list[str] | None] = field(default=None)
    """The names of the tools."""


class McpRequireApprovalMcpToolApprovalFilterAlways(View):
    """MCP require approval MCP tool approval filter always."""

    __slots__ = ()

    read_only: Field[bool | None] = field(default=None)

    tool_names: Field[list[str] | None] = field(default=None)
    """The names of the tools."""


class McpRequireApprovalMcpToolApprovalFilterNever(View):
    """An MCP require approval MCP tool approval filter never."""

    __slots__ = ()

    read_only: Field[bool | None] = field(default=None)

    tool_names: Field[list[str] | None] = field(default=None)
    """The names of the tools."""


class McpRequireApprovalMcpToolApprovalFilter(View):
    """An MCP require approval MCP tool approval filter."""

    __slots__ = ()

    always: Field[McpRequireApprovalMcpToolApprovalFilterAlways | None] = field(
        McpRequireApprovalMcpToolApprovalFilterAlways, default=None
    )

    never: Field[McpRequireApprovalMcpToolApprovalFilterNever | None] = field(
        McpRequireApprovalMcpToolApprovalFilterNever, default=None
    )


class Mcp(View):
    """An MCP."""

    __slots__ = ()

    server_label: Field[str] = field()
    """Which server it is, in the request's own words."""

    type: Final[Literal["mcp"]] = field()
    """The word for this kind of object."""

    allowed_callers: Field[list[Literal["direct", "programmatic"]] | None] = field(default=None)
    """Who may make the call."""

    allowed_tools: Field[McpAllowedToolsMcpToolFilter | list[str] | None] = field(
        McpAllowedToolsMcpToolFilter, default=None
    )
    """The tools that may be called."""

    authorization: Field[str | None] = field(default=None)

    connector_id: Field[
        Literal[
            "connector_dropbox",
            "connector_gmail",
            "connector_googlecalendar",
            "connector_googledrive",
            "connector_microsoftteams",
            "connector_outlookcalendar",
            "connector_outlookemail",
            "connector_sharepoint",
        ]
        | None
    ] = field(default=None)

    defer_loading: Field[bool | None] = field(default=None)
    """Whether it is looked up only when it is needed."""

    headers: Field[dict[str, str] | None] = field(default=None)
    """The HTTP headers."""

    require_approval: Field[
        McpRequireApprovalMcpToolApprovalFilter | Literal["always", "never"] | None
    ] = field(McpRequireApprovalMcpToolApprovalFilter, default=None)

    server_description: Field[str | None] = field(default=None)

    server_url: Field[str | None] = field(default=None)
    """Where the server is."""

    tunnel_id: Field[str | None] = field(default=None)


class CodeInterpreterContainerCodeInterpreterToolAuto(View):
    """A code interpreter container code interpreter tool auto."""

    __slots__ = ()

    type: Final[Literal["auto"]] = field()
    """The word for this kind of object."""

    file_ids: Field[list[str] | None] = field(default=None)
    """The ids of the files."""

    memory_limit: Field[Literal["1g", "4g", "16g", "64g"] | None] = field(default=None)

    network_policy: Field[NetworkPolicy | None] = field(NETWORK_POLICY, default=None)


class CodeInterpreter(View):
    """A code interpreter."""

    __slots__ = ()

    container: Field[CodeInterpreterContainerCodeInterpreterToolAuto | str] = field(
        CodeInterpreterContainerCodeInterpreterToolAuto
    )
    """The container it runs in."""

    type: Final[Literal["code_interpreter"]] = field()
    """The word for this kind of object."""

    allowed_callers: Field[list[Literal["direct", "programmatic"]] | None] = field(default=None)
    """Who may make the call."""


class ProgrammaticToolCalling(View):
    """Programmatic tool calling."""

    __slots__ = ()

    type: Final[Literal["programmatic_tool_calling"]] = field()
    """The word for this kind of object."""


class ImageGenerationInputImageMask(View):
    """An image generation input image mask."""

    __slots__ = ()

    file_id: Field[str | None] = field(default=None)
    """The id of the file."""

    image_url: Field[str | None] = field(default=None)
    """The URL of the image; it may hold the image itself."""


class ImageGenerationSvgReasoning(View):
    """Image generation svg reasoning."""

    __slots__ = ()

    effort: Field[Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"] | None] = (
        field(default=None)
    )


class ImageGenerationSvg(View):
    """An image generation svg."""

    __slots__ = ()

    model: Field[str | None] = field(default=None)
    """The model."""

    reasoning: Field[ImageGenerationSvgReasoning | None] = field(
        ImageGenerationSvgReasoning, default=None
    )
    """How the model was to reason."""


class ImageGeneration(View):
    """An image generation."""

    __slots__ = ()

    type: Final[Literal["image_generation"]] = field()
    """The word for this kind of object."""

    action: Field[Literal["generate", "edit", "auto"] | None] = field(default=None)
    """What is done."""

    background: Field[Literal["transparent", "opaque", "auto"] | None] = field(default=None)
    """Whether it ran while nobody waited."""

    complexity: Field[Literal["low", "medium", "high"] | None] = field(default=None)

    frame_count: Field[int | None] = field(default=None)

    frame_duration_ms: Field[int | None] = field(default=None)

    input_fidelity: Field[Literal["high", "low"] | None] = field(default=None)

    input_image_mask: Field[ImageGenerationInputImageMask | None] = field(
        ImageGenerationInputImageMask, default=None
    )

    model: Field[str | None] = field(default=None)
    """The model."""

    moderation: Field[Literal["auto", "low"] | None] = field(default=None)

    output_compression: Field[int | None] = field(default=None)

    output_format: Field[Literal["png", "webp", "jpeg", "gif", "svg"] | None] = field(default=None)

    partial_images: Field[int | None] = field(default=None)

    quality: Field[Literal["low", "medium", "high", "xhigh", "max", "auto"] | None] = field(
        default=None
    )

    size: Field[str | None] = field(default=None)
    """The size."""

    svg: Field[ImageGenerationSvg | None] = field(ImageGenerationSvg, default=None)


class LocalShell(View):
    """A local shell."""

    __slots__ = ()

    type: Final[Literal["local_shell"]] = field()
    """The word for this kind of object."""


Tool: TypeAlias = (
    FunctionTool
    | FileSearchTool
    | ComputerTool
    | ComputerUsePreviewTool
    | WebSearchTool
    | Mcp
    | CodeInterpreter
    | ProgrammaticToolCalling
    | ImageGeneration
    | LocalShell
    | FunctionShellTool
    | CustomTool
    | NamespaceTool
    | ToolSearchTool
    | WebSearchPreviewTool
    | ApplyPatchTool
)

#: The class for each tag; the first one shows what has another.
TOOL: dict[str, type[View]] = {
    "": View,
    "function": FunctionTool,
    "file_search": FileSearchTool,
    "computer": ComputerTool,
    "computer_use_preview": ComputerUsePreviewTool,
    "web_search": WebSearchTool,
    "web_search_2025_08_26": WebSearchTool,
    "mcp": Mcp,
    "code_interpreter": CodeInterpreter,
    "programmatic_tool_calling": ProgrammaticToolCalling,
    "image_generation": ImageGeneration,
    "local_shell": LocalShell,
    "shell": FunctionShellTool,
    "custom": CustomTool,
    "namespace": NamespaceTool,
    "tool_search": ToolSearchTool,
    "web_search_preview": WebSearchPreviewTool,
    "web_search_preview_2025_03_11": WebSearchPreviewTool,
    "apply_patch": ApplyPatchTool,
}
