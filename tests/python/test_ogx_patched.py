"""Classes of openai that somebody has changed are built as they are now.

Each change is made in a process of its own: a class that was rebuilt cannot be put back.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from ogx_reading import recording, typed, write
from ogx_samples import CHUNK, COMPLETION, MODEL, model, text_chunk
from types_samples import chunk, delta

pytest.importorskip("openai")

#: What OGX does when its recorder is imported: a finish reason may be null.
WIDENED = """
import typing
from openai.types.completion_choice import CompletionChoice
CompletionChoice.model_fields["finish_reason"].annotation = typing.Optional[
    typing.Literal["stop", "length", "content_filter"]
]
CompletionChoice.model_rebuild({force})
"""
ALL_REBUILT = "from openai.types import Completion; Completion.model_rebuild(force=True)"
SUBCLASS = """
import openai.types.chat.chat_completion_chunk as module
class ChatCompletionChunk(module.ChatCompletionChunk):
    created: str
    def model_post_init(self, context):
        self.marked = len(self.choices)
module.ChatCompletionChunk = ChatCompletionChunk
"""
NESTED = """
import openai.types.chat.chat_completion_chunk as module
def model_post_init(self, context):
    self.marked = 1
module.ChoiceDelta.model_post_init = model_post_init
module.Choice.__init__ = lambda self, **data: None
"""
FORBIDDING = """
from openai.types.model import Model
Model.model_config["extra"] = "forbid"
Model.model_rebuild(force=True)
"""
FIELD = """
import pydantic
from openai.types.model import Model
Model.model_fields["owned_by"].annotation = int
Model.model_fields["created"].default = 5
Model.model_rebuild(force=True)
"""
NEW_FIELD = """
import openai.types.model as module
class Model(module.Model):
    context_window: float = 1
    custom: dict = {}
module.Model = Model
"""
FUNCTION = """
import openai.types.model as module
module.Model.model_validate = classmethod(lambda cls, data: ("validated", data))
"""
BASE = """
import openai
inner = openai.BaseModel.model_construct.__func__
def model_construct(cls, _fields_set=None, **data):
    return inner(cls, _fields_set, **{**data, "seen": 1})
openai.BaseModel.model_construct = classmethod(model_construct)
"""
CHANGES = {
    "widened": WIDENED.format(force=""),
    "widened by force": WIDENED.format(force="force=True"),
    "widened, all rebuilt": WIDENED.format(force="force=True") + ALL_REBUILT,
    "subclass": SUBCLASS,
    "nested": NESTED,
    "forbidding": FORBIDDING,
    "field": FIELD,
    "new field": NEW_FIELD,
    "function": FUNCTION,
    "base": BASE,
}
CHECK = """
from pathlib import Path
from ogx_reading import check
path = Path({path!r})
if {before}:
    check(path)
exec({change!r})
check(path)
check(path)
"""


@pytest.mark.parametrize("before", [False, True], ids=["at once", "after a first reading"])
@pytest.mark.parametrize("change", list(CHANGES))
def test_a_change_is_seen(change: str, before: bool, tmp_path: Path) -> None:
    items = [
        typed(COMPLETION, text_chunk()),
        typed(COMPLETION, text_chunk(choice={"finish_reason": "stop"})),
        typed(CHUNK, chunk(choices=[delta(content="a")])),
        typed(CHUNK, chunk(created="1", choices=[delta(content="b")])),
        typed(CHUNK, chunk(object="")),
        typed(MODEL, model()),
        typed(MODEL, model(created=None, custom={"a": [1]}, context_window=5)),
        typed(MODEL, model(owned_by="5")),
        typed(MODEL, model(owned_by=5)),
    ]
    path = write(tmp_path / "a.json", recording([item for item in items for _ in range(2)]))
    code = CHECK.format(path=str(path), before=before, change=CHANGES[change])
    tests = str(Path(__file__).parent)
    found = os.pathsep.join([tests, *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": found}, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
