//! How systems that answer people by machine hurt them, and which type or test here stops each.
//!
//! Nothing in here runs. Each page is a way in which people were hurt or money was lost, what closr has against it, and where
//! that is attacked; files of tests are named from the crate's root. Laws are cited where the code applies them, with the date on which
//! they were read; "not re-read" means that nobody looked while this was written. None of it is legal advice.
//!
//! | harm | what stops it | page |
//! |---|---|---|
//! | a text after STOP | [`Cleared`](crate::consent::Cleared), the only form in which a text that may be sent exists | [`stop`] |
//! | a stop in plain words that nobody read | [`consent::read`](crate::consent::read) | [`stop`] |
//! | a night-time text | the hours of the law where the person is | [`stop`] |
//! | a phone number in a vendor's log | [`Pii`](crate::Pii), [`Outbound`](crate::redact::Outbound) | [`leak`] |
//! | another lead's or business's data | verified senders, one account a view | [`leak`] |
//! | data in a place it may not be | [`Account::regions`](crate::Account::regions) | [`leak`] |
//! | two answers to one message, or none | one claim a message, a stored state machine | [`once`] |
//! | half a sentence as an answer | answers end with their protocol's own mark | [`once`] |
//! | an invented price | [`guard::check`](crate::guard::check) | [`words`] |
//! | a home shown to some and not to others | fixed words, the same for everybody | [`words`] |
//! | a machine that says it is human | the disclosure, the guard | [`words`] |
//! | a child, a crisis | a halt, and a person who is called | [`words`] |
//! | data that was erased and is still there | [`ForAccount::erase`](crate::ForAccount::erase), [`ForAccount::shred`](crate::ForAccount::shred) | [`rights`] |
//! | a request that nobody answers | [`ForAccount::requests_due`](crate::ForAccount::requests_due) | [`rights`] |
//! | a person who is worth less for asking | nothing weighs a right | [`rights`] |
//! | a decision that nobody can explain | [`ForAccount::verify_audit`](crate::ForAccount::verify_audit) | [`rights`] |

pub mod leak;
pub mod once;
pub mod rights;
pub mod stop;
pub mod words;
