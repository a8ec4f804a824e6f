use super::*;

const CANARIES: [&str; 16] = [
    "zqxfirst",
    "zqxlast",
    "+15125550186",
    "zqxmail@zqxhost.example",
    "zqxvisitor",
    "4711 zqxstreet",
    "zqxnotes",
    "zqxexternal",
    "zqxarea",
    "zqxextra",
    "zqxinbound",
    "<zqxmessage-id@zqxhost.example>",
    "zqxreply",
    "zqxanswer",
    "zqxvault",
    "+1 512 555 0187 zqxreason",
];

/// Writes each canary through every way in, then looks for it in the bytes of every file.
#[tokio::test]
async fn no_personal_value_is_in_any_file() {
    let house = House::new();
    let store = house.open().await;
    let record = serde_json::json!({
        "first_name": CANARIES[0], "last_name": CANARIES[1], "phones": [CANARIES[2]], "emails": [CANARIES[3]],
        "visitors": [CANARIES[4]], "address": CANARIES[5], "notes": CANARIES[6], "external_id": CANARIES[7],
        "interest": {"area": CANARIES[8]}, "extra": {"key": CANARIES[9]},
        "consent": {"sms": "express", "email": "implied"}
    });
    let lead = Lead::from_json(&record.to_string()).unwrap();
    let id = store.put_lead(&oak(), lead).await.unwrap();
    for (channel, from) in
        [(Channel::Sms, CANARIES[2]), (Channel::Email, CANARIES[3]), (Channel::WebChat, CANARIES[4])]
    {
        let mut claim = house.question("m", "Hi");
        claim.inbound = Inbound::new(CANARIES[11], channel, from, CANARIES[10]).unwrap();
        claim.inbound.listing = Some(CANARIES[10].to_owned());
        claim.events[0].rule = CANARIES[15].to_owned();
        claim.events[0].scope = Scope::Channel(channel);
        let claimed = store.claim(claim.clone()).await.unwrap();
        assert_eq!(claimed.lead, id);
        claim.inbound.text = Pii::from(CANARIES[12]);
        store.claim(claim).await.unwrap_err();
        opened(&store, claimed.turn).await;
        let mut vault = Vault::default();
        let placeholder = vault.placeholder(crate::redact::Label::AccessCode, CANARIES[14]);
        store.asking(&oak(), claimed.turn, &vault).await.unwrap();
        let mut kept = opened(&store, claimed.turn).await.recalled.vault;
        assert_eq!(kept.len(), 1);
        assert_eq!(kept.placeholder(crate::redact::Label::AccessCode, CANARIES[14]), placeholder);
        store.answered(&oak(), claimed.turn, answer(CANARIES[13])).await.unwrap();
        let mut reply = answer(CANARIES[12]);
        reply.reasons.push(CANARIES[15].to_owned());
        let outbound = granted(&store, claimed.turn, reply).await;
        let Redeemed::Cleared(cleared, outcome) = store.redeem(&oak(), outbound).await.unwrap() else {
            panic!()
        };
        assert!(!format!("{cleared:?}{outcome:?}").contains("zqx"));
        assert_eq!(store.history(&oak(), id).await.unwrap().last().unwrap().text.expose(), CANARIES[12]);
    }
    let stray = store.claim(house.question("m2", CANARIES[10])).await.unwrap();
    let mut finish = silent(stray.turn);
    finish.reasons.push(CANARIES[15].to_owned());
    store.finish(finish).await.unwrap();

    // With the log still there, then folded into the file.
    let mut files = bytes_of(&house);
    assert!(files.iter().any(|(name, bytes)| name.ends_with("-wal") && !bytes.is_empty()));
    drop(store);
    files.append(&mut bytes_of(&house));
    assert!(files.iter().any(|(_, bytes)| find(bytes, b"test.silent")), "the search finds what is in clear");
    let needles: Vec<Vec<u8>> =
        CANARIES.iter().chain(&["zqx", "5550186", "5550187"]).flat_map(|canary| spellings(canary)).collect();
    let search = aho_corasick::AhoCorasick::new(&needles).unwrap();
    for (name, bytes) in &files {
        let found = search.find(bytes).map(|found| String::from_utf8_lossy(&needles[found.pattern()]));
        assert_eq!(found, None, "in {name}");
    }
}

fn bytes_of(house: &House) -> Vec<(String, Vec<u8>)> {
    std::fs::read_dir(house.folder.path())
        .unwrap()
        .map(|file| file.unwrap())
        .map(|file| (file.file_name().into_string().unwrap(), std::fs::read(file.path()).unwrap()))
        .collect()
}

fn find(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// Plain, hex, base64 at its three alignments, UTF-16 and reversed.
fn spellings(text: &str) -> Vec<Vec<u8>> {
    let mut all = vec![
        text.as_bytes().to_vec(),
        text.to_uppercase().into_bytes(),
        hex::encode(text).into_bytes(),
        hex::encode_upper(text).into_bytes(),
        text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        text.bytes().rev().collect(),
    ];
    for shift in 0..3 {
        let shifted = [&vec![0; shift][..], text.as_bytes()].concat();
        let encoded = base64(&shifted);
        let whole = &encoded[shift * 2..encoded.len() - encoded.len() % 4];
        // The ends mix with what stands beside them.
        if whole.len() > 8 {
            all.push(whole.as_bytes()[..whole.len() - 4].to_vec());
        }
    }
    all
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    bytes
        .chunks_exact(3)
        .flat_map(|chunk| {
            let bits = chunk.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte));
            [18, 12, 6, 0].map(|shift| char::from(DIGITS[(bits >> shift & 63) as usize]))
        })
        .collect()
}
