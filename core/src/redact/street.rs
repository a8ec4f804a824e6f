//! The words of street addresses.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

/// Spellings of one word of an address (USPS Publication 28, appendix C), the full word first.
pub(super) const SUFFIXES: &[&[&str]] = &[
    &["street", "st", "str", "saint"],
    &["avenue", "ave", "av", "aven"],
    &["road", "rd"],
    &["drive", "dr", "drv"],
    &["lane", "ln"],
    &["boulevard", "blvd", "boul"],
    &["court", "ct", "crt"],
    &["circle", "cir", "circ"],
    &["way", "wy"],
    &["place", "pl"],
    &["terrace", "ter", "terr"],
    &["trail", "trl", "tr"],
    &["parkway", "pkwy", "pky", "pkway"],
    &["highway", "hwy", "hiway"],
    &["square", "sq"],
    &["loop"],
    &["cove", "cv"],
    &["crossing", "xing"],
    &["point", "pt"],
    &["ridge", "rdg"],
    &["run"],
    &["pass"],
    &["path"],
    &["row"],
    &["walk"],
    &["alley", "aly"],
    &["bend", "bnd"],
    &["creek", "crk"],
    &["crescent", "cres"],
    &["estates", "ests"],
    &["expressway", "expy"],
    &["freeway", "fwy"],
    &["garden", "gdn"],
    &["gardens", "gdns"],
    &["glen", "gln"],
    &["green", "grn"],
    &["grove", "grv"],
    &["heights", "hts"],
    &["hill", "hl"],
    &["hills", "hls"],
    &["hollow", "holw"],
    &["landing", "lndg"],
    &["manor", "mnr"],
    &["meadow", "mdw"],
    &["meadows", "mdws"],
    &["park"],
    &["plaza", "plz"],
    &["ranch", "rnch"],
    &["spring", "spg"],
    &["springs", "spgs"],
    &["station", "sta"],
    &["summit", "smt"],
    &["trace", "trce"],
    &["turnpike", "tpke"],
    &["valley", "vly"],
    &["view", "vw"],
    &["village", "vlg"],
    &["vista", "vis"],
];

pub(super) const DIRECTIONS: &[&[&str]] = &[
    &["north", "n", "norte"],
    &["south", "s", "so"],
    &["east", "e"],
    &["west", "w"],
    &["northeast", "ne"],
    &["northwest", "nw"],
    &["southeast", "se"],
    &["southwest", "sw"],
];

const ORDINALS: &[&[&str]] = &[
    &["1st", "first"],
    &["2nd", "second"],
    &["3rd", "third"],
    &["4th", "fourth"],
    &["5th", "fifth"],
    &["6th", "sixth"],
    &["7th", "seventh"],
    &["8th", "eighth"],
    &["9th", "ninth"],
    &["10th", "tenth"],
    &["11th", "eleventh"],
    &["12th", "twelfth"],
    &["mount", "mt"],
    &["fort", "ft"],
];

pub(super) const UNITS: &[&str] = &[
    "apt",
    "apartment",
    "unit",
    "suite",
    "ste",
    "lot",
    "bldg",
    "building",
    "floor",
    "fl",
    "rm",
    "room",
    "spc",
    "space",
    "apto",
];

const STATES: &[&[&str]] = &[
    &["alabama", "al"],
    &["alaska", "ak"],
    &["arizona", "az"],
    &["arkansas", "ar"],
    &["california", "ca", "calif"],
    &["colorado", "co"],
    &["connecticut", "ct"],
    &["delaware", "de"],
    &["florida", "fl"],
    &["georgia", "ga"],
    &["hawaii", "hi"],
    &["idaho", "id"],
    &["illinois", "il"],
    &["indiana", "in"],
    &["iowa", "ia"],
    &["kansas", "ks"],
    &["kentucky", "ky"],
    &["louisiana", "la"],
    &["maine", "me"],
    &["maryland", "md"],
    &["massachusetts", "ma"],
    &["michigan", "mi"],
    &["minnesota", "mn"],
    &["mississippi", "ms"],
    &["missouri", "mo"],
    &["montana", "mt"],
    &["nebraska", "ne"],
    &["nevada", "nv"],
    &["ohio", "oh"],
    &["oklahoma", "ok"],
    &["oregon", "or"],
    &["pennsylvania", "pa"],
    &["tennessee", "tn"],
    &["texas", "tx", "tex"],
    &["utah", "ut"],
    &["vermont", "vt"],
    &["virginia", "va"],
    &["washington", "wa"],
    &["wisconsin", "wi"],
    &["wyoming", "wy"],
];

pub(super) fn family(families: &'static [&'static [&'static str]], word: &str) -> Option<&'static str> {
    families.iter().find(|family| family.contains(&word)).and_then(|family| family.first()).copied()
}

pub(super) fn canonical(word: &str) -> &str {
    family(SUFFIXES, word)
        .or_else(|| family(DIRECTIONS, word))
        .or_else(|| family(ORDINALS, word))
        .or_else(|| family(STATES, word))
        .unwrap_or(word)
}

/// Suffixes that are ordinary words too: in small letters they need more around them to be a street's.
const VAGUE: &[&str] = &[
    "way", "run", "pass", "path", "row", "walk", "point", "view", "place", "square", "close", "end", "gate",
    "park", "station", "village", "rise", "mission", "plaza", "garden", "gardens", "green", "spring",
    "springs", "valley", "summit", "ranch", "ridge", "hill", "hills", "creek", "meadow", "meadows",
    "crossing", "landing", "estates", "manor", "loop", "bend", "trace", "cove", "glen", "grove", "heights",
    "hollow", "vista", "sq", "sta", "saint", "tr", "pt", "pl", "ter", "gr", "cres", "mews", "wharf", "quay",
    "parade", "bay", "lake", "canyon", "forest", "island", "isle", "knoll", "spur", "field", "fields",
    "fork", "shore", "shores", "harbor", "haven", "oaks", "oak", "pines", "mall", "key", "bluff", "cliff",
    "branch", "brook", "dale", "falls", "ford", "mill", "mills", "orchard", "overlook", "well", "wells",
    "commons", "corner", "crest", "gables", "glade", "lookout", "mount", "mountain", "passage", "pike",
    "plain", "plains", "prairie", "port", "radial", "rest", "river", "shoal", "track", "tunnel", "union",
    "vale", "wood", "woods",
];

/// Suffixes beyond those that a record's address is read with.
const MORE_SUFFIXES: &[&str] = &[
    "mews",
    "wharf",
    "quay",
    "parade",
    "close",
    "gate",
    "rise",
    "wynd",
    "crest",
    "spur",
    "knoll",
    "overlook",
    "commons",
    "causeway",
    "bypass",
    "byway",
    "oaks",
    "strasse",
    "esplanade",
    "broadway",
    "lanes",
    "strt",
    "stree",
    "stret",
    "avnue",
    "lk",
    "cyn",
    "canyon",
    "brk",
    "grn",
    "esp",
    "frk",
    "fls",
    "falls",
    "cors",
    "corner",
    "shores",
    "shore",
    "crescent",
    "isle",
    "bluff",
    "bluffs",
    "promenade",
    "motorway",
    "chase",
    "cswy",
    "croft",
    "harbor",
    "hbr",
    "lock",
    "mill",
    "orchard",
    "pike",
    "plains",
    "pines",
    "radl",
    "roads",
    "rte",
    "skyway",
    "tpk",
    "tunl",
    "uns",
    "vlgs",
    "wells",
];

/// Streets that are a name already.
const ALONE: &[&str] =
    &["broadway", "embarcadero", "bowery", "alameda", "esplanade", "strand", "mopac", "speedway"];

/// Words that begin a numbered road.
const ROADS: &[&str] = &[
    "highway",
    "hwy",
    "hiway",
    "route",
    "rt",
    "rte",
    "fm",
    "rm",
    "rr",
    "cr",
    "sr",
    "sh",
    "us",
    "ih",
    "i",
    "interstate",
    "county",
    "state",
    "ranch",
    "farm",
    "loop",
    "us-",
    "fr",
    "rfd",
    "carretera",
    "autopista",
    "hw",
    "co",
    "road",
    "avenue",
    "ave",
    "street",
    "township",
    "twp",
    "old",
    "private",
    "pr",
    "spur",
    "business",
    "u.s",
    "nc",
    "lp",
    "park",
];

/// Words that stand before a street's name, in Spanish, French, Portuguese and Italian.
const BEFORE: &[&str] = &[
    "calle",
    "avenida",
    "avda",
    "carrera",
    "cra",
    "paseo",
    "camino",
    "calzada",
    "bulevar",
    "privada",
    "callejon",
    "carretera",
    "ronda",
    "via",
    "rue",
    "boulevard",
    "bd",
    "chemin",
    "allee",
    "impasse",
    "quai",
    "cours",
    "rua",
    "travessa",
    "praca",
    "alameda",
    "rodovia",
    "estrada",
    "corte",
    "circulo",
    "plaza",
    "viale",
    "piazza",
    "corso",
    "c",
    "av",
    "ave",
    "avenue",
    "cl",
    "prol",
    "andador",
    "cerrada",
    "retorno",
    "vereda",
    "vista",
    "cerro",
    "cuesta",
    "place",
    "route",
    "passage",
    "square",
    "calz",
    "blvd",
    "col",
    "urbanizacion",
    "urb",
];

/// Those of them that are words of English streets too, and so need more.
const BEFORE_VAGUE: &[&str] = &[
    "via",
    "c",
    "av",
    "ave",
    "avenue",
    "cl",
    "vista",
    "place",
    "route",
    "passage",
    "square",
    "blvd",
    "boulevard",
    "bd",
    "plaza",
    "col",
    "urb",
    "cours",
    "corte",
    "cerro",
    "cuesta",
    "ronda",
    "alameda",
    "chemin",
    "cra",
    "camino",
    "paseo",
];

/// Words that a street's name of those languages holds between others.
const PARTICLES: &[&str] = &[
    "de", "del", "la", "las", "los", "el", "du", "des", "le", "les", "l", "d", "da", "do", "dos", "das",
    "dei", "della", "san", "santa", "st", "ste", "sainte", "general", "doctor", "dr", "don",
];

/// Words that are in no street's name where they stand between a number and a suffix.
const NEVER: &str = "\
    a an and or but if so as at by for from in into of off on onto out over per than then to up with within without about after before \
    is are was were be been being am im its it's i'm isn't has have had do does did done will would could should can cant won't \
    i you he she we they me him her us them my your his our their this that these those who what which where when why how \
    bed beds bedroom bedrooms br bd bdrm bdrms bath baths bathroom bathrooms ba half full car cars story stories storey level levels bedder room rooms \
    min mins minute minutes hour hours hr hrs day days week weeks month months year years yr yrs wk wks mo sec seconds night nights am pm oclock \
    mile miles mi block blocks foot feet ft sf sqft sq inch inches meters km acre acres ac yards yd yds lb lbs \
    k m mil million thousand hundred grand dollars dollar usd bucks percent pct cents \
    house houses home homes condo condos townhouse townhomes townhome unit units apt apts apartment apartments property properties listing listings lots land \
    people person kids kid adults dogs dog cats cat pets pet offers offer showings showing tours tour leads lead buyers buyer sellers seller tenants tenant occupants \
    times time more less other others another some any all both each every few many much most only just about around approx like maybe \
    of the near by across behind between along toward towards past down until till since during ago later now today tomorrow tonight tmrw asap \
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thurs fri sat sun \
    january february april june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec \
    call text email phone cell txt msg reply send sent get got see saw go going went come came want wanted need needed needs take took give gave make made know think say said ask asked \
    is/are pls please thanks thank thx ok okay yes no not yeah hi hey hello still also too very really here there \
    something anything nothing everything someone went works work \
    price priced asking list listed sold pending active month's rent deposit down payment rate points fee fees tax taxes hoa mls zip code number no num \
    twp rng degree degrees gallon gallons amp amps volt watt ton tons year-old yo \
    car/ carport garage pool spot spots parking space spaces doors windows keys key people's different separate extra total cash loan credit score scores \
    y o en con por para que es son un una unos unas mi su si cuando donde pero mas menos recamaras banos cuartos habitaciones minutos horas dias semanas meses anos mil dolares \
    et ou dans avec sur pour est sont pieces chambres minutes heures jours mois ans e com em quartos banheiros";

/// Words that are in a street's name only where a suffix ends it.
const SOFT: &str = "old nice new good great big small best free well main first second third west east north south then once max min per each like next last";

/// What a word may be in an address.
#[derive(Clone, Copy, Default)]
pub(super) struct Kind(u16);

impl Kind {
    pub(super) const SUFFIX: u16 = 1;
    pub(super) const VAGUE: u16 = 2;
    pub(super) const DIRECTION: u16 = 4;
    pub(super) const UNIT: u16 = 8;
    pub(super) const STATE: u16 = 16;
    pub(super) const NEVER: u16 = 32;
    pub(super) const ALONE: u16 = 64;
    pub(super) const ROAD: u16 = 128;
    pub(super) const BEFORE: u16 = 256;
    pub(super) const BEFORE_VAGUE: u16 = 512;
    pub(super) const PARTICLE: u16 = 1024;
    pub(super) const ORDINAL: u16 = 2048;
    pub(super) const SOFT: u16 = 4096;
    /// The first word of a state that has more than one.
    pub(super) const LONG_STATE: u16 = 8192;

    pub(super) fn of(word: &str) -> Kind {
        KINDS.get(word).copied().unwrap_or_default()
    }

    pub(super) fn is(self, kind: u16) -> bool {
        self.0 & kind != 0
    }
}

static KINDS: LazyLock<FxHashMap<&'static str, Kind>> = LazyLock::new(|| {
    let mut kinds: FxHashMap<&'static str, Kind> = FxHashMap::default();
    let mut add = |kind: u16, words: &mut dyn Iterator<Item = &'static str>| {
        for word in words {
            kinds.entry(word).or_default().0 |= kind;
        }
    };
    let flat = |families: &'static [&'static [&'static str]]| {
        families.iter().flat_map(|family| family.iter().copied())
    };
    add(Kind::SUFFIX, &mut flat(SUFFIXES));
    add(Kind::SUFFIX, &mut MORE_SUFFIXES.iter().copied());
    add(Kind::VAGUE, &mut VAGUE.iter().copied());
    add(Kind::DIRECTION, &mut flat(DIRECTIONS));
    add(Kind::UNIT, &mut UNITS.iter().copied());
    add(Kind::UNIT, &mut MORE_UNITS.iter().copied());
    add(Kind::STATE, &mut flat(STATES));
    add(Kind::STATE, &mut MORE_STATES.iter().copied());
    let begins = |name: &&'static str| name.split(['.', ' ']).next().unwrap_or("");
    add(Kind::LONG_STATE, &mut LONG_STATES.iter().map(begins));
    add(Kind::NEVER, &mut NEVER.split_ascii_whitespace());
    add(Kind::SOFT, &mut SOFT.split_ascii_whitespace());
    add(Kind::ALONE, &mut ALONE.iter().copied());
    add(Kind::ROAD, &mut ROADS.iter().copied());
    add(Kind::BEFORE, &mut BEFORE.iter().copied());
    add(Kind::BEFORE_VAGUE, &mut BEFORE_VAGUE.iter().copied());
    add(Kind::PARTICLE, &mut PARTICLES.iter().copied());
    add(Kind::ORDINAL, &mut flat(ORDINALS).filter(|word| !matches!(*word, "mount" | "mt" | "fort" | "ft")));
    kinds
});

/// More words before a unit's number.
const MORE_UNITS: &[&str] = &[
    "no",
    "trlr",
    "trailer",
    "ph",
    "penthouse",
    "int",
    "depto",
    "departamento",
    "dpto",
    "piso",
    "appt",
    "bte",
    "hse",
    "flat",
    "sp",
    "num",
    "bloque",
    "casa",
    "ap",
    "app",
    "puerta",
    "esc",
    "escalera",
];

/// States of two words, districts and territories, the Canadian provinces, and states of Mexico as letters show them.
const MORE_STATES: &[&str] = &[
    "ny", "nj", "nm", "nh", "nc", "sc", "nd", "sd", "wv", "ri", "dc", "pr", "gu", "vi", "on", "bc", "ab",
    "qc", "mb", "sk", "ns", "nb", "nl", "ont", "cdmx", "fla", "ariz", "tenn", "wash", "penn", "mass", "okla",
    "colo", "ill", "mich", "minn", "wisc", "ore",
];

/// The states of two words.
pub(super) const LONG_STATES: &[&str] = &[
    "new york",
    "new jersey",
    "new mexico",
    "new hampshire",
    "north carolina",
    "south carolina",
    "north dakota",
    "south dakota",
    "west virginia",
    "rhode island",
    "puerto rico",
    "district of columbia",
    "n.l",
    "b.c",
    "d.c",
    "n.y",
    "n.j",
];

/// Whether a city is so well known that it needs no state.
pub(super) fn is_city(name: &str) -> bool {
    CITY_NAMES.contains(name)
}

static CITY_NAMES: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| CITIES.split('|').collect());

/// The largest US cities by the census of 2020, and those of the largest metropolitan areas.
const CITIES: &str = "\
    new york|brooklyn|queens|bronx|staten island|manhattan|los angeles|chicago|houston|phoenix|philadelphia|san antonio|san diego|dallas|san jose|austin|jacksonville|fort worth|ft worth|\
    columbus|indianapolis|charlotte|san francisco|seattle|denver|washington|nashville|oklahoma city|boston|el paso|portland|las vegas|memphis|detroit|baltimore|milwaukee|albuquerque|\
    fresno|tucson|sacramento|mesa|kansas city|atlanta|omaha|colorado springs|raleigh|virginia beach|long beach|miami|oakland|minneapolis|bakersfield|tulsa|tampa|arlington|wichita|aurora|\
    new orleans|cleveland|honolulu|anaheim|henderson|orlando|lexington|stockton|riverside|corpus christi|irvine|cincinnati|santa ana|newark|st paul|saint paul|pittsburgh|greensboro|durham|\
    lincoln|jersey city|plano|anchorage|north las vegas|st louis|saint louis|madison|chandler|gilbert|reno|buffalo|chula vista|fort wayne|lubbock|toledo|st petersburg|laredo|irving|\
    chesapeake|winston-salem|glendale|scottsdale|garland|boise|norfolk|port st lucie|spokane|richmond|fremont|huntsville|frisco|cape coral|tallahassee|vancouver|tacoma|worcester|\
    san bernardino|modesto|fontana|moreno valley|fayetteville|huntington beach|yonkers|little rock|grand rapids|salt lake city|oxnard|augusta|amarillo|knoxville|sioux falls|peoria|\
    overland park|tempe|mckinney|providence|grand prairie|mobile|brownsville|shreveport|rancho cucamonga|fort lauderdale|ft lauderdale|chattanooga|ontario|elk grove|eugene|santa rosa|vista|\
    oceanside|salem|garden grove|cary|killeen|hayward|lancaster|pembroke pines|corona|palmdale|hollywood|naperville|springfield|clarksville|surprise|pasadena|sunnyvale|bellevue|denton|\
    joliet|bridgeport|paterson|escondido|mesquite|naples|sarasota|waco|round rock|roseville|carrollton|midland|odessa|torrance|orange|fullerton|beaumont|pearland|college station|allen|\
    richardson|sugar land|league city|lewisville|tyler|new braunfels|conroe|cedar park|georgetown|pflugerville|leander|kyle|buda|san marcos|hutto|lakeway|dripping springs|bastrop|bee cave|\
    boulder|fort collins|lakewood|thornton|arvada|westminster|centennial|provo|orem|sandy|ogden|st george|bend|gresham|beaverton|hillsboro|kirkland|redmond|renton|everett|kent|berkeley|\
    santa clara|santa monica|burbank|glendora|pomona|carlsbad|santa barbara|ventura|thousand oaks|simi valley|concord|antioch|walnut creek|palo alto|mountain view|san mateo|daly city|napa|\
    boca raton|west palm beach|coral gables|hialeah|clearwater|lakeland|gainesville|pensacola|delray beach|kissimmee|savannah|macon|marietta|decatur|alpharetta|roswell|sandy springs|\
    asheville|wilmington|charleston|greenville|columbia|myrtle beach|rock hill|murfreesboro|franklin|cambridge|somerville|quincy|lowell|hoboken|stamford|new haven|hartford|white plains|\
    rochester|syracuse|albany|trenton|camden|harrisburg|allentown|erie|akron|dayton|ann arbor|lansing|flint|green bay|kenosha|evanston|elgin|schaumburg|des moines|cedar rapids|fargo|\
    billings|missoula|cheyenne|casper|baton rouge|lafayette|metairie|jackson|biloxi|birmingham|montgomery|tuscaloosa|monterrey|guadalajara|tijuana|toronto|montreal|sf|nyc|slc|okc";
