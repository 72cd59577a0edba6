"""The error of a request that has no recording."""

from __future__ import annotations

from deltafold._errors import Error


class RecordingNotFound(Error, LookupError):  # noqa: N818
    """No recording answers a request.

    The message has the request, the nearest recordings, and what differs in each. `key` is what was
    looked up, such as `POST /chat/completions`; `nearest` are the paths of the nearest recordings.

        >>> from deltafold.replay import RecordingNotFound, RecordingStore, Request
        >>> store = RecordingStore("examples/two-choices.json")
        >>> try:
        ...     store.find(Request("POST", "https://api.example/v1/embeddings", {"input": "oak"}))
        ... except RecordingNotFound as error:
        ...     print(error.key)
        POST /embeddings
    """

    # Where users import it from, as tracebacks and test reports name it.
    __module__ = "deltafold.replay"

    def __init__(self, message: str, key: str = "", nearest: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.key = key
        self.nearest = nearest

    def __reduce__(self) -> tuple[type[RecordingNotFound], tuple[object, ...]]:
        return RecordingNotFound, (self.args[0], self.key, self.nearest)
