//! The members that openai's classes declare, in their order, for objects that are built from
//! deltas alone.

/// Members of a class, each with the JSON for a required member that never arrived.
pub(crate) type Shape = &'static [(&'static str, Option<&'static str>)];

const EMPTY: Option<&str> = Some("\"\"");
const NONE: Option<&str> = Some("[]");
const NULL: Option<&str> = Some("null");
const TYPE: (&str, Option<&str>) = ("type", EMPTY);
const ID: (&str, Option<&str>) = ("id", EMPTY);
const STATUS: (&str, Option<&str>) = ("status", None);
const IN_PROGRESS: (&str, Option<&str>) = ("status", Some("\"in_progress\""));

/// The shape of an output item or a part of its content, by type.
pub(crate) fn of(kind: &str) -> Shape {
    match kind {
        "message" => &[ID, ("content", NONE), ("role", Some("\"assistant\"")), IN_PROGRESS, TYPE],
        "reasoning" => &[ID, ("summary", NONE), TYPE, ("content", None), STATUS],
        "function_call" => {
            &[("arguments", EMPTY), ("call_id", EMPTY), ("name", EMPTY), TYPE, ID, STATUS]
        }
        "custom_tool_call" => &[("call_id", EMPTY), ("input", EMPTY), ("name", EMPTY), TYPE, ID],
        "mcp_call" => {
            &[ID, ("arguments", EMPTY), ("name", EMPTY), ("server_label", EMPTY), TYPE, STATUS]
        }
        "mcp_list_tools" => &[ID, ("server_label", EMPTY), ("tools", NONE), TYPE],
        "code_interpreter_call" => {
            &[ID, ("code", NULL), ("container_id", EMPTY), ("outputs", NULL), IN_PROGRESS, TYPE]
        }
        "image_generation_call" => &[ID, ("result", NULL), IN_PROGRESS, TYPE],
        "web_search_call" => &[ID, IN_PROGRESS, TYPE],
        "file_search_call" => &[ID, ("queries", NONE), IN_PROGRESS, TYPE],
        "shell_call" => &[ID, ("action", Some("{}")), ("call_id", EMPTY), IN_PROGRESS, TYPE],
        "shell_call_output" => &[ID, ("call_id", EMPTY), ("output", NONE), STATUS, TYPE],
        "apply_patch_call" => &[ID, ("call_id", EMPTY), ("operation", Some("{}")), STATUS, TYPE],
        "compaction" => &[ID, ("encrypted_content", EMPTY), TYPE],
        "action" => &[("commands", NONE)],
        "operation" => &[("diff", EMPTY)],
        "shell_output" => &[("outcome", None), ("stderr", EMPTY), ("stdout", EMPTY)],
        "output_text" => &[("annotations", NONE), ("text", EMPTY), TYPE, ("logprobs", None)],
        "refusal" => &[("refusal", EMPTY), TYPE],
        "output_audio" => &[("data", EMPTY), ("transcript", EMPTY), TYPE],
        _ => &[("text", EMPTY), TYPE],
    }
}

/// The shape of a response.
pub(crate) const RESPONSE: Shape = &[
    ID,
    ("created_at", Some("0")),
    ("error", None),
    ("incomplete_details", None),
    ("instructions", None),
    ("metadata", None),
    ("model", EMPTY),
    ("object", Some("\"response\"")),
    ("output", NONE),
    ("parallel_tool_calls", NULL),
    ("temperature", None),
    ("tool_choice", NULL),
    ("tools", NONE),
    ("top_p", None),
    ("background", None),
    ("completed_at", None),
    ("conversation", None),
    ("max_output_tokens", None),
    ("max_tool_calls", None),
    ("moderation", None),
    ("previous_response_id", None),
    ("prompt", None),
    ("prompt_cache_key", None),
    ("prompt_cache_options", None),
    ("prompt_cache_retention", None),
    ("reasoning", None),
    ("safety_identifier", None),
    ("service_tier", None),
    STATUS,
    ("text", None),
    ("top_logprobs", None),
    ("truncation", None),
    ("usage", None),
    ("user", None),
];
