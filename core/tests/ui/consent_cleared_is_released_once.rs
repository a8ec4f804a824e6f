use closr::clock::Clock;
use closr::consent::Cleared;

fn twice(cleared: Cleared, clock: &dyn Clock) {
    let _first = cleared.release(clock);
    let _second = cleared.release(clock);
}

fn main() {}
