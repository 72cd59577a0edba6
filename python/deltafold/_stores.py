"""Reads the objects of a store, a few ahead, in the order of their names."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

_AHEAD = 32
_THREADS = 8
# The stores of obstore that list objects in the order of their names: these are read while they are listed.
_IN_ORDER = ("AzureStore", "GCSStore", "MemoryStore", "S3Store")


def contents(store: Any) -> Iterator[tuple[str, object]] | None:
    """The name and the content of each object of a store; None if `store` is not one.

    A filesystem of fsspec has `find` and `cat_file`, a store of obstore has `list` and `get`.
    """
    if hasattr(store, "find") and hasattr(store, "cat_file"):
        return _read(sorted(store.find("")), store.cat_file)
    if hasattr(store, "list") and hasattr(store, "get") and hasattr(store, "put"):
        paths = _paths_of(store)
        if type(store).__name__ not in _IN_ORDER:
            paths = sorted(paths)
        return _read(paths, lambda path: bytes(store.get(path).bytes()))
    return None


def _paths_of(store: Any) -> Iterable[str]:
    for page in store.list():
        entries = page if isinstance(page, list) else [page]
        for entry in entries:
            yield entry["path"]


def _read(names: Iterable[str], read: Callable[[str], bytes]) -> Iterator[tuple[str, object]]:
    """Each name with its content, or with the exception for which there is none."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_THREADS) as pool:
        ahead: deque[tuple[str, Future[bytes]]] = deque()
        try:
            for name in names:
                ahead.append((name, pool.submit(read, name)))
                if len(ahead) > _AHEAD:
                    yield _taken(*ahead.popleft())
            while ahead:
                yield _taken(*ahead.popleft())
        finally:
            for _, future in ahead:
                future.cancel()


def _taken(name: str, future: Future[bytes]) -> tuple[str, object]:
    error = future.exception()
    return name, future.result() if error is None else error
