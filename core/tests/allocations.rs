//! A message in which nothing is found costs no memory.

use closr::redact::Subject;
use closr::{Account, Lead, Listing};

#[test]
fn a_clean_message_costs_no_memory() {
    let lead = Lead::from_json(
        r#"{"first_name": "Jane", "last_name": "Calloway", "phones": ["+15125550147"], "emails": ["jane.c@example.com"],
            "address": "1204 Oak Hollow Dr, Apt 3B, Austin, TX 78704", "external_id": "crm-000777"}"#,
    )
    .unwrap();
    let account = Account::from_json(r#"{"brand": "Oak & Main", "phone": "+15125550100"}"#).unwrap();
    let listing = Listing::from_json(r#"{"id": "L-7", "address": "1208 Willow Bend"}"#).unwrap();
    let subject = Subject::new(&lead, Some(&account), &[listing]);
    let clean = [
        "Hi, I saw the house on the corner and I really like the yard. Is it still available? Thanks!!",
        "Is the 3 bed 2 bath for $489,000 still available? Sat at 10:30 or after 2pm? MLS 5125550199, 1,850 sqft, built in 1998",
        "I\u{2019}m the one who saw the house \u{2014} we\u{2019}d love to see it \u{1f60a} \u{bf}est\u{e1} disponible?",
        "what is the gate code, and do I need a password for the portal? my birthday is on saturday",
        "",
    ];
    for text in clean {
        // What is compiled once is compiled by the first.
        assert!(subject.find(text).is_empty(), "{text}");
        let counted = allocation_counter::measure(|| {
            subject.find(text);
        });
        assert_eq!(counted.count_total, 0, "{text}");
    }
    let counted = allocation_counter::measure(|| {
        subject.find("call 512-555-0199");
    });
    assert_ne!(counted.count_total, 0, "the counter counts");
}
