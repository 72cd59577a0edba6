"""The mirrored types of the openai package; those of other SDKs are in subpackages.

Each class has the name, the module and the fields of its original. They are views: values are
decoded on access.
"""

from .completion import Completion as Completion
from .completion_choice import CompletionChoice as CompletionChoice
from .completion_usage import CompletionUsage as CompletionUsage
from .create_embedding_response import CreateEmbeddingResponse as CreateEmbeddingResponse
from .embedding import Embedding as Embedding
from .model import Model as Model
from .moderation import Moderation as Moderation
from .moderation_create_response import ModerationCreateResponse as ModerationCreateResponse
