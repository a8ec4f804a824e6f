//! Erase my data, in the languages that leads write: verbs of erasing, and what of a person is on file.

use super::stop::negated;
use super::{FindingKind, Place, Reach, Rule};

const ERASE: Rule = Rule {
    id: "privacy.delete",
    kind: FindingKind::PrivacyDelete,
    reach: Reach::Everything,
    confidence: 0.93,
    unless: &[],
    phrases: &[],
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        unless: &[negated, of_the_deal],
        phrases: &[
            "<erase> ..3 my|our|his|her|their ..3 <data>|account|profile|history",
            "<erase> ..2 all|any|every|everything|whatever ..3 <data>|you|about|on|messages",
            "delete|erase|wipe|purge|scrub|nuke everything",
            "delete|erase the ..2 <data> ..3 you|me|my",
            "nuke|trash|shred|forget|clear|dump everything|anything|whatever ..4 me|us|my|name",
            "delete|erase|forget me completely|entirely|from your|ur ..2 system|systems|database|records|crm|servers|files|everything|all",
            "wipe|purge|scrub|erase|nuke|expunge|clear me|us ..1 of|from ..2 system|systems|database|databases|records|crm|servers|files|everything|computer|computers",
            "take|pull|get ..1 my|our ..2 <data>|stuff ..2 off|out ..3 server|servers|computer|computers|system|systems|database|databases|website|site|crm",
            "drop|dump my|our ..1 record|records|data from|out|entirely",
            "request|requesting|want|need|demand ..3 deletion|erasure",
            "data|account|information deletion|erasure|removal",
            "deletion|erasure request|requests",
            "deletion|erasure|delete|erase ..4 under|per ..2 gdpr|ccpa|cpra|privacy|law|act",
            "right to be|erasure|deletion forgotten?",
            "right to be forgotten",
            "want|like|ask|asking|demand ..1 to be forgotten",
            "^ please? forget me $",
            "forget me completely|forever|entirely",
            "forget ..1 me and everything|anything|all",
            "forget me under|per|gdpr",
            "gdpr|ccpa|cpra ..4 delet*|eras*|forgotten|remov*",
            "close|cancel|terminate|delete|remove|deactivate my|our ..2 account|profile",
            "dont|not|never|stop|quit|cease|longer ..1 keep|store|retain|hold|process|save|keeping|storing|retaining|holding|processing ..2 my|any ..3 <data>",
            "dont|not|never ..1 want|like|wish ..1 you to? have|having|keep|keeping|hold|holding|store|storing ..2 my|our|any ..2 <data>",
            "dont|not|never want|like|wish my|our ..2 <data> in|on your|ur|there",
            "consent ..3 holding|processing|storing|keeping|retaining ..2 my ..2 <data>",
            "want|like|need|wish ..3 my|our ..2 <data>|account ..2 deleted|erased|removed|wiped|gone|purged",
            "my|our ..2 <data>|account|profile ..3 deleted|erased|wiped|purged",
            "my|our ..1 <data> ..1 needs|need|has|have|must|should|ought to? ..1 go|disappear|vanish|gone|removed|erased",
            "make ..1 my|our ..1 <data> disappear|vanish|gone",
            "make|want me|us|to disappear|vanish from your|ur",
            "dont|not|never ..1 keep|store|retain|hold anything|any ..2 about|on|of me|us|mine",
            "revoke|object|withdraw ..5 store|storing|hold|holding|keep|keeping|process|processing my|our ..2 <data>",
            "remove|leave|keep|want|any|every|no|zero ..2 traces|trace of|about me|us|my",
            "remove all traces|trace",
            "nothing of mine|ours",
            "no|zero record|records of|about|on me|us",
            "nothing about|on|of me|us ..2 left|remains|stays|kept|saved|stored|there",
            "get rid of ..4 <data>",
            "everything ..3 about|on me ..2 deleted|erased|removed|gone|wiped",
            "everything|anything ..2 about|on me ..7 delete|erase|wipe|purge|destroy",
            "all|any ..1 records|data|information|details ..7 be purged|erased|deleted|destroyed|expunged|wiped",
        ],
        ..ERASE
    },
    // Papers and the parts of an address book: a name and a number together are a record, a number alone is a stop.
    Rule {
        unless: &[negated, of_a_list],
        phrases: &[
            "delete|destroy|shred|erase|wipe ..3 copy|copies|scan|scans|photo|photos|pic|pics|picture of ..3 id|license|passport|social|ssn|card|statements|paystubs|documents",
            "delete|destroy|shred|erase|wipe|trash ..2 my|our ..2 documents|docs|paperwork|paystubs|ssn|social|id|license|passport|statements",
            "shred my|our ..2 application|papers",
            "delete|erase|remove|wipe|scrub|purge ..1 my|our ..1 name ..2 email|address|number|phone|everything",
            "delete|erase|remove|wipe|scrub|purge ..1 my|our phone? number|phone|email|address and|plus ..1 name|email|address|everything",
        ],
        ..ERASE
    },
    // "I gave you my social. I want it erased."
    Rule {
        unless: &[negated, of_the_deal, nothing_on_file],
        phrases: &[
            "delete|erase|destroy|shred|wipe it|them|em|mine|all|everything all|please|now? $",
            "delete|erase|destroy|shred|wipe all of it|them|mine",
            "want it|them|mine ..1 deleted|erased|destroyed|gone|wiped",
        ],
        ..ERASE
    },
    Rule {
        id: "privacy.delete.es",
        confidence: 0.9,
        unless: &[not_in_spanish],
        phrases: &[
            "<borrar> ..3 mis|mi|todos|toda|todo|nuestros|nuestra ..3 datos|informacion|info|cuenta|registro*|perfil|historial|expediente|documentos",
            "<borrar> ..2 copia* ..2 mi|mis",
            "<borrar> ..1 todo|toda ..4 mi|mio",
            "<borrar> sus datos|documentos",
            "<borrar> la|los informacion|datos|documentos que ..2 puse|di|mande|envie|subi|llene",
            "<borrar> ..1 fotos|copias ..1 de mi id|identificacion|licencia|pasaporte",
            "baja ..1 mi cuenta",
            "desaparecer ..1 de su|sus|tu base|sistema|sistemas|archivos",
            "mi|mis datos|informacion desaparezca*",
            "<borrar> ..1 mi ..2 seguro|ssn|licencia|pasaporte",
            "mis|mi datos|informacion|info|cuenta|documentos ..2 borrad*|eliminad*|suprimid*|destruid*",
            "no|nunca ..2 guarden|guarde|guardes|conserven|conserve|almacenen|almacene ..2 mis|mi ..1 datos|informacion|info|documentos",
            "derecho al|a|de ..1 olvido|supresion|cancelacion",
            "supresion|cancelacion|eliminacion de ..2 datos|informacion",
            "cierr* mi cuenta",
        ],
        ..ERASE
    },
    Rule {
        id: "privacy.delete.others",
        confidence: 0.9,
        phrases: &[
            // French, Portuguese, German.
            "effac*|supprim*|detrui* ..2 mes|mon|ma ..3 donnees|informations|infos|compte|dossier|coordonnees",
            "effac*|supprim* ..4 informations|donnees ..1 me concernant",
            "suppression|effacement ..1 de ..1 mes|mon|ma",
            "mes|mon ..1 donnees|informations|compte|dossier ..3 supprime*|efface*|detruit*",
            "droit a|de ..1 loubli|leffacement|oubli|effacement",
            "apag*|exclu*|delet*|elimin*|remov* ..2 meus|minha|minhas|meu ..2 dados|informacoes|conta|cadastro",
            "losch*|loesch*|vernicht*|entfern* ..3 meine|mein|alle ..3 daten|konto|profil|informationen",
            "loschung|loeschung meiner|meines|aller ..3 daten|kontos|informationen",
            "meine|alle ..3 daten|konto|informationen ..2 losch*|loesch*|gelosch*|entfern*",
            "meiner person|mich ..1 gespeicherten|gespeicherte ..1 daten|informationen ..2 losch*|loesch*|gelosch*|entfern*",
            // Vietnamese, Tagalog, Haitian Creole.
            "xoa ..4 thong|du|tai tin|lieu|khoan",
            "burahin|tanggalin|ipabura|alisin ..4 data|impormasyon|information|info|datos|account|documents",
            "delete ..4 data|impormasyon|information|info|account ko|namin",
            "efase|siprime|retire ..3 enfomasyon|enfo|done|kont|papye",
        ],
        ..ERASE
    },
];

/// In scripts whose words are not looked up one by one: what of mine is on file, and a verb of erasing anywhere beside it.
const BY_SCRIPT: &[(&[&str], &[&str], &str)] = &[
    (
        &[
            "我的信息",
            "我的资料",
            "我的資料",
            "我的数据",
            "个人资料",
            "个人信息",
            "個人資料",
            "我的账",
            "我要注销",
        ],
        &["删", "刪", "注销", "清除", "不要保留"],
        "privacy.delete.zh",
    ),
    (
        &[
            "мои данные",
            "мои персональные",
            "личную информацию",
            "обо мне",
            "мой аккаунт",
            "мой профиль",
            "мои документы",
        ],
        &["удал", "сотр", "стере", "убер", "стира"],
        "privacy.delete.ru",
    ),
    (
        &["정보", "자료", "기록", "계정", "서류"],
        &["삭제", "지워", "지우", "파기", "없애", "탈퇴"],
        "privacy.delete.ko",
    ),
    (&["بيانات", "معلومات", "حساب", "سجلات"], &["احذف", "حذف", "امسح", "مسح"], "privacy.delete.ar"),
];

/// The rule that a folded text in another script than Latin meets.
pub(super) fn by_script(folded: &str) -> Option<&'static str> {
    let has = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    BY_SCRIPT.iter().find(|(mine, erase, _)| has(mine) && has(erase)).map(|(.., rule)| *rule)
}

/// "Delete it" of a message that names nothing which is kept on a person.
fn nothing_on_file(place: &Place<'_>) -> bool {
    !place.message.has(&["my", "mine", "our", "me"])
        || !place.message.has(&[
            "info",
            "information",
            "data",
            "records",
            "record",
            "profile",
            "account",
            "ssn",
            "social",
            "details",
        ])
}

/// "delete my account's gate code", "remove the old data from the flyer", "close my escrow account", "my phone deleted
/// all my messages"
fn of_the_deal(place: &Place<'_>) -> bool {
    const BY_OTHERS: &[&str] = &[
        "i", "phone", "laptop", "computer", "app", "it", "update", "kid", "son", "daughter", "wife",
        "husband", "he", "she",
    ];
    let done = matches!(place.matched().next(), Some("deleted" | "erased" | "wiped" | "removed"));
    if done && BY_OTHERS.contains(&place.before(1)) {
        return true;
    }
    // "remove my info from this list" is a stop.
    (place.rest().any(|word| matches!(word, "list" | "lists"))
        && place.matched().any(|word| matches!(word, "info" | "information" | "details")))
        || !place.sentence.has(&["website", "google"])
            && place.sentence.has(&[
                "flyer",
                "mls",
                "zillow",
                "listing",
                "lease",
                "fico",
                "bank",
                "credit",
                "application",
                "disclosure",
                "escrow",
                "utility",
                "electric",
                "water",
            ])
}

/// "remove my name and number from the texting list", "… from the deed"
fn of_a_list(place: &Place<'_>) -> bool {
    place.matched().any(|word| matches!(word, "name" | "number" | "phone" | "email"))
        && place.sentence.has(&[
            "list", "lists", "texting", "mailing", "texts", "deed", "title", "lease", "listing", "loan",
            "mortgage", "contract", "offer", "sign", "waitlist",
        ])
}

/// "no borre mis datos"
fn not_in_spanish(place: &Place<'_>) -> bool {
    (1..=2).any(|back| matches!(place.before(back), "no" | "nunca"))
}
