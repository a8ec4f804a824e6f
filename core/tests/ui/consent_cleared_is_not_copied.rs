use closr::consent::Cleared;

fn twice(cleared: Cleared) -> (Cleared, Cleared) {
    (cleared.clone(), cleared)
}

fn main() {}
