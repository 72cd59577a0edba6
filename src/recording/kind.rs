//! What a response body is, told by its content: by `__type__` where the recorder left one, else
//! by the keys that only this kind has.

use std::borrow::Cow;

use crate::json::{Cursor, Document, FoldedDocument};

/// The kinds of response that a recording can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // each is described by its name in `as_str`
pub enum Kind {
    Chat,
    ChatStream,
    Completion,
    CompletionStream,
    Responses,
    ResponsesStream,
    Anthropic,
    AnthropicStream,
    Genai,
    GenaiStream,
    Interactions,
    InteractionsStream,
    OllamaChat,
    OllamaChatStream,
    OllamaGenerate,
    OllamaGenerateStream,
    OllamaPs,
    OllamaList,
    Embeddings,
    Models,
    Moderation,
    Tool,
    File,
    Exception,
    Error,
    Typed,
    Json,
    Empty,
}

impl Kind {
    /// The kind's name, such as `chat.stream`.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Chat => "chat",
            Kind::ChatStream => "chat.stream",
            Kind::Completion => "completion",
            Kind::CompletionStream => "completion.stream",
            Kind::Responses => "responses",
            Kind::ResponsesStream => "responses.stream",
            Kind::Anthropic => "anthropic",
            Kind::AnthropicStream => "anthropic.stream",
            Kind::Genai => "genai",
            Kind::GenaiStream => "genai.stream",
            Kind::Interactions => "interactions",
            Kind::InteractionsStream => "interactions.stream",
            Kind::OllamaChat => "ollama.chat",
            Kind::OllamaChatStream => "ollama.chat.stream",
            Kind::OllamaGenerate => "ollama.generate",
            Kind::OllamaGenerateStream => "ollama.generate.stream",
            Kind::OllamaPs => "ollama.ps",
            Kind::OllamaList => "ollama.list",
            Kind::Embeddings => "embeddings",
            Kind::Models => "models",
            Kind::Moderation => "moderation",
            Kind::Tool => "tool",
            Kind::File => "file",
            Kind::Exception => "exception",
            Kind::Error => "error",
            Kind::Typed => "typed",
            Kind::Json => "json",
            Kind::Empty => "empty",
        }
    }

    /// The kind of a response, whose items, if its body is a list, are those of `list`.
    pub(super) fn of(response: Cursor<'_>, list: &FoldedDocument) -> Kind {
        if response.get("is_exception").and_then(Cursor::as_bool) == Some(true) {
            return Kind::Exception;
        }
        let Some(body) = response.get("body").and_then(Cursor::non_null) else {
            return Kind::Empty;
        };
        match (body.is_array(), list.len()) {
            (false, _) => of_single(body),
            (true, 0) => Kind::Empty,
            (true, _) => of_list(list),
        }
    }

    /// Whether the response is a stream.
    pub fn is_stream(self) -> bool {
        self.as_str().ends_with(".stream")
    }

    /// The kind of a stream of items of this kind.
    fn streamed(self) -> Kind {
        match self {
            Kind::Completion => Kind::CompletionStream,
            Kind::Genai => Kind::GenaiStream,
            Kind::OllamaChat => Kind::OllamaChatStream,
            Kind::OllamaGenerate => Kind::OllamaGenerateStream,
            other => other,
        }
    }
}

/// The object inside the recorder's `__type__`/`__data__` wrapping; another value as it is.
pub fn unwrapped(item: Cursor<'_>) -> Cursor<'_> {
    match (item.get("__type__"), item.get("__data__")) {
        (Some(_), Some(data)) => data,
        _ => item,
    }
}

/// The first item that tells its kind decides; the first ones may be errors, pings or comments.
fn of_list(list: &FoldedDocument) -> Kind {
    let mut wrapped = false;
    for item in (0..list.len().min(32)).filter_map(|number| list.element(number)) {
        let item = item.root();
        wrapped |= item.get("__type__").is_some();
        let kind = match item.as_text() {
            Some(line) => of_sse_line(&line.to_str()),
            None => of_single(item).streamed(),
        };
        if kind.is_stream() || kind == Kind::Models {
            return kind;
        }
    }
    if wrapped { Kind::Typed } else { Kind::Json }
}

fn of_sse_line(line: &str) -> Kind {
    let Some(data) = line.strip_prefix("data:") else { return Kind::Json };
    match Document::parse(data.as_bytes().to_vec()) {
        Ok(event) => of_plain(event.root()).streamed(),
        Err(_) => Kind::Json,
    }
}

fn of_single(body: Cursor<'_>) -> Kind {
    match body.get("__type__").and_then(Cursor::as_text) {
        Some(name) => of_type_name(&name.to_str()),
        None => of_plain(body),
    }
}

/// By the class's module and name: `openai.types.chat.chat_completion.ChatCompletion`.
fn of_type_name(path: &str) -> Kind {
    let (module, class) = path.rsplit_once('.').unwrap_or(("", path));
    let package = module.split('.').next().unwrap_or_default();
    match (package, class) {
        (_, "ChatCompletionChunk") => Kind::ChatStream,
        ("openai", "ChatCompletion") => Kind::Chat,
        ("openai", "Completion") => Kind::Completion,
        ("openai", "CreateEmbeddingResponse") => Kind::Embeddings,
        ("openai", "ModerationCreateResponse") => Kind::Moderation,
        ("openai", "Model") => Kind::Models,
        ("openai", "Response") => Kind::Responses,
        ("openai", _) if module.contains(".responses.") && class.ends_with("Event") => {
            Kind::ResponsesStream
        }
        ("anthropic", "Message" | "BetaMessage" | "ParsedMessage") => Kind::Anthropic,
        ("anthropic", _) if class.ends_with("Event") => Kind::AnthropicStream,
        ("google", "GenerateContentResponse") => Kind::Genai,
        ("google", "Interaction") => Kind::Interactions,
        ("google", _) if module.contains("interactions") => Kind::InteractionsStream,
        ("ollama", "ChatResponse") => Kind::OllamaChat,
        ("ollama", "GenerateResponse") => Kind::OllamaGenerate,
        ("ollama", "ProcessResponse") => Kind::OllamaPs,
        ("ollama", "ListResponse") => Kind::OllamaList,
        ("ollama", "EmbedResponse" | "EmbeddingsResponse") => Kind::Embeddings,
        (_, "ToolInvocationResult") => Kind::Tool,
        (_, "ProcessFileResponse") => Kind::File,
        _ => Kind::Typed,
    }
}

/// By the keys of an object that carries no class name.
fn of_plain(body: Cursor<'_>) -> Kind {
    let text = |key| body.get(key).and_then(Cursor::as_text).map(|text| text.to_str());
    let has = |key| body.get(key).is_some_and(|value| !value.is_null());
    match text("object").as_deref() {
        Some("chat.completion.chunk") => return Kind::ChatStream,
        Some("chat.completion") => return Kind::Chat,
        Some("text_completion") => return Kind::Completion,
        Some("response") => return Kind::Responses,
        Some("interaction") => return Kind::Interactions,
        Some("model") => return Kind::Models,
        Some("list") => return of_listing(body),
        _ => {}
    }
    // Google's newer events name themselves in `event_type`.
    match text("type").or_else(|| text("event_type")) {
        Some(kind) if of_event(&kind).is_some() => return of_event(&kind).unwrap_or(Kind::Json),
        Some(Cow::Borrowed("message")) if has("role") => return Kind::Anthropic,
        Some(Cow::Borrowed("error")) => return Kind::Error,
        _ => {}
    }
    if has("candidates") || has("usage_metadata") || has("usageMetadata") {
        return Kind::Genai;
    }
    if let Some(choices) = body.get("choices").filter(|choices| choices.is_array()) {
        let streamed = choices.items().next().is_none_or(|choice| choice.get("delta").is_some());
        return if streamed { Kind::ChatStream } else { Kind::Chat };
    }
    if body.get("done").is_some() && has("message") {
        return Kind::OllamaChat;
    }
    if body.get("done").is_some() && body.get("response").is_some() {
        return Kind::OllamaGenerate;
    }
    if has("outputs") && has("status") {
        return Kind::Interactions;
    }
    let flagged = |result: Cursor<'_>| result.get("flagged").is_some();
    if body.get("results").is_some_and(|results| results.items().any(flagged)) {
        return Kind::Moderation;
    }
    if has("error") { Kind::Error } else { Kind::Json }
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

/// By the type of a stream's event.
fn of_event(kind: &str) -> Option<Kind> {
    let family = kind.split('.').next().unwrap_or_default();
    match (family, kind) {
        ("response", _) if kind.len() > family.len() => Some(Kind::ResponsesStream),
        ("interaction" | "content" | "step", _) if kind.len() > family.len() => {
            Some(Kind::InteractionsStream)
        }
        (_, "message_start" | "message_delta" | "message_stop")
        | (_, "content_block_start" | "content_block_delta" | "content_block_stop") => {
            Some(Kind::AnthropicStream)
        }
        _ => None,
    }
}
