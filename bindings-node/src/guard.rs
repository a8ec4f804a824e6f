//! What may not be said.

use closr::guard::DraftRecord;
use napi::Result;
use napi_derive::napi;
use serde_json::json;

use crate::error::Thrown;

/// Every reason to block a draft; none is a yes.
#[napi]
pub fn guard(record: String) -> Result<Vec<String>> {
    Ok(DraftRecord::from_json(&record).or_throw()?.check().iter().map(ToString::to_string).collect())
}

/// The same with rules and words, as a JSON list.
#[napi]
pub fn guard_blocks(record: String) -> Result<String> {
    Ok(json!(DraftRecord::from_json(&record).or_throw()?.blocks()).to_string())
}
