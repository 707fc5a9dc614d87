/// Given names and surnames that are common in the languages the product serves. Written for this product from general
/// knowledge of which names are frequent; no list of a third party was copied.
enum NameWords {
    static let lists: [(WordFlags, String)] = [
        (.given, englishGiven), (.given, frenchGiven), (.given, otherGiven),
        ([.given, .ambiguous], ambiguousGiven),
        (.surname, englishSurnames), (.surname, frenchSurnames), (.surname, otherSurnames),
        (.notName, ordinary),
    ]

    private static let englishGiven = """
        james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony donald
        steven stephen paul andrew joshua kenneth kevin brian george timothy ronald edward jason jeffrey ryan jacob gary
        nicholas eric jonathan larry justin scott brandon benjamin samuel gregory alexander patrick raymond dennis
        jerry tyler aaron jose adam nathan henry douglas zachary peter kyle noah ethan jeremy walter keith roger terry
        sean gerald carl harold dylan arthur lawrence bryan billy joe bruce albert willie gabriel logan alan juan elijah
        wayne roy ralph randy eugene vincent russell louis philip phillip bobby johnny bradley liam oliver lucas mason
        owen caleb isaac connor evan gavin simon neil ian graham stuart hugh nigel trevor duncan colin malcolm derek
        craig glenn leonard stanley alfred herbert frederick fred ernest francis clarence harvey norman marvin theodore
        ted edwin eddie mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty
        margaret sandra ashley kimberly emily donna michelle carol amanda dorothy melissa deborah stephanie rebecca
        sharon laura cynthia kathleen amy angela shirley anna brenda pamela emma nicole helen samantha katherine
        catherine christine debra rachel carolyn janet maria heather diane ruth julie olivia joyce virginie kelly
        christina lauren joan evelyn judith megan andrea cheryl hannah jacqueline martha gloria teresa ann sara
        kathryn janice jean alice abigail doris julia judy sophia isabella theresa beverly denise marilyn danielle
        brittany diana natalie lori kayla alexis tiffany kate katie lucy chloe ella mia zoe ellie molly eleanor harriet
        fiona gemma nadia tracy wendy yvonne alison claire caroline louise joanna joanne jane beth monica vanessa erin
        allison leslie sheila audrey naomi miriam esther rosemary priya raj amit sanjay anil sunita deepak arjun rahul
        vijay ravi mohammed muhammad mohamed ahmed ali omar hassan fatima aisha yusuf ibrahim khalid layla yasmin samir
        karim mehdi rachid nadir amina wei li ming jun yuki hiroshi kenji haruto sakura akira takeshi minh linh thanh
        ivan dmitri dmitry sergei sergey natasha olga svetlana irina boris vladimir igor yuri tatiana katya ludmila
        ada alan grace linus
        """

    private static let frenchGiven = """
        jean pierre michel andre philippe alain bernard jacques daniel patrick christian christophe nicolas stephane
        laurent frederic thierry eric pascal olivier julien francois gerard sebastien guillaume alexandre antoine
        vincent maxime romain thomas benoit mathieu matthieu jerome bruno didier dominique marc denis fabrice cedric
        gilles herve yves yann loic gael arnaud xavier emmanuel franck ludovic damien raphael lucas hugo louis arthur
        jules leo gabriel adrien clement quentin baptiste theo enzo nathan mathis noe paul etienne remi remy valentin
        florian simon tristan corentin kevin jordan anthony mickael gregory lionel serge roger maurice georges henri
        rene marcel lucien raymond robert claude guy luc joel martial fabien samuel david benjamin jeremy dylan
        marie nathalie isabelle sylvie catherine francoise christine anne monique valerie sandrine stephanie celine
        veronique sophie jacqueline nicole brigitte chantal christiane martine annie julie aurelie laurence laura
        emilie camille lea manon chloe emma ines jade louise alice lina juliette zoe clara sarah eva lucie margaux
        pauline mathilde marion anais elodie laetitia melanie virginie caroline delphine karine sabrina corinne
        patricia helene agnes florence beatrice odile josiane ginette simone jeanne yvette madeleine suzanne colette
        denise renee genevieve therese bernadette germaine cecile claire elise amandine audrey charlotte morgane
        noemie oceane ophelie justine coralie gaelle solene maelle clemence constance eugenie estelle fabienne
        geraldine joelle lydie maryse mireille muriel murielle nadine noelle pascale regine roselyne severine solange
        vanessa yolande benedicte blandine capucine apolline augustin anatole aurelien bastien cyril cyrille edouard
        gaspard gauthier geoffroy gwenael kilian leon malo mael noam oscar pacome theodore thibault thibaut timothee
        tanguy ulysse victor yannick zinedine youssef sofiane nadia fatoumata aminata mamadou ousmane moussa
        """

    private static let otherGiven = """
        hans klaus jurgen juergen wolfgang peter uwe dieter helmut manfred heinz horst werner gunter gunther karl
        stefan andreas markus matthias torsten thorsten jens sven lars jan tobias florian sebastian felix maximilian
        lukas leon jonas finn niklas moritz philipp johannes friedrich wilhelm otto kurt rolf ralf ulrich heike sabine
        petra monika ursula renate helga karin gisela ingrid brigitte elke angelika claudia susanne birgit anke
        silke kerstin katrin anja tanja nicole julia katharina lena leonie hanna johanna greta frieda clara annika
        jose antonio manuel francisco juan javier carlos miguel rafael pedro jesus angel pablo sergio fernando jorge
        alberto alvaro diego adrian raul enrique ramon vicente andres joaquin santiago eduardo victor ruben ivan
        oscar alejandro gonzalo ignacio jaime mateo hugo martin maria carmen ana isabel dolores pilar josefa rosa
        cristina antonia lucia elena concepcion mercedes manuela francisca sofia marta paula alba irene silvia
        beatriz rocio raquel nuria ines lourdes montserrat esperanza consuelo guadalupe ximena valentina catalina
        giuseppe giovanni antonio mario luigi francesco angelo vincenzo pietro salvatore carlo franco domenico bruno
        paolo michele giorgio aldo sergio luciano alessandro andrea marco luca matteo lorenzo davide simone federico
        riccardo stefano roberto fabio massimo claudio enrico giulia chiara francesca federica sara martina valentina
        alessia elisa giorgia silvia elena laura paola anna rosa angela giovanna teresa lucia carmela caterina
        giuseppina antonella daniela barbara patrizia simona ilaria bianca aurora ginevra beatrice
        joao jose antonio manuel paulo luis tiago rui nuno goncalo pedro duarte afonso henrique rodrigo guilherme
        bernardo tomas vasco gustavo thiago felipe caio mariana joana ines catarina beatriz leonor matilde carolina
        rita sofia filipa fernanda luciana juliana leticia larissa camila gabriela
        johannes jan piet kees hendrik willem cornelis jeroen maarten bas sander joost bram daan sem lotte sanne anouk
        femke marieke marijke ingeborg saskia wouter pieter dirk koen stijn thijs ruben jasper niels sjoerd tim
        anneke hilde els griet lieve veerle katrien joke truus wim geert bart lieven tom filip joris
        lars erik bjorn magnus anders nils ole mads soren astrid ingrid freja sigrid maja elin katarzyna agnieszka
        piotr krzysztof tomasz pawel marcin michal zofia ewa malgorzata jiri petr zuzana istvan laszlo gabor zsofia
        kwame kofi amara chidi ngozi adaeze tunde folake oluwaseun thabo sipho nokuthula
        """

    private static let ambiguousGiven = """
        paris victoria florence sydney charlotte jordan chelsea austin madison georgia virginia carolina dakota savannah
        brooklyn mark will may april june rose grace hope faith joy frank bill jack art rich max ruby julia amber
        crystal
        angel christian iris jade claude alexa jasmine dolores mercedes pilar jesus drew chase hunter carter grant
        dean guy victor sierra daisy lily violet autumn summer dawn gene ray rob bob pat sue don ken lee kim dale glen
        ron tony page sky skye destiny trinity genesis eden lorenzo jenkins flora melody harmony major king prince
        ernest earnest cliff heath reed wade ward miles basil felix delta aurora ada camille lance tiffany ivy holly
        penny ginger olive pearl crystal gem sandy robin jay may hazel heather star art bella nova  stella leo simone
        al el sam ben dan tim tom jim joe matt nick chris alex mike steve dave greg jeff josh jon kate noa rio ann e sem
        els bas li jun ole raj wei ming thanh linh minh star saint melody sage
        """

    private static let englishSurnames = """
        smith johnson williams brown jones garcia miller davis rodriguez martinez hernandez lopez gonzalez wilson
        anderson
        thomas taylor moore jackson martin lee perez thompson white harris sanchez clark ramirez lewis robinson walker
        young allen king wright scott torres nguyen hill flores green adams nelson baker hall rivera campbell mitchell
        carter roberts gomez phillips evans turner diaz parker cruz edwards collins reyes stewart morris morales murphy
        cook rogers gutierrez ortiz morgan cooper peterson bailey reed kelly howard ramos kim cox ward richardson watson
        brooks chavez wood james bennett gray mendoza ruiz hughes price alvarez castillo sanders patel myers long ross
        foster jimenez powell jenkins perry russell sullivan bell coleman butler henderson barnes gonzales fisher
        vasquez simmons romero jordan patterson alexander hamilton graham reynolds griffin wallace moreno west cole
        hayes bryant herrera gibson ellis tran medina aguilar stevens murray ford castro marshall owens harrison
        fernandez mcdonald woods washington kennedy wells vargas henry chen freeman webb tucker guzman burns crawford
        olson simpson porter hunter gordon mendez silva shaw snyder mason dixon munoz hunt hicks holmes palmer wagner
        black robertson boyd rose stone salazar fox warren mills meyer rice schmidt garza daniels ferguson nichols
        stephens soto weaver ryan gardner payne grant dunn kelley spencer hawkins arnold pierce hansen peters santos
        hart bradley knight elliott cunningham duncan armstrong hudson carroll lane riley andrews alvarado ray delgado
        berry perkins hoffman johnston matthews pena richards contreras willis carpenter lawrence sandoval guerrero
        george chapman rios estrada ortega watkins greene nunez wheeler valdez harper burke larson santiago maldonado
        morrison franklin carlson austin dominguez carr lawson jacobs obrien lynch singh vega bishop montgomery oliver
        jensen harvey williamson gilbert dean sims espinoza howell li wong reid hanson le mccoy garrett burton fuller
        wang weber welch rojas lucas marquez fields park yang little banks padilla day walsh bowman schultz fowler
        mejia davies lloyd clarke hewitt whitaker lovelace turing hopper torvalds begum khan hussain ahmed ali shah
        sharma kumar gupta verma reddy iyer kaur das mehta joshi zhang liu huang zhao wu zhou sato suzuki takahashi
        tanaka watanabe ito yamamoto nakamura kobayashi
        """

    private static let frenchSurnames = """
        martin bernard dubois thomas robert richard petit durand leroy moreau simon laurent lefebvre michel garcia david
        bertrand roux vincent fournier morel girard andre lefevre mercier dupont lambert bonnet francois martinez
        legrand garnier faure rousseau blanc guerin muller henry roussel nicolas perrin morin mathieu clement gauthier
        dumont lopez fontaine chevalier robin masson sanchez gerard nguyen boyer denis lemaire duval joly gautier roger
        roche roy noel meyer lucas meunier jean perez marchand dufour blanchard marie barbier brun dumas brunet schmitt
        leroux colas fernandez renard arnaud rolland caron aubert giraud leclerc vidal bourgeois renaud lemoine picard
        gaillard philippe leclercq lacroix fabre dupuis olivier rodriguez da silva hubert louis charles guillot riviere
        le gall guillaume adam rey moulin gonzalez berger lecomte menard fleury deschamps carpentier julien benoit paris
        maillard marchal aubry vasseur renault le roux jacquet collet prevost poirier charpentier royer huet baron dupuy
        pons paul laine carre breton remy schneider perrot guyot barre marty cousin lamy tessier vallet besson camus
        delaunay pelletier delmas hoarau payet grondin boucher bouvier cordier humbert collin hamon bailly dupond
        levy cohen chartier poulain pasquier tanguy bodin lebrun lebon dufresne beaumont delacroix desjardins tremblay
        gagnon roy cote bouchard gauthier morin lavoie fortin gagne ouellet pelletier belanger levesque bergeron leblanc
        diallo traore ba diop ndiaye sow fall benali haddad mansouri bouazizi belkacem
        """

    private static let otherSurnames = """
        muller mueller schmidt schneider fischer weber meyer wagner becker schulz hoffmann schafer schaefer koch bauer
        richter klein wolf schroder schroeder neumann schwarz zimmermann braun kruger krueger hofmann hartmann lange
        schmitt werner krause meier lehmann schmid schulze maier kohler koehler herrmann konig koenig walter mayer huber
        kaiser fuchs peters lang scholz moller moeller weiss jung hahn schubert vogel friedrich keller gunther frank
        berger winkler roth beck lorenz baumann franke albrecht schuster simon ludwig bohm winter kraus martin
        garcia gonzalez rodriguez fernandez lopez martinez sanchez perez gomez martin jimenez ruiz hernandez diaz moreno
        munoz alvarez romero alonso gutierrez navarro torres dominguez vazquez ramos gil ramirez serrano blanco molina
        morales suarez ortega delgado castro ortiz rubio marin sanz iglesias nunez medina garrido cortes castillo santos
        lozano guerrero cano prieto mendez cruz calvo gallego vidal leon marquez herrera pena flores cabrera campos vega
        fuentes carrasco diez caballero reyes nieto aguilar pascual santana
        rossi russo ferrari esposito bianchi romano colombo ricci marino greco bruno gallo conti deluca mancini costa
        giordano rizzo lombardi moretti barbieri fontana santoro mariani rinaldi caruso ferrara galli martini leone
        longo gentile martinelli vitale lombardo serra coppola desantis damico parisi villa conte ferraro
        silva santos ferreira pereira oliveira costa rodrigues martins jesus sousa fernandes goncalves gomes lopes
        marques alves almeida ribeiro pinto carvalho teixeira moreira correia mendes nunes soares vieira monteiro
        cardoso rocha raposo neves coelho cruz cunha pires ramos reis simoes antunes matos fonseca machado araujo
        barbosa tavares lourenco azevedo souza lima barros
        jong jansen vries berg bakker dijk visser smit meijer boer mulder groot bos vos peters hendriks leeuwen dekker
        brouwer wit dijkstra smits graaf meer linden kok jacobs haan vermeulen heuvel veen broek schouten bruijn beek
        willems vliet hoekstra maas verhoeven koster dam prins peeters janssens maes mertens claes goossens wouters
        desmet dubois lambert hansen johansen olsen larsen andersen nilsson andersson johansson karlsson eriksson
        nielsen jensen pedersen kowalski nowak wisniewski wojcik novak svoboda horvath nagy kovacs ivanov petrov popov
        smirnov kuznetsov okafor adeyemi mensah okonkwo nkosi dlamini mwangi
        """

    /// Words that often start with a capital and are no names.
    private static let ordinary = """
        the this that these those and but for not you your our his her its they we she he it if when where what who why
        how all any each some no yes please thank thanks hello hi dear team everyone everybody all sir madam customer
        monday tuesday wednesday thursday friday saturday sunday lundi mardi mercredi jeudi vendredi samedi dimanche
        new server service client user admin administrator root guest test system error warning info debug api http
        https
        url json xml yaml html css sql rest get post put delete patch status request response data database table column
        row index key value string number integer boolean array object class function method module package library
        project build release version update support help desk office department company group inc ltd corp llc gmbh
        sarl sas bank north south east west street avenue road boulevard rue place city town country state united states
        kingdom france germany spain italy portugal belgium switzerland canada america europe london paris berlin madrid
        rome lisbon brussels amsterdam english french german spanish italian portuguese dutch product order invoice
        payment card account number phone email address name date time document file folder page chapter section figure
        total amount price cost sales marketing engineering human resources management manager director president
        chief officer executive board committee council general assembly international national european central
        machine learning deep neural network science computer software hardware internet web site online cloud docker
        kubernetes linux windows mac ubuntu debian python java swift rust go javascript typescript react angular vue
        node
        google amazon microsoft apple facebook twitter github gitlab slack stripe postgres mysql redis kafka nats
        monsieur madame bonjour cordialement merci votre notre nous vous ils elles les des une est sont avec pour dans
        sur par cette ces mon ton son nom prenom objet sujet re fwd fw tr subject regards best kind warm sincerely
        unknown anonymous none null undefined na true false default main master high low medium critical open closed
        pending active inactive enabled disabled required optional created updated deleted login logout password
        november december january february march june july august september october spring winter plan task code agent
        question answer note notes summary description title readme license introduction overview example examples
        here there then now today tomorrow yesterday also however because since until while after before during
        world team day night morning evening afternoon week month year friend friends colleague colleagues reader folks
        guys ladies gentlemen mom dad god lord jesus christ happy merry christmas good great big little first last
        second third one two three four five six seven eight nine ten see let can could would should must may might
        do does did is are was were be been has have had will shall from to with of in on at by as or so up down
        bot ci cd production cluster staging pipeline environment backup scheduler worker queue gateway proxy router
        monitor dashboard console portal platform core common shared public private internal external local remote
        global primary secondary replica instance container image volume network firewall balancer cache session token
        store storage bucket registry repository branch tag commit merge pull review job runner deploy deployment
        rollout config configuration settings profile template theme plugin extension component report chart graph
        metric alert event handler listener controller view model entity schema migration fixture suite spec benchmark
        performance security compliance audit legal finance billing accounting payroll procurement logistics warehouse
        shipping delivery returns quality assurance research development design operations infrastructure maintenance
        automation integration analytics strategy communications media press relations community partners vendors
        suppliers contractors visitors students teachers staff crew unit division region zone area district floor room
        suite lobby reception equipe direction comptabilite facturation ressources humaines commercial technique
        juridique informatique reseau serveur donnees sauvegarde tache projet fichier rapport tableau accueil livraison
        word excel powerpoint outlook visio robot
        entrepot recette bonne cordialement service clients abonnement boutique magasin societe entreprise
        hall theorem law effect machine engine number test scale prize award day code street script server
        """
}
