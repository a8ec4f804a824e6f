//! Names that are also words, and words that never are a name.

use std::collections::HashSet;
use std::sync::LazyLock;

type List = LazyLock<HashSet<&'static str>>;

/// First names that are also words; alone they need a context that says name.
static FIRST_NAMES: List = LazyLock::new(|| {
    list(
        "\
    angel art basil bill buddy candy chance chase chip christian clay cliff colt daisy dawn dean dale \
    destiny dick dolly don drew earnest faith fern forest frank gene ginger glen grace grant guy harmony \
    heath heaven holly hope hunter iris ivy jade jasmine jay jewel joy king lance laurel lane lily mark \
    marina mason max mercy miles mini norm olive opal pat patience pearl peg penny pepper piper poppy \
    prince queen ray reed rich rick rob rocky roman rose ruby rusty sage sandy sky skip stone storm sue \
    summer sunny tad teddy trinity violet ward wade will willow winter woody autumn dusty major ace gray \
    grey noble royal star true blue brook brooks crystal amber coral sterling melody honey misty",
    )
});

/// First names that are words of Spanish: with a last name behind, they are names in any letters.
static WORDS_OF_SPANISH: List = LazyLock::new(|| {
    list(
        "\
    esperanza pilar dulce rocio luz paz sol flor nieves consuelo amparo remedios soledad cruz perla estrella \
    linda clara blanca milagros socorro",
    )
});

/// Last names that are also words.
static LAST_NAMES: List = LazyLock::new(|| {
    list(
        "\
    bank banks barber bell berry best bird bishop black bond book booth branch bridge bridges bright \
    brown bush butler camp carpenter case chambers church close cook court cross day dear early farmer \
    farm field fields finance fish fisher flood flowers foot ford fox french friend frost gardener \
    garden gates gold good green hall hammer hand hardy hill hills holiday home homes house hunt judge \
    key keys kitchen knight lake land law light little lock long love low manager march marsh may mills \
    moon moss noon north page park parks person pool poole pond poor pope porter post potter powers \
    power price quick rice ring rivers river root rush sales sells sharp shepherd short silver small \
    smart snow south spring square street strong sweet temple tower town underwood wall waters weaver \
    weeks wells west east white wise wolf wood woods worth young yard zip view vale valley mortgage \
    buyers sellers counts story sides pace swift speed lord mayor savage bass pine ash oak meadows \
    bend falls heights oaks",
    )
});

/// Placeholders of forms and words of a request to a model, which some records hold as names.
static FORM_WORDS: List = LazyLock::new(|| {
    list(
        "\
    test user lead agent model role system content name message messages buyer seller renter client \
    customer guest owner tenant unknown none null first last full new visitor anonymous assistant \
    developer tool tools function json text type stream stop seed input output false number string \
    object prompt reply realtor broker family and the for with you your our not but are was can has had \
    from this that mom dad wife husband spouse sir madam contact phone email mail web site one two three \
    single couple inc llc com www http https july chat sms",
    )
});

/// Months, days and seasons: alone they are time unless someone is introduced by them.
static TIMES: List = LazyLock::new(|| {
    list(
        "\
    april may june august march july january summer autumn winter sunday friday",
    )
});

/// Places: after a preposition of place they are places.
static PLACES: List = LazyLock::new(|| {
    list(
        "\
    austin dallas houston jordan brooklyn carolina phoenix denver orlando washington montana dakota \
    israel china paris london lincoln trenton raleigh cheyenne asia india kenya holland salem arlington \
    abilene conroe",
    )
});

/// Adjectives: `I'm young` is no introduction.
static ADJECTIVES: List = LazyLock::new(|| {
    list(
        "\
    young long short rich brown black white green gray grey blue small little sharp strong wise good \
    best bright early sunny frank earnest major noble royal true poor close quick smart sweet low new \
    single hardy noon home christian roman french",
    )
});

/// Local parts of e-mail addresses that say nothing about a person.
static MAILBOXES: List = LazyLock::new(|| {
    list(
        "\
    admin accounts billing buyers contact enquiries hello homes house houses inbox info inquiries \
    marketing myemail myhome newhome noreply office realestate realty reply sales support texas \
    webmaster email gmail family leads listing listings",
    )
});

/// Parts of compound names, and titles, that do not name anyone alone.
static PARTICLES: List = LazyLock::new(|| {
    list(
        "\
    de del la las los da das do dos di du le van von vander der den ter el al bin ibn ben san santa \
    saint mac jr sr ii iii iv mr mrs ms miss mx dr prof rev phd esq",
    )
});

pub(super) fn is_ordinary(word: &str) -> bool {
    FIRST_NAMES.contains(word)
        || is_of_spanish(word)
        || LAST_NAMES.contains(word)
        || FORM_WORDS.contains(word)
        || is_time(word)
        || is_place(word)
}

pub(super) fn is_of_spanish(word: &str) -> bool {
    WORDS_OF_SPANISH.contains(word)
}

pub(super) fn is_time(word: &str) -> bool {
    TIMES.contains(word)
}

pub(super) fn is_place(word: &str) -> bool {
    PLACES.contains(word)
}

pub(super) fn is_adjective(word: &str) -> bool {
    ADJECTIVES.contains(word)
}

pub(super) fn is_mailbox(word: &str) -> bool {
    MAILBOXES.contains(word)
}

pub(super) fn is_particle(word: &str) -> bool {
    PARTICLES.contains(word)
}

fn list(words: &'static str) -> HashSet<&'static str> {
    words.split_ascii_whitespace().collect()
}
