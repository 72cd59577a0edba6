"""What deltafold raises. Errors of the operating system stay `OSError`s."""

from __future__ import annotations


class Error(Exception):
    """Base of everything that deltafold raises of its own."""


class ParseError(Error, ValueError):
    """Bytes that are not the JSON, or the server-sent events, that they should be.

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
    """JSON that is not a recording, or a recording that lacks what was asked for.

    `path` is the file or None.
    """

    def __init__(self, message: str, path: str | None = None) -> None:
        super().__init__(message)
        self.path = path

    def __reduce__(self) -> tuple[type[RecordingError], tuple[object, ...]]:
        return type(self), (self.args[0], self.path)


class MergeError(Error):
    """Items that cannot be merged, or an accumulator that is already finished."""
