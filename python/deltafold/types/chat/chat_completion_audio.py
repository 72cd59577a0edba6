"""The model's audio."""

from __future__ import annotations

from deltafold._core import Field, View, field

__all__ = [
    "ChatCompletionAudio",
]


class ChatCompletionAudio(View):
    """The model's audio, if the request asked for it."""

    __slots__ = ()

    id: Field[str] = field()
    """The id by which later requests refer to this audio."""

    data: Field[str] = field()
    """The audio in base64, in the requested format."""

    expires_at: Field[int] = field()
    """Until when later requests may refer to it, in seconds since 1970."""

    transcript: Field[str] = field()
    """The transcript."""
