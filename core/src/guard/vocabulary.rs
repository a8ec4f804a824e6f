//! Words that say nothing of a property that is not checked elsewhere.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::text::stem;

/// English and Spanish: what holds sentences together, what is said to people, and the names of fields, units and days,
/// whose values are checked as claims. No word that praises, describes or adds a fact is one of them.
const NEUTRAL: &str = "\
a abajo abierta abiertas abierto able abogado about above abril absolute absolutely accepted accepts \
accommodation accommodations according account accountant accounts accuracy accurate acepta aceptan acre acreage \
acres across activa active activo actual actually actualmente acuerdo acuerdos add added addendum adding address \
addresses adds adequate administracion administrador admiten advance advanced advertised advice advise adviser \
advises advisor afraid after afternoon afterward afterwards again against age aged agencia agency agendada \
agendado agent ago agosto agree agreed agreement agreements ahead ahh ahi ahora aim al algo alguien all allow \
allowed allows almost alone along alquiler already alrededor alright also alternative alternatives although \
altogether always am ambas ambos amendment amid among amount amounts an analysis and animal animals annual \
annually ano anos anotamos anote another answer answered answers ante antes antiguedad anual anuales anuncio any \
anybody anyone anything anyway anywhere aparece aparecen aparecio aparezca apart apartamento apartamentos \
apartment apenas apiece app applicant applicants application applications applies apply appointment appreciate \
appreciated approval approximate approximately apps apr april aprobacion aproximadamente aquel aqui archivo are \
area areas aren arizona around arrange arranged arrangement arranges arriba arrive arrives arriving as asesorar \
asesoria asi aside ask asked asking asks asociacion assess assign assigned assignment assignments assigns \
assistance assistant association assume assumed assumes assure at atras attach attention attorney aug august aun \
aunque aunt authorities authority auto automated autos autumn availability available avenue avisar avisare \
avisarle avisarnos aware away ayer ayuda ayudar ayudarle back bajo bank bano banos barely based basic basically \
basics basis bath bathroom bathrooms baths bays bd be became because become becomes bed bedroom bedrooms beds \
been before begin beginner beginning begins behalf being believe believes below benefit beside besides between \
beyond bf bid bids bien big bigger bill bills birthday bit board borrow boss both bought boulevard br briefly \
bring brings brochure broker brokerage brother brought bucks budget bueno build building built bungalow bureau \
business businesses but button buyer buyers buying by cabria cada calc calcula calculate calculated calculates \
calculation calculator calculo calendar call calling calls cambiado cambiar cambiaron cambio came can cancelada \
cancelado canceled cancelled cancelo candidate cannot cant cantidad cantidades cap capable car caracteristicas \
careful carefully carro carros cars casa casas case cases cash casi cat cats cause caused causes censo census \
central century cerca certain certainly chance change changed changes charge charged charges chat chatting \
cheaper check checks cheers chihuahua child children choice choices choose choosing ciento cierto cifra cinco \
circumstances cita city clarify claro clause clauses clear clearly click client clients clock closing coche \
cochera coches colleague combined come comento comes comfortable coming comment comments commission commissions \
commit committee common community como companies company comparable comparada comparado compare compares \
comparison compartida compensacion compensation completed completo completos compliance compra comprador \
comprendo compute computed computer con concern concerned concerns conclude condiciones condition conditional \
condo condominio conference confirm confirmable confirmada confirmadas confirmado confirmara confirmation \
confirmed confirms congratulations connect connects cons consider considered constantly construccion constructed \
construction construida construido construyo consult consultar consulte consumer contact contactara contacte \
contacts contador contain contains content context contingencies contingency contingent continue contract \
contracts convenience conversation convert converted converts conviene copies copy correct correctly correcto \
correo corresponde cost costing costo costos costs could couldn council count counted counter counteroffer \
counts county couple course court cousin coverage covers create created creates credit crime criteria cuadrado \
cuadrados cual cuales cualquier cuando cuanta cuantas cuanto cuantos cuarto cuartos cuatro cuenta cuentan cuesta \
cuestan cumple cuota cuotas curiosity curious currently customer customers dad daily dar data date dates dating \
dato datos daughter day days de dear debajo debe deben dec decade december decide decides decimal decimos decir \
decision decisions define definitely deja dejan del delay dentro departamento department depend depende \
depending depends describe described describes descripcion description desde desea desire despite despues detail \
details detalla detalle detalles device dia dias dice dicen diciembre didn diez diferencia diferentes differ \
difference differences different differs difficult difiere digamos digit digital digits dijo dinero direccion \
direction directly disclosure disclosures discretion discuss discusses discussion disponible disponibles \
distance distances distintas distintos district districts distrito distritos divide divided dividido dividing \
dividir doce document documents does doesn dog dogs doing dolar dolares dollar dollars dollarwise dom domingo \
don donde done dormitorio dormitorios dos doubt down downpayment dozen drive drop due dueno duenos dues duplex \
durante duration during each earliest early earnest easier easily eastern edad edificio effect effective effort \
eight either ejemplo el eleccion eleven eligible ella ellos else elsewhere email emails emergencia emotional \
employer employment en enable encima end ended ending ends enero enganche enjoy enough enquire enquiry enter \
entiendo entire entitled entonces entra entrada entran entre entrega enviar envie envien equal equally equals \
equipo equivale equivalen equivalent era eran es esa esas escolar escolares escriba escrow escuchar escuela \
escuelas ese eso esos espacio espacios especially especifica esperar esta estacionamiento estado estan estar \
estaria estarian estas este estimate estimated estimates esto estos etc evaluate evening eventually ever every \
everybody everyone everything exact exacta exactamente exactly exactness exacto example examples exceed except \
exception exceptions excited exist existing exists expect expected expense expenses explain explained explains \
explica explicar explicarle explicit explicitly extra fact facts fairly fall falls false falta faltan familia \
familiar families family far father favor feature features feb febrero february fecha fechas federal fee \
feedback feel feels fees feet fema few fewer ficha field fifteen fifth fifty figura figuran figure figures file \
filed files finalize finally finance financial financing find finds fine first fiscal fit five flexibility floor \
floors focus follow following follows foot for forbidden forever formal former formula formulario forty forward \
forwarded found four fourth fraction frankly frequently fri friday friend friends from fue fuera fueron full \
funny furniture further garage garages garaje garantizar gastar gather gato gatos gave general generally get \
gets getting gf ghost ghosts give given gives glad gladly go goal goals goes going gone good got gotten \
government gracias grandma grandmother greater guarantee guarantees guess guide gustaria gusto haber habia \
habitacion habitaciones hablar habria hace hacerlo hacia haha hair half halves handle handled handles handy \
happen happens happy hard harder has hasn hasta have having hay he head heads hear heard hears held hello help \
helpful helps hence her here hers hesitate hey hi hicieron high higher highlight highlights hijos hipoteca his \
hizo hoa hola hold holds holiday home homeowners homes honest honestly hope hopes hora horario horarios horas \
hosted hotline hour hourly hours house household houses housing how however hoy hud hundred hundreds husband i \
idea ideas identidad identify if igual iguales image imagine immediate implicit implied imply important importe \
impossible impuesto impuestos in inch inches include included includes including incluye incluyen income indeed \
indica individual industry info inform informacion information informed initial inmueble input inquilino inquire \
inquiry inside inspeccion inspection inspector installed instance instead instruct insurance intend intent \
intention interes interesa interesado interest interested interesting interior internal interview into invite \
involve involved involves is isn it item items its itself jan january job jobs join judge judged judging jue \
jueves jul julio july jun june junio just keep keeps kept keyed kg kid kids kind kindly kinds kitten know known \
knows la lab labeled labelled labrador lamento land landlord lane language larger las last late later latest \
latter law laws lawyer lb lbs le learn learned lease leased least leave leaves leaving left legal legally lend \
lender lenders les less let lets letting level levels libra libras lic licence licencia license licensed like \
likely limit limite line lines link links list lista listada listado listed listen listening listing listings \
listo lists literally little live lives living ll llamar llamara llame llaves lo load loan loans locally locate \
logged lol longer look looked looking looks lookup los lot lote lots lower luckily luego lugar lugares lun lunes \
made main major make makes making mal manage managed management manager manages manana manera manner many map \
mapa maps mar march marked market martes marzo mas mascota mascotas match matches math matter matters max maximo \
maximum may maybe mayo me mean meaning means meanwhile measure measured measures measuring media medical medidas \
medio mediodia meet meeting meets menciona menciono menos mensaje mensajes mensual mensuales mensualidad mention \
mentioned mentioning mentions merely mes meses message messages meter meters method metre metres metro metros mi \
mid midday mide miden midnight mie mientras miercoles might mil million millon millones mind mine minimo minimum \
minor minus minute minutes mis misma mismo mismos miss missing mom moment mon monday month monthly months monto \
more morning mortgage most mostly mother mountain move moved moves moving mr mrs ms much mucho muestra \
multiplica multiplied multiply municipal must mustn muy my myself nada nadie nah name namely names national \
naturally nearly necesita necesitan necesitaria necesito necessary need needed needs negociable negotiable \
negotiate negotiated negotiates negotiation negotiations neighborhood neighborhoods neither net neutral never \
newer next ni night nine ningun ninguna no nobody noche none noon nope normal normally normas nos nosotros not \
nota notary notas note noted notes nothing notice notify nov november noviembre now nueve number numbers numero \
numeros nunca o obligated obligation obtain obviously occasion occupancy ocho oct october octubre of oferta \
ofertas off offer offered offering offers offhand office officer official oficial oficiales oficina ofrece often \
ok okay old older on once one online only onto opciones open opinion opinions option options or order ordinance \
organization orientation other otherwise our ourselves out outside over overall overview own owner owners \
pacific paga pagan page pages pago pagos paid paperwork para parcel parent parents parking parqueo part parte \
partes particular particularly parties partner parts party pasa pasan pasando pasare paso pasos pass passes past \
pause pay paying payment pedido pedire pendiente pending people per percent percentage perfecto perhaps permit \
permite permiten permitidas permitido permits permitted permitting pero perro perros person persona personal \
personas persons pet pets phase phone photo photos phrase pick picked picks pics pictures pide piden pidio pie \
pies piso pisos place placed plain plainly plan planned plans planta plantas plazo please pleasure plus pm \
podemos poder podria podrian point points police policia policy por porque portion position possibility possible \
pounds preapproval preapproved precio precios precise precisely precision predial predict prefer preference \
preferred pregunta preguntare preguntas pregunto prepare prepared prequalified present presently prestamista \
prestamo prestamos presupuesto pretty previous price priced prices primer primera primero prior priority privacy \
probably problem problema procedure proceed process processed produce professional prohibited promise pronto \
proper properties property propiedad propietario propietarios proposal propose pros proud proveedores provide \
provided provider providers provides public publica publicacion publican publish published publishes puede \
pueden pues puntos puppy purchase purpose put puts qualify quarter quarterly quarters que queda quedan quedaria \
quedarian queremos question questions quickly quien quienes quiera quiere quite quote quoted quotes raise range \
ranges rango rate rates rather reach reaches read reading reads ready reality really realtor reason reasons \
recamara recamaras receive received receives recibir recommend record recorded records reduced refer reference \
referencia refers refugio regard regarding regardless regards regional register registro regla reglas \
regrettably regularly regulation regulations relate related relevant relocate relocating rely remain remaining \
remains remark remember remind rent renta rental rented renting repeat repeated replace replies reply report \
reports represent representacion representation represents request requested requests requiere require required \
requirement requirements requires research reserve resource resources respect respond responda responder \
respondera response responsibility responsible respuesta rest resta restan restricciones result resultado \
results return review reviewed revisar revise right risk risks road role room roommate roommates rooms roughly \
round route rule rules run rundown running runs sab sabado saber safety said sake salary sale salen sales \
saludos same sat satisfied saturday say saying says scale scenario schedule scheduled schedules school schools \
scope screen se sea search searching season second section see seen sees segun segunda segundo seguro seis \
select selected seller sellers selling semana semanas send sends senor senora sent sep sepa separate separately \
september septiembre ser seria serian serve serves service serviria session set seven several shade shall share \
shared shares she sheet shelter short shorter should shouldn show showing showings shown shows shy si side sides \
sido siempre siendo siete sign signed sigue siguiente siguientes similar simple simply sin since sincerely \
sistema sister sit site sites sits sitting situation six size sized slight slightly slot slots small smaller so \
sobra sobran sobre sola solamente sold solicitud solo solution solve some somebody someone something sometimes \
somewhat somewhere son soon sooner sorry sort sorts sounds source sources space spaces span spare speak speaking \
speaks specific specifically specifics specify spell spelled spend splits spot spouse spread spring sq sqft \
square squared stage stand standard standing stands start starting starts state stated statement states status \
stay stays step steps still stop stops stories story straight street strict studio su subject subtract \
subtracted subtracting such suele sufficient suggest suggested suggestion suitable sum suma sumado suman \
summarize summary summer sums sun sunday superficie supongo supply support suppose supposed sure surely surprise \
surprised survey sus suya suyo system tad tagged take taken takes taking talk talked talking talks taller tamano \
tambien tampoco tan tanto tarde target tasa tasas task tax taxed taxes te team tech technically telefono tell \
telling ten tenancy tenant tenants tend tendria tendrian tenemos tener tengo tenia tercer tercero term terms \
terreno text texted texts than thank thankfully thanks that the their theirs them themselves then therapy there \
therefore these they thing things think thinks third thirty this thorough those thought thoughts thousand three \
through thu thursday thus tiene tienen till time timeframe timeline times timing tipo tipos title to toda todas \
todavia today todo todos together told tomorrow tonight too tope topic topics total totales totals touch tour \
touring tours toward towards town townhome townhouse township track tract trae tras travels treat treated tres \
tried tries trip true truly trust try tu tue tues tuesday turn turning turns tus twelve twenty twice two type \
types typical typically u un una unable unas uncle under understand understood underwriter unfortunately \
unicamente unidad unidades unit units unknown unless unlikely unlisted uno unos unquote unsure until up upcoming \
update updates upload upon upper urgent us usd use used useful uses using usted ustedes usual usually vale valen \
valid valuation value various ve veces vendedor vendida vendido venta ver verified verifies verify verla verlo \
version versus very vez via video vie viene vienen viernes view viewing viewings virtual visible visit visita \
visitar visitarla visitor visitors visits vive viven vivienda voice vouch wait waiting waits walkthrough want \
wanted wants was wasn watch way ways we web website websites wed wednesday week weekday weekend weekly weeks \
weigh weighing weight welcome well went were what whatever when whenever where wherever whether which whichever \
while who whole whom whose wider width wife will winter wise wish wishes with within without won wonder word \
wording words work working works worry worse worth would wouldn write writing written wrong y ya yeah year \
yearly years yep yes yesterday yet you your yours yourself yup zip zonas zone zones";

static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| NEUTRAL.split_whitespace().collect());
static STEMS: LazyLock<HashSet<&str>> = LazyLock::new(|| NEUTRAL.split_whitespace().map(stem).collect());

/// Whether the word, or another form of it, is one of them.
pub(super) fn is_neutral(word: &str) -> bool {
    WORDS.contains(word) || STEMS.contains(stem(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_describes_is_not_neutral() {
        for word in ["the", "listed", "acres", "recamaras", "domingo"] {
            assert!(is_neutral(word), "{word}");
        }
        for word in ["low", "private", "granite", "finished", "nuevo", "quiet"] {
            assert!(!is_neutral(word), "{word}");
        }
    }
}
