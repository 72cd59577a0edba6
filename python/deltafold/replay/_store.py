"""A store of recordings, in which requests are looked up."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from os import PathLike
from typing import TYPE_CHECKING, Literal, TypeAlias
from urllib.parse import unquote

from deltafold.replay._index import LISTS, Entry, Index
from deltafold.replay._match import Matching, is_same_test, keys_of

if TYPE_CHECKING:
    from deltafold import Error, Recording
    from deltafold.replay._request import Request

_Path: TypeAlias = str | PathLike[str]


class RecordingStore:
    """Recordings, in which requests are looked up. Files are only read.

    `paths` is a file or folder, or several; what is in `fallbacks` counts where they have no answer.
    Files that cannot be read are in `errors`, and the others are served, unless `strict` is set:
    then the first error is raised. Threads and tasks may share a store.

    `match` says which recording answers a request. Requests are compared in the form of `Request`.

    - "request": the one with the same method, path and body.
    - "ogx": the one with the same OGX request hash, which leaves out what changes from run to run, and
      `stream_options`.
    - "auto": by "request", or else by "ogx".
    - "test": those of the test that `for_test` names: the same request, or else the same path.
    - "sequence": one after the other, in the order of the recordings.
    - a function from `Request` to a key: the one with the same key. `None` is no key.
    - several of these: the first that finds one.

    If several recordings have the key, they answer in their order, and the last one again and
    again, or with `exhausted="error"` not a second time.

        >>> from deltafold.replay import RecordingStore, Request
        >>> store = RecordingStore("examples/two-choices.json", match="sequence")
        >>> store.find(Request("POST", "https://api.example/v1/chat/completions")).kind
        'chat.stream'
        >>> store.hits, store.misses, store.unused()
        (1, 0, [])

    Raises:
        ValueError: `match` or `exhausted` is another word.
        TypeError: `paths` or `fallbacks` are neither a path nor paths.
        ParseError, RecordingError, OSError: with `strict`, a file cannot be read.
    """

    def __init__(
        self,
        paths: _Path | Iterable[_Path],
        *,
        match: Matching | Iterable[Matching] = "auto",
        fallbacks: _Path | Iterable[_Path] = (),
        strict: bool = False,
        exhausted: Literal["repeat", "error"] = "repeat",
        jobs: int | None = None,
    ) -> None:
        if exhausted not in ("repeat", "error"):
            raise ValueError(f"expected exhausted to be 'repeat' or 'error', not {exhausted!r}")
        self._keys = keys_of(match)
        self._needs_test = match == "test"
        self._test_id: str | None = None
        self._turns: dict[Hashable, int] = {}
        # Of a store that gives each recording once.
        self._served: set[Entry] | None = None if exhausted == "repeat" else set()
        layers = [_paths(paths), *([path] for path in _paths(fallbacks))]
        self._index = Index(layers, strict, jobs)
        if strict:
            self._opened()

    def for_test(self, test_id: str) -> RecordingStore:
        """The same recordings for one test: its own ones come first, and their order begins anew.

        The path in the id counts from its end, so that recordings are found from whatever folder the
        tests are run. Counts, and what is unused, are shared with this store.
        """
        store = object.__new__(RecordingStore)
        store.__dict__.update(self.__dict__)
        store._test_id = test_id
        store._turns = {}
        store._served = None if self._served is None else set()
        return store

    def find(self, request: Request) -> Recording:
        """The recording that answers a request. The next one is another, if several answer it.

        A list of models is answered with all models of all recorded lists.

        Raises:
            RecordingNotFound: there is none.
            ParseError, RecordingError, OSError: its file has changed and can no longer be read.
        """
        found = self.get(request)
        if found is None:
            raise self._index.not_found(request, self._test_id or request.test_id)
        return found

    def get(self, request: Request) -> Recording | None:
        """As `find`, but `None` if there is none, which does not count as a miss."""
        index = self._opened()
        if request.method == "GET" and request.path in LISTS:
            return index.models(request.path)
        for place, entries in self._candidates(request):
            entry = self._in_turn(place, entries, request.again)
            if entry is not None:
                return index.load(entry)
        if request.method == "GET" and request.path.startswith("/models/"):
            return index.model(unquote(request.path.removeprefix("/models/")))
        return None

    def _candidates(self, request: Request) -> Iterator[tuple[Hashable, list[Entry]]]:
        """What may answer, best first, each with a name for whose turn it is."""
        test_id = self._test_id or request.test_id
        for of_test in (True,) if self._needs_test else (True, False):
            if of_test and test_id is None:
                continue
            for layer in range(len(self._index.layers)):
                for key in self._keys:
                    value = key(request)
                    if value is None:
                        continue
                    entries = self._index.by(key).get((layer, value), [])
                    if of_test and test_id is not None:
                        entries = _of_test(entries, test_id)
                    if entries:
                        yield (of_test and test_id, layer, key, value), entries

    def _in_turn(self, place: Hashable, entries: list[Entry], again: bool) -> Entry | None:
        with self._index.lock:
            turn = self._turns.get(place, 0)
            if again and turn:
                turn -= 1
            elif self._served is not None:
                # Another key may have found it.
                while turn < len(entries) and entries[turn] in self._served:
                    turn += 1
                if turn == len(entries):
                    return None
                self._served.add(entries[turn])
            entry = entries[min(turn, len(entries) - 1)]
            self._turns[place] = turn + 1
            self._index.use([entry])
            return entry

    def add(self, path: _Path) -> None:
        """Take in a file that was written, or written anew, after the store was opened.

        Raises:
            ParseError, RecordingError, OSError: it cannot be read.
        """
        self._index.add(path)

    @property
    def errors(self) -> list[Error | OSError]:
        """The errors of the files that cannot be read, which are not served."""
        return list(self._opened().errors)

    @property
    def hits(self) -> int:
        """How many requests were answered."""
        return self._index.hits

    @property
    def misses(self) -> int:
        """How many requests were not answered."""
        return self._index.misses

    def unused(self) -> list[str]:
        """The recordings that have answered no request, as paths, with the number where a file has
        several: `log.jsonl[3]`."""
        return [entry.name for entry in self._opened().entries.values() if not entry.is_used]

    def __len__(self) -> int:
        """How many recordings there are."""
        return len(self._opened().entries)

    def __repr__(self) -> str:
        return f"RecordingStore({', '.join(str(path) for path in self._index.layers[0])})"

    def _opened(self) -> Index:
        self._index.by(self._keys[0])
        return self._index


def _of_test(entries: list[Entry], test_id: str) -> list[Entry]:
    own = [entry for entry in entries if entry.test_id == test_id]
    return own or [entry for entry in entries if is_same_test(entry.test_id, test_id)]


def _paths(paths: _Path | Iterable[_Path]) -> list[_Path]:
    return [paths] if isinstance(paths, str | PathLike) else list(paths)
