"""Grounding: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field

__all__ = [
    "GoogleTypeDate",
    "Citation",
    "CitationMetadata",
    "GroundingChunkImage",
    "GroundingChunkMapsPlaceAnswerSourcesAuthorAttribution",
    "GroundingChunkMapsPlaceAnswerSourcesReviewSnippet",
    "GroundingChunkMapsPlaceAnswerSources",
    "GroundingChunkMapsRoute",
    "GroundingChunkMaps",
    "RagChunkPageSpan",
    "RagChunk",
    "GroundingChunkStringList",
    "GroundingChunkCustomMetadata",
    "GroundingChunkRetrievedContext",
    "GroundingChunkWeb",
    "GroundingChunk",
    "Segment",
    "GroundingSupport",
    "RetrievalMetadata",
    "SearchEntryPoint",
    "GroundingMetadataSourceFlaggingUri",
    "GroundingMetadata",
]


class GoogleTypeDate(View):
    """A google type date."""

    __slots__ = ()

    day: Field[int | None] = field(default=None)
    month: Field[int | None] = field(default=None)
    year: Field[int | None] = field(default=None)


class Citation(View):
    """A citation."""

    __slots__ = ()

    end_index: Field[int | None] = field(default=None, alias="endIndex")
    license: Field[str | None] = field(default=None)
    publication_date: Field[GoogleTypeDate | None] = field(
        GoogleTypeDate, default=None, alias="publicationDate"
    )
    start_index: Field[int | None] = field(default=None, alias="startIndex")
    title: Field[str | None] = field(default=None)
    uri: Field[str | None] = field(default=None)


class CitationMetadata(View):
    """Citation metadata."""

    __slots__ = ()

    citations: Field[Sequence[Citation] | None] = field(items=Citation, default=None)


class GroundingChunkImage(View):
    """A grounding chunk image."""

    __slots__ = ()

    source_uri: Field[str | None] = field(default=None, alias="sourceUri")
    image_uri: Field[str | None] = field(default=None, alias="imageUri")
    title: Field[str | None] = field(default=None)
    domain: Field[str | None] = field(default=None)


class GroundingChunkMapsPlaceAnswerSourcesAuthorAttribution(View):
    """A grounding chunk maps place answer sources author attribution."""

    __slots__ = ()

    display_name: Field[str | None] = field(default=None, alias="displayName")
    photo_uri: Field[str | None] = field(default=None, alias="photoUri")
    uri: Field[str | None] = field(default=None)


class GroundingChunkMapsPlaceAnswerSourcesReviewSnippet(View):
    """A grounding chunk maps place answer sources review snippet."""

    __slots__ = ()

    author_attribution: Field[GroundingChunkMapsPlaceAnswerSourcesAuthorAttribution | None] = field(
        GroundingChunkMapsPlaceAnswerSourcesAuthorAttribution,
        default=None,
        alias="authorAttribution",
    )
    flag_content_uri: Field[str | None] = field(default=None, alias="flagContentUri")
    google_maps_uri: Field[str | None] = field(default=None, alias="googleMapsUri")
    relative_publish_time_description: Field[str | None] = field(
        default=None, alias="relativePublishTimeDescription"
    )
    review: Field[str | None] = field(default=None)
    review_id: Field[str | None] = field(default=None, alias="reviewId")
    title: Field[str | None] = field(default=None)


class GroundingChunkMapsPlaceAnswerSources(View):
    """Grounding chunk maps place answer sources."""

    __slots__ = ()

    review_snippet: Field[Sequence[GroundingChunkMapsPlaceAnswerSourcesReviewSnippet] | None] = (
        field(
            items=GroundingChunkMapsPlaceAnswerSourcesReviewSnippet,
            default=None,
            alias="reviewSnippet",
        )
    )
    flag_content_uri: Field[str | None] = field(default=None, alias="flagContentUri")
    review_snippets: Field[Sequence[GroundingChunkMapsPlaceAnswerSourcesReviewSnippet] | None] = (
        field(
            items=GroundingChunkMapsPlaceAnswerSourcesReviewSnippet,
            default=None,
            alias="reviewSnippets",
        )
    )


class GroundingChunkMapsRoute(View):
    """A grounding chunk maps route."""

    __slots__ = ()

    distance_meters: Field[int | None] = field(default=None, alias="distanceMeters")
    duration: Field[str | None] = field(default=None)
    encoded_polyline: Field[str | None] = field(default=None, alias="encodedPolyline")


class GroundingChunkMaps(View):
    """Grounding chunk maps."""

    __slots__ = ()

    place_answer_sources: Field[GroundingChunkMapsPlaceAnswerSources | None] = field(
        GroundingChunkMapsPlaceAnswerSources, default=None, alias="placeAnswerSources"
    )
    place_id: Field[str | None] = field(default=None, alias="placeId")
    text: Field[str | None] = field(default=None)
    title: Field[str | None] = field(default=None)
    uri: Field[str | None] = field(default=None)
    route: Field[GroundingChunkMapsRoute | None] = field(GroundingChunkMapsRoute, default=None)


class RagChunkPageSpan(View):
    """A rag chunk page span."""

    __slots__ = ()

    first_page: Field[int | None] = field(default=None, alias="firstPage")
    last_page: Field[int | None] = field(default=None, alias="lastPage")


class RagChunk(View):
    """A rag chunk."""

    __slots__ = ()

    page_span: Field[RagChunkPageSpan | None] = field(
        RagChunkPageSpan, default=None, alias="pageSpan"
    )
    text: Field[str | None] = field(default=None)
    chunk_id: Field[str | None] = field(default=None, alias="chunkId")
    file_id: Field[str | None] = field(default=None, alias="fileId")


class GroundingChunkStringList(View):
    """A grounding chunk string list."""

    __slots__ = ()

    values: Field[list[str] | None] = field(default=None)


class GroundingChunkCustomMetadata(View):
    """Grounding chunk custom metadata."""

    __slots__ = ()

    key: Field[str | None] = field(default=None)
    numeric_value: Field[float | None] = field(default=None, alias="numericValue")
    string_list_value: Field[GroundingChunkStringList | None] = field(
        GroundingChunkStringList, default=None, alias="stringListValue"
    )
    string_value: Field[str | None] = field(default=None, alias="stringValue")


class GroundingChunkRetrievedContext(View):
    """Grounding chunk retrieved context."""

    __slots__ = ()

    document_name: Field[str | None] = field(default=None, alias="documentName")
    rag_chunk: Field[RagChunk | None] = field(RagChunk, default=None, alias="ragChunk")
    text: Field[str | None] = field(default=None)
    title: Field[str | None] = field(default=None)
    uri: Field[str | None] = field(default=None)
    custom_metadata: Field[Sequence[GroundingChunkCustomMetadata] | None] = field(
        items=GroundingChunkCustomMetadata, default=None, alias="customMetadata"
    )
    file_search_store: Field[str | None] = field(default=None, alias="fileSearchStore")
    page_number: Field[int | None] = field(default=None, alias="pageNumber")
    media_id: Field[str | None] = field(default=None, alias="mediaId")


class GroundingChunkWeb(View):
    """A grounding chunk web."""

    __slots__ = ()

    domain: Field[str | None] = field(default=None)
    title: Field[str | None] = field(default=None)
    uri: Field[str | None] = field(default=None)


class GroundingChunk(View):
    """A grounding chunk."""

    __slots__ = ()

    image: Field[GroundingChunkImage | None] = field(GroundingChunkImage, default=None)
    maps: Field[GroundingChunkMaps | None] = field(GroundingChunkMaps, default=None)
    retrieved_context: Field[GroundingChunkRetrievedContext | None] = field(
        GroundingChunkRetrievedContext, default=None, alias="retrievedContext"
    )
    web: Field[GroundingChunkWeb | None] = field(GroundingChunkWeb, default=None)


class Segment(View):
    """A segment."""

    __slots__ = ()

    start_index: Field[int | None] = field(default=None, alias="startIndex")
    end_index: Field[int | None] = field(default=None, alias="endIndex")
    part_index: Field[int | None] = field(default=None, alias="partIndex")
    text: Field[str | None] = field(default=None)


class GroundingSupport(View):
    """A grounding support."""

    __slots__ = ()

    confidence_scores: Field[list[float] | None] = field(default=None, alias="confidenceScores")
    grounding_chunk_indices: Field[list[int] | None] = field(
        default=None, alias="groundingChunkIndices"
    )
    segment: Field[Segment | None] = field(Segment, default=None)
    rendered_parts: Field[list[int] | None] = field(default=None, alias="renderedParts")


class RetrievalMetadata(View):
    """Retrieval metadata."""

    __slots__ = ()

    google_search_dynamic_retrieval_score: Field[float | None] = field(
        default=None, alias="googleSearchDynamicRetrievalScore"
    )


class SearchEntryPoint(View):
    """A search entry point."""

    __slots__ = ()

    rendered_content: Field[str | None] = field(default=None, alias="renderedContent")
    sdk_blob: Field[str | None] = field(default=None, alias="sdkBlob")


class GroundingMetadataSourceFlaggingUri(View):
    """A grounding metadata source flagging uri."""

    __slots__ = ()

    flag_content_uri: Field[str | None] = field(default=None, alias="flagContentUri")
    source_id: Field[str | None] = field(default=None, alias="sourceId")


class GroundingMetadata(View):
    """Grounding metadata."""

    __slots__ = ()

    image_search_queries: Field[list[str] | None] = field(default=None, alias="imageSearchQueries")
    grounding_chunks: Field[Sequence[GroundingChunk] | None] = field(
        items=GroundingChunk, default=None, alias="groundingChunks"
    )
    grounding_supports: Field[Sequence[GroundingSupport] | None] = field(
        items=GroundingSupport, default=None, alias="groundingSupports"
    )
    retrieval_metadata: Field[RetrievalMetadata | None] = field(
        RetrievalMetadata, default=None, alias="retrievalMetadata"
    )
    search_entry_point: Field[SearchEntryPoint | None] = field(
        SearchEntryPoint, default=None, alias="searchEntryPoint"
    )
    web_search_queries: Field[list[str] | None] = field(default=None, alias="webSearchQueries")
    google_maps_widget_context_token: Field[str | None] = field(
        default=None, alias="googleMapsWidgetContextToken"
    )
    retrieval_queries: Field[list[str] | None] = field(default=None, alias="retrievalQueries")
    source_flagging_uris: Field[Sequence[GroundingMetadataSourceFlaggingUri] | None] = field(
        items=GroundingMetadataSourceFlaggingUri, default=None, alias="sourceFlaggingUris"
    )
