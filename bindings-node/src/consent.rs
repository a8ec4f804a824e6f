//! What a message asks of us.

use closr::Channel;
use closr::consent;
use napi::Result;
use napi_derive::napi;
use serde_json::json;

use crate::error::Thrown;

/// Reads a message; the reading as JSON.
#[napi]
pub fn read(channel: String, text: String) -> Result<String> {
    let reading = consent::read(channel.parse::<Channel>().or_throw()?, &text);
    let finding = |finding: &consent::Finding| {
        json!({
            "kind": finding.kind, "scope": finding.scope, "rule": finding.rule, "confidence": finding.confidence,
        })
    };
    let reading = json!({
        "label": reading.label().as_str(),
        "rule": reading.rule(),
        "confidence": reading.confidence(),
        "findings": reading.findings.iter().map(finding).collect::<Vec<_>>(),
    });
    Ok(reading.to_string())
}

/// What a rule rests on, in words.
#[napi]
pub fn explain(rule: String) -> Option<&'static str> {
    consent::explain(&rule)
}
