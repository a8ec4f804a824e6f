//! When a phrase of stopping does not count: what it says, and of when.

use super::super::Place;

/// "don't stop", "won't stop": the opposite, unless it is "if you don't stop".
pub(in super::super) fn negated(place: &Place<'_>) -> bool {
    const NOT: &[&str] = &[
        "dont",
        "never",
        "wont",
        "cant",
        "didnt",
        "doesnt",
        "wouldnt",
        "couldnt",
        "isnt",
        "not",
        "havent",
        "without",
        "hasnt",
        "shouldnt",
        "accidentally",
        "mistakenly",
        "undo",
        "reverse",
    ];
    let near = (1..=2).take_while(|back| !place.parted(*back)).any(|back| {
        // "not interested remove me" denies the interest, not the wish.
        NOT.contains(&place.before(back)) && place.sentence.word(place.start + 1 - back) != "interested"
    });
    // "I don't want to unsubscribe"
    let unwanted = place.before(1) == "to"
        && matches!(
            place.before(2),
            "want" | "wish" | "trying" | "asking" | "mean" | "meant" | "like" | "need"
        )
        && !place.parted(3)
        && NOT.contains(&place.before(3));
    let to_you = (1..=4).any(|back| {
        let word = place.before(back);
        word == "you" || word == "yall" || word == "they"
    });
    let demand = place.sentence.has(&["if", "why", "or", "unless"]) && to_you;
    (near || unwanted) && !demand
}

/// "I need to stop texting and drive": the writer's own doing.
pub(in super::super) fn first_person(place: &Place<'_>) -> bool {
    if place
        .matched()
        .next()
        .is_some_and(|word| matches!(word, "said" | "asked" | "told" | "telling" | "tell" | "i"))
    {
        return false;
    }
    if matches!(place.before(1), "i" | "ill" | "we" | "well" | "lets" | "ive") {
        return true;
    }
    if place.before(1) != "to" {
        return matches!(place.before(1), "they" | "he" | "she" | "people")
            && !place.sentence.has(&["you", "your"]);
    }
    const WISH: &[&str] =
        &["want", "need", "have", "had", "trying", "going", "wanted", "got", "decided", "started"];
    WISH.contains(&place.before(2))
        && (1..=3).any(|back| matches!(place.before(2 + back), "i" | "im" | "we" | "ive" | "id"))
        && !place.matched().any(|word| matches!(word, "getting" | "receiving" | "these" | "this" | "all"))
        && place.matched().last().is_none_or(|word| word != "stop")
}

/// "I don't text", "we never call": a habit, not a demand.
pub(in super::super) fn first_person_dont(place: &Place<'_>) -> bool {
    matches!(place.before(1), "i" | "we" | "they" | "he" | "she" | "people" | "why" | "you")
        && !(place.before(1) == "you"
            && matches!(
                place.before(2),
                "if" | "that" | "appreciate" | "prefer" | "ask" | "please" | "request"
            ))
        || place.before(1) == "if"
        || (place.before(1) == "you" && place.before(2) == "why")
}

/// "knock it off the price", "get lost every time": a turn of phrase about something else.
pub(in super::super) fn idiom(place: &Place<'_>) -> bool {
    const THINGS: &[&str] =
        &["price", "asking", "line", "road", "market", "edge", "cold", "fence", "street", "highway"];
    let thing = matches!(place.after(0), "the" | "on")
        && (THINGS.contains(&place.after(1)) || THINGS.contains(&place.after(2)));
    let lost = place.matched().last().is_some_and(|word| word == "lost")
        && matches!(place.after(0), "every" | "trying" | "on" | "in" | "finding" | "getting");
    let sign = place.matched().any(|word| word.starts_with("solicit"))
        && place.sentence.has(&["sign", "allowed", "building", "hoa"]);
    let asked =
        place.sentence.question || place.lead().any(|word| matches!(word, "will" | "does" | "would" | "did"));
    let asks = place.matched().last().is_some_and(|word| word == "away")
        && asked
        && !place.sentence.has(&["you", "your", "please", "u", "yall"]);
    let astonished = place.matched().next() == Some("shut") && place.sentence.question;
    thing || lost || sign || asks || astonished
}

/// "don't text me the address, e-mail it": one thing, not all.
pub(in super::super) fn object_follows(place: &Place<'_>) -> bool {
    if place.sentence.has(&["anything", "ever", "whatsoever"]) {
        return false;
    }
    let next = place.sentence.words.get(place.end);
    let named = next.is_some_and(|word| {
        !word.after_comma
            && (matches!(
                word.text.as_str(),
                "the"
                    | "that"
                    | "those"
                    | "sir"
                    | "maam"
                    | "if"
                    | "unless"
                    | "back"
                    | "crazy"
                    | "old"
                    | "names"
                    | "wrong"
                    | "out"
            ))
    });
    // "don't call me Bob"
    let called = place.matched().any(|word| word == "call")
        && next.is_some_and(|word| !word.after_comma && word.is_name(place.end));
    let of_mine = place.matched().last().is_some_and(|word| matches!(word, "my" | "this"))
        && !matches!(
            place.after(0),
            "number"
                | "phone"
                | "cell"
                | "email"
                | "house"
                | "home"
                | "line"
                | "address"
                | "wife"
                | "husband"
                | "family"
                | "mom"
                | "mother"
                | "again"
                | ""
                | "mobile"
                | "kids"
                | "daughter"
                | "son"
                | "work"
                | "job"
                | "inbox"
                | "person"
        );
    named || called || of_mine
}

/// "no more marketing texts": a stop of one purpose, which has its own rule.
pub(in super::super) fn of_marketing(place: &Place<'_>) -> bool {
    place.matched().any(|word| {
        matches!(word, "marketing" | "ads" | "ad" | "newsletter" | "newsletters" | "drip")
            || word.starts_with("promo")
            || word.starts_with("advertis")
    })
}

/// "don't call before 9", "don't text while I drive": for a time only.
pub(in super::super) fn timed(place: &Place<'_>) -> bool {
    const TIMES: &[&str] = &[
        "until",
        "till",
        "til",
        "before",
        "after",
        "while",
        "during",
        "when",
        "today",
        "tonight",
        "tomorrow",
        "yet",
        "between",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "weekends",
        "weekend",
        "late",
        "early",
        "past",
        "mornings",
        "evenings",
        "night",
        "hasta",
        "antes",
        "despues",
    ];
    let mut rest = place.rest().take(6);
    let forever = place.sentence.has(&["ever", "again", "anymore", "never", "removed", "permanently"])
        || at_any_time(place);
    let at_work = matches!(place.after(0), "at" | "this" | "so")
        && matches!(place.after(1), "work" | "school" | "night" | "late" | "week" | "church");
    let rightnow = place.after(0) == "right"
        && place.after(1) == "now"
        && place.sentence.has(&["im", "driving", "working", "meeting", "busy"]);
    !forever && (at_work || rightnow || rest.any(|word| TIMES.contains(&word)) || hour_before(place))
}

/// "after 8pm no texts please"
fn hour_before(place: &Place<'_>) -> bool {
    let half = usize::from(matches!(place.before(1), "am" | "pm"));
    place.before(1 + half).starts_with(|c: char| c.is_ascii_digit())
        && matches!(place.before(2 + half), "after" | "before" | "past" | "until" | "till")
}

/// "tonight or any other night", "until hell freezes over", "when you have one, and when you don't": no time is left.
fn at_any_time(place: &Place<'_>) -> bool {
    const PAIRS: &[(&str, &str)] = &[
        ("or", "any"),
        ("or", "ever"),
        ("or", "later"),
        ("or", "anytime"),
        ("and", "every"),
        ("at", "all"),
        ("until", "hell"),
        ("or", "home"),
        ("or", "at"),
    ];
    place.pair_follows(PAIRS) || place.sentence.words.last().is_some_and(|word| word.text == "dont")
}

/// "did you stop texting me?", "why did you stop": asks, and complains of silence.
pub(in super::super) fn asked_whether(place: &Place<'_>) -> bool {
    let (one, two) = (place.before(1), place.before(2));
    (matches!(one, "you" | "they" | "he" | "she" | "it")
        && matches!(two, "did" | "when" | "since" | "why" | "until" | "before" | "if"))
        || matches!(one, "does" | "did" | "where" | "what")
        || (one == "to" && matches!(two, "how" | "when" | "where"))
        || (place.sentence.question && matches!(one, "should" | "when" | "if"))
}

/// "stop by and text me", "stop at the gate, then call": a route.
pub(in super::super) fn routed(place: &Place<'_>) -> bool {
    place.sentence.words.iter().skip(place.start + 1).take(1).any(|word| {
        matches!(
            word.text.as_str(),
            "by" | "in"
                | "over"
                | "at"
                | "and"
                | "on"
                | "off"
                | "looking"
                | "here"
                | "there"
                | "sign"
                | "light"
        )
    }) && place.matched().next() == Some("stop")
        || (place.matched().next() == Some("end") && place.sentence.has(&["month", "year", "week", "lease"]))
}

/// "the bus stop", "reply STOP": a thing, or a quotation.
pub(in super::super) fn named_stop(place: &Place<'_>) -> bool {
    let thing = (1..=2).any(|back| {
        matches!(
            place.before(back),
            "bus" | "train" | "reply" | "metro" | "truck" | "says" | "tram" | "stopsign"
        )
    }) || (place.before(1) == "school" && place.matched().next() == Some("stop"))
        || place.matched().any(|word| word == "reply");
    thing && !place.clause_has(&["i", "ive", "already"])
}

/// "if I say stop"
pub(in super::super) fn conditional(place: &Place<'_>) -> bool {
    (1..=4).any(|back| place.before(back) == "if")
        && !place.sentence.has(&["dont", "lawyer", "police", "report"])
}

/// "don't text me unless it is about the offer": narrows, does not end.
pub(in super::super) fn conditional_only(place: &Place<'_>) -> bool {
    place.rest().any(|word| matches!(word, "unless" | "except"))
        || matches!(place.after(0), "unless" | "except")
}

/// "can I unsubscribe later?", "if I opt out"
pub(in super::super) fn hypothetical(place: &Place<'_>) -> bool {
    // "How do I unsubscribe?" and not a word more asks how.
    let asks_how = place.message.sentences.len() == 1
        && place.after(0).is_empty()
        && place.sentence.words.len() <= 6
        && place.lead().any(|word| word == "how");
    asks_how
        || place.clause_has(&[
            "if",
            "later",
            "anytime",
            "accident",
            "accidentally",
            "mistake",
            "mistakenly",
            "link",
            "button",
        ]) && !place.sentence.has(&["doesnt", "working", "please", "dont", "broken"])
        || matches!(place.before(1), "reply" | "to" | "text" | "says" | "say")
            && place.sentence.has(&["reply", "says", "link"])
        || (place.sentence.question
            && place.sentence.has(&["happens", "can", "could", "whenever"])
            && place.sentence.has(&["i", "later", "whenever"])
            && !place.sentence.has(&["how", "you", "please"]))
}

/// "remove my name from the deed", "take me off the 3pm tour"
pub(in super::super) fn paperwork(place: &Place<'_>) -> bool {
    const PAPERS: &[&str] = &[
        "deed",
        "title",
        "lease",
        "offer",
        "contract",
        "loan",
        "application",
        "mortgage",
        "listing",
        "sign",
        "tour",
        "showing",
        "showings",
        "appointment",
        "calendar",
        "schedule",
        "agreement",
        "waitlist",
        "waiting",
        "mls",
        "guest",
        "invite",
        "meeting",
        "view",
        "utility",
        "utilities",
        "account",
        "driveway",
        "noise",
        "credit",
        "inclusions",
        "exclusions",
        "repairs",
        "shortlist",
        "favorites",
    ];
    // "take me off the tour list, the mailing list, all your lists"
    place.matched().chain(place.rest().take(6)).any(|word| PAPERS.contains(&word))
        && !place.sentence.has(&["lists", "mailing"])
}

/// "stop sending me condos, only houses"
pub(in super::super) fn filtered(place: &Place<'_>) -> bool {
    const NARROW: &[&str] = &[
        "in", "over", "under", "above", "below", "with", "that", "which", "near", "outside", "priced",
        "without", "like", "on",
    ];
    // What narrows comes after: "I only wanted one quote, stop sending me stuff" narrows nothing.
    let after = |words: &[&str]| {
        place.sentence.words.iter().skip(place.end).any(|word| words.contains(&word.text.as_str()))
    };
    let ours = matches!(
        place.after(1),
        "this" | "my" | "the" | "your" | "a" | "general" | "future" | "any" | "here"
    );
    // "… in Plano, in Frisco, anywhere"
    let wide = place.sentence.has(&["anywhere", "anything", "whatsoever"]);
    (NARROW.contains(&place.after(0)) && !ours && !wide)
        || (after(&["only", "instead", "except"])
            && !place.sentence.has(&["text", "texts", "messages", "texting"]))
        || after(&["only", "instead"])
            && after(&["houses", "homes", "condos", "townhomes", "bedrooms", "beds", "ranch", "single"])
}

/// "I don't want to miss your call": the word stands, but is not what is refused.
pub(in super::super) fn purpose_to_call(place: &Place<'_>) -> bool {
    place.matched().any(|word| {
        matches!(
            word,
            "miss"
                | "waste"
                | "lose"
                | "forget"
                | "bother"
                | "wait"
                | "rush"
                | "buy"
                | "sell"
                | "until"
                | "that"
                | "house"
        )
    }) && !place.matched().any(|word| matches!(word, "bothered"))
        || (place.matched().any(|word| word == "bother") && place.sentence.has(&["you"]))
}

/// "remove me from …": what it is that they are to be removed from decides.
pub(in super::super) fn goes_on(place: &Place<'_>) -> bool {
    place.sentence.words.get(place.end).is_some_and(|word| !word.after_comma)
}

/// "my phone blocked your number by accident, fixed"
pub(in super::super) fn undone(place: &Place<'_>) -> bool {
    place.sentence.has(&["accident", "mistake", "accidentally", "unblocked"])
}
