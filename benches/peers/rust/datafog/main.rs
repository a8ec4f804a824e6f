//! datafog-core among closr's peers: `benches/peers/redact.py` runs this.

#[path = "../job.rs"]
mod job;

use datafog_core::{
    ScanAndTransformConfig, TransformationConfig, TransformationStrategy, scan, scan_and_transform,
};

fn main() {
    let spans = |text: &str| {
        let found = scan(text).into_iter();
        found.map(|one| (one.codepoint_range.start, one.codepoint_range.end, one.entity_type)).collect()
    };
    let config = ScanAndTransformConfig::new(TransformationConfig::new(TransformationStrategy::Redact));
    job::run(spans, |text| scan_and_transform(text, &config).unwrap());
}
