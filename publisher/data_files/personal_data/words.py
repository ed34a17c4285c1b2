"""Words that tell people from organisations. Lower case, without accents."""

from typing import Final


def words_of_text(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


FORENAMES: Final = words_of_text("""
    aaron abdallah abdel abdelkader abdellah abdoul adam adele adeline adrien agathe agnes ahmed aicha aissatou alain
    alan alban albane albert alex alexandra alexandre alexia alexis ali alice alicia aline alison alix alma alphonse
    amadou amandine ambre amelie amina aminata amine amira anais anatole andre andrea andree andy angele angelique
    anissa anita ann anna annabelle anne annick annie anouk anthony antoine antoinette antonin antonio apolline ariane
    arlette armand armelle arnaud arthur assia astrid aude audrey auguste augustin aurelia aurelie aurelien aurore awa
    axel axelle aymeric baptiste barbara basile bastien beatrice benedicte benjamin benoit berenice bernadette bernard
    bertrand bilal boris boubacar brahim brice brigitte bruno bryan camille carine carla carlos carole caroline
    catherine cathy cecile cedric celeste celestine celia celine cesar chantal charlene charles charlie charline
    charlotte chiara chloe chris christel christelle christian christiane christine christophe cindy claire clara
    clarisse claude claudette claudie claudine clea clemence clement clementine cleo clotilde colette coline constance
    coralie corentin corinne cyprien cyrielle cyril cyrille dalila damien daniel daniele danielle danny daphne david
    deborah delphine denis denise diane didier dimitri dominique donatien dorian dorothee dylan edgar edith edmond
    edouard edwige elea elena eleonore eliane elias elie eliott elisa elisabeth elise ella elodie eloi eloise elsa
    elvire emeline emeric emile emilie emilien emma emmanuel emmanuelle emmy emre emy enzo eric ernest ernestine erwan
    esteban estelle esther ethan etienne eugene eugenie eva evelyne fabien fabienne fabrice fanny farid fatiha fatima
    fatma fatou fatoumata felicie felix ferdinand fernand fernande firmin flavie flavien florence florent florian
    floriane florine francine francis franck francois francoise frank frederic frederique gabin gabriel gabrielle gael
    gaelle gaetan gaspard gaston gauthier genevieve geoffrey georges georgette gerald geraldine gerard germain
    germaine ghislain ghislaine gilbert gilberte gilles ginette giovanni gisele gregory guillaume gustave guy guylaine
    gwenael gwenaelle gwendoline hakim hamid hamza hanna hannah hassan helene heloise henri henriette herve hocine
    honore hortense hubert hugo hugues huguette ibrahim ibrahima ilyes imran ines ingrid irene irina iris isaac
    isabelle ismael ismail issam ivan iyad jackie jacky jacqueline jacques jade jamel jamila jason jean jeanine jeanne
    jeannine jennifer jeremi jeremie jeremy jerome jessica jimmy joachim joan joanna joaquim jocelyn jocelyne joel
    joelle johan johanna johnny jonathan jordan jose joseph josephe josephine josette joshua josiane josie josselin
    juan judith jules julia julian julie julien julienne juliette justin justine kamel karim karima karine karl katell
    katia kelly kenza kevin khadija khaled kylian laetitia laila lambert lamia lara laura laure laurence laurent
    laurie lazare lea leana leandre leila lena lenny leo leon leonard leonie leopold leslie leticia liam lilian
    liliane lily lina linda line lionel lisa lise livio loic lola lorenzo lou louane louis louisa louise louna luc
    luca lucas lucette lucie lucien lucienne lucile lucille ludivine ludovic luis lydia lydie lylou lyna lyse
    madeleine mael maelys maeva magali magalie mahaut maia maite maksim malik malika malo mamadou manon manuel marc
    marceau marcel marceline marcelle marcelline marco margaux margot marguerite maria mariam mariama marianne marie
    marielle marina marine mario marion marius marjorie marlene marthe martial martin martine maryam marylene maryline
    maryse maryvonne mathias mathieu mathilda mathilde mathis mathurin mathys matteo matthias matthieu maud maurice
    maxence maxime maxine mederic mehdi mehmet melanie melchior melina melissa melodie mia michael michel michele
    micheline michelle mickael miguel mila milan milo mireille miriam moana mohamed mohammed moise momo monica monique
    morgan morgane morgann mouhamadou mouna mounir mourad moussa murat muriel murielle mustafa mustapha mylene myriam
    nabil nadege nadia nadine naim naima narcisse nassim natacha nathalie nathan nathanael nawel nelly nicolas nicole
    nicolle nina nino noa noah noe noel noelle noemi noemie nolan nora norbert nordine nour oceane octave octavia
    odette odile olga olivia olivier omar ophelie oriana oriane oscar oumar pablo pacome pascal pascale pascaline
    patrice patricia patrick paul paula paule paulette pauline pedro peggy perrine petronille philibert philippe
    philomene pierre pierrette pierrick prescillia priscilla quentin quitterie rachel rachid rachida rafael raoul
    raphael raphaelle rayan raymond raymonde rebecca reda regine regis remi remy renaud rene renee richard robert
    roberte robin rodolphe rodrigue roger roland rolande romain romane romuald romy ronan rosa rosalie rosalinde
    roselyne rosine roxana roxane ruben rudy ryad ryan sabine sabrina sacha said salim salima salma salome sami samia
    samir samira samuel samy sandra sandrine sandy santiago sara sarah sarra saskia sebastien selim selma serge
    severine shana sharon sheila sidonie silvere simon simone sixtine soan sofia sofiane sohan soizic solange solene
    solenn sonia sophie soraya souad stacy stanislas stella stephan stephane stephanie steve steven suzanne swann
    sylvain sylvaine sylvestre sylvette sylviane sylvie tancrede tanguy tania tarek tatiana teddy telma teo tess thais
    thea theo theodora theodore theodule theophane theophile therese thibaud thibault thibaut thierry thomas tiago tim
    timeo timothee tiphaine titouan tom tony tracy tristan ugo ulysse ursule valentin valentine valere valerian
    valerie valery vanessa venceslas veronique vianney victoire victor victoria viktor vincent violaine violette
    virgile virginie viviane vivien vladimir wadih walid wandrille warren wassim wendy wilfrid wilfried william willy
    xavier yacine yael yanis yann yannick yannis yasmina yasmine yassine ymane yoan yoann yohan yohann yolande youcef
    younes youssef yseult yusuf yvan yves yvette yvon yvonne zacharie zahra zakaria zayn zelia zelie zineb zoe zohra
    zora
""")
"""Common in France. A name that is not here is recognised by other signs, or not at all."""

ORGANISATION: Final = words_of_text("""
    academie accueil adapei admr aeroport agence agglomeration aide air alliance amap ambulance amicale amis amitie
    anciens animation apei apel archives artisan artistes arts assistance asso assoc associatif association
    associations associes assurance atelier ateliers athletic athletique athletisme auberge auto autocars avenir
    aviron badminton banque bar basket bibliotheque billard boucherie boulangerie boule boules boulodrome boutique
    boxe brasserie bricolage bureau cabinet cafe caisse camping canoe cantine caserne ccas centre centres cercle
    chambre chant charcuterie chasse chateau chatelaine chocolaterie choeur choral chorale cias cimetiere cine cinema
    cirque citoyenne citoyens clinique club clubs coiffure collectif college combattants comite commercants commerce
    commercial communal communale communaute commune compagnie company concours conseil conservatoire consorts
    construction cooperative couture creche croix cuisine culture culturel culturelle cyclisme cyclo cyclotourisme
    danse decheterie dechetterie defense delegation departement departemental developpement direction district domaine
    don donneurs droguerie eau echecs ecole ecologie ecomusee edition editions education eglise ehpad elementaire
    eleves emmaus energie enfance enfants ensemble entente entraide entreprise epargne epicerie equipe equitation esat
    escalade escale escrime espace espaces established etablissement etablissements ets eurl familial familiale
    familles fanfare federation ferme festival fetes finances fleuriste fleurs fondation fonds foot football formation
    forum foyer fromagerie front fruits gaec garage garderie gardiens gare gendarmerie gestion gie gite gites golf
    groupe groupement groupes gym gymnase gymnastique habitants habitat halle halte hand handball handicap harmonie
    hockey hopital hospices hotel hotelier ikebana immobiliere industrie info initiative insertion institut
    institution international internationale jardin jardins jeunes jeunesse jouets judo judoclub karate kiosque
    laboratoire laic laique lavoir lecture librairie ligue locale loisirs ludotheque lycee magasin mairie maison
    maisons marathon marche marches maternelle maternelles medecins mediatheque medical medicale medico menuiserie
    metropole mission mjc mobilite mosquee mouvement multi municipal municipale municipaux musee musical musique
    mutuelle natation nature nautique nettoyage observatoire office olympique opac opera optique orchestre
    organisation orphelins parc parents paroisse patrimoine patronage peche peinture pension periscolaire petanque
    pharmacie photo piscine place plombier poissonnerie pole police pompiers port poste prefecture presbytere presse
    prevention primaire primeur production produits projet promotion protection quartier radio ram rando randonnee
    recherche recyclerie region regional regionale relais relations reseau residence restaurant restaurants resto
    restos retraites rugby saint sainte salle salon sante sapeurs sarl sas sasu sci scierie scolaire scop scouts
    secours secteur section securite service services site sivom sivu ski snc social sociale societe solidaire
    solidarite soutien spectacle sport sportif sportifs sportive sportives sports square stade station studio
    supermarche surdite syndicale syndicat tabac temple tennis theatre tir tourisme toutes traiteur transport
    transports travail travaux triathlon tribunal troupe union unions universite urbanisme usagers vacances velo
    veterinaire vie village ville vivre volley volleyball voyages yoga
""") | {"video", "crous", "urssaf", "caf", "cpam", "sdis", "edf", "enedis", "veolia"}
"""A name with one of these is that of an organisation, a service, a shop or a place."""

ROLE: Final = ORGANISATION | words_of_text("""
    abonnement accessibilite achats actualites adjoint adm admin administratif administration affaires aine aines alae
    alerte alsh animations appel aps archive assainissement astreinte bal bib biblio biodiversite boite bonjour budget
    cabinetdumaire cadastre candidature carto cartographie catalogue ccfd citoyen civil clsh cm cmj com commande
    communication compta comptabilite comptable concertation contact contacts contractuel courriel courrier cti cyber
    data dechets delegue deleguee demande demandes demographie dev dga dgs digital dir directeur directrice
    documentation donnees dpd dpo dsi dst durable election elections elus email emploi environnement equipements etat
    etatcivil etudes evenement evenementiel evenements externe facturation famille faq fiscalite foncier foncieres
    galerie garages geo geomatique gmao graff greffe guichet help hygiene immobilier information informations
    informatique infos infrastructure inscription inscriptions juridique jury kids lieu location logement logistique
    mail mails maire maires mairies majorie manifestations marchespublics marketing media mediation mel menus moe
    multiaccueil newsletter noreply numerique office ofis ope open opendata operateur ordures organisateur ouvert
    ouverture parking partenaires partenariats participation passeport peri petite plaine plui pluie pm
    policemunicipale population presidence president presidente prestations proprete protocole proximite public
    publics publique publiques qualite question rdv recensement reclamation recrutement redaction referent regie
    renseignements reply reponse reservation reservations responsable ressources restauration rgpd rh risques roulante
    sav secr secretaire secretariat seniors sig smtp spanc stages standard stationnement statistique support systeme
    team tech technique techniques tel telephone test titres tranquillite urba ventes vert verts voirie voisins vote
    web webmaster webmestre
""")
"""A mailbox with one of these is that of a service or a function, whoever reads it."""

ROLE_BEGINNINGS: Final = (
    "mairie", "contact", "accueil", "info", "secretar", "service", "serv", "asso", "ecole", "college", "lycee",
    "creche",
    "direction", "biblio", "mediath", "club", "commun", "ville", "office", "tourisme", "comite", "amicale", "salle",
    "piscine", "maison", "musee", "theatre", "restau", "boulang", "pharma", "hotel", "compta", "urban", "etatcivil",
    "police", "ludo", "centre", "mjc", "ccas", "syndicat", "paroisse", "dechet", "cinema", "gymnase", "magasin",
    "boutique", "librairie", "opendata", "donnees", "support", "noreply", "no-reply", "ne-pas-repondre", "postmaster",
    "webmaster", "admin", "elem", "mater", "mat-", "ce.", "president", "bureau", "resid", "ehpad", "foyer", "agence",
    "football", "foot", "tennis", "judo", "basket", "rugby", "petanque", "halte", "garderie", "periscol", "relais",
)  # fmt: skip
"""What the name of such a mailbox starts with."""

WEBMAIL: Final = words_of_text("""
    9online alice aliceadsl aol bbox caramail cegetel club-internet dbmail free gmail gmx googlemail hotmail icloud
    laposte libertysurf live mac mailo me msn neuf noos numericable orange outlook pm proton protonmail sfr tutanota
    voila wanadoo yahoo ymail
""")
"""Providers of mailboxes for private persons: the name before `.fr`, `.com`, `.net`."""

PARTICLES: Final = frozenset({"de", "du", "des", "le", "la", "da", "dos", "di", "van", "von", "der", "el", "al", "ben",
                              "bel", "ait", "d", "l"})  # fmt: skip
"""Between forename and surname, or at the beginning of a surname."""

NAMESAKES: Final = frozenset(
    name.replace("_", " ")
    for name in words_of_text("""
    albert_camus albert_schweitzer ambroise_croizat ambroise_pare anatole_france andre_malraux anne_frank
    antoine_de_saint_exupery arthur_rimbaud auguste_renoir auguste_rodin charles_de_gaulle charles_perrault
    claude_debussy claude_monet edith_piaf edouard_herriot elsa_triolet emile_zola gabriel_peri george_sand
    georges_brassens georges_pompidou georges_sand gustave_eiffel guy_moquet hector_berlioz henri_barbusse
    henri_wallon irene_joliot_curie jacques_brel jacques_prevert jean_bouin jean_de_la_fontaine jean_giono jean_jaures
    jean_lurcat jean_mace jean_mermoz jean_monnet jean_moulin jean_perrin jean_rostand jean_vilar jean_zay
    joliot_curie jules_ferry jules_guesde jules_michelet jules_valles jules_verne leo_lagrange leon_blum leon_jouhaux
    louis_aragon louis_armand louis_braille louis_pasteur louise_labe louise_michel lucie_aubrac marc_bloch
    marc_chagall marcel_cachin marcel_pagnol marguerite_yourcenar marie_curie martin_luther_king
    maurice_ravel maurice_thorez maurice_utrillo michel_servet olympe_de_gouges pablo_neruda pablo_picasso paul_bert
    paul_cezanne paul_eluard paul_langevin paul_valery paul_verlaine pierre_brossolette pierre_curie
    pierre_de_coubertin pierre_et_marie_curie pierre_mendes_france pierre_semard raymond_aubrac rene_descartes
    robert_desnos robert_doisneau romain_rolland rosa_parks salvador_allende simone_de_beauvoir simone_signoret
    simone_veil suzanne_lenglen victor_basch victor_hugo victor_schoelcher
""")
)
"""Names of the dead that schools, halls and streets have."""
