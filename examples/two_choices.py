"""Merges the two choices of a recorded stream, in three ways that agree."""

from pathlib import Path

import deltafold

EXAMPLE = Path(__file__).with_name("two-choices.json")

# A whole recording.
recording = deltafold.load(EXAMPLE)
print(f"{recording.kind}, {len(recording.chunks)} chunks")
for choice in recording.chat.choices:
    print(f"choice {choice.index} ({choice.finish_reason}): {choice.message.content}")

# Any iterable of chunks: dicts, JSON text, lines of an SSE response, openai objects or views.
merged = deltafold.merge(recording.chunks)
assert merged == recording.completion

# Chunk by chunk, reading the partial result on the way.
accumulator = deltafold.Accumulator()
for at, chunk in enumerate(recording.chunks):
    accumulator.push(chunk)
    if at == 9:
        print("after ten chunks:", [c.message.content for c in accumulator.snapshot().choices])
assert accumulator.finish() == merged
