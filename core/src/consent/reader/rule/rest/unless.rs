//! When the other phrases do not count.

use super::super::Place;
use super::super::stop::negated;

/// Lawyers, courts and complaints that belong to buying a house.
pub(super) fn about_the_house(place: &Place<'_>) -> bool {
    const HOUSE: &[&str] = &[
        "hoa",
        "closing",
        "probate",
        "divorce",
        "seller",
        "sellers",
        "neighbor",
        "neighbors",
        "title",
        "estate",
        "contractor",
        "tenant",
        "landlord",
        "lien",
        "builder",
        "litigation",
        "disclosure",
        "disclosures",
        "noise",
        "zoning",
        "trust",
        "property",
        "house",
        "contract",
        "review",
        "crime",
        "inspector",
        "pending",
        "previous",
        "addition",
        "block",
        "break",
        "car",
        "city",
        "weeds",
    ];
    place.sentence.has(HOUSE)
        && !place.sentence.has(&[
            "you",
            "your",
            "text",
            "texts",
            "texting",
            "messages",
            "harassment",
            "tcpa",
            "fcc",
            "harassing",
        ])
        || (place.matched().any(|word| {
            matches!(word, "lawsuit" | "lawsuits" | "class" | "complaint" | "complaints" | "illegal")
        }) && place.sentence.question
            && !place.sentence.has(&["you"]))
        || (1..=2).any(|back| matches!(place.before(back), "not" | "dont" | "wont" | "isnt"))
        || (place.matched().any(|word| word == "harassment")
            && (place.sentence.question || place.sentence.has(&["not", "isnt", "kidding"])))
        || (place.matched().next().is_some_and(|word| word.starts_with("report"))
            && place.sentence.has(&["inspection", "credit", "cma", "market", "send"]))
        || (place.sentence.has(&["attorney", "lawyer"])
            && place.sentence.has(&[
                "review",
                "contract",
                "documents",
                "closing",
                "paperwork",
                "trust",
                "estate",
                "addendum",
                "amendment",
                "deed",
                "revisions",
            ]))
        || others_harass(place)
        || (place.matched().last().is_some_and(|word| matches!(word, "police" | "cops"))
            && place.after(0) == "on"
            && !matches!(place.after(1), "you" | "your" | "yall"))
}

/// "my landlord is harassing me", "harassing my tenants is not my style"
fn others_harass(place: &Place<'_>) -> bool {
    const OTHERS: &[&str] = &[
        "landlord",
        "neighbor",
        "neighbors",
        "wholesaler",
        "wholesalers",
        "investor",
        "tenant",
        "ex",
        "hoa",
    ];
    place.matched().any(|word| word.starts_with("harass"))
        && (place.lead().any(|word| OTHERS.contains(&word)) || matches!(place.after(0), "tenant" | "tenants"))
        && !place.sentence.has(&["you", "your", "texts", "texting"])
}

/// "Did you report this to TREC?", "I have the TREC form": regulators as a part of the trade.
pub(super) fn asks_about_regulator(place: &Place<'_>) -> bool {
    (place.sentence.question && !place.sentence.has(&["complaint", "complaints", "you", "your"]))
        || (place.sentence.question
            && place.matched().next().is_none_or(|word| word != "fcc")
            && place.lead().any(|word| word == "you"))
        || place
            .sentence
            .has(&["form", "forms", "license", "licensed", "rating", "rated", "class", "course", "exam"])
        || negated(place)
}

/// "I know where your office is, see you at 3"
pub(super) fn visits(place: &Place<'_>) -> bool {
    place.matched().next() == Some("know")
        && place.sentence.words.iter().skip(place.end).any(|word| {
            matches!(word.text.as_str(), "see" | "meet" | "visit" | "swing" | "stop" | "park" | "parking")
        })
}

/// "sorry, I meant to send that to someone else"
pub(super) fn own_message(place: &Place<'_>) -> bool {
    matches!(place.before(1), "i" | "sorry" | "my") && !place.clause_has(&["you", "your"])
        || place.matched().next() == Some("never") && place.nearby_has(&["before", "first", "buyer"])
}

/// "sorry, I gave you the wrong number"
pub(super) fn own_slip(place: &Place<'_>) -> bool {
    const SLIPS: &[&str] = &[
        "gave", "put", "typed", "entered", "wrote", "sent", "called", "dialed", "texted", "listed",
        "listing", "website", "sign", "mine", "bedrooms", "address", "showing", "zillow", "floor", "unit",
    ];
    (1..=5).any(|back| SLIPS.contains(&place.before(back)))
        && !(1..=5).any(|back| {
            matches!(place.before(back), "you" | "youve" | "u") && place.before(back + 1) != "gave"
        })
        || matches!(place.after(0), "of" | "for" | "on")
        || (place.sentence.has(&["gave", "put", "typed", "entered"])
            && place.sentence.has(&["i"])
            && !place.sentence.has(&["someone", "somebody"]))
        || negated(place) && place.matched().next() == Some("wrong")
}

/// "do I have the wrong number?"
pub(super) fn wrong_but_asked(place: &Place<'_>) -> bool {
    place.sentence.question
        && ((1..=4).any(|back| matches!(place.before(back), "i" | "is")) || place.before(1) == "this")
        && !(1..=6).any(|back| place.before(back) == "you" || place.before(back) == "think")
}

/// "You have the wrong price": a mistake about the house.
pub(super) fn wrong_thing(place: &Place<'_>) -> bool {
    matches!(
        place.after(0),
        "price"
            | "beds"
            | "baths"
            | "address"
            | "date"
            | "time"
            | "link"
            | "photo"
            | "photos"
            | "listing"
            | "unit"
            | "zip"
            | "bedroom"
            | "bedrooms"
            | "side"
            | "day"
            | "code"
            | "square"
            | "footage"
            | "sqft"
            | "name"
            | "file"
            | "form"
            | "page"
            | "year"
    ) || place.matched().chain(place.rest().take(4)).any(|word| {
        matches!(word, "offer" | "offers" | "addresses" | "dates" | "units" | "listings" | "appointments")
    })
}

/// "I'm not in Round Rock", "this isn't Zillow": a place, not a person.
pub(super) fn place_name(place: &Place<'_>) -> bool {
    place
        .matched()
        .any(|word| matches!(word, "in" | "at" | "near" | "from" | "on" | "the" | "zillow" | "redfin"))
        && !place.matched().any(|word| matches!(word, "here" | "by" | "named" | "number" | "phone"))
        && place.matched().next().is_some_and(|word| matches!(word, "im" | "this" | "its" | "thats"))
}

/// "that's not me being picky"
pub(super) fn not_ready(place: &Place<'_>) -> bool {
    matches!(place.after(0), "being" | "complaining" | "saying" | "trying" | "cup" | "wanting")
        || place.sentence.question && place.matched().any(|word| matches!(word, "have" | "there"))
        || place.matched().any(|word| word == "my") && place.sentence.has(&["deed", "title", "lease"])
        || matches!(
            place.after(0),
            "st" | "street" | "ave" | "avenue" | "rd" | "road" | "blvd" | "lane" | "dr"
        )
        || place.matched().any(|word| word == "by") && place.sentence.has(&["gate", "door", "desk", "pool"])
        || place.matched().next() == Some("im")
            && place.nearby_has(&["fiance", "fiancee", "husband", "wife", "assistant", "partner"])
            && !place.message.has(&["wrong", "stop", "remove", "number", "phone"])
}

/// "I got a new number, text me at 555-0100"
pub(super) fn own_number(place: &Place<'_>) -> bool {
    let mine = place
        .matched()
        .any(|word| matches!(word, "new" | "changed" | "got" | "business" | "office" | "work"))
        && (place.nearby_has(&["at", "its", "use", "save", "update"])
            || (1..=2).any(|back| matches!(place.before(back), "i" | "ive")))
        && !place.message.has(&[
            "wrong", "stop", "previous", "belonged", "belong", "remove", "someone", "know", "person",
            "recently", "whoever", "must",
        ]);
    let question = place.sentence.question;
    let tenant = place.matched().any(|word| matches!(word, "own" | "owned"))
        && (place.sentence.has(&["yet", "rent", "renting", "first", "buyer", "looking", "want"])
            || matches!(place.after(0), "home" | "house")
                && !place.matched().any(|word| matches!(word, "that" | "this")));
    let for_the_owner = place.matched().any(|word| matches!(word, "owner" | "homeowner" | "seller"))
        && place.nearby_has(&["only", "poa", "power", "helping", "behalf", "aunt", "executor", "trustee"]);
    mine || question || tenant || for_the_owner
}

/// "My mother passed away and we are selling her house": a seller.
pub(super) fn estate(place: &Place<'_>) -> bool {
    // The next sentence often says what the death has to do with the lead: "She passed away. I am selling …".
    place.nearby_has(&[
        "sell",
        "selling",
        "estate",
        "inherited",
        "inherit",
        "probate",
        "house",
        "home",
        "property",
        "left",
        "list",
        "will",
        "appraisal",
        "executor",
        "worth",
        "signature",
        "owned",
        "owning",
        "half",
        "duplex",
        "condo",
        "units",
        "closer",
    ]) && !place.message.has(&[
        "stop",
        "number",
        "remove",
        "wrong",
        "phone",
        "letters",
        "texting",
        "contacting",
        "grieve",
    ]) || place.matched().any(|word| matches!(word, "passed"))
        && matches!(place.after(0), "inspection" | "on" | "the" | "it" | "by")
        || matches!(place.after(0), "battery" | "end" | "serious" | "set" | "on")
        || place.matched().next() == Some("not") && place.sentence.has(&["living"])
}

/// "do you have a copy of the disclosure?", "what information do you have on 12 Oak?"
pub(super) fn listing_data(place: &Place<'_>) -> bool {
    place.sentence.has(&[
        "listing",
        "house",
        "property",
        "hoa",
        "seller",
        "neighborhood",
        "inspection",
        "preapproval",
        "lease",
        "schools",
        "school",
        "district",
        "area",
        "county",
        "lot",
        "roof",
        "unit",
        "street",
        "comps",
        "taxes",
    ]) && !place.matched().any(|word| matches!(word, "my" | "me"))
}

/// "not interested in the condo, but the house": no to a part.
pub(super) fn in_part(place: &Place<'_>) -> bool {
    const BUT: &[&str] = &["but", "instead", "rather", "only", "prefer", "just", "still"];
    const GONE: &[&str] = &["already", "agent", "realtor", "thanks", "anymore", "appreciate", "rent"];
    let open = place.message.asks;
    (place.matched().next() == Some("changed") && place.message.has(&["again", "text", "still", "want"]))
        || (place.message.has(BUT) && !place.message.has(GONE))
        || open
        || negated(place)
            && !place.matched().next().is_some_and(|word| matches!(word, "not" | "no" | "dont" | "isnt"))
        || matches!(
            place.after(0),
            "condos"
                | "townhomes"
                | "townhouses"
                | "that"
                | "ones"
                | "anything"
                | "yet"
                | "condo"
                | "houses"
                | "homes"
                | "properties"
        )
        || place.sentence.has(&[
            "condo",
            "condos",
            "townhouse",
            "hoa",
            "pool",
            "townhomes",
            "preapproved",
            "preapproval",
            "couple",
            "schedule",
        ])
        || place.matched().next().is_some_and(|word| matches!(word, "im" | "we"))
            && place.message.words().nth(8).is_some()
}

/// "I never agreed to receive texts"
pub(super) fn refused(place: &Place<'_>) -> bool {
    const NO: &[&str] = &[
        "dont",
        "never",
        "not",
        "didnt",
        "no",
        "nor",
        "without",
        "wont",
        "longer",
        "stop",
        "cant",
        "revoke",
        "revoking",
        "withdraw",
        "withdrawing",
        "withdrew",
        "rescind",
        "cancel",
        "quit",
    ];
    (1..=4).any(|back| NO.contains(&place.before(back)))
        || (place.matched().any(|word| NO.contains(&word)) && place.matched().next() != Some("didnt"))
        || place.message.has(&["tour", "showing", "waitlist", "appointment"])
}

/// "who put me on your list", "what makes you think you have my consent to text": told of, asked or denied, and not wished.
pub(super) fn complains(place: &Place<'_>) -> bool {
    const DOUBTS: &[&str] = &[
        "who", "what", "why", "when", "how", "if", "does", "did", "never", "not", "no", "dont", "didnt",
        "people", "keep", "think", "but", "meant", "every", "somebody", "someone",
    ];
    // "You put me on your list in March", and not "can you add me to the list".
    let told = matches!(place.before(1), "you" | "they" | "he" | "she" | "it" | "yall")
        && !matches!(place.before(2), "can" | "could" | "would" | "will");
    told || place.sentence.question || place.sentence.has(DOUBTS)
}

/// "will you put me back on the list if…"
pub(super) fn conditional_in(place: &Place<'_>) -> bool {
    (1..=3).any(|back| matches!(place.before(back), "if" | "did" | "why" | "who" | "when"))
}

/// "who is this listing's agent?"
pub(super) fn third_who(place: &Place<'_>) -> bool {
    matches!(
        place.after(0),
        "listing"
            | "listed"
            | "house"
            | "agent"
            | "seller"
            | "property"
            | "home"
            | "builder"
            | "estate"
            | "time"
            | "estimate"
            | "yard"
            | "location"
    ) || place.matched().any(|word| matches!(word, "real"))
        && matches!(place.after(0), "wood" | "hardwood" | "brick" | "estate" | "stone")
        || place.matched().any(|word| word == "person") && matches!(place.after(0), "tour")
        || matches!(place.after(0), "parking" | "stop") && place.before(1) != "how"
}

/// "I'll talk to my agent"
pub(super) fn not_with(place: &Place<'_>) -> bool {
    place.sentence.has(&["neighbor", "lender", "husband", "wife", "bank", "inspector"]) || negated(place)
}

/// Limits the use of what is sensitive, and no more.
pub(super) fn sensitive(place: &Place<'_>) -> bool {
    place.sentence.has(&["sensitive"])
}

pub(super) fn not_sensitive(place: &Place<'_>) -> bool {
    !sensitive(place)
}
