use closr::redact::{Outbound, Wire};

fn send(_: Outbound) {}

fn main() {
    send(Wire::new("/chat/completions", Vec::new()));
}
