//! Words with which something is said of a property: its parts and their state, the ground, the area, the market, the
//! terms, the people around, praise.
//!
//! A word that neither the file nor `vocabulary.rs` has is of these, or it is of anything else in the world. What is of these
//! is likely a claim, and what is not is likely talk: the model of `talk.rs` is told which.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::text::stem;

/// English and Spanish, one form of a word.
const MATTER: &str = "\
abatement absorb abundance abundant abuts acondicionado acoustic adjacent adjoining adobe adorable adult \
affordable aggressive aging aire airport aislamiento ajustable alacena alarma alberca alfombra alley alumbrado \
aluminum amazing amenities amortization amp amphitheater ample amplia amplio amueblada amueblado animada annex \
annualized antigua antiguo antique aparcamiento apartada appliance appraisal appraise appreciation approved \
aprecia arbitration arch architect architecture ardilla arena arm arrears artist asador asbestos ascensor asian \
asoleadero asphalt assumable astonishing atico atrium attic attractive auction awesome awning azotea azulejo \
bachelor backsplash backyard bakery balcon balloon bamboo banister bankrupt bankruptcy banned banqueta bar \
barata barato barda bardeada bardeado bargain barn barndominium barrel barrio basement bathtub bayou beach \
beachfront beam beautiful beautifully beauty bedrock behind bellisima best bidder bidding bidet biggest bike \
bikeable binding black blinds block blue blueprint bluff boardwalk bodega boiler bomba bonita bonito bonus \
bookcase bookshelf boom borders bosch boulder boutique breach breaker breakfast breathtaking breezeway breezy \
brewery brick bright brilliant brook bubble buckled bunker burglaries bus butcherblock butler bylaw cabin \
cabinet cabinetry cable cafe calefaccion calefactor calentador calida calido camera camino campus canal caneria \
canyon caoba capacious capital carpet carport carretera carriage carrier casement cashback casino casita \
cathedral catholic cattle caucasian cedar ceiling celebrity cellar cement ceramic ceramica cercana cercano \
chandelier charger charm cheap cheapest chef chic chimenea chimney chipped christian church chute cimientos \
cinema circuit cistern clapboard classic classy clawfoot clean cliff clima climb closer closet clubhouse coast \
coastal cobblestone cocina coffered collateral college colonia colonial comercial comercio comfy commercial \
commutable commute commuter comoda comodo compact compactor competing competition competitive comps concession \
concierge concrete condenser conditioner congested contemporary cooktop copper corian cork corral corridor \
corroded cosign cosigner costco cottage countertop courthouse courtyard cove covenant coveted cow cozy crack \
craftsman crash crawl crawlspace crece creek crop crowd crown crumbling cuarzo cubierta cubierto cul culture \
cupboard cupola curb curtain custom cute damage dampness dangerous danos deadline deal dealership decay deceased \
decent deck deducted deductible deduction defect defective deferred dehumidifier delightful delincuencia deluxe \
demand demographic demolished den deposit deposito depreciate depreciation desague designer desirability \
desirable desnivel desperate desperfecto detector deteriorated dilapidated dimmable dimmers dining disabled \
discount dishwasher disposal distinctive distressed diverse diversity divorce dock doorbell doorman dormer \
downspout downtown downturn drain drainage drapes drawer dream drenaje driveway dry drywall ducha duct ductwork \
duela dumbwaiter dune dwelling easement eave efficiency efficient elderly electric electricity elegance elegant \
elementary elevador elevated elevator encantadora enchanting encroachment enforce enforceable enorme enormous \
ensuite entertainment entitlement entretenimiento entryway epic equity erosion escalation escalera escrituras \
espaciosa espacioso espectacular esquina estable estate estilo estuary estufa ethnic evict eviction exceptional \
exclusiva exclusive exempt exemption exposed exquisite extensive exterior extraordinary fabulous facade fachada \
fallthrough fancy fantastic farm farmers farmland fast faucet favorite fence ferry fha fiber fiberglass fico \
finest finish fire firehouse firepit fireplace fixer fixture flagstone flawless flipped flood floodplain \
floodway flue flying fontaneria foothill foreclosed foreclosure foreigners forest forfeit fosa fountain foyer \
free freeway freezer french fresca fresco fresh freshly fridge friendly frontage fronts fuga fun functional \
furnace furnish gable gallery gang ganga garantia garbage garden gas gate gatehouse gay gazebo gem generator \
generous generously gentrified gentrifying geothermal gimnasio girder glamorous glass glazed golf gorgeous \
goteras grand granite granito granja gratis gravel grazing great greenbelt greenhouse grill groceries grout \
grove growth guesthouse gulf gut gutted gutter gym haggle hail hallway handsome harbor hardwood hazard hearth \
heater heaven heb hedge heir heloc hermosa hermoso herringbone hidden highschool highway hill hillside hilltop \
hip hispanic historic homeless homestead homey hookup horse hospital hot hotel hotter hottub huerta huge humedad \
hvac hydronic iconic ideal idyllic iglesia ikea illegal iluminada iluminado immaculate immense immigrant \
impecable impeccable impermeable impressive improvement incendio incentive incinerator incluida incluido \
incredible indian induction infestation inherited inlaw inlet insect instalada instalado insulated insulation \
insure intact intercom internet intersection interstate inundacion inundado inventory inversion inversionista \
invest investment investor irrevocable island italian jacuzzi jardin jetted jewel jewish joist jumbo junction \
keypad kindergarten kitchenette kroger ladrillo lago lagoon lake lakefront lakeside laminado laminate lanai \
landfill landscape large largest latino lattice laundry lavadora lavanderia lavaplatos lavish lawful lawn \
lawsuit leach leak ledge lejos lennox lesbian letrero leverage liable liberal library libre lien lift light \
limpia limpio linda lindo linoleum litigation lively lobby location loft loggia longhouse loseta lounge lovely \
low lowball lowest lucrative lujo lujosa lujoso luminosa luminoso lush lutheran luxe luxurious luxury madera \
magical magnificent mailroom maintained maintenance majestic mall mansard mantel mantenimiento maples marble \
marina marmol marsh masonry massive mature meadow mechanical mercado mesa meticulous meticulously mexican \
mexicanos mice microondas microwave middle middleclass midtown millwork mineral minisplit minorities mint mirror \
modern moderna modernized moderno modest moho moisture mold monte mosaic mosaico mosque motivated mudroom \
muebles multa murmullo museum muslim nationality near nearby neighbor neighborly new newest newly nice nicest \
nightlife nogal noise nonrefundable nook nueva nuevo nursery oak oasis obra occupant occupied oceanfront opulent \
orchard oriental original ornate outlet outskirts outstanding oven overhauled overlook oversized owed owes \
ownership paint palatial palmeras palms panel panoramic pantry paradise paredes parkway parque parquet parrilla \
partition pasillo passive pasto pasture path patio paved paver payoff peaceful pecan penalties perfect pergola \
pest picturesque pier pileta pine pintada pintado pintura pipes piscina pizarra plaga plank plantation plaster \
playground plaza pleasant plomeria plumbing plush polished pond pool popular porch portfolio portico porton \
powder pozo pradera prairie precinct preciosa precioso premier premium prepaid prepayment presale prestigiosa \
prestigious prime principal pristine privada privado private probate profit profitable prorated proximity publix \
pump quaint quality quartz quartzite quick quiet quieta quietest race racial radiant radiator radon rafters rail \
railroad rampa ranch rare ravine rebaja rebajado rebate rebuilt rec recien recreation redone reduction refinance \
refined refinished reformado refrigerador refrigerator refund refundable refurbished rehab rehabbed reimburse \
reja relaxing religion religious remodel remodelada remodelado renew renewable renewal renovada renovado \
renovate renovation rentable renter repainted repair reparaciones reparada reparado replacement replumbed \
reroofed resale resealed resell resident residential resort respectable restaurant restoration restricted \
resurfaced retail retired retiree retreat retrofit rewired rezoned rheem rich ridge rio rise river riverfront \
roach roble robos rodeada rolling roof rooftop rose rot rotted rotten rough rowdy rural rust rustic rustica \
rustico safe safer safest sanctuary sand sauna scarce scarcity scenery scenic sconce seal seaside seca secadora \
secluded seclusion security segura seguridad sembrado senior sensational septic septica serene serenity server \
settlement sewer shaker shed shelf shelves shingle shiplap shop shopping shore shortage shower showpiece \
showstopper shutters shuttle sidewalk silenciosa silencioso singles sink sketchy skylight skyline slab slate \
sleek slope smart smell smoke snatched snowbirds soar soffit soil solar solarium soleada soleado solid sombra \
sophisticated sotano soundproof spa spacious spectacular spigot spindle spiral splendid spotless sprawling \
sprinkler stable stadium stain staircase stairs stairwell stall starbucks stately station steal steam steel \
stone storage storybook stove stream streetcar striking structural structurally stucco students stunning sturdy \
stylish subfloor subleased sublet sublime subsidy subterraneo suburb suburban subway subzero suite sump sunlit \
sunny sunrise sunroom sunset superb supermarket supermercado surfaced surround surveyed swamp swanky sweeping \
synagogue tankless tanque tapiz tasteful tavern taxable techada techado techo teja tejado temple terminate \
termination termitas termite terrace terrain terraza terrazzo terrific theater theatre theft thermador \
thermostat threshold tianguis tienda tightknit tile timber timeless tin tina toilet toldo toll topiary traders \
traffic trail train trane tranquil tranquila tranquility tranquilo transit transito transport trash treasure \
trellis tremendous trendy trim truss tub tuberia tubo turbine turnkey turnover turret tuscan ultra unbeatable \
unbelievable underfloor underpriced undervalued underwritten unfinished unique university unmatched unobstructed \
unparalleled unpermitted upgrade upkeep upscale uptown urban urbanizacion usda utilities va vacancy vacant \
vacated vacia vacio valley valve vanity vast vaulted vecina vecindario vecino veneer vent ventana ventanal \
ventilador ventilation veranda vereda verja versatile vestibule vibrant vicinity victorian vieja viejo \
vigilancia viking village vineyard vinyl vista vitral vivero void voltage voucher wainscoting waiver walk \
walkability walkable walkscore wall wallpaper walmart wardrobe warehouse warm warped warranties washer water \
waterfall waterfront waterlogged waterpark waterproof wealthy wear weatherstripping wetbar wetland white \
wholesome wide widow widower wifi wildlife windows wine wired withheld wives wonderful wood wooden woodwork \
workshop worn writeoff yard yarda young younger youth yuppie zen zinc zoo";

static STEMS: LazyLock<HashSet<&str>> = LazyLock::new(|| MATTER.split_whitespace().map(stem).collect());

/// Whether the word, or another form of it, is one of them.
pub(super) fn is_matter(word: &str) -> bool {
    STEMS.contains(stem(word))
}

#[cfg(test)]
mod tests {
    use super::super::vocabulary::is_neutral;
    use super::*;

    #[test]
    fn it_tells_homes_from_the_rest_of_the_world() {
        for word in ["furnaces", "renovated", "motivated", "termites", "tranquila", "noise"] {
            assert!(is_matter(word), "{word}");
        }
        for word in ["knee", "wedding", "tamales", "coffee", "calentura"] {
            assert!(!is_matter(word), "{word}");
        }
    }

    #[test]
    fn no_word_is_neutral_too() {
        let both: Vec<&str> = MATTER.split_whitespace().filter(|word| is_neutral(word)).collect();
        assert!(both.is_empty(), "{both:?}");
    }
}
