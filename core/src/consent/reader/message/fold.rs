//! The tables behind folding: characters, short forms, names.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_canonical;

/// Folds characters, but keeps case.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.nfkc() {
        match c {
            // Straight, curly and accent-like apostrophes vanish: "don't" is "dont".
            '\'' | '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' | '\u{00b4}' | '`' | '\u{02bc}' => {}
            // Zero-width characters, soft hyphens, direction marks, variation selectors, skin tones, tatweel.
            '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{feff}'
            | '\u{00ad}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{1f3fb}'..='\u{1f3ff}'
            | '\u{0640}' => {}
            '\u{064b}'..='\u{0652}' => {}
            '\u{0622}' | '\u{0623}' | '\u{0625}' => plain.push('\u{0627}'),
            '🛑' | '⛔' => plain.push_str(" stop "),
            '📵' => plain.push_str(" stop texting me "),
            '🖕' => plain.push_str(" fuckoff "),
            'đ' => plain.push('d'),
            'Đ' => plain.push('D'),
            'ø' => plain.push('o'),
            'ł' => plain.push('l'),
            'ı' => plain.push('i'),
            'ß' => plain.push_str("ss"),
            c if c.is_ascii() => plain.push(c),
            c => {
                let mut base = None;
                decompose_canonical(c, |part| base = base.or(Some(part)));
                match base {
                    Some(base) if base.is_ascii_alphabetic() => plain.push(base),
                    _ if ('\u{0300}'..='\u{036f}').contains(&c) => {}
                    _ => plain.push(c),
                }
            }
        }
    }
    plain
}

/// The Latin letter that a Cyrillic or Greek one looks like.
pub(super) fn look_alike(c: char) -> char {
    match c {
        'а' | 'А' | 'α' | 'Α' => 'a',
        'в' | 'В' | 'Β' => 'b',
        'с' | 'С' | 'ϲ' => 'c',
        'е' | 'Е' | 'ё' | 'ε' | 'Ε' => 'e',
        'і' | 'І' | 'ι' | 'Ι' => 'i',
        'к' | 'К' | 'κ' | 'Κ' => 'k',
        'м' | 'М' | 'Μ' => 'm',
        'н' | 'Н' | 'Η' => 'h',
        'о' | 'О' | 'ο' | 'Ο' => 'o',
        'р' | 'Р' | 'ρ' | 'Ρ' => 'p',
        'ѕ' | 'Ѕ' => 's',
        'т' | 'Т' | 'τ' | 'Τ' => 't',
        'у' | 'У' | 'υ' => 'y',
        'х' | 'Х' | 'χ' => 'x',
        'ո' | 'п' => 'n',
        _ => c,
    }
}

/// The letter that a digit or sign stands for in "st0p".
pub(super) fn unleet(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        _ => c,
    }
}

/// The word that two make together: "do not" is "dont".
pub(super) fn joined(first: &str, second: &str) -> Option<&'static str> {
    Some(match (first, second) {
        ("do" | "don", "not" | "nt" | "t") => "dont",
        ("does", "not") => "doesnt",
        ("did" | "didn", "not" | "t") => "didnt",
        ("can", "not") => "cant",
        ("will" | "won", "not" | "t") => "wont",
        ("would", "not") => "wouldnt",
        ("is", "not") => "isnt",
        ("are", "not") => "arent",
        ("was", "not") => "wasnt",
        ("have", "not") => "havent",
        ("i", "am" | "m") => "im",
        ("i", "will") => "ill",
        ("i", "have") => "ive",
        ("you", "are") => "youre",
        ("it", "is") => "its",
        ("that", "is") => "thats",
        ("who", "is") => "whos",
        ("he", "is") => "hes",
        ("she", "is") => "shes",
        ("we", "have") => "weve",
        ("e", "mail") => "email",
        ("e", "mails") => "emails",
        ("e", "mailing") => "emailing",
        ("opt" | "opting", "out") => "optout",
        ("opted", "out") => "optedout",
        ("un", "subscribe") => "unsubscribe",
        ("any", "more") => "anymore",
        ("thank", "you") => "thanks",
        ("f", "ck") => "fuck",
        ("f", "cking") => "fucking",
        ("sh", "t") => "shit",
        ("b", "tch") => "bitch",
        _ => return None,
    })
}

/// The word that a short or mistyped one stands for.
pub(super) fn short_form(text: &str) -> Option<&'static str> {
    Some(match text {
        "pls" | "plz" | "plse" | "pleas" | "pleae" | "plesae" | "pleaze" | "plese" | "pleasee" | "plss"
        | "plzz" => "please",
        "u" | "yu" | "yall" => "you",
        "ur" => "your",
        "r" => "are",
        "thx" | "thnx" | "thanx" | "ty" | "tks" | "thankyou" | "tysm" => "thanks",
        "dnt" | "donot" | "dony" | "donr" => "dont",
        "cannot" => "cant",
        "txt" | "txet" | "tex" | "tect" | "texxt" => "text",
        "txts" | "txtx" => "texts",
        "txting" | "textin" | "txtin" | "texing" | "texring" | "textng" | "textimg" | "texying" => "texting",
        "msg" | "mesage" | "messege" | "massage" | "mssg" | "mensage" => "message",
        "msgs" | "mesages" | "messeges" | "massages" | "mssgs" | "messges" | "mesgs" => "messages",
        "msging" | "messagin" | "mesaging" | "messageing" | "massaging" | "messging" => "messaging",
        "sendin" => "sending",
        "gettin" => "getting",
        "botherin" => "bothering",
        "callin" => "calling",
        "contactin" | "contating" | "conacting" => "contacting",
        "stopp" | "stpo" | "sotp" | "stp" | "tsop" | "stopt" | "stoppp" | "stahp" | "staap" | "stawp"
        | "sstop" | "srop" | "syop" | "dtop" | "stoip" | "stiop" | "sttop" => "stop",
        "unsub" | "unsuscribe" | "unsubcribe" | "unsubscibe" | "unsubscrib" | "unsubscride"
        | "unsubscript" | "unsubsribe" | "unsubscirbe" | "unsuscribed" | "usubscribe" | "unscubscribe"
        | "unscribe" => "unsubscribe",
        "cancle" | "cancell" | "cancal" | "cancl" => "cancel",
        "qiut" | "quitt" => "quit",
        "conact" | "contct" | "cntact" | "contcat" | "conntact" => "contact",
        "rmv" | "remvoe" | "remoev" | "romove" | "remov" | "reomve" | "remve" => "remove",
        "nmbr" | "num" | "nbr" | "numba" | "numer" | "numbr" | "nummber" => "number",
        "wrng" | "worng" | "wronf" | "rong" | "wong" => "wrong",
        "dlt" | "delte" | "deleet" | "dlete" | "delet" | "deleete" | "dellete" => "delete",
        "erace" | "earse" | "erasee" => "erase",
        "infomation" | "infomration" | "informaton" => "information",
        "agn" | "agian" | "agin" | "agen" => "again",
        "dis" => "this",
        "enuf" | "nuff" | "enuff" => "enough",
        "lst" | "lsit" => "list",
        "tak" | "taek" | "tke" => "take",
        "attny" | "atty" => "attorney",

        "harrassment" | "harrasment" | "harasment" => "harassment",
        "harrassing" | "harrasing" | "harasing" => "harassing",
        "intrested" | "intersted" | "interseted" | "interrested" | "intetested" => "interested",
        "immediatly" | "imediately" | "immediatley" => "immediately",
        "aint" => "isnt",
        "wanna" => "want",
        "gonna" => "going",
        "cuz" | "coz" => "because",
        "anymor" => "anymore",
        "optingout" => "optout",
        _ => return None,
    })
}

/// Usual first names that are not also plain words, sorted.
pub(super) const NAMES: &[&str] = &[
    "aaron",
    "abby",
    "adam",
    "adriana",
    "alan",
    "alejandra",
    "alex",
    "alice",
    "alicia",
    "allison",
    "amanda",
    "amber",
    "amy",
    "ana",
    "andrea",
    "andrew",
    "angela",
    "ann",
    "anna",
    "anthony",
    "antonio",
    "ashley",
    "barbara",
    "becky",
    "ben",
    "beth",
    "betty",
    "bob",
    "bobby",
    "brandon",
    "brenda",
    "brian",
    "carla",
    "carlos",
    "carmen",
    "carol",
    "caroline",
    "catherine",
    "charles",
    "chris",
    "christine",
    "christopher",
    "cindy",
    "claudia",
    "craig",
    "crystal",
    "cynthia",
    "dan",
    "dana",
    "daniel",
    "dave",
    "david",
    "debbie",
    "deborah",
    "dennis",
    "diana",
    "diane",
    "donna",
    "doug",
    "ed",
    "eduardo",
    "edward",
    "elena",
    "elizabeth",
    "emily",
    "emma",
    "eric",
    "erica",
    "erin",
    "esther",
    "evelyn",
    "fernando",
    "francisco",
    "gary",
    "george",
    "gloria",
    "greg",
    "gustavo",
    "hannah",
    "heather",
    "hector",
    "helen",
    "henry",
    "isabel",
    "jack",
    "jacob",
    "jake",
    "james",
    "jamie",
    "jane",
    "janet",
    "jason",
    "javier",
    "jeff",
    "jennifer",
    "jenny",
    "jessica",
    "jesus",
    "jim",
    "jimmy",
    "joe",
    "john",
    "jon",
    "jorge",
    "jose",
    "joseph",
    "josh",
    "juan",
    "julia",
    "julie",
    "karen",
    "kate",
    "kathy",
    "kelly",
    "ken",
    "kevin",
    "kim",
    "kyle",
    "larry",
    "laura",
    "lauren",
    "linda",
    "lisa",
    "luis",
    "luz",
    "maria",
    "mary",
    "matt",
    "megan",
    "melissa",
    "michael",
    "michelle",
    "miguel",
    "mike",
    "nancy",
    "nicole",
    "patricia",
    "paul",
    "pedro",
    "rachel",
    "richard",
    "robert",
    "ryan",
    "sam",
    "sandra",
    "sara",
    "sarah",
    "stephanie",
    "steve",
    "susan",
    "teresa",
    "thomas",
    "tom",
];
