"""Streams that hypothesis makes: items that repeat but for a few changes, right and wrong."""

from __future__ import annotations

import copy
import math
from typing import Any

from hypothesis import strategies as st

TEXT = st.text(st.characters(exclude_categories=()), max_size=4)
#: What stands in the place of something else.
WRONG: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from([None, True, False, 0, 1, -1, 7, 1.0, -0.0, 0.5, 1e300, math.nan, math.inf]),
    st.sampled_from(["", "1", "1.5", "true", "stop", "function", "assistant", "red", "cat", "a"]),
    st.sampled_from([2**31, 2**53 + 1, 2**63, 2**64, -(2**63), 10**30]),
    st.sampled_from(
        [[], {}, [None], [1], ["a"], [[1]], {"a": 1}, {"role": "user"}, {"kind": "dog"}]
    ),
    st.sampled_from(["2025-01-01T00:00:00Z", "2025-01-01", "PT1S", "no time"]),
    TEXT,
)
#: Keys that nobody declares, some of which mean something to classes.
EXTRA = st.sampled_from(
    (
        "x,y,a,b,_x,_fields_set,cls,self,values,model_config,copy,json,__dict__,__class__,__type__,"
        "__data__,é,\ud83d,_request_id,model_fields,model_extra,model_fields_set,to_dict,kind,"
        "__pydantic_extra__,__pydantic_private__,,a b"
    ).split(",")
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Each container in a value with each of its keys or indices, and the containers' ends."""
    found: list[tuple[Any, Any]] = []
    if isinstance(value, (dict, list)):
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        found = [(value, key) for key in [*keys, None]]
        for key in keys:
            found += places(value[key])
    return found


@st.composite
def changed(draw: st.DrawFn, base: Any, most: int = 3) -> Any:
    """The same data with up to so many changes anywhere in it."""
    data = copy.deepcopy(base)
    for _ in range(draw(st.integers(0, most))):
        found = places(data)
        if not found:
            return draw(WRONG)
        container, key = draw(st.sampled_from(found))
        if key is None:
            add(container, draw(EXTRA), draw(WRONG))
        elif draw(st.integers(0, 4)) == 0:
            del container[key]
        else:
            container[key] = copy.deepcopy(draw(WRONG))
    return data


def add(container: Any, key: str, value: Any) -> None:
    """One more member or item."""
    if isinstance(container, dict):
        container[key] = copy.deepcopy(value)
    else:
        container.append(copy.deepcopy(value))


@st.composite
def streams(draw: st.DrawFn, samples: list[tuple[str, Any]]) -> list[Any]:
    """Items of a body: a few shapes that come again and again, with other scalars."""
    shapes = []
    for _ in range(draw(st.integers(1, 2))):
        name, base = draw(st.sampled_from(samples))
        shapes.append((name, draw(changed(base, 2))))
    items = []
    for _ in range(draw(st.integers(1, 6))):
        name, base = draw(st.sampled_from(shapes))
        items.append({"__type__": name, "__data__": draw(rescaled(base))})
    return items


@st.composite
def rescaled(draw: st.DrawFn, base: Any) -> Any:
    """The same shape with other scalars in up to three places, mostly of the same type."""
    data = copy.deepcopy(base)
    scalars = [
        (c, k) for c, k in places(data) if k is not None and not isinstance(c[k], (dict, list))
    ]
    for _ in range(draw(st.integers(0, 3)) if scalars else 0):
        container, key = draw(st.sampled_from(scalars))
        old = container[key]
        if isinstance(old, str) and draw(st.booleans()):
            container[key] = draw(TEXT)
        elif isinstance(old, int) and not isinstance(old, bool) and draw(st.booleans()):
            container[key] = draw(st.integers())
        elif draw(st.integers(0, 3)) == 0:
            container[key] = draw(WRONG.filter(lambda value: not isinstance(value, (dict, list))))
    return data
