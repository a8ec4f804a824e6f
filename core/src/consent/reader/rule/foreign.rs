//! The plainest ways to say it in other languages, accents folded.

use super::{FindingKind, Place, Reach, Rule};
use crate::consent::reader::message::Word;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "optout.plain.fr",
        kind: FindingKind::OptOut,
        reach: Reach::Here,
        confidence: 0.92,
        unless: &[busy, write_instead],
        phrases: &[
            "arret*|cess* ..1 de me|mecrire|menvoyer|nous|mappeler|mimportuner|mharceler|mecrir",
            "ne|n me|mecrivez|mecris|menvoyez|menvoie|mappelez|nous|mecrire|menvoyer|mappeler ..3 plus|pas|jamais",
            "ne plus me|mecrire|menvoyer|recevoir|etre ..2",
            "ne|n ..1 me contactez|contacte|textez|texte|derangez|ecrivez|envoyez|contacter|appelez",
            "ne veux|souhaite|desire plus|pas ..4 messages|textos|sms|contacte|contactee|recevoir|courriels",
            "je veux|souhaite ..1 me desabonner|desinscrire",
            "plus de|aucun messages|message|textos|sms|courriels",
            "^ ca suffit",
            "laisse*|laissez* moi? ..1 tranquille|paix",
            "fichez|foutez moi la paix",
            "retirez|retire|supprimez|supprime|enlevez|enleve|otez ..3 liste|numero|listes",
            "desabonne*|desinscri*|desinscription",
            "mauvais numero stop|arretez",
        ],
    },
    Rule {
        id: "wrong_number.plain.fr",
        kind: FindingKind::WrongNumber,
        reach: Reach::Here,
        confidence: 0.92,
        unless: &[],
        phrases: &[
            "mauvais numero",
            "vous vous trompez|etes ..2 numero|personne",
            "trompe|trompez|erreur de numero|personne",
            "faux numero",
            "je ne suis pas @name",
        ],
    },
    Rule {
        id: "optout.plain.pt",
        kind: FindingKind::OptOut,
        reach: Reach::Here,
        confidence: 0.92,
        unless: &[busy, write_instead],
        phrases: &[
            "pare|parem|para|parar|pode|deixe|deixem de|parar ..1 me? ..1 mandar|enviar|escrever|ligar|mandarem|contatar|incomodar|perturbar|mensagem|mensagens",
            "nao me ..1 mand*|envi*|escrev*|contat*|ligu*|perturb*|incomod*|chame*",
            "nao ..1 mande*|envie* ..3 mensagens|mensagem|nada|email|emails|ofertas",
            "nao ..1 mandem|enviem|mande|envie mais",
            "nao quero|desejo ..4 mensage*|receber|contato|sms|ligacoes",
            "chega de mensagens|mensagem",
            "sem mais mensagens",
            "me deix* em paz",
            "deix* ..1 em paz",
            "tire*|tirar|remov*|retire*|apague*|exclua*|tira ..4 lista|numero",
            "descadastr*|cancelar inscricao",
        ],
    },
    Rule {
        id: "wrong_number.plain.pt",
        kind: FindingKind::WrongNumber,
        reach: Reach::Here,
        confidence: 0.92,
        unless: &[],
        phrases: &["numero|pessoa errad*", "foi|e engano $"],
    },
    Rule {
        id: "optout.plain.de",
        kind: FindingKind::OptOut,
        reach: Reach::Here,
        confidence: 0.92,
        unless: &[],
        phrases: &[
            "hor*|hoer* ..2 auf ..5 schreiben|texten|nachrichten|kontaktieren|belastigen|senden|schicken|sms",
            "keine ..2 nachrichten|sms|mails|emails|werbung|anrufe|nachricht ..1 mehr?",
            "nicht mehr kontaktieren|schreiben|anschreiben|anrufen|texten|belastigen",
            "schreib*|kontaktier* ..1 mir|mich|sie ..3 nicht|nie",
            "kontaktieren sie mich nicht",
            "lass*|lassen ..2 mich in|endlich ruhe|frieden|in?",
            "lass*|lassen ..2 in ruhe",
            "losch*|loesch*|entfern*|streich* ..4 nummer|liste|verteiler",
            "von|aus ..2 liste|verteiler ..2 streich*|losch*|entfern*|nehmen",
            "^ es reicht",
            "abmelden|abbestellen|austragen",
            "mochte|will keine ..3 mehr",
        ],
    },
    Rule {
        id: "wrong_number.plain.de",
        kind: FindingKind::WrongNumber,
        reach: Reach::Here,
        confidence: 0.92,
        unless: &[],
        phrases: &["falsche|falschen nummer|person", "verwahlt", "nummer ist falsch"],
    },
    Rule {
        id: "optout.plain.it",
        kind: FindingKind::OptOut,
        reach: Reach::Here,
        confidence: 0.92,
        unless: &[],
        phrases: &[
            "non mi|scrivermi|scrivetemi|contattarmi|contattatemi|mandatemi|mandarmi|chiamatemi ..1 scriv*|mand*|invi*|contatt*|chiam*|piu|messaggi",
            "smett*|basta|smettetela ..1 di? ..1 scriver*|mandar*|messaggi|contattar*|sms",
            "non voglio ..4 messaggi|ricevere|sms|contattato|contattata",
            "lasci*|lasciatemi ..1 in pace",
            "cancell*|rimuov*|toglie* ..4 lista|numero",
            "numero sbagliato",
        ],
    },
    Rule {
        id: "optout.plain.vi",
        kind: FindingKind::OptOut,
        reach: Reach::Here,
        confidence: 0.92,
        unless: &[busy, write_instead],
        phrases: &[
            "dung|ngung|ngung|khong ..2 nhan|nhan|gui|goi|lien|lam|text ..1 tin|he|phien|cho|toi|nua",
            "dung ..2 text|nhan|goi|gui ..3",
            "khong muon nhan ..2",
            "xoa so|ten ..3 toi",
            "huy dang ky",
            "de toi yen",
        ],
    },
    Rule {
        id: "wrong_number.plain.vi",
        kind: FindingKind::WrongNumber,
        reach: Reach::Here,
        confidence: 0.92,
        unless: &[],
        phrases: &["nham so|nguoi", "sai so"],
    },
    Rule {
        id: "optout.plain.tl",
        kind: FindingKind::OptOut,
        reach: Reach::Here,
        confidence: 0.92,
        unless: &[],
        phrases: &[
            "huwag|wag ..2 mo|nyo|ninyo|na|niyo ..3 text*|itext|message*|kontak*|contact*|tawag*|tumawag|mag|padala*|istorbo*|guluhin|akong|ako",
            "huwag|wag na ..1 text|magtext|mag|kayong|kayo|mong",
            "tigil*|itigil*|tumigil ..4 text|pagtext|message|na|mo|nyo|ninyo|ang",
            "tanggal* ..4 number|numero|list|listahan|ako",
            "ayoko|ayaw ko? na ..3 text*|message*|makatanggap",
            "tantanan|tigilan ..1 mo|nyo|ninyo|niyo|ako",
        ],
    },
    Rule {
        id: "wrong_number.plain.tl",
        kind: FindingKind::WrongNumber,
        reach: Reach::Here,
        confidence: 0.9,
        unless: &[],
        phrases: &["maling|mali ..2 number|numero|tao", "hindi ako si @name"],
    },
    Rule {
        id: "optout.plain.ht",
        kind: FindingKind::OptOut,
        reach: Reach::Here,
        confidence: 0.92,
        unless: &[busy, write_instead],
        phrases: &[
            "sispann|kanpe|rete|pa ..1 ekri|voye|rele|anmede|kontakte|tekste ..1 m|mwen|mesaj|mwem?",
            "pa ekri|voye|rele|kontakte m|mwen|mesaj",
            "mwen|m pa vle ..3 mesaj|mesaj|tekst",
            "kite m|mwen trankil|anpe",
            "retire m|mwen|nimewo ..3",
            "move|mal nimewo",
        ],
    },
    Rule {
        id: "optin.plain.others",
        kind: FindingKind::OptIn,
        reach: Reach::Here,
        confidence: 0.85,
        unless: &[denied],
        phrases: &[
            "remettez|remets moi ..1 sur la liste",
            "reabonnez|reinscrivez moi",
            "quero ..1 receber ..2 de novo",
            "quero voltar a receber",
            "dang ky lai",
            "ibalik|pakibalik ..3 ako ..2 sa list|listahan",
        ],
    },
];

/// "pa rele m, m nan travay", "ne m'appelez pas au bureau": for a time, or to a place. Not where it is never again, nor
/// where more is said than a "don't".
fn busy(place: &Place<'_>) -> bool {
    const NOT: &[&str] = &["ne", "n", "nao", "dung", "khong", "pa"];
    const NEVER: &[&str] = &["plus", "jamais", "mais", "nunca", "nua", "anko"];
    place.matched().next().is_some_and(|first| NOT.contains(&first))
        && !place.sentence.has(NEVER)
        && place.message.has(&["travay", "reunion", "bureau", "dang", "trabalho", "dirigindo"])
}

/// "não quero receber de novo"
fn denied(place: &Place<'_>) -> bool {
    place.sentence.question
        || place
            .sentence
            .has(&["ne", "pas", "nao", "nunca", "khong", "dung", "wag", "huwag", "ayaw", "ayoko"])
}

/// "ne m'appelez pas, écrivez-moi", "đừng gọi, nhắn tin nhé": no calls, and behind the comma the writing that is wished for.
fn write_instead(place: &Place<'_>) -> bool {
    const CALL: &[&str] =
        &["mappelez", "mappelle", "appelez", "appeler", "ligue", "liguem", "ligar", "liga", "goi", "rele"];
    const WRITE: &[&str] = &[
        "ecrivez", "ecris", "texte", "texto", "message", "mensagem", "mande", "manda", "escreva", "nhan",
        "text", "voye", "ekri", "mesaj",
    ];
    const NOT: &[&str] = &["ne", "ni", "nao", "nem", "dung", "hay", "hoac", "pa", "ou", "oswa"];
    let words = place.sentence.words.get(place.start..).unwrap_or_default();
    let comma = words.iter().skip(1).position(|word| word.after_comma).map_or(words.len(), |at| at + 1);
    let has = |part: &[Word], words: &[&str]| part.iter().any(|word| words.contains(&word.text.as_str()));
    let (refused, wished) = words.split_at(comma);
    has(refused, CALL) && !has(refused, WRITE) && has(wished, WRITE) && !has(wished, NOT)
}

/// In scripts whose words are not looked up one by one: "don't call", the writing that may be wished for instead, and what
/// refuses that too.
const CALLS: &[(&str, &[&str], &[&str])] = &[
    ("не звоните", &["пишите", "напишите"], &["не пишите", "не напишите", "ни "]),
    ("لا تتصل", &["ارسل", "ابعت", "اكتب"], &["لا ترسل", "لا تكتب", "ولا "]),
];

/// Whether a folded text only says not to call, and to write instead.
pub(super) fn by_writing(literal: &str, folded: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    CALLS.iter().any(|(call, write, neither)| *call == literal && has(write) && !has(neither))
}

/// Scripts whose words are not looked up one by one.
pub(super) const SCRIPTS: &[(&str, FindingKind, &str)] = &[
    ("不要再", FindingKind::OptOut, "optout.plain.zh"),
    ("别再", FindingKind::OptOut, "optout.plain.zh"),
    ("別再", FindingKind::OptOut, "optout.plain.zh"),
    ("不要发", FindingKind::OptOut, "optout.plain.zh"),
    ("不要發", FindingKind::OptOut, "optout.plain.zh"),
    ("别发", FindingKind::OptOut, "optout.plain.zh"),
    ("别给我发", FindingKind::OptOut, "optout.plain.zh"),
    ("不要给我发", FindingKind::OptOut, "optout.plain.zh"),
    ("不要給我", FindingKind::OptOut, "optout.plain.zh"),
    ("请勿", FindingKind::OptOut, "optout.plain.zh"),
    ("請勿", FindingKind::OptOut, "optout.plain.zh"),
    ("停止发", FindingKind::OptOut, "optout.plain.zh"),
    ("停止發", FindingKind::OptOut, "optout.plain.zh"),
    ("停止给我", FindingKind::OptOut, "optout.plain.zh"),
    ("停止联系", FindingKind::OptOut, "optout.plain.zh"),
    ("停止聯絡", FindingKind::OptOut, "optout.plain.zh"),
    ("不想再收到", FindingKind::OptOut, "optout.plain.zh"),
    ("不想收到", FindingKind::OptOut, "optout.plain.zh"),
    ("取消订阅", FindingKind::OptOut, "optout.plain.zh"),
    ("取消訂閱", FindingKind::OptOut, "optout.plain.zh"),
    ("退订", FindingKind::OptOut, "optout.plain.zh"),
    ("退訂", FindingKind::OptOut, "optout.plain.zh"),
    ("别烦我", FindingKind::OptOut, "optout.plain.zh"),
    ("別煩我", FindingKind::OptOut, "optout.plain.zh"),
    ("不要联系我", FindingKind::OptOut, "optout.plain.zh"),
    ("不要聯絡我", FindingKind::OptOut, "optout.plain.zh"),
    ("别联系我", FindingKind::OptOut, "optout.plain.zh"),
    ("删除我的号码", FindingKind::OptOut, "optout.plain.zh"),
    ("把我从", FindingKind::OptOut, "optout.plain.zh"),
    ("打错", FindingKind::WrongNumber, "wrong_number.plain.zh"),
    ("打錯", FindingKind::WrongNumber, "wrong_number.plain.zh"),
    ("发错", FindingKind::WrongNumber, "wrong_number.plain.zh"),
    ("發錯", FindingKind::WrongNumber, "wrong_number.plain.zh"),
    ("认错人", FindingKind::WrongNumber, "wrong_number.plain.zh"),
    ("找错人", FindingKind::WrongNumber, "wrong_number.plain.zh"),
    ("号码错", FindingKind::WrongNumber, "wrong_number.plain.zh"),
    ("报警", FindingKind::LegalThreat, "legal_threat.plain.zh"),
    ("起诉", FindingKind::LegalThreat, "legal_threat.plain.zh"),
    ("投诉你", FindingKind::LegalThreat, "legal_threat.plain.zh"),
    ("不感兴趣", FindingKind::NotInterested, "not_interested.plain.zh"),
    ("不需要", FindingKind::NotInterested, "not_interested.plain.zh"),
    ("你是谁", FindingKind::Help, "help.plain.zh"),
    ("送らないで", FindingKind::OptOut, "optout.plain.ja"),
    ("送信しないで", FindingKind::OptOut, "optout.plain.ja"),
    ("連絡しないで", FindingKind::OptOut, "optout.plain.ja"),
    ("メッセージをやめて", FindingKind::OptOut, "optout.plain.ja"),
    ("配信停止", FindingKind::OptOut, "optout.plain.ja"),
    ("番号が違", FindingKind::WrongNumber, "wrong_number.plain.ja"),
    ("문자하지 마", FindingKind::OptOut, "optout.plain.ko"),
    ("문자 하지 마", FindingKind::OptOut, "optout.plain.ko"),
    ("문자 보내지", FindingKind::OptOut, "optout.plain.ko"),
    ("문자 그만", FindingKind::OptOut, "optout.plain.ko"),
    ("보내지 마", FindingKind::OptOut, "optout.plain.ko"),
    ("보내지 말", FindingKind::OptOut, "optout.plain.ko"),
    ("연락하지 마", FindingKind::OptOut, "optout.plain.ko"),
    ("연락하지 말", FindingKind::OptOut, "optout.plain.ko"),
    ("연락 하지 마", FindingKind::OptOut, "optout.plain.ko"),
    ("그만 보내", FindingKind::OptOut, "optout.plain.ko"),
    ("그만 연락", FindingKind::OptOut, "optout.plain.ko"),
    ("그만 하세요", FindingKind::OptOut, "optout.plain.ko"),
    ("그만하세요", FindingKind::OptOut, "optout.plain.ko"),
    ("수신거부", FindingKind::OptOut, "optout.plain.ko"),
    ("수신 거부", FindingKind::OptOut, "optout.plain.ko"),
    ("제 번호 삭제", FindingKind::OptOut, "optout.plain.ko"),
    ("잘못 거", FindingKind::WrongNumber, "wrong_number.plain.ko"),
    ("잘못 보내", FindingKind::WrongNumber, "wrong_number.plain.ko"),
    ("번호가 틀", FindingKind::WrongNumber, "wrong_number.plain.ko"),
    ("번호 잘못", FindingKind::WrongNumber, "wrong_number.plain.ko"),
    ("не пишите", FindingKind::OptOut, "optout.plain.ru"),
    ("не пиши ", FindingKind::OptOut, "optout.plain.ru"),
    ("не присылайте", FindingKind::OptOut, "optout.plain.ru"),
    ("не отправляйте", FindingKind::OptOut, "optout.plain.ru"),
    ("не звоните", FindingKind::OptOut, "optout.plain.ru"),
    ("не беспокойте", FindingKind::OptOut, "optout.plain.ru"),
    ("перестаньте", FindingKind::OptOut, "optout.plain.ru"),
    ("прекратите", FindingKind::OptOut, "optout.plain.ru"),
    ("хватит писать", FindingKind::OptOut, "optout.plain.ru"),
    ("хватит мне", FindingKind::OptOut, "optout.plain.ru"),
    ("отстаньте", FindingKind::OptOut, "optout.plain.ru"),
    ("оставьте меня", FindingKind::OptOut, "optout.plain.ru"),
    ("отпишите", FindingKind::OptOut, "optout.plain.ru"),
    ("отписать", FindingKind::OptOut, "optout.plain.ru"),
    ("удалите мой номер", FindingKind::OptOut, "optout.plain.ru"),
    ("удалите меня", FindingKind::OptOut, "optout.plain.ru"),
    ("уберите меня", FindingKind::OptOut, "optout.plain.ru"),
    ("ошиблись номером", FindingKind::WrongNumber, "wrong_number.plain.ru"),
    ("не тот номер", FindingKind::WrongNumber, "wrong_number.plain.ru"),
    ("неправильный номер", FindingKind::WrongNumber, "wrong_number.plain.ru"),
    ("подам в суд", FindingKind::LegalThreat, "legal_threat.plain.ru"),
    ("не інтересно", FindingKind::NotInterested, "not_interested.plain.ru"),
    ("не интересно", FindingKind::NotInterested, "not_interested.plain.ru"),
    ("لا تراسل", FindingKind::OptOut, "optout.plain.ar"),
    ("لا ترسل", FindingKind::OptOut, "optout.plain.ar"),
    ("لا تتصل", FindingKind::OptOut, "optout.plain.ar"),
    ("توقف عن", FindingKind::OptOut, "optout.plain.ar"),
    ("توقفوا عن", FindingKind::OptOut, "optout.plain.ar"),
    ("لا اريد رسائل", FindingKind::OptOut, "optout.plain.ar"),
    ("لا اريد تلقي", FindingKind::OptOut, "optout.plain.ar"),
    ("الغاء الاشتراك", FindingKind::OptOut, "optout.plain.ar"),
    ("احذف رقمي", FindingKind::OptOut, "optout.plain.ar"),
    ("ازل رقمي", FindingKind::OptOut, "optout.plain.ar"),
    ("اتركني", FindingKind::OptOut, "optout.plain.ar"),
    ("رقم خطا", FindingKind::WrongNumber, "wrong_number.plain.ar"),
    ("الرقم خطا", FindingKind::WrongNumber, "wrong_number.plain.ar"),
    ("الرقم خاطئ", FindingKind::WrongNumber, "wrong_number.plain.ar"),
    ("मैसेज मत", FindingKind::OptOut, "optout.plain.hi"),
    ("मैसेज न", FindingKind::OptOut, "optout.plain.hi"),
    ("संदेश भेजना बंद", FindingKind::OptOut, "optout.plain.hi"),
    ("मैसेज भेजना बंद", FindingKind::OptOut, "optout.plain.hi"),
    ("गलत नंबर", FindingKind::WrongNumber, "wrong_number.plain.hi"),
];
