"""What the packages of mirrored types have beside the SDKs' classes, and what they export."""

from __future__ import annotations

import importlib
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from test_types_typing import path_first

import deltafold
from deltafold._core import MergeInfo, View, _restore_view
from deltafold.types import Completion, ModerationCreateResponse
from deltafold.types.anthropic import EVENTS as ANTHROPIC_EVENTS
from deltafold.types.anthropic import Message, PingEvent
from deltafold.types.chat import ChatCompletion, ChatCompletionChunk
from deltafold.types.cohere import EVENTS as COHERE_EVENTS
from deltafold.types.cohere import V2ChatResponse
from deltafold.types.converse import ConverseResponse
from deltafold.types.error_body import ErrorBody
from deltafold.types.genai import GenerateContentResponse
from deltafold.types.interactions import EVENTS as INTERACTION_EVENTS
from deltafold.types.interactions import ContentDelta, Interaction, InteractionStartEvent
from deltafold.types.ollama import ChatResponse, GenerateResponse
from deltafold.types.responses import EVENTS as RESPONSES_EVENTS
from deltafold.types.responses import Response
from deltafold.types.shared import ErrorObject

PACKAGES = [
    *("responses", "anthropic", "genai", "interactions", "ollama", "cohere", "converse"),
    *("ogx", "error_body"),
]


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_nothing_of_another(package: str) -> None:
    script = (
        f"import sys, deltafold.types; before = set(sys.modules); import deltafold.types.{package}\n"
        "print(*set(sys.modules) - before)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", path_first(script)],
        capture_output=True,
        text=True,
        check=True,
    )
    own = f"deltafold.types.{package}"
    shared = ("deltafold.types.shared", "deltafold.types._")
    assert all(module.startswith((own, *shared)) for module in done.stdout.split())


@pytest.mark.parametrize(
    ("package", "theirs"),
    [
        ("responses", "openai.types.responses"),
        ("anthropic", "anthropic.types"),
        ("genai", "google.genai.types"),
        ("interactions", "google.genai.interactions"),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_a_package_exports_what_the_sdk_does(package: str, theirs: str) -> None:
    ours, sdk = importlib.import_module(f"deltafold.types.{package}"), pytest.importorskip(theirs)
    exported = {name for name, value in vars(ours).items() if isinstance(value, type)}
    own = {name for name in exported if not hasattr(sdk, name)}
    assert own <= {
        *("PingEvent", "ErrorEvent", "ErrorEventError"),
        *("InteractionStartEvent", "InteractionCompleteEvent"),
        *("ContentStart", "ContentDelta", "ContentStop"),
    }
    for module in [name for name in sys.modules if name.startswith(f"deltafold.types.{package}.")]:
        for name in importlib.import_module(module).__all__:
            theirs_too = getattr(sdk, name, None)
            if isinstance(theirs_too, type) and theirs_too.__name__ == name:
                assert name in exported


@pytest.mark.parametrize(
    "events", [RESPONSES_EVENTS, ANTHROPIC_EVENTS, INTERACTION_EVENTS, COHERE_EVENTS]
)
def test_each_event_has_a_time_and_others_are_shown_too(events: tuple[str, Any]) -> None:
    by, classes = events
    assert by in {"type", "event_type"}
    assert next(iter(classes)) == ""
    for tag, of in classes.items():
        event = of.model_validate({by: tag})
        assert event.t_ns is None
        assert "t_ns" not in repr(event)


@pytest.mark.parametrize(
    "of",
    [ChatCompletionChunk, Completion, GenerateContentResponse, ChatResponse, GenerateResponse],
)
def test_copies_and_pickles_keep_the_time(of: type[Any]) -> None:
    assert of().t_ns is None
    one = _restore_view(b'{"id": "a"}', of, None, 5)
    assert isinstance(one, of)
    assert one.t_ns == 5
    assert pickle.loads(pickle.dumps(one)).t_ns == 5
    assert one.model_copy(update={"id": "b"}).t_ns == 5
    assert one == of(id="a")


@pytest.mark.parametrize(
    ("of", "data", "complete"),
    [
        (ChatCompletion, {"choices": [{"finish_reason": "stop"}]}, True),
        (ChatCompletion, {"choices": []}, False),
        (Completion, {"choices": [{"finish_reason": "stop"}, {"finish_reason": None}]}, False),
        (Response, {"status": "completed", "error": None}, True),
        (Response, {"object": "response", "status": "incomplete"}, True),
        (Response, {"status": "failed", "error": {"code": "c", "message": "m"}}, False),
        (Response, {"status": "in_progress"}, False),
        (Message, {"stop_reason": "end_turn"}, True),
        (Message, {"stop_reason": None}, False),
        (V2ChatResponse, {"finish_reason": "COMPLETE"}, True),
        (V2ChatResponse, {"finish_reason": "ERROR"}, False),
        (ConverseResponse, {"stopReason": "end_turn"}, True),
        (ConverseResponse, {"output": {}}, False),
        (GenerateContentResponse, {"candidates": [{"finish_reason": "STOP"}]}, True),
        (GenerateContentResponse, {"candidates": [{"finishReason": "STOP"}]}, True),
        (GenerateContentResponse, {"candidates": [{"index": 0}]}, False),
        (GenerateContentResponse, {"prompt_feedback": {}}, False),
        (Interaction, {"status": "completed"}, True),
        (Interaction, {"status": "in_progress"}, False),
        (Interaction, {"status": "incomplete"}, False),
        (Interaction, {"status": "requires_action"}, True),
        (ChatResponse, {"done": True}, True),
        (GenerateResponse, {"done": False}, False),
    ],
)
def test_whether_a_stored_response_is_complete(
    of: type[Any], data: dict[str, Any], complete: bool
) -> None:
    info = of.model_validate(data).merge_info
    assert info == MergeInfo(complete, (), data.get("error"))
    assert of.model_validate(data).merge_info.warnings == ()


def test_older_names_of_interactions() -> None:
    _, classes = INTERACTION_EVENTS
    start = {"interaction": {"id": "a", "status": "in_progress"}, "event_type": "interaction.start"}
    assert classes["interaction.start"] is InteractionStartEvent
    assert InteractionStartEvent.model_validate(start).interaction == Interaction(
        id="a", status="in_progress"
    )
    delta = ContentDelta.model_validate({"index": 0, "delta": {"type": "text", "text": "Hi"}})
    assert type(delta.delta).__name__ == "TextDelta"
    whole = Interaction.model_validate({"outputs": [{"type": "text", "text": "Hi"}]})
    assert whole.outputs is not None
    assert type(whole.outputs[0]).__name__ == "TextContent"
    assert whole.model_extra == {"outputs": [{"type": "text", "text": "Hi"}]}


def test_objects_of_unknown_tags_are_plain_views() -> None:
    data = {"output": [{"type": "brand_new", "text": "x"}, {"type": "message", "content": []}]}
    output = Response.model_validate(data).output
    assert [type(item).__name__ for item in output] == ["View", "ResponseOutputMessage"]
    assert output[0].to_dict() == {"type": "brand_new", "text": "x"}


def test_bodies_of_errors() -> None:
    shared = pytest.importorskip("openai.types.shared")
    assert list(ErrorObject.model_fields) == list(shared.ErrorObject.model_fields)
    body = ErrorBody.model_validate({"error": {"message": "m", "type": None, "code": 3}, "id": 1})
    assert (body.error.message, body.error.code, body.error.param) == ("m", 3, None)
    assert body.model_extra == {"id": 1}
    assert ErrorBody.model_validate({"error": "just text"}).error == "just text"


def test_to_sdk_without_the_sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, view, name in (
        ("anthropic.types.message", Message(), "anthropic"),
        ("google.genai.types", GenerateContentResponse(), "google-genai"),
        ("ollama._types", ChatResponse(), "ollama"),
        ("openai.types.moderation_create_response", ModerationCreateResponse(), "openai"),
    ):
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(ImportError, match=rf"to_sdk\(\) needs .*: pip install {name}"):
            view.to_sdk()


def test_what_mirrors_nothing() -> None:
    with pytest.raises(TypeError, match="View does not mirror a class of a package"):
        View().to_sdk()
    with pytest.raises(TypeError, match="Message does not mirror a class of openai"):
        Message().to_openai()
    with pytest.raises(TypeError, match="PingEvent"):
        PingEvent().to_sdk()


@pytest.mark.parametrize("name", ["cohere", "converse"])
def test_a_recorded_stream_has_classes_and_merges_into_the_whole(name: str) -> None:
    folder = Path(__file__).parents[1] / "fixtures" / "recordings"
    streamed = deltafold.load(folder / f"{name}-stream.json")
    whole = deltafold.load(folder / f"{name}.json")
    assert streamed.kind == f"{name}.stream"
    assert streamed.completion == whole.completion
    assert type(streamed.completion) is type(whole.completion)
    assert streamed.completion.merge_info.complete
    assert all(type(chunk) is not View for chunk in streamed.chunks)
    merged = deltafold.merge([chunk.to_dict() for chunk in streamed.chunks])
    assert merged == whole.completion
