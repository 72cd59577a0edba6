"""The peers that are frameworks: openai's stream state, litellm, langchain."""

from __future__ import annotations

import json
import os
from typing import Any

from pybench.contenders import Contender, Seen, read, seen_in_object

# Otherwise litellm fetches a price list when it is imported.
os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")


class OpenAI(Contender):
    """Loading like OGX (json, then pydantic chunk by chunk), and openai's stream state."""

    key = "openai"
    title = "json + pydantic validate (like OGX) + openai ChatCompletionStreamState"
    loader = "json + pydantic validate (like OGX)"
    packages = ("openai", "pydantic")
    slow = True

    def __init__(self) -> None:
        super().__init__()
        from openai.lib.streaming.chat import ChatCompletionStreamState
        from openai.types.chat import ChatCompletionChunk

        self.state: Any = ChatCompletionStreamState
        self.chunk: Any = ChatCompletionChunk

    def hold(self, path: str) -> Any:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123
            recording = json.load(file)
        body = recording["response"]["body"]
        recording["response"]["body"] = [self.validated(item["__data__"]) for item in body]
        return recording

    def validated(self, data: dict[str, Any]) -> Any:
        """Builds a chunk like OGX: validated, or constructed if validation fails."""
        try:
            return self.chunk.model_validate(data)
        except ValueError:
            return self.chunk.model_construct(**data)

    def merged(self, path: str) -> list[Seen]:
        chunks = self.hold(path)["response"]["body"]
        state = self.state()
        try:
            for chunk in chunks:
                state.handle_chunk(chunk)
            return seen_in_object(state.current_completion_snapshot.choices)
        except Exception:
            # It fails on this stream, so its time is shorter than that of a full merge.
            self.raised += 1
            return []

    def touched(self, path: str) -> int:
        count = 0
        for chunk in self.hold(path)["response"]["body"]:
            if choices := chunk.choices:
                choice = choices[0]
                if choice.delta.content or choice.finish_reason:
                    count += 1
        return count


class Litellm(Contender):
    """orjson, and litellm's stream_chunk_builder (which mixes up choices if n > 1)."""

    key = "litellm"
    title = "orjson + litellm stream_chunk_builder"
    packages = ("litellm", "orjson")
    slow = True

    def __init__(self) -> None:
        super().__init__()
        import litellm
        import orjson

        litellm.suppress_debug_info = True
        self.build: Any = litellm.stream_chunk_builder
        self.loads = orjson.loads

    def merged(self, path: str) -> list[Seen]:
        body = self.loads(read(path))["response"]["body"]
        try:
            response = self.build([item["__data__"] for item in body])
            return seen_in_object(response.choices)
        except Exception:
            self.raised += 1
            return []


class Langchain(Contender):
    """orjson, and langchain-core's chunks, added in bulk choice by choice."""

    key = "langchain"
    title = "orjson + langchain-core bulk add"
    packages = ("langchain-core", "orjson")
    slow = True

    def __init__(self) -> None:
        super().__init__()
        import orjson
        from langchain_core.messages import AIMessageChunk
        from langchain_core.messages.tool import tool_call_chunk
        from langchain_core.outputs import ChatGenerationChunk

        self.loads = orjson.loads
        self.message: Any = AIMessageChunk
        self.call: Any = tool_call_chunk
        self.generation: Any = ChatGenerationChunk

    def merged(self, path: str) -> list[Seen]:
        chunks: dict[int, list[Any]] = {}
        for item in self.loads(read(path))["response"]["body"]:
            for choice in item["__data__"]["choices"]:
                chunks.setdefault(choice["index"], []).append(self.converted(choice))
        try:
            return [self.seen(index, chunks[index]) for index in sorted(chunks)]
        except Exception:
            self.raised += 1
            return []

    def converted(self, choice: dict[str, Any]) -> Any:
        """Converts one delta like langchain's OpenAI integration."""
        delta = choice["delta"]
        calls = [
            self.call(
                name=call["function"]["name"],
                args=call["function"]["arguments"],
                id=call["id"],
                index=call["index"],
            )
            for call in delta["tool_calls"] or ()
        ]
        reason = choice["finish_reason"]
        return self.generation(
            message=self.message(content=delta["content"] or "", tool_call_chunks=calls),
            generation_info={"finish_reason": reason} if reason else None,
        )

    def seen(self, index: int, chunks: list[Any]) -> Seen:
        """The sum of the chunks of one choice."""
        total = chunks[0] + chunks[1:]
        reason = (total.generation_info or {}).get("finish_reason")
        calls = tuple((call["name"], call["args"]) for call in total.message.tool_call_chunks)
        return Seen(index, total.message.content, reason, calls)
