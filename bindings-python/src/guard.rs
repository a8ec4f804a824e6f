//! What may not be said.

use closr::ErrorKind;
use closr::guard::DraftRecord;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::convert::{self, view};
use crate::error::Result;

/// Every reason not to send a draft, as in `contradiction:hoa_usd_month`; none is a yes.
///
/// >>> guard(channel="sms", now="2026-11-22T10:00:00-06:00", account={"brand": "Oak & Main"}, lead={},
/// ...       listing={"id": "L-7", "price_usd": 689000}, inbound="how much?", draft="It is $650,000.")
/// ['disclosure_missing', 'contradiction:price_usd']
#[pyfunction]
#[pyo3(signature = (record=None, /, **fields))]
pub(crate) fn guard(
    py: Python<'_>,
    record: Option<&Bound<'_, PyAny>>,
    fields: Option<&Bound<'_, PyDict>>,
) -> Result<Vec<String>> {
    let draft = draft(record, fields)?;
    let reasons = py.detach(|| draft.check());
    Ok(reasons.iter().map(ToString::to_string).collect())
}

/// The reasons of `guard` with the rule that found each and the words of the draft, redacted.
///
/// >>> [block] = guard_blocks(channel="web_chat", now="2026-11-22T10:00:00-06:00", account={"brand": "Oak & Main"}, lead={},
/// ...     history=[{"role": "assistant", "text": "I'm an automated assistant."}],
/// ...     listing={"id": "L-7", "price_usd": 689000}, inbound="how much?", draft="Sure. It is $650,000.")
/// >>> block.rule, block.category, block.field, block.words
/// ('fact.number', 'contradiction', 'price_usd', 'It is $650,000.')
#[pyfunction]
#[pyo3(signature = (record=None, /, **fields))]
pub(crate) fn guard_blocks(
    py: Python<'_>,
    record: Option<&Bound<'_, PyAny>>,
    fields: Option<&Bound<'_, PyDict>>,
) -> Result<Vec<Block>> {
    let draft = draft(record, fields)?;
    let blocks = py.detach(|| draft.blocks());
    Ok(blocks.iter().map(Block::from).collect())
}

fn draft(record: Option<&Bound<'_, PyAny>>, fields: Option<&Bound<'_, PyDict>>) -> Result<DraftRecord> {
    convert::record("the draft's record", ErrorKind::InputInvalid, record, fields, DraftRecord::from_json)
}

view! {
    /// Why a draft was blocked.
    Block {
        /// The rule that found it, as in `fact.number`.
        rule: &'static str,
        /// As in `contradiction`.
        category: &'static str,
        /// The field it is about, as in `hoa_usd_month`.
        field: Option<&'static str>,
        /// The words of the draft that it is about, redacted; `None` where it is the whole.
        words: Option<String>,
    }
}

impl From<&closr::guard::Block> for Block {
    fn from(block: &closr::guard::Block) -> Block {
        Block {
            rule: block.rule.as_str(),
            category: block.category,
            field: block.field,
            words: block.words.as_ref().map(|words| words.get().clone()),
        }
    }
}
