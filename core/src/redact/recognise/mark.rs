//! Words that say what stands beside them, in English, Spanish, French and Portuguese.
//!
//! One pass finds them all, by their first word. Of those that lie in one another only the longest counts, so
//! `zip code` keeps `code` from meaning anything.

use std::sync::LazyLock;

use smallvec::SmallVec;

use crate::redact::slice::{byte, char_at, char_before, is_alphanumeric};

/// What a phrase says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cue {
    /// A social security number.
    Social,
    /// The last four digits of something.
    LastFour,
    Itin,
    Ein,
    Cvv,
    /// A bank, loan or policy number; the same where only a number word makes it one.
    Account,
    MaybeAccount,
    Routing,
    DriverLicense,
    /// A licence that may be a professional's.
    MaybeLicense,
    Passport,
    Plate,
    /// A vehicle, beside which its plate may stand.
    Vehicle,
    Username,
    /// A network on which people have names of their own.
    Network,
    /// A code that opens something; what is opened; words that are a key.
    Code,
    Lock,
    /// What a code may open, where it is written as one; what one does with a code.
    Door,
    Enter,
    Password,
    /// What has a password, which may stand beside it.
    Wifi,
    Birth,
    /// What asks for a date of birth, among others.
    Vetting,
    /// January is 1.
    Month(u8),
    /// A number word and its digits.
    Number(&'static str),
    /// `hundred`: two noughts after a digit.
    Hundred,
    /// A word of a year: `two thousand and two`.
    Thousand,
    /// `ninth`, as days are told.
    Ordinal,
    /// `double`, `triple`: the next digit so often.
    Times(u8),
    /// How people spell a dot in an e-mail address; a mail provider.
    Dot,
    Mail,
    /// An address follows.
    Home,
    /// A street of a Romance language begins.
    Street,
    /// Says that what it covers means nothing of the above.
    Nothing,
}

/// A phrase that stands in a text as whole words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) cue: Cue,
}

pub(super) type Marks = SmallVec<[Mark; 32]>;

/// Folded: lower case, no diacritics.
const PHRASES: &[(Cue, &str)] = &[
    (
        Cue::Social,
        "ssn|ssn#|ss#|ss number|ss no|social security number|social security no|social security|social sec|soc sec|\
         socials|social|seguro social|numero de seguro social|numero de seguridad social|seguridad social|\
         securite sociale|s.s.n.|s.s.|sin number|ss|seguro|segundo social|soc|soc#|soc #|social #|social#|my soc",
    ),
    (
        Cue::LastFour,
        "last four|last 4|final four|ends in|ending in|ends with|ending with|last four digits|last 4 digits|\
         ultimos cuatro|ultimos 4|4 digits|four digits|or just|or only|ultimos cuatro digitos|ultimos 4 digitos|termina en|terminacion|last4|last-4|last-four|4 derniers chiffres|\
         quatre derniers|termina em|ultimos quatro|ending|ends|last digits",
    ),
    (Cue::Itin, "itin|itin#|individual taxpayer|tin"),
    (
        Cue::Ein,
        "ein|fein|ein#|tax id|tax id#|taxid|tax i.d.|federal id|federal tax id|employer id|employer identification number|\
         employer identification|taxpayer id|taxpayer identification number|tax identification number|fed id|fed tax id|federal ein|rfc|cnpj|cpf|nif|siret",
    ),
    (
        Cue::Cvv,
        "cvv|cvv2|cvc|cvc2|cvn|csc|security code|sec code|card code|card security code|code on the back|3 digit code|three digit code|\
         back says|digits on back|digits on the back|digits on front|digits on the front|codigo de seguridad|codigo de seguranca|cryptogramme|cid",
    ),
    (
        Cue::Account,
        "account number|account numbers|account no|account num|account nbr|account #|account#|acct number|acct no|acct num|\
         acct|acct #|acct#|accts|accnt|a/c|checking|savings|checking account|savings account|bank account|checking acct|\
         savings acct|bank acct|beneficiary account|loan number|loan no|loan num|loan #|loan#|loan id|mortgage number|mortgage account|\
         mortgage #|policy would be|policy will be|policy is|policy number|policy no|policy num|policy #|policy#|member number|member id|brokerage account|\
         numero de cuenta|cuenta|cuenta bancaria|nro de cuenta|clabe|poliza|numero de poliza|numero de prestamo|\
         numero de compte|compte|compte bancaire|numero da conta|conta corrente|conta|apolice|bank account number|\
         checking account number|savings account number|loan account|loan account number|insurance policy|claim number|\
         numero de cliente",
    ),
    (Cue::MaybeAccount, "account|loan|policy|mortgage|escrow account|heloc"),
    (
        Cue::Routing,
        "routing|routing number|routing no|routing #|routing#|rtn|aba|aba number|aba #|aba#|aba routing|transit number|\
         bank routing|bank routing number|wire routing|ach routing|ruteo|numero de ruta|numero de ruteo|ruta bancaria|ach|wire|rt#|rt #",
    ),
    (
        Cue::DriverLicense,
        "driver's license|drivers license|driver license|driver's licence|drivers licence|driver licence|drivers' license|\
         driver's lic|drivers lic|driver lic|driver's license number|drivers license number|driver license number|\
         driver's license no|drivers license no|drivers license #|driver's license #|driver's license#|license id|\
         dl|dl#|dl #|dln|d.l.|dl no|dl number|d/l|driving licence|driving license|state id|state id#|id card number|oln|\
         licencia de conducir|licencia de manejo|licencia de manejar|licencia de conduccion|numero de licencia|\
         permis de conduire|carteira de motorista|cnh|carta de conducao",
    ),
    (
        Cue::MaybeLicense,
        "license|licence|lic|licencia|permis|my license|my licence|mi licencia|license no|license number|license #",
    ),
    (
        Cue::Vehicle,
        "truck|sedan|suv|vehicle|minivan|van|pickup|motorcycle|civic|camry|corolla|accord|f150|f-150|tacoma|tundra|silverado|honda|toyota|ford|chevy|chevrolet|nissan|\
         hyundai|kia|subaru|mazda|jeep|dodge|ram|tesla|bmw|audi|lexus|volkswagen|vw|volvo|gmc|buick|cadillac|acura|infiniti|mercedes|mitsubishi|camioneta|carro|coche|voiture|\
         altima|sentra|elantra|sonata|outback|forester|rav4|crv|cr-v|prius|explorer|escape|equinox|malibu|wrangler|cherokee|odyssey|highlander|soul|vehicle info|car|moving truck",
    ),
    (
        Cue::Passport,
        "passport|passport number|passport no|passport #|passport#|passport num|pasaporte|numero de pasaporte|\
         passeport|numero de passeport|passaporte|numero do passaporte",
    ),
    (
        Cue::Plate,
        "plate|plates|license plate|licence plate|license plates|lic plate|lic plate #|plate number|plate no|plate #|plate#|\
         license plate number|tag|tags|tag number|tag #|tag no|lp|lp#|number plate|car reg|reg plate|placa|placas|\
         numero de placa|matricula|plaque|plaque d'immatriculation|immatriculation|patente",
    ),
    (
        Cue::Username,
        "signed in as|logged in as|log in as|sign in as|login as|signed up as|registered as|username|user name|usernames|userid|user id|login|log in|login id|screen name|screenname|handle|my handle|\
         usuario|nombre de usuario|identifiant|nom d'utilisateur|nome de usuario|portal id|gamertag|user",
    ),
    (
        Cue::Network,
        "instagram|insta|ig|snap|snapchat|twitter|telegram|tiktok|tik tok|venmo|cashapp|cash app|paypal|skype|discord|\
         facebook|fb|linkedin|reddit|wechat|wechat id|line id|kakao|kakaotalk|kakao id|viber|kik|signal|threads|x handle|messenger|youtube",
    ),
    (
        Cue::Code,
        "code|codes|gate code|gatecode|gate codes|door code|lockbox code|lock box code|lbx code|lb code|alarm code|entry code|access code|\
         garage code|garage door code|keypad code|building access code|building entry code|front door code|back door code|side door code|call box code|callbox code|key code|\
         security gate code|entrance code|unlock code|disarm|disarm code|disarm with|disarm it with|master code|guest code|community code|pool code|\
         elevator code|amenity code|shackle code|cbs code|supra code|sentrilock code|pin|pin code|pin number|pin #|pin#|passcode|pass code|combo|combination|\
         codigo|codigo de acceso|codigo del porton|codigo de la puerta|codigo de entrada|codigo de alarma|codigo de la alarma|\
         codigo del candado|codigo de la caja|clave|clave de acceso|clave del porton|clave de la puerta|combinacion|el pin|\
         code d'entree|code d'acces|digicode|code de la porte|code du portail|code porte|\
         codigo do portao|codigo da porta|codigo de acesso|verification code|one time code|otp",
    ),
    (
        Cue::Lock,
        "gate|gates|pedestrian gate|master lock|masterlock|lockbox|lock box|lockboxes|lbx|lock bx|lockbx|lock-box|key box|keybox|key safe|keypad|key pad|callbox|call box|supra|sentrilock|\
         alarm|alarm system|side gate|back gate|front gate|gate keypad|combo lock|padlock|smart lock|smartlock|door lock|deadbolt|garage keypad|contractor box|schlage|kwikset|rear gate|gate lock|rear gate lock|\
         combination lock|key's in the box|keys in the box|key is in the box|key in the box|keys are in the box|box on the rail|box on the railing|\
         box on the fence|box on the meter|box by the meter|box on the spigot|box on the hose bib|gun safe|wall safe|floor safe|the safe in|\
         porton|el candado|candado|alarma|caja de llaves|cajita|cajita de llaves|portail|portao|cadeado|alarme|\
         intercom|buzzer|entry system|keyless entry|key locker|the lock|realtor box|agent box|code box|guard gate|guard house|guard shack|\
         cerradura|chapa|reja|verja|interphone",
    ),
    (
        Cue::Door,
        "door|front door|back door|side door|garage|garage door|garage side door|elevator|mailroom|mail room|pool|pool gate|gym|lobby|clubhouse|entry|entrance|\
         main entrance|lb|shed|storage|side entrance|package room|turnstile|laundry|laundry room|bike room|trash room|stairwell|to get in|let yourself in|to open|hit enter|press enter|\
         para entrar|para abrir|pour entrer|puerta|puerta principal|entrada|cochera|porte|porta",
    ),
    (
        Cue::Enter,
        "punch|punch in|key in|opens with|open with|open it with|unlock with|unlocks with|get in with|gets in with|\
         got in with|got in using|get in using|gets in using|got in by|to disarm|to arm|abre con|se abre con|se apaga con|opens w|opens w/|open w/|open it w/|dials to|enter|press|type|type in|dial|buzz|marca asterisco|marque asterisco|digite|teclee|marca|marque|teclea|oprima|presiona|composez",
    ),
    (
        Cue::Password,
        "password|passwords|passwd|pass word|pw|pwd|p/w|psw|pswd|wifi password|wi-fi password|wi fi password|wifi pw|wifi pass|wi-fi pass|wifi key|\
         network key|network password|passphrase|passkey|contrasena|la contrasena|contrasena del wifi|clave del wifi|clave de wifi|clave wifi|\
         mot de passe|code wifi|mdp|senha|senha do wifi|router password|pass",
    ),
    (Cue::Wifi, "wifi|wi-fi|wi fi|ssid"),
    (
        Cue::Birth,
        "dob|d.o.b.|d.o.b|dobs|date of birth|birth date|birthdate|birth dates|birthdates|dates of birth|birthday|birthdays|birth|b-day|bday|bdate|born|born on|\
         naci|nacio|nacido|nacida|nacimiento|fecha de nacimiento|fecha de nac|fecha de nac.|f. de nac.|f. de nac|f de nac|fecha nac|fec. nac.|f. nac.|f. nacimiento|fdn|cumpleanos|cumple|\
         ne le|nee le|date de naissance|naissance|nascido|nascida|nasci|nascimento|data de nascimento|aniversario|anniversaire|nasceu|nasceu em|b.|\
         d/o/b|birthdt|dobs are|b day",
    ),
    (
        Cue::Vetting,
        "background check|background checks|credit check|credit pull|credit report|tenant screening|screening|i turn|i'm turning|im turning|\
         turning|turns|turned",
    ),
    (Cue::Month(1), "january|jan|enero|ene|janvier|janv|janeiro"),
    (Cue::Month(2), "february|feb|febrero|fevrier|fevr|fevereiro"),
    (Cue::Month(3), "march|mar|marzo|mars|marco"),
    (Cue::Month(4), "april|apr|abril|abr|avril|avr"),
    (Cue::Month(5), "may|mayo|mai|maio"),
    (Cue::Month(6), "june|jun|junio|juin|junho"),
    (Cue::Month(7), "july|jul|julio|juillet|julho"),
    (Cue::Month(8), "august|aug|agosto|ago|aout"),
    (Cue::Month(9), "september|sept|sep|septiembre|setiembre|septembre|setembro|set"),
    (Cue::Month(10), "october|oct|octubre|octobre|outubro|out"),
    (Cue::Month(11), "november|nov|noviembre|novembre|novembro"),
    (Cue::Month(12), "december|dec|diciembre|dic|decembre|dezembro|dez"),
    (Cue::Number("0"), "zero|oh|cero"),
    (Cue::Number("1"), "one|uno"),
    (Cue::Number("2"), "two|dos|deux|dois"),
    (Cue::Number("3"), "three|tres|trois"),
    (Cue::Number("4"), "four|cuatro|quatre|quatro"),
    (Cue::Number("5"), "five|cinco|cinq"),
    (Cue::Number("6"), "six|seis|meia"),
    (Cue::Number("7"), "seven|siete|sept|sete"),
    (Cue::Number("8"), "eight|ocho|huit|oito"),
    (Cue::Number("9"), "nine|nueve|neuf|nove"),
    (Cue::Number("10"), "ten|diez|dix|dez"),
    (Cue::Number("11"), "eleven|once"),
    (Cue::Number("12"), "twelve|doce|douze|doze"),
    (Cue::Number("13"), "thirteen|trece"),
    (Cue::Number("14"), "fourteen|catorce"),
    (Cue::Number("15"), "fifteen|quince"),
    (Cue::Number("16"), "sixteen|dieciseis"),
    (Cue::Number("17"), "seventeen|diecisiete"),
    (Cue::Number("18"), "eighteen|dieciocho"),
    (Cue::Number("19"), "nineteen|diecinueve"),
    (Cue::Number("20"), "twenty|veinte"),
    (Cue::Number("30"), "thirty|treinta"),
    (Cue::Number("40"), "forty|fourty|cuarenta"),
    (Cue::Number("50"), "fifty|cincuenta"),
    (Cue::Number("60"), "sixty|sesenta"),
    (Cue::Number("70"), "seventy|setenta"),
    (Cue::Number("80"), "eighty|ochenta"),
    (Cue::Number("90"), "ninety|noventa"),
    (Cue::Hundred, "hundred"),
    (Cue::Thousand, "thousand"),
    (
        Cue::Ordinal,
        "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|\
         seventeenth|eighteenth|nineteenth|twentieth|thirtieth|primero",
    ),
    (Cue::Times(2), "double|doble"),
    (Cue::Times(3), "triple"),
    (Cue::Dot, "dot|punto|ponto|point|period"),
    (
        Cue::Mail,
        "gmail|yahoo|ymail|hotmail|outlook|icloud|aol|protonmail|proton|comcast|msn|live|att|verizon|sbcglobal|mac|rocketmail|fastmail|\
         bellsouth|charter|cox|earthlink|gmx|zoho|googlemail|g mail|hot mail|i cloud|proton mail|out look",
    ),
    (
        Cue::Home,
        "live at|lives at|lived at|living at|reside at|resides at|residing at|i'm at|im at|staying at|address|address is|addr|home address|mailing address|\
         current address|street address|property address|prior address|previous address|forwarding address|my address|our address|\
         moving from|moved from|moving out of|move from|relocating from|located at|property at|house at|home at|place at|condo at|\
         rental at|listing at|townhouse at|townhome at|duplex at|apartment at|apt at|lot at|open house at|showing at|showing for|mail it to|mail to|ship to|send it to|selling|\
         vivo en|vivimos en|vive en|viven en|direccion|domicilio|mi casa en|la casa de|la casa en|propiedad en|ubicada en|ubicado en|\
         j'habite|habite au|habite|demeurant|adresse|moro na|moro no|moro em|mora na|endereco",
    ),
    (
        Cue::Street,
        "calle|avenida|avda|avda.|av.|carrera|cra.|paseo|camino|calzada|bulevar|privada|callejon|carretera|ronda|via|rua|travessa|praca|alameda|\
         rodovia|estrada|corte|circulo|viale|piazza|corso|prolongacion|andador|cerrada|retorno|vereda|cuesta|c/",
    ),
    (
        Cue::Nothing,
        "zip code|company code|employer code|class code|section code|batch code|item code|style code|unit code|group code|area code|promo code|discount code|coupon code|referral code|building code|building codes|fire code|dress code|tax code|\
         code enforcement|code violation|code violations|code compliance|up to code|to code|source code|qr code|bar code|barcode|country code|postal code|\
         codigo postal|code postal|codigo de area|zoning code|city code|county code|color code|paint code|error code|line code|smtp code|status code|\
         pin oak|dropped pin|drop a pin|pin drop|pin it|id card|price tag|name tag|tag along|tag line|home plate|plate glass|hot plate|\
         bank account statement|account executive|account manager|wire fraud|wire transfer fee|wire fee|chicken wire|barbed wire|\
         social media|social distancing|social hour|social committee|social event|social events|social room|social life|social worker|\
         password reset|reset password|reset my password|forgot password|forgot my password|pass on|pass along|pass this|pass it|pass that|pass your|pass these|i'll pass|we'll pass|ill pass|\
         boarding pass|mountain pass|one of|one or|one more|sioux city|user friendly|end user|\
         may be|may have|may i|out of|out to|set up|set out|dot com bubble|polka dot|\
         born and raised|birth certificate|loan officer|loan estimate|loan amount|loan application|loan program|loan type|mortgage broker|mortgage rate|mortgage rates|\
         mortgage payment|loan balance|policy change|pet policy|savings of|account balance|dial tone|signal light|traffic signal",
    ),
];

/// The number words that begin with a letter, and the digits of each.
pub(in crate::redact) fn number_words(letter: u8) -> &'static [(&'static str, &'static str)] {
    let at = letter.checked_sub(b'a').map(usize::from);
    at.and_then(|at| NUMBERS.get(at)).map_or(&[], Vec::as_slice)
}

static NUMBERS: LazyLock<Vec<Vec<(&str, &str)>>> = LazyLock::new(|| {
    let number = |(cue, written): &(Cue, &'static str)| match cue {
        Cue::Number(value) => Some((*written, *value)),
        _ => None,
    };
    let all = PHRASES.iter().filter_map(number);
    let all = all.flat_map(|(written, value)| written.split('|').map(move |word| (word, value)));
    let words: Vec<_> = all.collect();
    (b'a'..=b'z')
        .map(|letter| words.iter().copied().filter(|(word, _)| byte(word, 0) == letter).collect())
        .collect()
});

/// Phrases that begin with the same word lie side by side, the longest first.
struct Phrases {
    all: Vec<(&'static str, Cue)>,
    /// Where the phrases of each place begin, and after the last, where they end.
    places: Vec<u16>,
}

/// How many places first words have: a few times as many as there are first words.
const PLACES: u32 = 4096;

static PHRASE_TABLE: LazyLock<Phrases> = LazyLock::new(|| {
    let each = |(cue, written): &(Cue, &'static str)| {
        let cue = *cue;
        written.split('|').map(move |phrase| (phrase, cue))
    };
    let mut all: Vec<_> = PHRASES.iter().flat_map(each).collect();
    let place = |phrase: &str| first_word(phrase.as_bytes(), 0).0;
    // Of those that are spelled alike the first counts, so their order stays.
    all.sort_by_key(|(phrase, _)| (place(phrase), usize::MAX - phrase.len()));
    let before = |limit: u32| all.partition_point(|(phrase, _)| place(phrase) < limit);
    let places = (0..=PLACES).map(|limit| u16::try_from(before(limit)).unwrap_or(u16::MAX)).collect();
    Phrases { all, places }
});

/// The place of the letters, or of the digits, that begin at `start`, and where they end.
#[inline]
fn first_word(text: &[u8], start: usize) -> (u32, usize) {
    let mut hash = 0_u32;
    let mut at = start;
    let digits = text.get(start).is_some_and(u8::is_ascii_digit);
    while let Some(b) = text.get(at).filter(|b| is_alphanumeric(**b) && b.is_ascii_digit() == digits) {
        hash = (hash ^ u32::from(*b)).wrapping_mul(0x0100_0193);
        at += 1;
    }
    (hash >> 7 & (PLACES - 1), at)
}

/// Adds every phrase of a folded text, in order, none within another.
pub(super) fn add_marks(text: &str, marks: &mut Marks) {
    let phrases = &*PHRASE_TABLE;
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(b) = bytes.get(at) {
        if !is_alphanumeric(*b) {
            at += 1;
            continue;
        }
        let start = at;
        let (place, end) = first_word(bytes, start);
        at = end;
        // A word of letters and digits is one.
        while bytes.get(at).is_some_and(|b| is_alphanumeric(*b)) {
            at += 1;
        }
        let before = byte(text, start.wrapping_sub(1));
        let glued = || !before.is_ascii() && char_before(text, start).is_some_and(char::is_alphanumeric);
        if let Some(mark) = phrases.longest(text, start, place)
            && marks.last().is_none_or(|last| mark.end > last.end)
            && !glued()
        {
            marks.push(mark);
        }
    }
}

impl Phrases {
    /// The longest phrase that begins here, with a word of this place.
    fn longest(&self, text: &str, start: usize, place: u32) -> Option<Mark> {
        let from = usize::from(*self.places.get(place as usize)?);
        let to = usize::from(*self.places.get(place as usize + 1)?);
        let rest = text.as_bytes().get(start..)?;
        let mut here = self.all.get(from..to)?.iter();
        // A glance at the last letter spares most comparisons.
        let ends_alike = |phrase: &[u8]| phrase.last() == rest.get(phrase.len() - 1);
        let (phrase, cue) = here.find(|(phrase, _)| {
            ends_alike(phrase.as_bytes())
                && rest.starts_with(phrase.as_bytes())
                && ends_whole(text, start + phrase.len())
        })?;
        Some(Mark { start, end: start + phrase.len(), cue: *cue })
    }
}

/// Whether no letter goes on after a phrase. `acct#123` and `gate4417` are read as two words.
fn ends_whole(text: &str, end: usize) -> bool {
    let after = byte(text, end);
    let letter = if after.is_ascii() {
        after.is_ascii_alphabetic()
    } else {
        char_at(text, end).is_some_and(char::is_alphanumeric)
    };
    !letter || byte(text, end.wrapping_sub(1)) == b'#'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(text: &str) -> Marks {
        let mut marks = Marks::new();
        add_marks(text, &mut marks);
        marks
    }

    #[test]
    fn whole_phrases_are_found_and_the_longest_counts() {
        let found = |text: &str| {
            marks(text).iter().map(|m| (text[m.start..m.end].to_owned(), m.cue)).collect::<Vec<_>>()
        };
        assert_eq!(found("the gate code: 1"), [("gate code".to_owned(), Cue::Code)]);
        assert_eq!(found("my zip code is"), [("zip code".to_owned(), Cue::Nothing)]);
        assert_eq!(found("gated encoder pineapple class"), []);
        assert_eq!(found("acct#12 gate4417").len(), 2);
    }

    #[test]
    fn every_phrase_is_folded_and_found() {
        for (_, written) in PHRASES {
            for phrase in written.split('|') {
                assert_eq!(crate::redact::fold::fold(phrase), phrase);
                assert!(
                    marks(phrase).iter().any(|mark| (mark.start, mark.end) == (0, phrase.len())),
                    "{phrase}"
                );
            }
        }
    }
}
