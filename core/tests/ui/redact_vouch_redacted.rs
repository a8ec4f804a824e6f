use closr::redact::Redacted;

fn main() {
    let _ = Redacted::vouch(String::from("+15125550147"));
}
