//! Mends the usual slips in the words that a question is known by: two letters swapped, one left out, one doubled.

/// Words that few other words are one slip away from. Short ones are left: "bed" and "bad" are both words.
const KNOWN: &[&str] = &[
    "price",
    "available",
    "bedrooms",
    "bedroom",
    "bathrooms",
    "bathroom",
    "garage",
    "square",
    "footage",
    "address",
    "location",
    "taxes",
    "schedule",
    "showing",
    "interested",
    "mortgage",
    "kitchen",
    "basement",
    "parking",
    "laundry",
    "backyard",
    "fireplace",
    "negotiable",
    "neighborhood",
    "appointment",
    "tomorrow",
    "saturday",
    "sunday",
    "weekend",
    "disponible",
    "precio",
    "recamaras",
    "habitaciones",
    "estacionamiento",
    "mascotas",
    "impuestos",
    "direccion",
];

/// The folded message with such words as they are meant.
pub(super) fn mend(folded: &str) -> String {
    let mut mended = String::with_capacity(folded.len());
    for (index, word) in folded.split(' ').enumerate() {
        if index > 0 {
            mended.push(' ');
        }
        let core = word.trim_matches(|c: char| !c.is_ascii_alphabetic());
        match KNOWN.iter().find(|known| is_slip(core, known)).filter(|_| !KNOWN.contains(&core)) {
            Some(known) => mended.push_str(&word.replacen(core, known, 1)),
            None => mended.push_str(word),
        }
    }
    mended
}

fn is_slip(word: &str, known: &str) -> bool {
    let (a, b) = (word.as_bytes(), known.as_bytes());
    if a.len() < 4 || !a.iter().all(u8::is_ascii_lowercase) || a.first() != b.first() || a == b {
        return false;
    }
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let rest = |bytes: &[u8], from: usize| bytes.get(from..).unwrap_or_default().to_vec();
    match a.len() as isize - b.len() as isize {
        0 => {
            a.get(same) == b.get(same + 1)
                && a.get(same + 1) == b.get(same)
                && rest(a, same + 2) == rest(b, same + 2)
        }
        // Without its last letter it may be one where the word is many.
        -1 => same + 1 < b.len() && rest(a, same) == rest(b, same + 1),
        1 => a.get(same) == a.get(same.wrapping_sub(1)) && rest(a, same + 1) == rest(b, same),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_mended_and_other_words_stay() {
        for (text, meant) in [
            ("pirce?", "price?"),
            ("is it avilable", "is it available"),
            ("how many bedroooms and bathroms", "how many bedrooms and bathrooms"),
            ("1 bedroom, mascota", "1 bedroom, mascota"),
            ("garrage", "garage"),
            ("a prime place with garbage", "a prime place with garbage"),
            ("recamras", "recamaras"),
            ("", ""),
        ] {
            assert_eq!(mend(text), meant, "{text}");
        }
    }
}
