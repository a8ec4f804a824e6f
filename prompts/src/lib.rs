//! The templates that closr ships: data, and the few lines that embed it.
//!
//! A template is a header (name, version, channels, purpose, language, budget) and sections, each a Tera 2
//! template; `closr::prompt` documents the form, checks every template when it is loaded and renders it. By the sections
//! for a model it answers, by `text` the business writes first. A name that ends in `_es` is the same in Spanish. What templates
//! have in common is a part, which they include. A business replaces a template or a part by a file of the same name in a
//! folder of its own.

#![forbid(unsafe_code)]

/// Every template and part: (file name, text), by name.
pub const FILES: &[(&str, &str)] = &[
    // Chooses among approved replies.
    ("choose_reply.tera", include_str!("../templates/choose_reply.tera")),
    // Part: what is on file.
    ("facts.tera", include_str!("../templates/facts.tera")),
    // The first contact with a lead.
    ("first_contact.tera", include_str!("../templates/first_contact.tera")),
    // The same in Spanish.
    ("first_contact_es.tera", include_str!("../templates/first_contact_es.tera")),
    // Part: the form of a message.
    ("form.tera", include_str!("../templates/form.tera")),
    // The same in Spanish.
    ("form_es.tera", include_str!("../templates/form_es.tera")),
    // Answers a question about a listing.
    ("inquiry_reply.tera", include_str!("../templates/inquiry_reply.tera")),
    // The same in Spanish.
    ("inquiry_reply_es.tera", include_str!("../templates/inquiry_reply_es.tera")),
    // Says whether a draft keeps to the facts.
    ("judge_draft.tera", include_str!("../templates/judge_draft.tera")),
    // A lead who is not ready yet.
    ("nurture.tera", include_str!("../templates/nurture.tera")),
    // The same in Spanish.
    ("nurture_es.tera", include_str!("../templates/nurture_es.tera")),
    // An open house.
    ("open_house.tera", include_str!("../templates/open_house.tera")),
    // The same in Spanish.
    ("open_house_es.tera", include_str!("../templates/open_house_es.tera")),
    // What a lead is looking for.
    ("qualification.tera", include_str!("../templates/qualification.tera")),
    // The same in Spanish.
    ("qualification_es.tera", include_str!("../templates/qualification_es.tera")),
    // Part: the one question of an answer.
    ("question.tera", include_str!("../templates/question.tera")),
    // The same in Spanish.
    ("question_es.tera", include_str!("../templates/question_es.tera")),
    // A lead who was silent for long.
    ("re_engagement.tera", include_str!("../templates/re_engagement.tera")),
    // The same in Spanish.
    ("re_engagement_es.tera", include_str!("../templates/re_engagement_es.tera")),
    // Part: what no message may do.
    ("rules.tera", include_str!("../templates/rules.tera")),
    // The same in Spanish.
    ("rules_es.tera", include_str!("../templates/rules_es.tera")),
    // Says whether a message means stop.
    ("second_opinion.tera", include_str!("../templates/second_opinion.tera")),
    // An owner who asks what a home could sell for.
    ("seller_valuation.tera", include_str!("../templates/seller_valuation.tera")),
    // The same in Spanish.
    ("seller_valuation_es.tera", include_str!("../templates/seller_valuation_es.tera")),
    // A visit that a lead wants.
    ("showing_scheduling.tera", include_str!("../templates/showing_scheduling.tera")),
    // The same in Spanish.
    ("showing_scheduling_es.tera", include_str!("../templates/showing_scheduling_es.tera")),
];
