"""What the model said aloud."""

from __future__ import annotations

from deltafold._core import Field, View, field

__all__ = [
    "ChatCompletionAudio",
]


class ChatCompletionAudio(View):
    """The spoken answer, if audio was requested."""

    __slots__ = ()

    id: Field[str] = field()
    """What later requests call this audio."""

    data: Field[str] = field()
    """The audio in base64, in the requested format."""

    expires_at: Field[int] = field()
    """Until when later requests may refer to it, in seconds since 1970."""

    transcript: Field[str] = field()
    """The words."""
