use closr::consent::Grant;

fn main() {}
