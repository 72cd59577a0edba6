"""The recordings of a store by their keys: their places are kept, they themselves are loaded when they
are asked for."""

from __future__ import annotations

import errno
import json
import threading
import warnings
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator
from os import PathLike, fspath
from textwrap import indent
from typing import TYPE_CHECKING, Any

import deltafold
from deltafold import Error, Recording, RecordingError
from deltafold._core import _nearest
from deltafold.replay._body import untyped
from deltafold.replay._not_found import RecordingNotFound
from deltafold.replay._request import Request, of_recording

if TYPE_CHECKING:
    from deltafold.replay._match import Key

# The paths of lists of models, and the member that has the list.
LISTS = {"/models": "data", "/api/tags": "models"}
# How many recordings stay loaded, of those that were asked for last.
_MOST_KEPT = 64
# How many recordings a miss names.
_MOST_NEAREST = 3
# Errors that say nothing about the recordings: what is missing now may be there later.
_PASSING = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)


class Entry:
    """A recording in a file."""

    __slots__ = ("is_used", "layer", "list_path", "number", "path", "recording", "test_id")

    def __init__(self, recording: Recording, layer: int) -> None:
        self.path = recording.path or ""
        self.number = recording.number
        self.test_id = recording.test_id
        self.layer = layer
        self.is_used = False
        # Where the file has several: finding one of them again would mean to read all before it.
        self.recording = None if recording.number is None else recording
        self.list_path: str | None = None

    @property
    def name(self) -> str:
        return self.path if self.number is None else f"{self.path}[{self.number}]"


class Index:
    """The recordings of a store, and which of them were used."""

    def __init__(
        self, layers: list[list[str | PathLike[str]]], strict: bool, jobs: int | None
    ) -> None:
        self.layers = layers
        self.errors: list[Error | OSError] = []
        self.entries: dict[tuple[str, int | None], Entry] = {}
        self.hits = 0
        self.misses = 0
        # Reentrant, since a caller's function may use the store.
        self.lock = threading.RLock()
        self._strict = strict
        self._jobs = jobs
        self._by: dict[Key, dict[Hashable, list[Entry]]] = {}
        self._loaded: OrderedDict[tuple[str, int | None], Recording] = OrderedDict()
        self._texts: list[tuple[str, str]] | None = None
        self._models: dict[str, tuple[list[Entry], dict[str, Any]]] = {}

    def by(self, key: Key) -> dict[Hashable, list[Entry]]:
        """The recordings by their layer and this key. They are read when a key is first used."""
        found = self._by.get(key)
        if found is not None:
            return found
        with self.lock:
            if key not in self._by:
                made: dict[Hashable, list[Entry]] = {}
                for entry, request in self._read():
                    _note(made, key, request, entry)
                self._by[key] = made
            return self._by[key]

    def _read(self) -> Iterator[tuple[Entry, Request | None]]:
        is_first = not self._by
        if is_first:
            self.entries.clear()
            self.errors.clear()
        for layer, paths in enumerate(self.layers):
            for recording, request in self._scan(paths):
                if isinstance(recording, Recording):
                    place = (recording.path or "", recording.number)
                    if is_first and place not in self.entries:
                        self.entries[place] = Entry(recording, layer)
                    entry = self.entries.get(place)
                    if entry is not None and entry.layer == layer:
                        yield entry, request
                elif self._strict or getattr(recording, "errno", None) in _PASSING:
                    raise recording
                elif is_first:
                    self.errors.append(recording)

    def _scan(
        self, paths: list[str | PathLike[str]]
    ) -> Iterator[tuple[Recording | Error | OSError, Request | None]]:
        with warnings.catch_warnings():
            # An empty folder is one to record into.
            warnings.filterwarnings("ignore", "no recordings found", UserWarning)
            for recording in deltafold.scan(paths, jobs=self._jobs, on_error="return"):
                if not isinstance(recording, Recording):
                    yield recording, None
                    continue
                try:
                    request = of_recording(recording)
                except ValueError as error:
                    path = recording.path
                    yield RecordingError(f"{path}: {error}", path), None
                else:
                    yield recording, request

    def add(self, path: str | PathLike[str]) -> None:
        """Takes in a file, in place of what it had before."""
        with self.lock:
            recordings = list(deltafold.scan([path]))
            if not self._by:
                return
            path = fspath(path)
            for place in [place for place in self.entries if place[0] == path]:
                del self.entries[place]
                self._loaded.pop(place, None)
                for by in self._by.values():
                    for entries in by.values():
                        entries[:] = [entry for entry in entries if entry.path != path]
            for recording in recordings:
                entry = Entry(recording, 0)
                self.entries[entry.path, entry.number] = entry
                for key, made in self._by.items():
                    _note(made, key, of_recording(recording), entry)
            self._models.clear()
            self._texts = None

    def use(self, entries: Iterable[Entry]) -> None:
        """Counts an answer from these recordings."""
        with self.lock:
            self.hits += 1
            for entry in entries:
                entry.is_used = True

    def load(self, entry: Entry) -> Recording:
        """The recording."""
        if entry.recording is not None:
            return entry.recording
        place = (entry.path, entry.number)
        with self.lock:
            kept = self._loaded.get(place)
            if kept is not None:
                self._loaded.move_to_end(place)
                return kept
        recording = deltafold.load(entry.path)
        with self.lock:
            self._loaded[place] = recording
            if len(self._loaded) > _MOST_KEPT:
                self._loaded.popitem(last=False)
        return recording

    def models(self, path: str) -> Recording | None:
        """All models of all recorded lists at this path; `None` if there is no list."""
        entries, models = self._united(path)
        if not entries:
            return None
        self.use(entries)
        body: dict[str, Any] = {LISTS[path]: list(models.values())}
        if path == "/models":
            body = {"object": "list", **body, "has_more": False}
        return _answer(body)

    def model(self, name: str) -> Recording | None:
        """The model of this name in the recorded lists."""
        entries, models = self._united("/models")
        if name not in models:
            return None
        self.use(entries)
        return _answer(models[name])

    def _united(self, path: str) -> tuple[list[Entry], dict[str, Any]]:
        with self.lock:
            if path not in self._models:
                entries = [entry for entry in self.entries.values() if entry.list_path == path]
                united: dict[str, Any] = {}
                # What is in a fall-back does not replace what is not.
                for entry in sorted(entries, key=lambda entry: -entry.layer):
                    united.update(_listed(self.load(entry)))
                self._models[path] = entries, dict(sorted(united.items()))
            return self._models[path]

    def not_found(self, request: Request, test_id: str | None) -> RecordingNotFound:
        """Counts a miss, and says what is nearest."""
        key = f"{request.method} {request.path}"
        stored = self._stored_texts()
        first = f"no recording answers {key}" + (f" of {test_id}" if test_id else "")
        if request.model is not None:
            first += f" (model {request.model})"
        same = [name for name, text in stored if text == request.text][:_MOST_NEAREST]
        names = tuple(same)
        if not stored:
            last = f"there are no recordings in {', '.join(map(str, self.layers[0]))}"
        elif same:
            last = f"the same request has answered already, or is another test's: {', '.join(same)}"
        else:
            nearest, differences = _nearest(request.text, stored, _MOST_NEAREST)
            names = tuple(nearest)
            last = f"nearest of {len(stored)}, with what is recorded → what is asked:\n"
            last += indent(differences.rstrip(), "  ")
        # A folder that is not there yet is one to record into.
        unread = [error for error in self.errors if not isinstance(error, FileNotFoundError)]
        if unread:
            last += f"\nfiles that cannot be read: {len(unread)}; the first: {unread[0]}"
        with self.lock:
            self.misses += 1
        return RecordingNotFound(f"{first}\n{last}", key, names)

    def _stored_texts(self) -> list[tuple[str, str]]:
        """The requests of all recordings in the form in which they are compared. Kept, since where one
        request has none, others may not have one either."""
        with self.lock:
            if self._texts is None:
                self._texts = [
                    (entry.name, request.text)
                    for entry, request in self._read()
                    if request is not None
                ]
            return self._texts


def _note(
    made: dict[Hashable, list[Entry]], key: Key, request: Request | None, entry: Entry
) -> None:
    # A recording without a request can only be asked for in its turn.
    request = request or Request("POST", "")
    if request.path in LISTS:
        # All of them answer together.
        entry.list_path = request.path
        return
    value = key(request)
    if value is not None:
        made.setdefault((entry.layer, value), []).append(entry)


def _listed(recording: Recording) -> dict[str, Any]:
    """The models in a list by their names."""
    body = untyped(recording.to_dict()["response"]["body"])
    models = body.get("data", body.get("models")) if isinstance(body, dict) else body
    found: dict[str, Any] = {}
    for model in models if isinstance(models, list) else []:
        model = untyped(model)
        if not isinstance(model, dict):
            continue
        name = next((model[key] for key in ("id", "model", "name") if model.get(key)), None)
        if isinstance(name, str):
            found[name] = {key: value for key, value in model.items() if value is not None}
    return found


def _answer(body: dict[str, Any]) -> Recording:
    return deltafold.loads(json.dumps({"response": {"body": body, "is_streaming": False}}))
