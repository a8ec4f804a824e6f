//! Nothing but the README, so that its examples run as tests.
#![doc = include_str!("../../../README.md")]
