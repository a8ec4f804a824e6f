//! The approved replies: every word that an answer may add to the facts.
//!
//! `{It}` is the property (or "It" once it was named), `{it}` the same within a sentence, `{agent}` the
//! person who goes on, `{value}` a fact. Nothing here describes people, areas, value or law.

use super::words::Lang;

/// A reply in both languages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) en: &'static str,
    pub(super) es: &'static str,
}

impl Line {
    /// The reply in a language.
    pub(super) fn text(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Es => self.es,
        }
    }
}

/// Puts values into a reply, once, from left to right: a value is never read as a slot.
pub(super) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((slot, after)) = after.split_once('}') else { break };
        let value = values.iter().find(|(name, _)| *name == slot).map_or("", |(_, value)| value);
        // "our team" may open a sentence.
        let opens = slot == "agent" && (out.is_empty() || out.ends_with(". "));
        let mut letters = value.chars();
        match letters.next() {
            Some(first) if opens => out.extend(first.to_uppercase().chain(letters)),
            _ => out.push_str(value),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

macro_rules! lines {
    ($($name:ident: $en:literal, $es:literal;)*) => {
        $(pub(super) const $name: Line = Line { en: $en, es: $es };)*

        #[cfg(test)]
        pub(super) const ALL: &[(&str, Line)] = &[$((stringify!($name), $name)),*];
    };
}

lines! {
    // Words that fill a slot.
    TEAM: "our team", "nuestro equipo";
    IT_UPPER: "It", "La propiedad";
    IT_LOWER: "it", "la propiedad";
    HOME_UPPER: "The property", "La propiedad";
    HOME_LOWER: "the property", "la propiedad";
    AND: " and ", " y ";

    // Facts on file.
    PRICE: "{It} is listed at {value}.", "{It} tiene un precio de {value}.";
    RENT: "{It} rents for {value} a month.", "{It} se renta en {value} al mes.";
    PRICE_PER_SQFT: "At {value}, {it} comes to about {each} per sq ft.", "A {value}, {it} sale en unos {each} por pie cuadrado.";
    ACTIVE: "{It} is available: its status is active.", "{It} está disponible: su estado es activo.";
    STATUS: "{It} has this status on file: {value}.", "{It} tiene este estado en el archivo: {value}.";
    BEDS: "{It} has {value} {beds}.", "{It} tiene {value} {beds}.";
    BATHS: "{It} has {value} {baths}.", "{It} tiene {value} {baths}.";
    BEDS_BATHS: "{It} has {beds} and {baths}.", "{It} tiene {beds} y {baths}.";
    SQFT: "{It} has {value} sq ft.", "{It} tiene {value} pies cuadrados.";
    LOT: "The lot is {value} sq ft.", "El terreno mide {value} pies cuadrados.";
    LOT_ACRES: "The lot is {value} sq ft (about {acres} acres).", "El terreno mide {value} pies cuadrados (unos {acres} acres).";
    YEAR: "{It} was built in {value}.", "{It} se construyó en {value}.";
    HOA: "The HOA fee is {value} a month.", "La cuota de la asociación (HOA) es de {value} al mes.";
    HOA_NONE: "There is no HOA.", "No hay asociación (HOA).";
    TAXES: "Property taxes on file are {value} a year.", "Los impuestos en el archivo son {value} al año.";
    GARAGE_ONE: "{It} has a 1-car garage.", "{It} tiene garaje para 1 auto.";
    GARAGE: "{It} has a {value}-car garage.", "{It} tiene garaje para {value} autos.";
    GARAGE_NONE: "{It} has no garage.", "{It} no tiene garaje.";
    PETS: "The pet rule on file: {value}.", "La regla de mascotas en el archivo: {value}.";
    OPEN_HOUSE: "Open house: {value}.", "Casa abierta: {value}.";
    OPEN_HOUSE_NONE: "There is no open house on file right now.", "No hay casa abierta en el archivo por ahora.";
    LOCATION: "The address is {value}.", "La dirección es {value}.";
    LOCATION_AREA: "{It} is in {value}.", "{It} está en {value}.";
    FEATURE: "{It} lists: {value}.", "{It} indica: {value}.";
    SUMMARY: "{It}: {value}.", "{It}: {value}.";
    SIMILAR: "Also on file: {value}.", "También en el archivo: {value}.";
    STATUS_WORD: "status {value}", "estado {value}";
    UNKNOWN: "I don't have {value} on file, so I'll ask {agent}.", "No tengo {value} en el archivo, le preguntaré a {agent}.";
    NO_LISTING: "I don't have that property's details on file, so I'll ask {agent}.", "No tengo los datos de esa propiedad en el archivo, le preguntaré a {agent}.";

    // Names of facts, for UNKNOWN.
    N_PRICE: "the price", "el precio";
    N_STATUS: "the status", "el estado";
    N_BEDS: "the bedrooms", "las recámaras";
    N_BATHS: "the bathrooms", "los baños";
    N_SQFT: "the square footage", "los pies cuadrados";
    N_LOT: "the lot size", "el tamaño del terreno";
    N_YEAR: "the year built", "el año de construcción";
    N_HOA: "the HOA fee", "la cuota de la asociación";
    N_TAXES: "the property taxes", "los impuestos";
    N_GARAGE: "the garage", "el garaje";
    N_PETS: "the pet rule", "la regla de mascotas";
    N_OPEN_HOUSE: "the open house times", "los horarios de casa abierta";
    N_LOCATION: "the address", "la dirección";
    N_SUMMARY: "the details", "los detalles";
    N_LICENSE: "the license number", "el número de licencia";
    N_SIMILAR: "another listing", "otra propiedad";

    // A person goes on.
    VISIT: "I've noted your request to see {it}{when}. It is not booked until {agent} confirms.", "Anoté su solicitud para ver {it}{when}. No queda agendada hasta que {agent} confirme.";
    VISIT_CONFIRMED: "Your visit to {it} on {value} is confirmed.", "Su visita a {it} el {value} está confirmada.";
    VISIT_REQUESTED: "Your request to see {it} on {value} is noted but not confirmed yet. {agent} will get back to you.", "Su solicitud para ver {it} el {value} está anotada, pero aún no confirmada. {agent} le responderá.";
    VISIT_CANCELLED: "The visit to {it} on {value} was cancelled. I'll ask {agent} to contact you.", "La visita a {it} el {value} se canceló. Le pediré a {agent} que le contacte.";
    VISIT_NONE: "I don't have a visit on file, so I'll ask {agent}.", "No tengo una visita en el archivo, le preguntaré a {agent}.";
    RESCHEDULE: "I've noted that you'd like to change your visit. {agent} will get back to you.", "Anoté que quiere cambiar su visita. {agent} le responderá.";
    CALL: "I'll ask {agent} to contact you.", "Le pediré a {agent} que le contacte.";
    CONTACT: "Thanks, I've passed your details to {agent}.", "Gracias, le pasé sus datos a {agent}.";
    AGENT: "The agent is {value}.", "El agente es {value}.";
    AGENT_PHONE: "You can reach {agent} at {value}.", "Puede comunicarse con {agent} al {value}.";
    LICENSE: "The license number is {value}.", "El número de licencia es {value}.";
    OFFER: "Offers and terms go through {agent}. I'll pass on that you asked.", "Las ofertas y condiciones se ven con {agent}. Le avisaré que preguntó.";
    VALUATION: "I can't estimate a home's value here. I'll ask {agent} to prepare an analysis for you.", "No puedo estimar el valor de una casa aquí. Le pediré a {agent} que le prepare un análisis.";
    OPINION: "I can't judge a price or a property. I'll ask {agent} to go over the facts with you.", "No puedo opinar sobre un precio o una propiedad. Le pediré a {agent} que lo revise con usted.";
    SEARCH: "Thanks for telling me what you're looking for.", "Gracias por contarme lo que busca.";
    SEARCH_HANDOFF: "Thanks for telling me what you're looking for. I'll pass it to {agent}.", "Gracias por contarme lo que busca. Se lo pasaré a {agent}.";
    HOLD: "Thanks for your message. I'll ask {agent} to follow up.", "Gracias por su mensaje. Le pediré a {agent} que le responda.";
    REST: "I'll ask {agent} about the rest.", "Le preguntaré el resto a {agent}.";

    // Who writes. Truthful on asking (Cal. B&P 17941; 10 MRS 1500-DD; EU AI Act art. 50(1); read 2026-11-22).
    BOT: "I'm an automated assistant for {who}, not a person.", "Soy un asistente automatizado de {who}, no una persona.";
    BOT_PHONE: "To reach a person, call {value}.", "Para hablar con una persona, llame al {value}.";

    // Fair housing: the same words for everyone (42 USC 3604(a), (c); 24 CFR 100.70; read 2026-11-22).
    PEOPLE: "I can't describe the people who live in an area. The U.S. Census Bureau publishes public data.", "No puedo describir a las personas que viven en una zona. La Oficina del Censo de EE. UU. publica datos.";
    STEERING: "I can't choose or leave out areas based on people. I can look by price, beds, commute or features.", "No puedo elegir ni descartar zonas por las personas. Puedo buscar por precio, recámaras, trayecto o características.";
    SCHOOLS: "I can't rate schools. For schools and attendance zones, please check with the school district.", "No puedo calificar escuelas. Para escuelas y zonas escolares, consulte al distrito escolar.";
    SAFETY: "I can't rate how safe an area is. The local police department publishes crime data.", "No puedo calificar la seguridad de una zona. La policía local publica datos sobre delitos.";
    ACCOMMODATION: "{agent} handles accommodation and assistance animal requests, and I'll pass yours on. No medical details are needed here.", "{agent} atiende las solicitudes de adaptaciones y animales de asistencia, y le pasaré la suya. Aquí no hacen falta datos médicos.";
    VOUCHER: "{agent} answers questions about housing vouchers, and I'll pass yours on.", "{agent} responde las preguntas sobre vales de vivienda, y le pasaré la suya.";
    DISCRIMINATION: "I can't do that. Fair housing applies to everyone, and I've let {agent} know about this message.", "No puedo hacer eso. La vivienda justa es para todos, y le avisé a {agent} de este mensaje.";

    // What needs a licence that nobody here has, or is not ours to say.
    LEGAL: "I can't give legal advice. An attorney can, and {agent} can help you with next steps.", "No puedo dar asesoría legal. Un abogado puede hacerlo, y {agent} puede ayudarle con los siguientes pasos.";
    AGENCY: "Questions about agreements and representation go to {agent}, and I'll pass yours on.", "Las preguntas sobre acuerdos y representación son para {agent}, y le pasaré la suya.";
    TAX_ADVICE: "I can't give tax advice. A CPA or tax professional can.", "No puedo dar asesoría fiscal. Un contador puede hacerlo.";
    FINANCING: "I can't advise on loans, rates or approval. A licensed lender can go over the numbers with you.", "No puedo asesorar sobre préstamos, tasas o aprobación. Un prestamista con licencia puede revisar los números con usted.";
    FORECAST: "I can't predict prices or the market, or advise on investments.", "No puedo predecir precios o el mercado, ni asesorar sobre inversiones.";
    GUARANTEE: "I can't guarantee that. {agent} can go over what to expect.", "No puedo garantizar eso. {agent} puede explicarle qué esperar.";
    COMMISSION: "Compensation is negotiable. I'll ask {agent} to go over it with you.", "La compensación es negociable. Le pediré a {agent} que lo revise con usted.";
    REFERRAL: "The choice is yours. I'll ask {agent} for a list of several providers.", "La elección es suya. Le pediré a {agent} una lista de varios proveedores.";
    REWARD: "I can't offer anything in exchange for referrals.", "No puedo ofrecer nada a cambio de recomendaciones.";
    CONFIDENTIAL: "I can't share the other side's position, reasons or offers.", "No puedo compartir la posición, los motivos ni las ofertas de la otra parte.";
    PAYMENT: "I can't give or take payment or ID details here. Please don't send any, and speak with {agent} by phone before sending money.", "No puedo dar ni recibir datos de pago o identidad aquí. Por favor no los envíe, y hable con {agent} por teléfono antes de enviar dinero.";
    PERSONAL_DATA: "I can't share another person's details.", "No puedo compartir datos de otra persona.";
    PRIVACY: "I've recorded your request about your personal data, and a person will follow up.", "Registré su solicitud sobre sus datos personales, y una persona le responderá.";
    INJECTION: "I can help with facts about a property, a visit, or reaching {agent}.", "Puedo ayudar con datos de una propiedad, una visita o contactar a {agent}.";

    // Crisis (988 Lifeline, 911 and 211 are US services).
    CRISIS: "I'm so sorry you're going through this. Please call or text 988 any time, or 911 in an emergency. I'm asking {agent} to contact you now.", "Lamento mucho lo que está pasando. Por favor llame o escriba al 988 a cualquier hora, o al 911 en una emergencia. Le pido a {agent} que le contacte ahora.";
    DANGER: "If anyone is in danger, please leave and call 911 now. I'm passing this to {agent}.", "Si alguien está en peligro, por favor salga y llame al 911 ahora. Le paso esto a {agent}.";
    SHELTER: "I'm sorry to hear that. Calling 211 connects you with local shelter and housing help. I'll let {agent} know.", "Lamento escuchar eso. Llame al 211 para ayuda local con refugio y vivienda. Le avisaré a {agent}.";

    // Manners.
    GREETING: "Hi!", "¡Hola!";
    GREETING_NAME: "Hi {value}!", "¡Hola, {value}!";
    GREETING_ALONE: "How can I help?", "¿En qué puedo ayudarle?";
    THANKS: "You're welcome!", "¡Con gusto!";
    NOT_INTERESTED: "No problem, thanks for letting us know.", "No hay problema, gracias por avisarnos.";
    TOLD: "Thanks, got it.", "Gracias, entendido.";
    ACK: "Okay! I'm here if you have questions.", "¡Muy bien! Aquí estoy si tiene preguntas.";
    BYE: "Take care!", "¡Que esté bien!";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::sms::plain;
    use crate::lead::is_gsm;

    #[test]
    fn slots_are_known_and_the_same_in_both_languages() {
        const SLOTS: &[&str] =
            &["It", "it", "agent", "value", "each", "beds", "baths", "acres", "when", "who"];
        for (name, line) in ALL {
            let slots = |text: &str| {
                let mut slots: Vec<String> =
                    text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap().to_owned()).collect();
                slots.sort();
                slots.dedup();
                slots
            };
            assert_eq!(slots(line.en), slots(line.es), "{name}");
            for slot in slots(line.en) {
                assert!(SLOTS.contains(&slot.as_str()), "{name}: {slot}");
            }
        }
    }

    #[test]
    fn every_reply_can_be_sent_as_gsm() {
        for (name, line) in ALL {
            let bare = |text: &str| plain(&fill(text, &[]));
            assert!(is_gsm(&bare(line.en)) && is_gsm(&bare(line.es)), "{name}");
        }
    }

    #[test]
    fn a_value_is_never_read_as_a_slot() {
        assert_eq!(fill("{a}-{b}", &[("a", "{b}"), ("b", "x")]), "{b}-x");
        assert_eq!(fill("{nobody}.", &[]), ".");
    }
}
