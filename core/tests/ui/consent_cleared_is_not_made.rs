use closr::consent::Cleared;
use closr::{OutboundId, Pii, Timestamp};

fn forge(outbound: OutboundId, deadline: Timestamp) -> Cleared {
    Cleared { outbound, text: Pii::from("buy now"), deadline }
}

fn main() {}
