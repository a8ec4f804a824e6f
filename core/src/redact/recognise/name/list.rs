//! Words of one kind each, that names are told by: of firms and places, streets, states, titles and times.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// A word that makes what stands before it an organisation or a place.
pub(super) fn is_kind(word: &str) -> bool {
    KINDS.contains_key(word)
}

/// Such a word also without a capital.
pub(super) fn is_plain_kind(word: &str) -> bool {
    KINDS.get(word).is_some_and(|plain| *plain)
}

/// Words of a kind, and whether they need no capital.
static KINDS: LazyLock<FxHashMap<&str, bool>> = LazyLock::new(|| {
    let of = |words: &'static str, plain| words.split(' ').map(move |word| (word, plain));
    of(KINDS_WITH_CAPITAL, false).chain(of(PLAIN_KINDS, true)).collect()
});

const KINDS_WITH_CAPITAL: &str = "\
    power energy electric water gas utilities homes home group team company co partners law firm title real custom \
    capital park ranch creek village heights hills hill lake lakes springs estates trails city tower towers plaza \
    center centre square high middle point pointe meadows grove oaks pines woods forest valley ridge crossing landing \
    island beach bay harbor river field fields farms farm gardens station market store cafe coffee restaurant \
    foundation house hall church clinic memorial national north south east west corner corners falls commons place \
    collection series building lofts residences pond preserve reserve golf club glen day mall hollow mill draw knob \
    bluff bluffs canyon mesa junction act tx";

const PLAIN_KINDS: &str = "\
    realty realtors properties rentals llc inc corp ltd pllc llp plc gmbh bank mortgage lending loans financial \
    insurance builders construction associates holdings investments enterprises industries services solutions \
    technologies systems elementary isd academy school schools university college hospital county parish subdivision \
    neighborhood apartments apts condos airport stadium museum theater theatre parkway pkwy blvd boulevard hwy \
    highway fwy freeway expressway tollway exit elem hs auditorium arena couch sofa sectional rug rugs sink sinks \
    range faucet faucets fridge appliances cabinets countertops hardware tile paint grill mower furnace balcony style \
    closet bathtub fireplace doors shades thermostat windows floorplan plan model development townhomes villas \
    buydown incentives tunnel dam metro print statue dealership district community exchange app area library roofing \
    plumbing landscaping";

pub(super) fn is_suffix(word: &str) -> bool {
    matches!(
        word,
        "md" | "dds" | "cpa" | "esq" | "phd" | "ii" | "iii" | "iv" | "jr" | "sr" | "re" | "dvm" | "rn" | "dr"
    )
}

pub(super) fn is_street(word: &str) -> bool {
    matches!(
        word,
        "street"
            | "st"
            | "avenue"
            | "ave"
            | "road"
            | "rd"
            | "drive"
            | "dr"
            | "lane"
            | "ln"
            | "court"
            | "ct"
            | "circle"
            | "cir"
            | "way"
            | "terrace"
            | "ter"
            | "trail"
            | "trl"
            | "loop"
            | "cove"
            | "cv"
            | "bend"
            | "path"
            | "pass"
            | "run"
            | "trace"
            | "row"
            | "walk"
            | "xing"
            | "pl"
            | "bridge"
            | "pike"
    )
}

pub(super) fn is_state(word: &str) -> bool {
    matches!(
        word,
        "al" | "ak"
            | "az"
            | "ar"
            | "ca"
            | "co"
            | "ct"
            | "de"
            | "fl"
            | "ga"
            | "hi"
            | "id"
            | "il"
            | "in"
            | "ia"
            | "ks"
            | "ky"
            | "la"
            | "me"
            | "md"
            | "ma"
            | "mi"
            | "mn"
            | "ms"
            | "mo"
            | "mt"
            | "ne"
            | "nv"
            | "nh"
            | "nj"
            | "nm"
            | "ny"
            | "nc"
            | "nd"
            | "oh"
            | "ok"
            | "or"
            | "pa"
            | "ri"
            | "sc"
            | "sd"
            | "tn"
            | "tx"
            | "ut"
            | "vt"
            | "va"
            | "wa"
            | "wv"
            | "wi"
            | "wy"
    )
}

/// Titles, which stay outside a name.
pub(super) fn is_title(word: &str) -> bool {
    matches!(
        word,
        "mr" | "mrs"
            | "ms"
            | "miss"
            | "mx"
            | "dr"
            | "prof"
            | "professor"
            | "sir"
            | "madam"
            | "madame"
            | "monsieur"
            | "mme"
            | "sr"
            | "sra"
            | "srta"
            | "senor"
            | "senora"
            | "senorita"
            | "don"
            | "dona"
            | "herr"
            | "frau"
            | "rev"
            | "pastor"
            | "judge"
            | "capt"
            | "sgt"
            | "coach"
            | "aunty"
            | "auntie"
            | "tia"
            | "tio"
    )
}

/// Short forms whose full stop ends no sentence.
pub(super) fn is_abbreviation(word: &str) -> bool {
    matches!(
        word,
        "mr" | "mrs"
            | "ms"
            | "dr"
            | "sr"
            | "sra"
            | "jr"
            | "st"
            | "rev"
            | "mx"
            | "sgt"
            | "atty"
            | "ph"
            | "no"
            | "vs"
            | "prof"
            | "mme"
            | "mc"
            | "bf"
            | "gf"
            | "thx"
            | "ty"
            | "wm"
    )
}

/// Months, days and seasons.
pub(super) fn is_time(word: &str) -> bool {
    matches!(
        word,
        "april"
            | "may"
            | "june"
            | "august"
            | "march"
            | "july"
            | "january"
            | "february"
            | "september"
            | "october"
            | "november"
            | "december"
            | "summer"
            | "autumn"
            | "winter"
            | "spring"
            | "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "saturday"
            | "sunday"
            | "fall"
    )
}
