"""What several of openai's APIs share, as `openai.types.shared` has it."""

from .comparison_filter import ComparisonFilter as ComparisonFilter
from .compound_filter import CompoundFilter as CompoundFilter
from .error_object import ErrorObject as ErrorObject
from .reasoning import Reasoning as Reasoning
from .response_format_json_object import ResponseFormatJSONObject as ResponseFormatJSONObject
from .response_format_text import ResponseFormatText as ResponseFormatText
