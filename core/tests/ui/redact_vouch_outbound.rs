use closr::redact::{Outbound, Wire};

fn main() {
    let wire = Wire::new("/chat/completions", Vec::new());
    let _ = Outbound::vouch(wire);
}
