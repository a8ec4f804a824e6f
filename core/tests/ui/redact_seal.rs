use closr::redact::Redacted;

struct Mine;

fn takes(_: Redacted<Mine>) {}

fn main() {}
