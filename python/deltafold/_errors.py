"""deltafold's own exceptions.

Errors of the operating system are raised as `OSError`, lack of memory as `MemoryError`.
"""

from __future__ import annotations


class Error(Exception):
    """Base class of deltafold's own exceptions."""


class ParseError(Error, ValueError):
    """Data that cannot be parsed: invalid JSON, server-sent events, TOML or compressed data.

    `path` is the file or None; `byte` counts from 0, `line` and `column` from 1, the column in
    code points.

        >>> import deltafold
        >>> try:
        ...     deltafold.loads(b'{"response": oops}')
        ... except deltafold.ParseError as error:
        ...     print(error, error.byte)
        expected a value: line 1 column 14 (byte 13) 13
    """

    def __init__(
        self,
        message: str,
        path: str | None = None,
        byte: int = 0,
        line: int = 1,
        column: int = 1,
    ) -> None:
        super().__init__(message)
        self.path = path
        self.byte = byte
        self.line = line
        self.column = column

    def __reduce__(self) -> tuple[type[ParseError], tuple[object, ...]]:
        return type(self), (self.args[0], self.path, self.byte, self.line, self.column)


class RecordingError(Error):
    """JSON that is not a recording, or a recording without the requested part.

    `path` is the file or None.

        >>> import deltafold
        >>> try:
        ...     deltafold.loads("{}")
        ... except deltafold.RecordingError as error:
        ...     print(error.path)
        None
    """

    def __init__(self, message: str, path: str | None = None) -> None:
        super().__init__(message)
        self.path = path

    def __reduce__(self) -> tuple[type[RecordingError], tuple[object, ...]]:
        return type(self), (self.args[0], self.path)


class MergeError(Error):
    """Items that cannot be merged, or an accumulator that is already finished."""
