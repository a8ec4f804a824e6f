//! The same in Spanish, accents folded.

use super::{FindingKind, Place, Reach, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "optout.plain.es",
        kind: FindingKind::OptOut,
        reach: Reach::Words,
        confidence: 0.93,
        unless: &[timed, third_party, go_on, suffices, filtered],
        phrases: &[
            "no|ya|nunca|jamas ..1 me|nos ..1 escrib*|manden|mande|mandes|mandar|envien|envie|envies|enviar|contacten|contacte|contactes|contactar|llamen|llame|llames|llamar|texteen|textee|textees|textear|molesten|moleste|molestes|molestar|busquen|busque|busques|hablen|hable|hables|notifiquen|marquen|marque|marques|mensajeen|spameen",
            "no quiero|queremos|deseo|deseamos|necesito|quisiera ..4 mensaje*|texto*|mensajito*|correo*|email*|llamada*|publicidad|notificacion*|sms|contacto",
            "no quiero|queremos|deseo|deseamos ..3 me|nos|que ..2 escrib*|manden|mande|envien|envie|contacten|contacte|llamen|llame|molesten|moleste|contacten",
            "no|nunca ..1 me|nos vuelv* a _",
            "no escribir|enviar|mandar|llamar|contactar|textear|molestar ..1 mas|nunca|por|nada",
            "no vuelv* a ..1 escrib*|mandar*|enviar*|contactar*|llamar*|textear*|molestar*",
            "no quiero|queremos|deseo ..2 recibir|recibirlos|recibiendo|saber",
            "dejen|deje|deja|dejar|paren|pare|para|parar ..1 de ..1 escribir*|mandar*|enviar*|contactar*|llamar*|textear*|molestar*|mensajear*|hostigar*|acosar*",
            "dejen|deje|deja|dejar|paren|pare|para|parar ..1 de ..2 escribiendo|mandando|enviando|contactando|llamando|texteando|molestando|mensajeando|acosando|insistir|insistiendo",
            "ya|mejor no ..1 escrib*|manden|mande|mandes|envien|envie|contacten|contacte|llamen|llame|molesten|moleste|insistan|insista",
            "no ..1 se|les|los ..1 moleste*|comuniquen|comunique conmigo|nosotros",
            "no ..2 comuniquen|comunique|contacto|contactarme|escribirme|mandarme|molestarme|llamarme mas|nunca|por|nada|favor?",
            "preferiria|prefiero|agradeceria|agradezco ..2 no ..1 recibir|me|que ..5",
            "no insist*",
            "^ ya? parenle|parele|parale|bajenle|bajale|parenla $",
            "no ..2 usen|use|uses|marquen ..1 este|mi numero|telefono",
            "sacar*|quitar*|borrar* ..2 de ..1 su|tu|la|esta|sus lista|listas|sistema|registro|base",
            "parenle|parele|parale|bajenle|bajale ..2 mensaj*|texto*|llamada*|los|tanto*",
            "dejenme|dejeme|dejame|dejennos|dejenos en|tranquil* paz?",
            "dejen|deje ..1 de chingar|joder|fregar|fastidiar",
            "no|ni mas ..1 mensaje*|texto*|correo*|llamada*|sms|publicidad|spam|notificacion*",
            "sin mas mensajes|llamadas",
            "basta|ya de|con|basta mensaje*|texto*|llamada*|los|tantos|estar",
            "^ ya? basta",
            "^ no mas $",
            "^ ya no mas",
        ],
    },
    Rule {
        id: "optout.plain.es",
        kind: FindingKind::OptOut,
        reach: Reach::Here,
        confidence: 0.94,
        unless: &[paperwork, go_on, by_mistake],
        phrases: &[
            "quiten*|quite*|quita*|quitar*|borren*|borre|borra|borrar*|borrame|borreme|saquen*|saque*|saca|sacar|sacarme|sacarnos|saqueme|eliminen*|elimine|elimina|eliminar*|eliminenme|remuevan*|remueva*|remover*|retiren*|retire* ..5 lista|listas|numero|telefono|contactos|base|directorio",
            "borrenme|borreme|borrame|quitenme|quiteme|quitame|saquenme|saqueme|sacame|eliminenme|elimineme|eliminame|remuevanme",
            "den|de|dar|darme|denme|deme|dame|quiero ..2 baja",
            "darse de baja",
            "cancel* ..3 suscripcion|mensajes|textos|alertas|subscripcion",
            "desuscrib*|desuscrip*|dessuscrib*",
            "anular ..2 suscripcion",
            "no autorizo|acepto|consiento|autorice|consenti ..4 mensajes|contacto|contacten|textos|escriban|esto|recibir",
            "suspendan|suspenda|apaguen|apague|desactiven ..2 mensajes|avisos|alertas|textos",
            "no hace falta que ..3 mand*|escrib*|envi*|llam*",
            "largo de aqui $",
            "revoco|retiro mi? consentimiento|autorizacion|permiso",
            "olvid* mi|este numero",
            "pierd* mi numero",
            "no me interesa|interesan ..3 escrib*|manden|mande|contacten|llamen",
            "no molest*",
            "largate|larguense|vayanse|vayase|vete ..2 mierda|carajo|diablo?",
            "dejen|deje|deja de $",
            "para|paren|pare ya|por $",
            "^ alto ya|por|con",
        ],
    },
    Rule {
        id: "wrong_number.plain.es",
        kind: FindingKind::WrongNumber,
        reach: Reach::Here,
        confidence: 0.93,
        unless: &[wrong_thing, estate],
        phrases: &[
            "numero|telefono|persona|num equivocad*|incorrect*|erroneo",
            "se equivoc*|equivocan|equivoco ..2 numero|persona|telefono",
            "te|se equivocaste|equivoco|equivocaron|equivocaste ..2",
            "equivocaste|equivocado ..2 numero",
            "esta|estas|estan equivocad*",
            "no soy @name",
            "no soy esa|la|el persona|que|indicada|indicado",
            "no soy quien",
            "aqui no vive|es|hay ..3 @name|nadie|esa|ese",
            "no hay ..2 nadie|ningun|ninguna|con ese|llamado|llamada|nombre|@name",
            "no conozco a ningun|ninguna|esa|ese|nadie|@name",
            "este|ese ..2 numero|telefono ..1 no|ya ..1 es ..2 de",
            "no es ..2 numero de",
            "no hablo con|no @name",
            "numero|telefono ..2 de otra persona",
            "ya ..1 no tiene|usa|es ..2 este|su|el numero|telefono",
            "este|el numero|telefono ..2 ahora|era|pertenece ..1 de|es|mio|otra|a",
            "cambi* de numero|telefono",
            "aqui no es",
            "fallecio|murio|fallecido|fallecida ..3 hace|ya?",
        ],
    },
    Rule {
        id: "legal_threat.plain.es",
        kind: FindingKind::LegalThreat,
        reach: Reach::Everything,
        confidence: 0.9,
        unless: &[reviews],
        phrases: &[
            "demandar|demandare|demandarlos|demandarte|demandarle|demandarles ..2",
            "los|te|lo|les voy|vamos a demandar|denunciar|reportar",
            "voy a demandar*|denunciar*|reportar*",
            "los|te|lo|les denuncio|denunciare|demando|demandare|reporto|reportare",
            "llam* ..2 policia",
            "mi|un abogado ..3 se|los|les|va|ya|esta",
            "voy|vamos a ..1 acusar*|quejar*|demanda",
            "poner|pondre|presentar|presentare ..2 denuncia|demanda|queja",
            "esto|es|me ..2 acoso|hostigamiento|acosando",
            "mi abogado ..4 contact*|llam*|comunic*|usted*|ustedes|demand*|noticias",
            "chinga|chinguen|chingue tu|su madre",
            "vayanse|vete|vayase a la|chingar mierda|verga",
            "hijo|hijos de puta|perra",
        ],
    },
    Rule {
        id: "privacy.access.es",
        kind: FindingKind::PrivacyAccess,
        reach: Reach::Here,
        confidence: 0.88,
        unless: &[],
        phrases: &[
            "como|donde|quien ..2 consigui*|obtuvo|obtuvieron|saco|sacaron|dio|tiene|tienen|consiguio ..2 mi numero|informacion|telefono|correo|nombre",
            "que datos|informacion ..2 tienen|tiene|guardan ..2",
            "copia de ..2 mis datos|informacion",
        ],
    },
    Rule {
        id: "privacy.sale.es",
        kind: FindingKind::PrivacySale,
        reach: Reach::Here,
        confidence: 0.88,
        unless: &[],
        phrases: &["no vendan|venda|compartan|comparta ..2 mi|mis ..2 datos|informacion"],
    },
    Rule {
        id: "not_interested.plain.es",
        kind: FindingKind::NotInterested,
        reach: Reach::Here,
        confidence: 0.88,
        unless: &[in_part],
        phrases: &[
            "no me|nos interesa|interesan gracias|ya|por|vender|comprar|nada? $",
            "no estoy|estamos interesad* ..3 $",
            "ya compre|compramos|encontre|encontramos|vendi|vendimos|tengo|tenemos casa|una|otra|agente|la|mi|otro|con",
            "no gracias $",
            "^ no gracias",
            "ya no estoy|estamos buscando|interesad*",
        ],
    },
    Rule {
        id: "optin.plain.es",
        kind: FindingKind::OptIn,
        reach: Reach::Here,
        confidence: 0.85,
        unless: &[refused],
        phrases: &[
            "acepto|autorizo|quiero recibir ..2 mensajes|textos",
            "vuelvan|vuelva a escribirme|mandarme|enviarme|contactarme",
            "pueden|puede|puedes volver a escribirme|mandarme|textearme",
            "^ suscrib*",
            "^ alta $",
        ],
    },
    Rule {
        id: "optin.plain.es",
        kind: FindingKind::OptIn,
        reach: Reach::Here,
        confidence: 0.85,
        unless: &[denied],
        phrases: &[
            "autorizo|acepto que me manden|envien|escriban ..1 mensajes|textos|sms",
            "quiero suscribirme|inscribirme",
            "^ iniciar|inicio|empezar|comenzar $",
            "pongame|ponganme|poneme|agregueme|agreguenme|anoteme|inscribame|inscribanme ..1 otra|de vez|nuevo",
            "quiero volver a recibir",
            "volver a poner en la lista",
            "autorizo|acepto ..1 los|sus? mensajes|textos|alertas $",
            "doy mi? permiso|consentimiento",
        ],
    },
    Rule {
        id: "help.plain.es",
        kind: FindingKind::Help,
        reach: Reach::Here,
        confidence: 0.88,
        unless: &[],
        phrases: &[
            "quien es|eres|habla|escribe|me usted|este|esto|escribe|habla? $",
            "con quien hablo|estoy|tengo",
            "eres|es|usted|hablo ..2 robot|bot|maquina|humano|automatico",
            "de que empresa|compania",
        ],
    },
    Rule {
        id: "human.plain.es",
        kind: FindingKind::Human,
        reach: Reach::Here,
        confidence: 0.85,
        unless: &[],
        phrases: &[
            "hablar|comunicarme con una|un|alguna|algun|alguien persona|humano|agente|asesor|real?",
            "una persona real",
        ],
    },
];

fn timed(place: &Place<'_>) -> bool {
    place.sentence.words.iter().skip(place.end).take(5).any(|word| {
        matches!(
            word.text.as_str(),
            "hasta"
                | "antes"
                | "despues"
                | "manana"
                | "hoy"
                | "noche"
                | "lunes"
                | "mientras"
                | "cuando"
                | "hora"
                | "manejando"
                | "trabajando"
                | "ocupado"
                | "ocupada"
                | "junta"
        )
    }) && !place.sentence.has(&["nunca", "ya", "jamas", "mas"])
}

fn third_party(place: &Place<'_>) -> bool {
    (1..=3).any(|back| matches!(place.before(back), "dile" | "digale" | "el" | "ella" | "ellos"))
        || place.matched().any(|word| word == "hay")
        || (1..=2).any(|back| matches!(place.before(back), "porque" | "aun" | "todavia" | "si"))
}

/// "no deje de mandarme", "no me borre de la lista": the opposite.
fn go_on(place: &Place<'_>) -> bool {
    const NOT: &[&str] = &["no", "nunca"];
    let ends = |word: &str| matches!(word, "para" | "pare" | "paren") || word.starts_with("dej");
    let mut words = place.matched();
    let first = words.next().unwrap_or_default();
    if NOT.contains(&first) {
        return words.next().is_some_and(ends);
    }
    let wish = ends(first) || first == "quiero" || words.any(|word| word == "baja");
    let about_me = matches!(place.before(1), "me" | "nos") && NOT.contains(&place.before(2));
    (NOT.contains(&place.before(1)) && wish || about_me) && !place.sentence.has(&["si", "porque"])
}

/// "basta con tres cuartos", "ya no más de dos pisos": a measure.
fn suffices(place: &Place<'_>) -> bool {
    matches!(place.matched().last(), Some("basta" | "mas")) && matches!(place.after(0), "con" | "de" | "que")
}

/// "no me mande casas de dos pisos"
fn filtered(place: &Place<'_>) -> bool {
    let mut rest = place.rest().take(6);
    rest.any(|word| matches!(word, "casas" | "condos" | "condominios" | "departamentos" | "apartamentos"))
        && rest.any(|word| matches!(word, "de" | "con" | "en" | "sin" | "arriba"))
}

/// "me di de baja sin querer", "pónganme de nuevo"
fn by_mistake(place: &Place<'_>) -> bool {
    place.sentence.has(&["querer", "nuevo", "accidente", "error", "agregaran", "agreguen"])
}

/// "la dirección está equivocada en el anuncio", "yo cambié de número"
fn wrong_thing(place: &Place<'_>) -> bool {
    place.sentence.has(&[
        "contrato",
        "anuncio",
        "precio",
        "zillow",
        "perfil",
        "fecha",
        "direccion",
        "recibo",
        "banos",
    ]) || place.matched().next() == Some("cambie")
}

/// "mi papá falleció y queremos vender su casa"
fn estate(place: &Place<'_>) -> bool {
    place.nearby_has(&[
        "vender",
        "vendo",
        "venta",
        "herede",
        "heredamos",
        "herencia",
        "probate",
        "firma",
        "escritura",
    ]) && !place.message.has(&["numero", "telefono", "celular"])
}

/// "mi abogado va a revisar el contrato"
fn reviews(place: &Place<'_>) -> bool {
    place.sentence.has(&["revisar", "revisa", "leer", "contrato", "cierre", "escritura"])
}

fn paperwork(place: &Place<'_>) -> bool {
    place.sentence.has(&["contrato", "oferta", "titulo", "escritura", "cita", "visita"])
}

fn in_part(place: &Place<'_>) -> bool {
    place.message.has(&["pero", "otra", "otro", "prefiero", "mejor"])
        && !place.message.has(&["agente", "compramos", "compre"])
}

/// "nunca di permiso ni doy mi permiso"
fn denied(place: &Place<'_>) -> bool {
    place.sentence.question || place.sentence.has(&["no", "nunca", "ni", "jamas", "quien", "si"])
}

fn refused(place: &Place<'_>) -> bool {
    (1..=2).any(|back| matches!(place.before(back), "no" | "nunca"))
}
