"""Generated streams are read as the reference reads them."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import ogx_own_samples
import ogx_samples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ogx_reading import check, recording
from ogx_strategies import changed, streams

SLOW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def checked(record: Any) -> None:
    """Writes a recording and compares what it is read as."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.json"
        path.write_text(json.dumps(record))
        check(path)


@SLOW
@given(streams(ogx_samples.SDK))
def test_streams_of_the_sdks(items: list[Any]) -> None:
    checked(recording(items))


@SLOW
@given(streams(ogx_own_samples.OWN))
def test_streams_of_own_classes(items: list[Any]) -> None:
    checked(recording(items))


@SLOW
@given(
    st.sampled_from([*ogx_samples.SDK, *ogx_own_samples.OWN]).flatmap(
        lambda sample: changed({"__type__": sample[0], "__data__": sample[1]}, 4)
    )
)
def test_single_bodies(body: Any) -> None:
    checked(recording(body))


@SLOW
@given(
    streams(ogx_samples.SDK),
    st.dictionaries(st.text(max_size=3), st.text("abcdel01 {", min_size=1, max_size=3), max_size=3),
)
def test_ids_that_are_put_back(items: list[Any], mapping: dict[str, str]) -> None:
    checked(recording(items, id_normalization_mapping=mapping))
