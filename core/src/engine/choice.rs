//! What a model may say in the mode `composed`: the ids of approved replies, in order, and nothing else.

use serde_json::{Value, json};

use crate::lead::{ApprovedReply, parse_object};

/// As many replies as one answer may have.
const MOST: usize = 4;

/// The replies that the model chose of those it was offered, or the rule that refuses its answer.
pub(super) fn chosen<'a>(
    answer: &str,
    offered: &[&'a ApprovedReply],
) -> Result<Vec<&'a ApprovedReply>, &'static str> {
    const UNREADABLE: &str = "choice.unreadable";
    let mut map = parse_object("the choice", answer.trim()).map_err(|_| UNREADABLE)?;
    let Some(Value::Array(ids)) = map.remove("replies").filter(|_| map.is_empty()) else {
        return Err(UNREADABLE);
    };
    if ids.is_empty() {
        return Err("choice.none");
    }
    if ids.len() > MOST {
        return Err("choice.too_many");
    }
    let mut chosen: Vec<&ApprovedReply> = Vec::new();
    for id in &ids {
        let id = id.as_str().ok_or(UNREADABLE)?;
        let reply = offered.iter().find(|reply| reply.id == id).ok_or("choice.not_offered")?;
        if chosen.iter().any(|earlier| earlier.id == id) {
            return Err("choice.repeated");
        }
        chosen.push(reply);
    }
    Ok(chosen)
}

/// What an answer must look like, as a JSON Schema. Without a bound a small model names replies until it is cut.
pub(super) fn schema(offered: &[&ApprovedReply]) -> Value {
    let ids: Vec<&str> = offered.iter().map(|reply| reply.id.as_str()).collect();
    json!({
        "type": "object",
        "properties": {"replies": {"type": "array", "items": {"type": "string", "enum": ids}, "maxItems": MOST}},
        "required": ["replies"],
        "additionalProperties": false,
    })
}

/// The audit trail's id of a choice.
pub(super) fn rule(reply: &ApprovedReply) -> String {
    format!("chosen.{}", reply.id)
}
