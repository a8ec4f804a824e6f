//! The states and territories of the United States: their zones, their hours, their area codes and ZIP codes.
//!
//! Area codes and the first three digits of ZIP codes were written down from what is generally known, in 2026-11, and not copied
//! from a register: one that is missing is of no place, and the person may be anywhere. A state with two zones is in both: which counties keep which is not told apart.

use super::law::{FEDERAL, Law, Week};

/// A state or territory.
#[derive(Debug, PartialEq)]
pub(crate) struct Region {
    /// As in `TX`.
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    pub(super) zones: &'static [&'static str],
    pub(super) law: Law,
    area_codes: &'static [u16],
    /// First and last of the ZIP codes' first three digits.
    zips: &'static [(u16, u16)],
}

impl Region {
    /// Whose area code it is; `None` for one of no place, as toll-free ones are.
    pub(super) fn of_area_code(code: u16) -> Option<&'static Region> {
        ALL.iter().find(|region| region.area_codes.contains(&code))
    }

    /// Where a ZIP code is, by its first three digits.
    pub(super) fn of_zip(prefix: u16) -> Option<&'static Region> {
        ALL.iter().find(|region| region.zips.iter().any(|(first, last)| (*first..=*last).contains(&prefix)))
    }

    /// By its two letters or its name, in any case.
    pub(super) fn named(name: &str) -> Option<&'static Region> {
        ALL.iter()
            .find(|region| region.code.eq_ignore_ascii_case(name) || region.name.eq_ignore_ascii_case(name))
    }
}

/// The zones of the fifty states and the District.
pub(super) fn zones_of_states() -> Vec<&'static str> {
    const STATES: usize = 51;
    let mut zones: Vec<_> = ALL.iter().take(STATES).flat_map(|region| region.zones).copied().collect();
    zones.sort_unstable();
    zones.dedup();
    zones
}

/// The states and the District, then the territories.
pub(super) const ALL: &[Region] = &[
    Region {
        code: "AL",
        name: "Alabama",
        zones: &["America/Chicago"],
        law: Law {
            rule: "hours.quiet.al",
            week: Week::daily(8, 20).without_sunday().without_holidays(),
            says: "Alabama: 8 a.m. to 8 p.m., not on a Sunday or holiday",
        },
        area_codes: &[205, 251, 256, 334, 483, 659, 938],
        zips: &[(350, 369)],
    },
    Region {
        code: "AK",
        name: "Alaska",
        zones: &["America/Anchorage", "America/Adak"],
        law: FEDERAL,
        area_codes: &[907],
        zips: &[(995, 999)],
    },
    Region {
        code: "AZ",
        name: "Arizona",
        zones: &["America/Phoenix", "America/Denver"],
        law: FEDERAL,
        area_codes: &[480, 520, 602, 623, 928],
        zips: &[(850, 865)],
    },
    Region {
        code: "AR",
        name: "Arkansas",
        zones: &["America/Chicago"],
        law: FEDERAL,
        area_codes: &[327, 479, 501, 870],
        zips: &[(716, 729)],
    },
    Region {
        code: "CA",
        name: "California",
        zones: &["America/Los_Angeles"],
        law: FEDERAL,
        area_codes: &[
            209, 213, 279, 310, 323, 341, 350, 357, 369, 408, 415, 424, 442, 510, 530, 559, 562, 619, 626,
            628, 650, 657, 661, 669, 707, 714, 738, 747, 760, 805, 818, 820, 831, 837, 840, 858, 909, 916,
            925, 949, 951,
        ],
        zips: &[(900, 961)],
    },
    Region {
        code: "CO",
        name: "Colorado",
        zones: &["America/Denver"],
        law: FEDERAL,
        area_codes: &[303, 719, 720, 748, 970, 983],
        zips: &[(800, 816)],
    },
    Region {
        code: "CT",
        name: "Connecticut",
        zones: &["America/New_York"],
        law: Law { rule: "hours.quiet.ct", week: Week::daily(9, 20), says: "Connecticut: 9 a.m. to 8 p.m." },
        area_codes: &[203, 475, 860, 959],
        zips: &[(60, 69)],
    },
    Region {
        code: "DE",
        name: "Delaware",
        zones: &["America/New_York"],
        law: FEDERAL,
        area_codes: &[302],
        zips: &[(197, 199)],
    },
    Region {
        code: "DC",
        name: "District of Columbia",
        zones: &["America/New_York"],
        law: FEDERAL,
        area_codes: &[202, 771],
        zips: &[(200, 200), (202, 205), (569, 569)],
    },
    Region {
        code: "FL",
        name: "Florida",
        zones: &["America/New_York", "America/Chicago"],
        law: Law { rule: "hours.quiet.fl", week: Week::daily(8, 20), says: "Florida: 8 a.m. to 8 p.m." },
        area_codes: &[
            239, 305, 321, 324, 352, 386, 407, 448, 561, 645, 656, 689, 727, 728, 754, 772, 786, 813, 850,
            863, 904, 941, 954,
        ],
        zips: &[(320, 339), (341, 342), (344, 344), (346, 347), (349, 349)],
    },
    Region {
        code: "GA",
        name: "Georgia",
        zones: &["America/New_York"],
        law: FEDERAL,
        area_codes: &[229, 404, 470, 478, 678, 706, 762, 770, 912, 943],
        zips: &[(300, 319), (398, 399)],
    },
    Region {
        code: "HI",
        name: "Hawaii",
        zones: &["Pacific/Honolulu"],
        law: FEDERAL,
        area_codes: &[808],
        zips: &[(967, 968)],
    },
    Region {
        code: "ID",
        name: "Idaho",
        zones: &["America/Boise", "America/Los_Angeles"],
        law: FEDERAL,
        area_codes: &[208, 986],
        zips: &[(832, 838)],
    },
    Region {
        code: "IL",
        name: "Illinois",
        zones: &["America/Chicago"],
        law: FEDERAL,
        area_codes: &[217, 224, 309, 312, 331, 447, 464, 618, 630, 708, 730, 773, 779, 815, 847, 861, 872],
        zips: &[(600, 629)],
    },
    Region {
        code: "IN",
        name: "Indiana",
        zones: &["America/Indiana/Indianapolis", "America/Chicago"],
        law: FEDERAL,
        area_codes: &[219, 260, 317, 463, 574, 765, 812, 930],
        zips: &[(460, 479)],
    },
    Region {
        code: "IA",
        name: "Iowa",
        zones: &["America/Chicago"],
        law: FEDERAL,
        area_codes: &[319, 515, 563, 641, 712],
        zips: &[(500, 528)],
    },
    Region {
        code: "KS",
        name: "Kansas",
        zones: &["America/Chicago", "America/Denver"],
        law: FEDERAL,
        area_codes: &[316, 620, 785, 913],
        zips: &[(660, 679)],
    },
    Region {
        code: "KY",
        name: "Kentucky",
        zones: &["America/New_York", "America/Chicago"],
        law: Law { rule: "hours.quiet.ky", week: Week::daily(10, 21), says: "Kentucky: 10 a.m. to 9 p.m." },
        area_codes: &[270, 364, 502, 606, 859],
        zips: &[(400, 427)],
    },
    Region {
        code: "LA",
        name: "Louisiana",
        zones: &["America/Chicago"],
        law: Law {
            rule: "hours.quiet.la",
            week: Week::daily(8, 20).without_sunday().without_holidays(),
            says: "Louisiana: 8 a.m. to 8 p.m., not on a Sunday or holiday",
        },
        area_codes: &[225, 318, 337, 457, 504, 985],
        zips: &[(700, 714)],
    },
    Region {
        code: "ME",
        name: "Maine",
        zones: &["America/New_York"],
        law: FEDERAL,
        area_codes: &[207],
        zips: &[(39, 49)],
    },
    Region {
        code: "MD",
        name: "Maryland",
        zones: &["America/New_York"],
        law: Law { rule: "hours.quiet.md", week: Week::daily(8, 20), says: "Maryland: 8 a.m. to 8 p.m." },
        area_codes: &[227, 240, 301, 410, 443, 667],
        zips: &[(206, 219)],
    },
    Region {
        code: "MA",
        name: "Massachusetts",
        zones: &["America/New_York"],
        law: Law {
            rule: "hours.quiet.ma",
            week: Week::daily(8, 20),
            says: "Massachusetts: 8 a.m. to 8 p.m.",
        },
        area_codes: &[339, 351, 413, 508, 617, 774, 781, 857, 978],
        zips: &[(10, 27), (55, 55)],
    },
    Region {
        code: "MI",
        name: "Michigan",
        zones: &["America/Detroit", "America/Chicago"],
        law: Law { rule: "hours.quiet.mi", week: Week::daily(9, 21), says: "Michigan: 9 a.m. to 9 p.m." },
        area_codes: &[231, 248, 269, 313, 517, 586, 616, 679, 734, 810, 906, 947, 989],
        zips: &[(480, 499)],
    },
    Region {
        code: "MN",
        name: "Minnesota",
        zones: &["America/Chicago"],
        law: Law { rule: "hours.quiet.mn", week: Week::daily(9, 21), says: "Minnesota: 9 a.m. to 9 p.m." },
        area_codes: &[218, 320, 507, 612, 651, 763, 924, 952],
        zips: &[(550, 567)],
    },
    Region {
        code: "MS",
        name: "Mississippi",
        zones: &["America/Chicago"],
        law: Law {
            rule: "hours.quiet.ms",
            week: Week::daily(8, 20).without_sunday(),
            says: "Mississippi: 8 a.m. to 8 p.m., not on a Sunday",
        },
        area_codes: &[228, 471, 601, 662, 769],
        zips: &[(386, 397)],
    },
    Region {
        code: "MO",
        name: "Missouri",
        zones: &["America/Chicago"],
        law: FEDERAL,
        area_codes: &[235, 314, 417, 557, 573, 636, 660, 816, 975],
        zips: &[(630, 658)],
    },
    Region {
        code: "MT",
        name: "Montana",
        zones: &["America/Denver"],
        law: FEDERAL,
        area_codes: &[406],
        zips: &[(590, 599)],
    },
    Region {
        code: "NE",
        name: "Nebraska",
        zones: &["America/Chicago", "America/Denver"],
        law: FEDERAL,
        area_codes: &[308, 402, 531],
        zips: &[(680, 693)],
    },
    Region {
        code: "NV",
        name: "Nevada",
        zones: &["America/Los_Angeles", "America/Denver"],
        law: Law { rule: "hours.quiet.nv", week: Week::daily(9, 20), says: "Nevada: 9 a.m. to 8 p.m." },
        area_codes: &[702, 725, 775],
        zips: &[(889, 898)],
    },
    Region {
        code: "NH",
        name: "New Hampshire",
        zones: &["America/New_York"],
        law: FEDERAL,
        area_codes: &[603],
        zips: &[(30, 38)],
    },
    Region {
        code: "NJ",
        name: "New Jersey",
        zones: &["America/New_York"],
        law: Law { rule: "hours.quiet.nj", week: Week::daily(8, 20), says: "New Jersey: 8 a.m. to 8 p.m." },
        area_codes: &[201, 551, 609, 640, 732, 848, 856, 862, 908, 973],
        zips: &[(70, 89)],
    },
    Region {
        code: "NM",
        name: "New Mexico",
        zones: &["America/Denver"],
        law: Law { rule: "hours.quiet.nm", week: Week::daily(9, 21), says: "New Mexico: 9 a.m. to 9 p.m." },
        area_codes: &[505, 575],
        zips: &[(870, 884)],
    },
    Region {
        code: "NY",
        name: "New York",
        zones: &["America/New_York"],
        law: FEDERAL,
        area_codes: &[
            212, 315, 329, 332, 347, 363, 516, 518, 585, 607, 624, 631, 646, 680, 716, 718, 838, 845, 914,
            917, 929, 934,
        ],
        zips: &[(5, 5), (100, 149)],
    },
    Region {
        code: "NC",
        name: "North Carolina",
        zones: &["America/New_York"],
        law: FEDERAL,
        area_codes: &[252, 336, 472, 704, 743, 828, 910, 919, 980, 984],
        zips: &[(270, 289)],
    },
    Region {
        code: "ND",
        name: "North Dakota",
        zones: &["America/Chicago", "America/Denver"],
        law: FEDERAL,
        area_codes: &[701],
        zips: &[(580, 588)],
    },
    Region {
        code: "OH",
        name: "Ohio",
        zones: &["America/New_York"],
        law: FEDERAL,
        area_codes: &[216, 220, 234, 283, 326, 330, 380, 419, 436, 440, 513, 567, 614, 740, 937],
        zips: &[(430, 459)],
    },
    Region {
        code: "OK",
        name: "Oklahoma",
        zones: &["America/Chicago"],
        law: Law { rule: "hours.quiet.ok", week: Week::daily(8, 20), says: "Oklahoma: 8 a.m. to 8 p.m." },
        area_codes: &[405, 539, 572, 580, 918],
        zips: &[(730, 732), (734, 749)],
    },
    Region {
        code: "OR",
        name: "Oregon",
        zones: &["America/Los_Angeles", "America/Boise"],
        law: FEDERAL,
        area_codes: &[458, 503, 541, 971],
        zips: &[(970, 979)],
    },
    Region {
        code: "PA",
        name: "Pennsylvania",
        zones: &["America/New_York"],
        law: Law {
            rule: "hours.quiet.pa",
            week: Week::daily(8, 21).saturday(8, 12).without_sunday().without_holidays(),
            says: "Pennsylvania, in the strictest reading: 8 a.m. to 9 p.m., on a Saturday to noon, not on a Sunday or holiday",
        },
        area_codes: &[215, 223, 267, 272, 412, 445, 484, 570, 582, 610, 717, 724, 814, 835, 878],
        zips: &[(150, 196)],
    },
    Region {
        code: "RI",
        name: "Rhode Island",
        zones: &["America/New_York"],
        law: Law {
            rule: "hours.quiet.ri",
            week: Week::daily(9, 18).saturday(10, 17).without_sunday(),
            says: "Rhode Island, in the strictest reading: 9 a.m. to 6 p.m., on a Saturday 10 a.m. to 5 p.m., not on a Sunday",
        },
        area_codes: &[401],
        zips: &[(28, 29)],
    },
    Region {
        code: "SC",
        name: "South Carolina",
        zones: &["America/New_York"],
        law: FEDERAL,
        area_codes: &[803, 821, 839, 843, 854, 864],
        zips: &[(290, 299)],
    },
    Region {
        code: "SD",
        name: "South Dakota",
        zones: &["America/Chicago", "America/Denver"],
        law: FEDERAL,
        area_codes: &[605],
        zips: &[(570, 577)],
    },
    Region {
        code: "TN",
        name: "Tennessee",
        zones: &["America/New_York", "America/Chicago"],
        law: FEDERAL,
        area_codes: &[423, 615, 629, 731, 865, 901, 931],
        zips: &[(370, 385)],
    },
    Region {
        code: "TX",
        name: "Texas",
        zones: &["America/Chicago", "America/Denver"],
        law: Law {
            rule: "hours.quiet.tx",
            week: Week::daily(9, 21).sunday(12, 21),
            says: "Texas: 9 a.m. to 9 p.m., on a Sunday from noon (SB 140 of 2025)",
        },
        area_codes: &[
            210, 214, 254, 281, 325, 346, 361, 409, 430, 432, 469, 512, 621, 682, 713, 726, 737, 806, 817,
            830, 832, 903, 915, 936, 940, 945, 956, 972, 979,
        ],
        zips: &[(733, 733), (750, 799), (885, 885)],
    },
    Region {
        code: "UT",
        name: "Utah",
        zones: &["America/Denver"],
        law: FEDERAL,
        area_codes: &[385, 435, 801],
        zips: &[(840, 847)],
    },
    Region {
        code: "VT",
        name: "Vermont",
        zones: &["America/New_York"],
        law: FEDERAL,
        area_codes: &[802],
        zips: &[(50, 54), (56, 59)],
    },
    Region {
        code: "VA",
        name: "Virginia",
        zones: &["America/New_York"],
        law: FEDERAL,
        area_codes: &[276, 434, 540, 571, 686, 703, 757, 804, 826, 948],
        zips: &[(201, 201), (220, 246)],
    },
    Region {
        code: "WA",
        name: "Washington",
        zones: &["America/Los_Angeles"],
        law: Law { rule: "hours.quiet.wa", week: Week::daily(8, 20), says: "Washington: 8 a.m. to 8 p.m." },
        area_codes: &[206, 253, 360, 425, 509, 564],
        zips: &[(980, 994)],
    },
    Region {
        code: "WV",
        name: "West Virginia",
        zones: &["America/New_York"],
        law: FEDERAL,
        area_codes: &[304, 681],
        zips: &[(247, 268)],
    },
    Region {
        code: "WI",
        name: "Wisconsin",
        zones: &["America/Chicago"],
        law: FEDERAL,
        area_codes: &[262, 274, 353, 414, 534, 608, 715, 920],
        zips: &[(530, 549)],
    },
    Region {
        code: "WY",
        name: "Wyoming",
        zones: &["America/Denver"],
        law: FEDERAL,
        area_codes: &[307],
        zips: &[(820, 831)],
    },
    Region {
        code: "PR",
        name: "Puerto Rico",
        zones: &["America/Puerto_Rico"],
        law: FEDERAL,
        area_codes: &[787, 939],
        zips: &[(6, 7), (9, 9)],
    },
    Region {
        code: "VI",
        name: "U.S. Virgin Islands",
        zones: &["America/St_Thomas"],
        law: FEDERAL,
        area_codes: &[340],
        zips: &[(8, 8)],
    },
    Region {
        code: "GU",
        name: "Guam",
        zones: &["Pacific/Guam"],
        law: FEDERAL,
        area_codes: &[671],
        zips: &[],
    },
    Region {
        code: "MP",
        name: "Northern Mariana Islands",
        zones: &["Pacific/Saipan"],
        law: FEDERAL,
        area_codes: &[670],
        zips: &[],
    },
    Region {
        code: "AS",
        name: "American Samoa",
        zones: &["Pacific/Pago_Pago"],
        law: FEDERAL,
        area_codes: &[684],
        zips: &[],
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_area_code_and_zip_has_one_place() {
        let mut codes = BTreeSet::new();
        let mut zips = BTreeSet::new();
        for region in ALL {
            assert!(!region.zones.is_empty() && region.code.len() == 2, "{}", region.name);
            for zone in region.zones {
                assert!(jiff::tz::TimeZone::get(zone).is_ok(), "{zone}");
            }
            for code in region.area_codes {
                assert!((201..=989).contains(code) && codes.insert(code), "{code}");
            }
            for (first, last) in region.zips {
                for prefix in *first..=*last {
                    assert!(prefix < 1000 && zips.insert(prefix), "{prefix}");
                }
            }
        }
        assert_eq!(ALL.len(), 56);
        assert!(codes.len() > 370 && zips.len() > 880);
    }

    #[test]
    fn places_are_found() {
        for (code, expected) in
            [(512, "TX"), (212, "NY"), (907, "AK"), (787, "PR"), (317, "IN"), (850, "FL"), (771, "DC")]
        {
            assert_eq!(Region::of_area_code(code).map(|region| region.code), Some(expected), "{code}");
        }
        for code in [800, 555, 416, 900, 0] {
            assert_eq!(Region::of_area_code(code), None, "{code}");
        }
        for (prefix, expected) in [
            (787, "TX"),
            (100, "NY"),
            (5, "NY"),
            (20, "MA"),
            (885, "TX"),
            (967, "HI"),
            (201, "VA"),
            (326, "FL"),
        ] {
            assert_eq!(Region::of_zip(prefix).map(|region| region.code), Some(expected), "{prefix}");
        }
        assert_eq!(Region::of_zip(999), Region::named("alaska"));
        assert_eq!(Region::named("dc"), Region::named("District of Columbia"));
        assert_eq!(Region::named("Ontario"), None);
    }
}
