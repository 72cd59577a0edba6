"""Response error: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "MisalignmentSteer",
    "Misalignment",
    "ResponseError",
]


class MisalignmentSteer(View):
    """An instruction for continuing after a block."""

    __slots__ = ()

    message: Field[str] = field()
    """The instruction."""


class Misalignment(View):
    """Why the model's actions were blocked."""

    __slots__ = ()

    detailed_explanation: Field[str | None] = field(default=None)
    """The reason for the block, in words."""

    error_type: Field[str | None] = field(default=None)
    """The kind of unintended action."""

    review_target: Field[str | None] = field(default=None)
    """The value that a request sends to continue the review."""

    steer: Field[MisalignmentSteer | None] = field(MisalignmentSteer, default=None)
    """An instruction for continuing."""


class ResponseError(View):
    """Why a response failed."""

    __slots__ = ()

    code: Field[
        Literal[
            "server_error",
            "rate_limit_exceeded",
            "invalid_prompt",
            "data_residency_mismatch",
            "bio_policy",
            "misalignment_policy_violation",
            "vector_store_timeout",
            "invalid_image",
            "invalid_image_format",
            "invalid_base64_image",
            "invalid_image_url",
            "image_too_large",
            "image_too_small",
            "image_parse_error",
            "image_content_policy_violation",
            "invalid_image_mode",
            "image_file_too_large",
            "unsupported_image_media_type",
            "empty_image_file",
            "failed_to_download_image",
            "image_file_not_found",
        ]
    ] = field()
    """The code."""

    message: Field[str] = field()
    """The message."""

    misalignment: Field[Misalignment | None] = field(Misalignment, default=None)

    param: Field[str | None] = field(default=None)

    type: Field[str | None] = field(default=None)
    """The word for this kind of object."""
