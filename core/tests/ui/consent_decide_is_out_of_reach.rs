use closr::consent::decide;

fn main() {}
