use closr::redact::Redacted;

fn main() {
    let _ = Redacted(String::from("+15125550147"));
}
