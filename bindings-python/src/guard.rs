//! What may not be said.

use closr::ErrorKind;
use closr::guard::DraftRecord;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::convert;
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
    let draft = convert::record(
        "the draft's record",
        ErrorKind::InputInvalid,
        record,
        fields,
        DraftRecord::from_json,
    )?;
    let reasons = py.detach(|| draft.check());
    Ok(reasons.iter().map(ToString::to_string).collect())
}
