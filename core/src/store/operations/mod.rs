//! What a store does, each operation one transaction, in statements that SQLite and PostgreSQL share.

#[macro_use]
pub(super) mod planted;

mod answer;
pub(super) mod claim;
pub(super) mod consent;
pub(super) mod correction;
pub(super) mod database;
pub(super) mod delivery;
pub(super) mod erasure;
pub(super) mod evidence;
pub(super) mod held;
pub(super) mod history;
pub(super) mod human;
pub(super) mod ledger;
pub(super) mod objection;
pub(super) mod opinion;
mod outcome;
pub(super) mod outreach;
pub(super) mod permit;
mod reading;
mod recall;
pub(super) mod records;
pub(super) mod request;
pub(super) mod restriction;
pub(super) mod retention;
pub(super) mod spend;
pub(super) mod stream;
pub(super) mod trail;
pub(super) mod turn;
pub(super) mod worker;
