//! Words before that say name, or say place.

use crate::redact::recognise::name::cue::{is_adjective, is_deceiving, is_greeting, is_relation};
use crate::redact::recognise::name::word::{Gap, Shape};
use crate::redact::recognise::name::{Reading, list, odds};

/// What the words before add.
pub(super) fn score(reading: &Reading<'_>, at: usize, last: usize) -> i32 {
    let cue = cue(reading, at);
    let signed = signed(reading, at, last);
    if cue < 0 { cue } else { cue.max(signed) }
}

/// What introduces, greets, or names a relation just before.
pub(super) fn cue(reading: &Reading<'_>, at: usize) -> i32 {
    let gap = reading.gap(at);
    let near = at.wrapping_sub(1);
    // `Owner: Jane`, `wife, Jane`: a mark between does not break these, a sentence's end does.
    let label_line = gap == Gap::Colon;
    if reading.ends_before(at) && gap != Gap::Dot {
        return 0;
    }
    let (one, two, three) = (reading.before(at, 1), reading.before(at, 2), reading.before(at, 3));
    let owns = reading.word(near).is_some_and(|word| word.owns);
    let capital = reading.is_capital(at);
    if label_line {
        return match one {
            "firstname" | "lastname" | "fullname" | "fname" | "lname" | "surname" | "apellido"
            | "apellidos" | "prenom" | "sobrenome" | "name" | "names" | "nombre" | "attn" | "attention"
            | "atencion" | "nom" | "nome" => 6,
            "from" | "to" | "cc" | "contact" | "owner" | "owners" | "buyer" | "buyers" | "seller"
            | "sellers" | "agent" | "lender" | "realtor" | "broker" | "tenant" | "tenants" | "landlord"
            | "borrower" | "client" | "lead" | "guest" | "host" | "signed" | "by" | "manager" | "spouse"
            | "wife" | "husband" | "title" | "me" | "applicant" | "coapplicant" | "de" | "para"
            | "cliente" | "bf" | "gf" | "caller" | "requester" | "prospect" => 4,
            _ if is_relation(one) => 4,
            _ => 0,
        };
    }
    if matches!(gap, Gap::Dash | Gap::Hyphen | Gap::Glued | Gap::And) {
        return match one {
            "w" if gap == Gap::And => i32::from(odds::is_likely(reading, at)) * 2,
            "o" if two == "c" => 4,
            _ if gap == Gap::Dash && is_relation(one) => 3,
            _ => 0,
        };
    }
    if gap == Gap::Comma {
        return match one {
            "hi" | "hey" | "hello" | "hola" | "dear" | "thanks" | "thx" | "regards" | "best"
            | "sincerely" | "cheers" | "gracias" | "saludos" | "atentamente" | "cordialement" | "merci"
            | "yes" | "no" | "sorry" | "love" | "ty" | "thank" | "cordially" | "respectfully" | "atte"
            | "signed" => 3,
            "you" if matches!(two, "thank") => 3,
            "morning" | "afternoon" | "evening" | "tardes" | "noches" | "dias" => 3,
            _ if is_relation(one) => 3,
            _ => 0,
        };
    }
    // Introductions.
    let told = matches!(
        (two, one),
        ("name", "is")
            | ("names", "is")
            | ("me", "llamo")
            | ("se", "llama")
            | ("m", "appelle")
            | ("me", "chamo")
            | ("nombre", "es")
            | ("nome", "e")
            | ("nom", "est")
            | ("called", "me")
            | ("name", "of")
            | ("last" | "first" | "maiden" | "married" | "full" | "legal" | "middle", "name")
    ) || (owns && matches!(one, "name" | "wifes"))
        || matches!(one, "m'appelle" | "named" | "nombrado" | "llamada" | "surnamed");
    if told {
        // `a dog named Max`.
        return if is_deceiving(two) || is_deceiving(three) { -4 } else { 6 };
    }
    if list::is_title(one) && gap != Gap::Comma || capital && matches!((two, one), ("goes" | "go", "by")) {
        return 5;
    }
    let entry = reading.word(at).map(|word| word.entry).unwrap_or_default();
    // `em là Thảo`, `hes delroy`.
    let vietnamese = matches!(
        (two, one),
        ("em" | "toi" | "minh" | "anh" | "chi" | "day" | "con", "la") | ("em" | "toi", "ten")
    );
    let third = matches!(one, "hes" | "shes") && entry.first() >= 2 && entry.word() <= 1;
    if vietnamese && capital {
        return 6;
    }
    // `chị Loan`, but not `anh gọi`.
    if capital
        && matches!(one, "anh" | "chi" | "co" | "chu" | "bac")
        && !reading.is_capital(near)
        && entry.first() >= 2
    {
        return 5;
    }
    let shown = third
        || matches!(one, "im" | "i'm" | "soy" | "its" | "sou")
        || matches!(
            (two, one),
            ("this", "is")
                | ("i", "am")
                | ("it", "is")
                | ("je", "suis")
                | ("habla", "con")
                | ("c'est", _)
                | ("sou", "a" | "o")
                | ("e", "a" | "o")
                | ("still", "is")
        )
        || (owns && matches!(one, "it" | "this" | "that"))
        || matches!(
            (two, one),
            ("le", "habla")
                | ("call", "me")
                | ("is", "this")
                | ("its", "me")
                | ("me", "dicen")
                | ("calls", "me")
        );
    // `this is long`, `its early`.
    if shown
        && !capital
        && is_adjective(reading.spelled(at))
        && !matches!(reading.spelled(at + 1), "from" | "here" | "with")
    {
        return 0;
    }
    if shown {
        return if settled(reading, at) {
            5
        } else if capital {
            4
        } else {
            3
        };
    }
    if is_relation(one) || (is_relation(two) && matches!(one, "is" | "was" | "es" | "named")) {
        let mine = matches!(
            two,
            "my" | "our"
                | "his"
                | "her"
                | "their"
                | "your"
                | "ur"
                | "the"
                | "mi"
                | "su"
                | "nuestra"
                | "nuestro"
                | "tu"
                | "ma"
                | "mon"
                | "meu"
                | "minha"
                | "w"
                | "with"
                | "for"
                | "and"
        ) || matches!(three, "my" | "our" | "his" | "her" | "their" | "mi" | "su");
        // `my landlord will say`
        let verb = !capital && reading.word(at).is_some_and(|word| word.entry.word() >= 6);
        return if verb {
            1
        } else if mine || capital {
            4
        } else {
            3
        };
    }
    if is_deceiving(one) {
        return -4;
    }
    let greeted = is_greeting(one)
        || matches!(
            one,
            "heya"
                | "hii"
                | "hiya"
                | "estimado"
                | "estimada"
                | "querida"
                | "querido"
                | "bonjour"
                | "ola"
                | "salam"
                | "yo"
                | "sup"
                | "morning"
                | "afternoon"
                | "evening"
                | "ty"
                | "tnx"
                | "sorry"
                | "bye"
                | "ok"
                | "okay"
        )
        || matches!(
            (two, one),
            ("thank", "you") | ("buenas" | "buenos", "tardes" | "dias" | "noches") | ("buen", "dia")
        );
    if greeted {
        let ends = matches!(reading.gap(at + 1), Gap::Comma | Gap::Stop | Gap::Line | Gap::Dash);
        return if ends { 3 } else { 2 };
    }
    let spoken =
        matches!(
            (two, one),
            ("ask" | "asked" | "asking" | "pregunte" | "pregunta", "for" | "por")
                | (
                    "spoke"
                        | "speak"
                        | "spoken"
                        | "talk"
                        | "talked"
                        | "talking"
                        | "speaking"
                        | "met"
                        | "chatted"
                        | "meeting"
                        | "working"
                        | "work"
                        | "worked",
                    "with" | "to" | "w"
                )
                | ("let" | "lets", "my")
                | ("c", "o")
                | ("hable", "con")
                | ("signed", "by")
                | ("referred", "by")
                | ("on", "behalf")
                | ("somebody" | "someone" | "somebody's", "called" | "named")
                | ("nombre", "de")
                | ("attn", _)
        ) || matches!(
            (three, two, one),
            ("desk", "ask", "for") | ("desk", "for", _) | ("name", "on", "card") | ("of", "parte", "de")
        ) || matches!(one, "tell" | "told" | "ask" | "asked" | "cc" | "attn" | "titular" | "borrower");
    if spoken {
        return 3;
    }
    let reached = matches!(
        one,
        "call"
            | "called"
            | "text"
            | "texted"
            | "email"
            | "emailed"
            | "contact"
            | "met"
            | "meet"
            | "have"
            | "saw"
            | "invite"
            | "add"
            | "let"
            | "copy"
            | "copied"
            | "and"
            | "with"
            | "who"
            | "per"
            | "via"
            | "invited"
            | "w"
            | "know"
            | "agree"
            | "marry"
            | "married"
            | "adding"
            | "dile"
            | "llame"
            | "con"
            | "does"
            | "did"
            | "is"
            | "was"
            | "when"
            | "if"
            | "that"
            | "because"
            | "until"
            | "avec"
            | "see"
            | "for"
            | "from"
            | "by"
            | "de"
            | "thru"
            | "give"
            | "gave"
            | "love"
            | "miss"
            | "says"
    );
    i32::from(reached && odds::is_likely(reading, at))
}

/// Whether what follows an introduction suits it: a mark, `from`, `again`.
fn settled(reading: &Reading<'_>, at: usize) -> bool {
    matches!(reading.gap(at + 1), Gap::Comma | Gap::Stop | Gap::Line | Gap::Dash | Gap::Dot)
        || matches!(
            reading.spelled(at + 1),
            "from"
                | "with"
                | "w"
                | "here"
                | "and"
                | "again"
                | "calling"
                | "texting"
                | "speaking"
                | "de"
                | "del"
                | "btw"
                | "lol"
                | "haha"
                | "n"
        )
}

/// Whether the word stands where people sign: on a line of its own, after a dash, last of all.
fn signed(reading: &Reading<'_>, at: usize, last: usize) -> i32 {
    // `Sandy & Clive`.
    let joined = reading.gap(last + 1) == Gap::And && reading.is_capital(last + 1);
    let ends_text = last + 1 + usize::from(joined) >= reading.words.len();
    let next = reading.gap(last + 1);
    match reading.gap(at) {
        Gap::Dash if ends_text => 5,
        Gap::Dash if next == Gap::Line => 4,
        Gap::Line if ends_text => 4,
        Gap::Line if next == Gap::Line => {
            if last > at || odds::is_likely(reading, at) {
                2
            } else {
                1
            }
        }
        Gap::Line if next == Gap::Comma => 1,
        Gap::Stop | Gap::Dot if ends_text => 2,
        Gap::Start if ends_text => 0,
        Gap::Start if next == Gap::Line || next == Gap::Comma => 1,
        _ => 0,
    }
}

/// `- JS` or a last line `JS`: two or three letters that are nothing else.
pub(super) fn is_signature(reading: &Reading<'_>, at: usize) -> bool {
    let word = reading.spelled(at);
    reading.shape(at) == Shape::Upper
        && at + 1 == reading.words.len()
        && matches!(reading.gap(at), Gap::Dash | Gap::Line)
        && matches!(word.len(), 2 | 3)
        && !matches!(
            word,
            "ok" | "thx"
                | "asap"
                | "lol"
                | "tbd"
                | "na"
                | "am"
                | "pm"
                | "usa"
                | "tx"
                | "ca"
                | "ty"
                | "omg"
                | "fyi"
                | "hoa"
                | "mls"
                | "llc"
                | "kw"
                | "idk"
                | "btw"
                | "rn"
                | "no"
                | "yes"
        )
}

/// What the words before take away.
pub(super) fn penalty(reading: &Reading<'_>, at: usize, last: usize) -> i32 {
    let gap = reading.gap(at);
    let before = at.checked_sub(1).and_then(|at| reading.word(at));
    let entry = reading.word(at).map(|word| word.entry).unwrap_or_default();
    // `1204 Jennifer`: a house number.
    if gap == Gap::Space
        && before.is_some_and(|word| word.shape == Shape::Number && word.end - word.start <= 5)
    {
        return -4;
    }
    if word_is_initial(reading, at)
        || matches!(gap, Gap::Start | Gap::Line | Gap::Stop | Gap::Comma | Gap::Dash)
    {
        return 0;
    }
    let article = matches!(
        reading.before(at, 1),
        "el" | "la"
            | "los"
            | "las"
            | "un"
            | "una"
            | "que"
            | "muy"
            | "mas"
            | "the"
            | "a"
            | "an"
            | "o"
            | "os"
            | "as"
            | "le"
            | "les"
    );
    // `el pilar del porche`, `con la esperanza de`, `qué dulce`: a word that is nobody's name.
    if article && last == at && reading.shape(at) == Shape::Lower && reading.before(at, 2) != "habla" {
        return -8;
    }
    match reading.before(at, 1) {
        // `Is that a Lincoln or a Ford?`
        "a" | "an" | "un" | "una" if last == at && entry.word() > 0 => -6,
        // `the Camille has a pool`: who is `the` somebody goes by a last name.
        "the" if last == at && entry.last() < 3 => -4,
        // `the Madison`, `a Jordan`.
        "the" | "a" | "an" | "this" | "that" | "these" | "those" | "el" | "los" | "las" | "la" | "un"
        | "una" | "le" => -3,
        "calle" | "avenida" | "rua" | "rue" | "colonia" | "barrio" | "escuela" | "iglesia" | "parque"
        | "colegio" | "exit" | "elementary" | "hurricane" | "builder" | "then" => -4,
        "con" if reading.before(at, 2) == "esquina" => -5,
        "in" | "near" | "around" | "off" | "downtown" | "north" | "south" | "east" | "west" | "northwest"
        | "northeast" | "southwest" | "southeast" | "central" | "outside" | "toward" | "towards"
        | "between" | "en" | "cerca" | "inside" | "past" | "visit" | "visiting" | "lake" | "fort" | "ft"
        | "mount" | "mt" | "st" | "saint" | "santa" | "san" | "port" | "camp" | "old" | "new" | "greater"
        | "upper" | "lower" | "behind" | "across" => -4,
        "of" if reading.before(at, 2) == "corner" => -5,
        // `from Faina D. Yefremova`: who has two names is no place.
        "on" | "at" | "of" | "to" | "from" | "by"
            if last > at && reading.is_capital(at) && entry.place() == 0 =>
        {
            -1
        }
        "on" | "at" | "of" | "to" | "from" if entry.place() > 0 || entry.first() < 4 => -3,
        "on" | "at" | "by" => -2,
        _ => 0,
    }
}

fn word_is_initial(reading: &Reading<'_>, at: usize) -> bool {
    reading.shape(at) == Shape::Initial
}
