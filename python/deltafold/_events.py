"""The events of a whole stream."""

from __future__ import annotations

from deltafold._core import Accumulator

# Importing `typing` takes longer than importing the rest.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from deltafold._core import _Family
    from deltafold.types.events import StreamEvent


def events(
    items: Iterable[Any],
    *,
    strict: bool = False,
    single_choice: bool = False,
    family: _Family | None = None,
    reasoning_tags: bool | Sequence[str] | None = None,
) -> Iterator[StreamEvent]:
    """Merge the items of one stream as they come, and give the events of what each brings.

    `items` is any iterable of what `Accumulator.push` takes, such as the chunks of a recording or a
    live stream; the next one is taken when its events are asked for. `deltafold.types.events` has
    the classes. The options are those of `deltafold.merge`. For an asynchronous stream, or for bytes,
    use `Accumulator.push_events`, `feed_events` and `finish_events`.

        >>> import deltafold
        >>> recording = deltafold.load("examples/two-choices.json")
        >>> texts = {0: "", 1: ""}
        >>> for event in deltafold.events(recording.chunks):
        ...     if event.type == "content.delta":
        ...         texts[event.choice] += event.delta
        >>> texts[1] == recording.chat.choices[1].message.content
        True

    Raises:
        MergeError: as `deltafold.merge`, but not for a stream of nothing but errors, which are events.
        ParseError: an item is text, but neither JSON nor a line of server-sent events.
        TypeError: `items` is not iterable.
        ValueError: `family` is not known, or an item is nested too deep or contains itself.
    """
    options: dict[str, Any] = {"strict": strict, "single_choice": single_choice, "family": family}
    merging: Accumulator[Any] = Accumulator(reasoning_tags=reasoning_tags, **options)
    return _each(merging, iter(items))


def _each(merging: Accumulator[Any], items: Iterator[Any]) -> Iterator[StreamEvent]:
    for item in items:
        yield from merging.push_events(item)
    yield from merging.finish_events()
