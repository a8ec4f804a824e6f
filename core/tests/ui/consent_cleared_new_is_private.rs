use closr::consent::Cleared;
use closr::{AccountId, OutboundId, Pii, Purpose, Timestamp};

fn forge(account: AccountId, outbound: OutboundId, deadline: Timestamp) -> Cleared {
    Cleared::new(todo!(), account, outbound, Purpose::Marketing, Pii::from("buy now"), deadline)
}

fn main() {}
