use closr::consent::Cleared;
use closr::{AccountId, OutboundId, Pii, Purpose, Timestamp};

fn forge(account: AccountId, outbound: OutboundId, deadline: Timestamp) -> Cleared {
    Cleared { account, outbound, purpose: Purpose::Marketing, text: Pii::from("buy now"), deadline }
}

fn main() {}
