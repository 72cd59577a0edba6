"""An app with a model: it answers questions about trees, and may look up how tall they become."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import openai

import deltafold

HEIGHTS = {"oak": 35, "willow": 20}
TOOL: Any = {
    "type": "function",
    "function": {
        "name": "height",
        "description": "How tall a tree becomes, in metres.",
        "parameters": {
            "type": "object",
            "properties": {"tree": {"type": "string"}},
            "required": ["tree"],
        },
    },
}


def answer(client: openai.OpenAI, question: str) -> Iterator[str]:
    """The pieces of the model's answer, as they come."""
    messages: list[Any] = [{"role": "user", "content": question}]
    while True:
        merging = deltafold.Accumulator(family="chat")
        try:
            stream = client.chat.completions.create(
                model="gpt-5-mini", messages=messages, tools=[TOOL], stream=True
            )
        except openai.RateLimitError:
            yield "Too many questions. Please ask again later."
            return
        for chunk in stream:
            merging.push(chunk)
            for choice in chunk.choices:
                yield choice.delta.content or ""
        message = merging.finish().choices[0].message
        if not message.tool_calls:
            return
        messages.append(message.to_dict(exclude_none=True))
        for call in message.tool_calls:
            assert call.type == "function"
            tree = json.loads(call.function.arguments)["tree"]
            height = HEIGHTS.get(tree, "not known")
            messages.append({"role": "tool", "tool_call_id": call.id, "content": str(height)})
