"""Google's generated contents, as `google.genai.types` has them."""

from ._grounding import Citation as Citation
from ._grounding import CitationMetadata as CitationMetadata
from ._grounding import GoogleTypeDate as GoogleTypeDate
from ._grounding import GroundingChunk as GroundingChunk
from ._grounding import GroundingChunkCustomMetadata as GroundingChunkCustomMetadata
from ._grounding import GroundingChunkImage as GroundingChunkImage
from ._grounding import GroundingChunkMaps as GroundingChunkMaps
from ._grounding import GroundingChunkMapsPlaceAnswerSources as GroundingChunkMapsPlaceAnswerSources
from ._grounding import (
    GroundingChunkMapsPlaceAnswerSourcesAuthorAttribution as GroundingChunkMapsPlaceAnswerSourcesAuthorAttribution,
)
from ._grounding import (
    GroundingChunkMapsPlaceAnswerSourcesReviewSnippet as GroundingChunkMapsPlaceAnswerSourcesReviewSnippet,
)
from ._grounding import GroundingChunkMapsRoute as GroundingChunkMapsRoute
from ._grounding import GroundingChunkRetrievedContext as GroundingChunkRetrievedContext
from ._grounding import GroundingChunkStringList as GroundingChunkStringList
from ._grounding import GroundingChunkWeb as GroundingChunkWeb
from ._grounding import GroundingMetadata as GroundingMetadata
from ._grounding import GroundingMetadataSourceFlaggingUri as GroundingMetadataSourceFlaggingUri
from ._grounding import GroundingSupport as GroundingSupport
from ._grounding import RagChunk as RagChunk
from ._grounding import RagChunkPageSpan as RagChunkPageSpan
from ._grounding import RetrievalMetadata as RetrievalMetadata
from ._grounding import SearchEntryPoint as SearchEntryPoint
from ._grounding import Segment as Segment
from ._parts import AudioMetadata as AudioMetadata
from ._parts import Blob as Blob
from ._parts import CodeExecutionResult as CodeExecutionResult
from ._parts import Content as Content
from ._parts import DocumentMetadata as DocumentMetadata
from ._parts import ExecutableCode as ExecutableCode
from ._parts import FileData as FileData
from ._parts import FunctionCall as FunctionCall
from ._parts import FunctionResponse as FunctionResponse
from ._parts import FunctionResponseBlob as FunctionResponseBlob
from ._parts import FunctionResponseFileData as FunctionResponseFileData
from ._parts import FunctionResponsePart as FunctionResponsePart
from ._parts import Part as Part
from ._parts import PartialArg as PartialArg
from ._parts import PartMediaResolution as PartMediaResolution
from ._parts import SpeechMetadata as SpeechMetadata
from ._parts import SpreadsheetMetadata as SpreadsheetMetadata
from ._parts import ToolCall as ToolCall
from ._parts import ToolResponse as ToolResponse
from ._parts import Transcription as Transcription
from ._parts import VideoMetadata as VideoMetadata
from ._parts import WordInfo as WordInfo
from ._response import Candidate as Candidate
from ._response import GenerateContentResponse as GenerateContentResponse
from ._response import (
    GenerateContentResponsePromptFeedback as GenerateContentResponsePromptFeedback,
)
from ._response import GenerateContentResponseUsageMetadata as GenerateContentResponseUsageMetadata
from ._response import HttpResponse as HttpResponse
from ._response import LogprobsResult as LogprobsResult
from ._response import LogprobsResultCandidate as LogprobsResultCandidate
from ._response import LogprobsResultTopCandidates as LogprobsResultTopCandidates
from ._response import ModalityTokenCount as ModalityTokenCount
from ._response import ModelStatus as ModelStatus
from ._response import SafetyRating as SafetyRating
from ._response import UrlContextMetadata as UrlContextMetadata
from ._response import UrlMetadata as UrlMetadata
