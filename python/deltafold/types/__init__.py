"""The types of the SDKs, mirrored: each class has the name and the fields of its original.

They are views: a field is read when it is first accessed.
"""

from .completion import Completion as Completion
from .completion_choice import CompletionChoice as CompletionChoice
from .completion_usage import CompletionUsage as CompletionUsage
from .create_embedding_response import CreateEmbeddingResponse as CreateEmbeddingResponse
from .embedding import Embedding as Embedding
from .model import Model as Model
from .moderation import Moderation as Moderation
from .moderation_create_response import ModerationCreateResponse as ModerationCreateResponse
from .shared.error_object import ErrorObject as ErrorObject
