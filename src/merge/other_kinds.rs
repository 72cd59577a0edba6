//! Responses outside all completion families: model lists, vectors, tool results, errors.

use super::detect::Found;
use super::kind::Kind;
use crate::json::Cursor;

/// The kind of a value that is of no known family.
pub(crate) fn kind_of(found: &Found<'_>) -> Kind {
    let Some((package, class)) = found.class_names() else { return of_plain(found) };
    match (of_class(package, class), found.without_unknown_class()) {
        (None, Some(found)) => match of_plain(&found) {
            // A member named `error` does not make an object of some class an error.
            Kind::Error | Kind::Json => Kind::Typed,
            kind => kind,
        },
        (kind, _) => kind.unwrap_or(Kind::Typed),
    }
}

/// Whether this class is unknown here.
pub(crate) fn is_unknown_class(package: &str, class: &str) -> bool {
    of_class(package, class).is_none()
}

/// Whether `body` declares itself a list and is empty.
pub(crate) fn is_empty_listing(body: Cursor<'_>) -> bool {
    let is_listing = body.get("object").and_then(Cursor::as_text).is_some_and(|it| it == *"list");
    is_listing && body.get("data").is_some_and(|data| data.items().next().is_none())
}

fn of_class(package: &str, class: &str) -> Option<Kind> {
    Some(match (package, class) {
        ("openai", "CreateEmbeddingResponse") => Kind::Embeddings,
        ("openai", "ModerationCreateResponse") => Kind::Moderation,
        ("openai", "Model") => Kind::Models,
        (_, "RerankResponse" | "V2RerankResponse") => Kind::Rerank,
        ("ollama", "ProcessResponse") => Kind::OllamaPs,
        ("ollama", "ListResponse") => Kind::OllamaList,
        ("ollama", "EmbedResponse" | "EmbeddingsResponse") => Kind::Embeddings,
        (_, "ToolInvocationResult") => Kind::Tool,
        (_, "ProcessFileResponse") => Kind::File,
        _ => return None,
    })
}

fn of_plain(found: &Found<'_>) -> Kind {
    match (found.object.as_deref(), found.kind.as_deref()) {
        (Some("model"), _) => return Kind::Models,
        (Some("list"), _) => return of_listing(found.value),
        (Some("error"), _) | (_, Some("error")) => return Kind::Error,
        _ => {}
    }
    let flagged = |result: Cursor<'_>| result.get("flagged").is_some();
    if found.value.get("results").is_some_and(|results| results.items().any(flagged)) {
        return Kind::Moderation;
    }
    match found.has("error") {
        true => Kind::Error,
        false if is_ranking(found.value) => Kind::Rerank,
        false if is_model_info(found.value) => Kind::Models,
        false => Kind::Json,
    }
}

/// Whether `item` is one result of a ranking: the place of a document, and how relevant it is.
pub(crate) fn is_ranked(item: Cursor<'_>) -> bool {
    let has = |key| item.get(key).is_some_and(|value: Cursor<'_>| value.as_number().is_some());
    has("index") && (has("relevance_score") || has("score"))
}

/// Rankings are a list of such results under a name that depends on the server.
fn is_ranking(body: Cursor<'_>) -> bool {
    ["results", "data"].into_iter().any(|key| {
        let mut items = body.get(key).into_iter().flat_map(Cursor::items).peekable();
        items.peek().is_some() && items.all(is_ranked)
    })
}

/// What Text Embeddings Inference says of the model that it serves.
fn is_model_info(body: Cursor<'_>) -> bool {
    let has_type = body.get("model_type").is_some_and(Cursor::is_object);
    has_type && body.get("model_id").is_some_and(|id| id.as_text().is_some())
}

/// Lists with `"object": "list"`: their kind is detected from the first entry.
fn of_listing(body: Cursor<'_>) -> Kind {
    let first = body.get("data").and_then(|data| data.items().next());
    let object = first.and_then(|first| first.get("object")?.as_text());
    match object.map(|object| object.to_str()).as_deref() {
        Some("embedding") => Kind::Embeddings,
        Some("model") => Kind::Models,
        _ if is_ranking(body) => Kind::Rerank,
        _ => Kind::Json,
    }
}
