//! Responses that no family of completions has: lists of models, vectors, results of tools, errors.

use super::found::Found;
use super::kind::Kind;
use crate::json::Cursor;

/// The kind of a value that no grammar knows.
pub(super) fn kind_of(found: &Found<'_>) -> Kind {
    match found.class_names() {
        Some((package, class)) => of_class(package, class),
        None => of_plain(found),
    }
}

fn of_class(package: &str, class: &str) -> Kind {
    match (package, class) {
        ("openai", "CreateEmbeddingResponse") => Kind::Embeddings,
        ("openai", "ModerationCreateResponse") => Kind::Moderation,
        ("openai", "Model") => Kind::Models,
        ("ollama", "ProcessResponse") => Kind::OllamaPs,
        ("ollama", "ListResponse") => Kind::OllamaList,
        ("ollama", "EmbedResponse" | "EmbeddingsResponse") => Kind::Embeddings,
        (_, "ToolInvocationResult") => Kind::Tool,
        (_, "ProcessFileResponse") => Kind::File,
        _ => Kind::Typed,
    }
}

fn of_plain(found: &Found<'_>) -> Kind {
    match (found.object.as_deref(), found.kind.as_deref()) {
        (Some("model"), _) => return Kind::Models,
        (Some("list"), _) => return of_listing(found.value),
        (_, Some("error")) => return Kind::Error,
        _ => {}
    }
    let flagged = |result: Cursor<'_>| result.get("flagged").is_some();
    if found.value.get("results").is_some_and(|results| results.items().any(flagged)) {
        return Kind::Moderation;
    }
    if found.has("error") { Kind::Error } else { Kind::Json }
}

/// Lists that say `"object": "list"`: their first entry tells of what.
fn of_listing(body: Cursor<'_>) -> Kind {
    let first = body.get("data").and_then(|data| data.items().next());
    let object = first.and_then(|first| first.get("object")?.as_text());
    match object.map(|object| object.to_str()).as_deref() {
        Some("embedding") => Kind::Embeddings,
        Some("model") => Kind::Models,
        _ => Kind::Json,
    }
}
