//! Tests of the turn that need the crate's inside.

mod composed;
mod crash;
