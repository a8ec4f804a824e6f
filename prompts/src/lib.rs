//! The templates that closr ships: data, and the few lines that embed it.
//!
//! A template is a header (name, version, channels, purpose, language, budget) and sections, each a Tera 2
//! template; `closr::prompt` documents the form, checks every template when it is loaded and renders it. A
//! business replaces a template by a file of the same name in a folder of its own.

#![forbid(unsafe_code)]

/// Every template: (file name, text), by name.
pub const FILES: &[(&str, &str)] = &[
    // Chooses among approved replies.
    ("choose_reply.tera", include_str!("../templates/choose_reply.tera")),
    // Answers a question about a listing.
    ("inquiry_reply.tera", include_str!("../templates/inquiry_reply.tera")),
    // The same in Spanish.
    ("inquiry_reply_es.tera", include_str!("../templates/inquiry_reply_es.tera")),
    // Says whether a draft keeps to the facts.
    ("judge_draft.tera", include_str!("../templates/judge_draft.tera")),
    // Says whether a message means stop.
    ("second_opinion.tera", include_str!("../templates/second_opinion.tera")),
];
