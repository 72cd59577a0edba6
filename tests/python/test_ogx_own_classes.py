"""Classes that are no SDK's are built through their own hooks, in the reference's order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pydantic")

import ogx_reference
from ogx_classes_odd import CALLS
from ogx_own_samples import GROUPS, OWN
from ogx_reading import MODES, check, ours, recording, typed, write


@pytest.mark.parametrize(("name", "data"), OWN)
def test_each_class_alone(name: str, data: Any, tmp_path: Path) -> None:
    check(write(tmp_path / "one.json", recording(typed(name, data))))
    check(write(tmp_path / "many.json", recording([typed(name, data)] * 4)))


@pytest.mark.parametrize("module", list(GROUPS))
def test_each_class_with_all_its_data_in_turn(module: str, tmp_path: Path) -> None:
    for name, many in GROUPS[module]:
        items = [typed(f"{module}.{name}", data) for data in [*many, *reversed(many), *many]]
        check(write(tmp_path / f"{name}.json", recording(items)))


def test_all_classes_in_one_body(tmp_path: Path) -> None:
    items = [typed(name, data) for name, data in OWN if not name.endswith(".Raises")]
    check(write(tmp_path / "a.json", recording(items)))


HOOKS = ["Counted", "OwnValidate", "OwnInit", "OwnNew", "OwnSetattr"]


@pytest.mark.parametrize("name", HOOKS)
def test_hooks_are_called_as_often_as_by_the_reference(name: str, tmp_path: Path) -> None:
    full = f"ogx_classes_odd.{name}"
    items = [typed(full, data) for known, data in OWN if known == full] * 2
    path = write(tmp_path / "a.json", recording(items))
    CALLS.clear()
    ogx_reference.read(path)
    expected = list(CALLS)
    for mode in MODES:
        CALLS.clear()
        ours(path, mode)
        assert expected == CALLS, mode
    assert expected or name in ("OwnNew", "OwnSetattr", "OwnInit")


def test_a_class_that_is_changed_between_two_reads(tmp_path: Path) -> None:
    """What is known of a class must not outlive the class's rebuilding or replacement."""
    import ogx_classes
    import pydantic

    path = write(tmp_path / "a.json", recording([typed("ogx_classes.Changing", {"a": 1})] * 3))
    for kind in (int, str, float):
        made = pydantic.create_model("Changing", a=(kind, ...), __module__="ogx_classes")
        ogx_classes.Changing = made  # type: ignore[attr-defined]
        try:
            check(path)
        finally:
            del ogx_classes.Changing  # type: ignore[attr-defined]
    check(path)


def test_a_class_that_is_rebuilt_between_two_reads(tmp_path: Path) -> None:
    """As OGX does with openai's `CompletionChoice`."""
    import ogx_classes
    import pydantic

    class Rebuilt(pydantic.BaseModel):
        a: int

    class Holder(pydantic.BaseModel):
        inner: Rebuilt

    ogx_classes.Rebuilt = Rebuilt  # type: ignore[attr-defined]
    ogx_classes.RebuiltHolder = Holder  # type: ignore[attr-defined]
    items = [typed("ogx_classes.Rebuilt", {"a": None}), typed("ogx_classes.Rebuilt", {"a": 1})]
    items += [typed("ogx_classes.RebuiltHolder", {"inner": {"a": None}})] * 2
    path = write(tmp_path / "a.json", recording(items))
    try:
        check(path)
        Rebuilt.model_fields["a"].annotation = int | None
        Rebuilt.model_rebuild(force=True)
        check(path)
        Holder.model_rebuild(force=True)
        check(path)
    finally:
        del ogx_classes.Rebuilt, ogx_classes.RebuiltHolder  # type: ignore[attr-defined]


def test_a_class_that_is_patched_between_two_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ogx_classes

    path = write(tmp_path / "a.json", recording([typed("ogx_classes.Plain", {"a": 1})] * 3))
    check(path)

    def validated(cls: Any, data: Any) -> Any:
        return (cls.__name__, data)

    monkeypatch.setattr(ogx_classes.Plain, "model_validate", classmethod(validated))
    check(path)
    assert ours(path, "openai")["response"]["body"][0] == ("Plain", {"a": 1})


def test_openai_classes_patched_by_a_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chunk = pytest.importorskip("openai.types.chat.chat_completion_chunk")
    from ogx_samples import CHUNK
    from types_samples import chunk as data

    items = [typed(CHUNK, data()), typed(CHUNK, data(object=""))] * 2
    path = write(tmp_path / "a.json", recording(items))
    check(path)
    for name in ("model_validate", "model_construct"):
        with monkeypatch.context() as patch:
            patch.setattr(
                chunk.ChatCompletionChunk,
                name,
                classmethod(lambda *_, **__: "patched"),
                raising=True,
            )
            check(path)
            assert "patched" in ours(path, "openai")["response"]["body"]
    check(path)
