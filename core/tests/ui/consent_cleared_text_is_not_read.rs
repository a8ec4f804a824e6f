use closr::consent::Cleared;

fn peek(cleared: &Cleared) -> &str {
    cleared.text.expose()
}

fn main() {}
