/// The words the scanner knows, in folded form (lower case, no accents). English and French first, with the labels of
/// the other languages whose phone formats are known.
enum ContextWords {
    static let table = WordTable(contexts + NameWords.lists)

    private static let contexts: [(WordFlags, String)] = [
        (.ssn, "ssn ssns socialsecurity social ssnumber socialsecuritynumber taxpayer"),
        (.nir, "nir secu sociale insee immatriculation assure assuree vitale nss"),
        (
            .birth,
            """
            dob birth birthdate birthday bday born dateofbirth naissance naiss nee neele datenaissance ddn geboren
            geburtsdatum geburtstag nacimiento nacido nacida nascita nato nata nascimento nascido nascida geboortedatum
            birthdt bornon birthdates geb
            """
        ),
        (
            .passport,
            "passport passports passeport passeports reisepass reisepassnummer pasaporte passaporto paspoort "
                + "passaporte "
                + "passportno passportnumber paspoortnummer pasaportes"
        ),
        (
            .phone,
            """
            phone phones telephone tel tels mobile mob cell cellphone cellular fax call calls called calling dial dialed
            sms text texted whatsapp signal viber hotline helpline reach contact ring telefon telefono telefone telefoon
            telefonnummer handy mobil mobiltelefon mobilnummer movil movel celular cellulare cellulaire portable
            appeler appelez appelle appel rappeler rappelez rappel joindre joignable telephoner gsm natel fixe telecopie
            phonenumber mobilenumber telefax tlf tfno landline voicemail rufnummer anrufen llamar chiamare bellen ligar
            telephonenumber callback msisdn telemovel telemoveis telefones mobilfunk handynummer portables cellphones
            """
        ),
        (
            .card,
            """
            card cards visa mastercard amex american express discover diners maestro jcb unionpay mir rupay carte carta
            tarjeta kreditkarte creditcard debit pan cb cardnumber cartao creditkaart paiement payment ccnumber cc
            """
        ),
        (
            .version,
            """
            version versions ver vers release releases build rev revision firmware driver section chapter clause oid
            paragraph figure kernel upgrade upgraded downgrade patch semver sdk dotnet assemblyversion fileversion
            appversion snmp changelog pkg package chrome chromium
            """
        ),
        (
            .reference,
            """
            order orders commande ref reference refno id ids uid isbn issn invoice facture tracking suivi ticket case
            sku
            part serial batch lot account acct ean upc gtin siren siret transaction txn timestamp epoch sequence seq
            size
            bytes hash checksum number numero build commit merge revision job process pid port bug issue pr article dossier
            client customer product produit model colis parcel shipment booking reservation record row line offset count
            total montant amount vat tva duns isni orcid doi pmid arxiv imei iccid
            """
        ),
        (.aws, "aws akia secretaccesskey awssecretaccesskey amazon s3"),
        (
            .issue,
            "issued issue expires expiry expired expiration valid validity until delivre delivree expire "
                + "emission since "
                + "created updated married joined hired died deceased embauche"
        ),
        (
            .month,
            """
            january february march april may june july august september october november december
            jan feb mar apr jun jul aug sep sept oct nov dec
            janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
            janv fevr avr juil januar februar marz maerz juni juli oktober dezember
            enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
            gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
            janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro
            januari februari maart mei augustus
            """
        ),
        (
            .unit,
            """
            eur euro euros usd dollars gbp pounds chf km m kg g mb gb kb bytes ms seconds users rows records items
            requests
            lines percent people inhabitants habitants personnes lignes utilisateurs fois times units tokens messages
            entries files hits points steps events downloads views iterations
            """
        ),
        (
            .command,
            "curl wget mysql mysqldump mysqladmin mariadb sshpass docker podman http https az oc helm ldapsearch ldapadd "
                + "ldapmodify ldapdelete ldapwhoami redis unzip zip sqlcmd bcp osql isql mongo mongosh mongodump "
                + "mongorestore cqlsh smbclient"
        ),
        (
            .login,
            "auth creds identifiants basicauth httpbasicauth httpdigestauth login signin authenticate networkcredential "
                + "usernamepasswordcredentials passwordauthentication credentials setbasicauth basicauthentication "
                + "proxyauth httpproxyauth plainauth basic digest usernamepasswordcredential mysqli mysqliconnect "
                + "mysqlconnect getconnection pdo"
        ),
        (.copula, "is est ist es was are becomes equals sera has"),
        (
            .notSecret,
            """
            string str text varchar char nvarchar int integer bool boolean bytes byte object any null nil none undefined
            optional required true false yes no void number float double self this props state value input field form
            label type data token password passwd pwd secret key apikey credentials credential default empty unset
            missing invalid incorrect wrong expired hidden masked redacted removed omitted filtered encrypted hashed
            changeme change changeit example sample dummy placeholder test testing todo fixme tbd foo bar baz foobar
            must should cannot is are was has have and or not the a an for in on to of with at by from if when your
            our my new old current forgot reset confirm confirmation repeat policy manager protected rotation strength
            vide aucun obligatoire requis oublie incorrecte invalide nouveau ancien actuel est votre notre mon le la les
            un une des du de et ou chaine securestring secretstr option result promise func function return await async
            let var const static public private readonly config settings env environ process params args request req
            response res body user username model schema column field fields header headers generated auto prompt ask
            ok ko mandatory unknown unchanged provided supplied given plaintext cleartext file path vault bearer basic
            enter characters digits choose select least exactly pass step
            disabled enabled always never only enforced needed length minimum maximum min max here below above
            """
        ),
        (
            .nameLabel,
            """
            fullname firstname lastname surname familyname givenname middlename maidenname prenom nomdefamille
            nomcomplet
            patient author auteur autrice auteure employee employe signatory signataire beneficiary beneficiaire
            cardholder titulaire assignee reviewer maintainer owner proprietaire applicant tenant locataire witness
            temoin
            nachname vorname apellido apellidos cognome sobrenome achternaam voornaam recipient destinataire expediteur
            sender attn attention employeename customername patientname contactname username_full interlocuteur
            salarie candidat candidate collaborateur collaboratrice manager responsable supervisor plaintiff defendant
            attendee participant approver speaker accountholder nomprenom displayname realname
            """
        ),
        (
            .weakNameLabel,
            "name nom nombre nome naam customer client contact from to cc user utilisateur kunde cliente "
                + "named nomme nommee "
                + "driver guest buyer seller student teacher member caller subscriber"
        ),
        (
            .honorific,
            "mr mrs ms miss mx dr prof professor sir madam mme mlle mmes monsieur madame mademoiselle maitre docteur "
                + "professeur herr frau senor senora senorita sr sra srta sig signor signora signore dott dottor "
                + "dhr mevr mevrouw meneer doctor doutor dona"
        ),
        (
            .greeting,
            "dear hi hello hey bonjour bonsoir salut cher chere chers coucou hola ciao hallo liebe lieber caro cara "
                + "estimado estimada querido querida beste geachte thanks thank merci"
        ),
        (
            .closing,
            "regards sincerely cordialement cheers thanks merci bien best salutations amicalement gruesse grusse saludos saluti"
        ),
        (
            .byVerb,
            "signed written authored reviewed approved created reported assigned committed signe ecrit redige approuve "
                + "valide prepared submitted requested off tested acked co authored suggested"
        ),
        (
            .passwordWord,
            "contrasena passwort kennwort senha wachtwoord mdp masterauth motdepasse motdepasses contrasenya psk wpapsk"
        ),
        (
            .nameKind,
            "first last full family given maiden middle legal patient customer employee client contact guest "
                + "holder sur "
                + "complete cardholder my his her their son mon leur famille complet student tenant applicant person"
        ),
        (.selfVerb, "am suis appelle bin soy sono sou"),
        (.by, "by par von por da door"),
        (
            .particle,
            "de da do dos das di del della van von der den du la le el al bin ibn ben ter ten zu mac mc st saint y e "
                + "d o l"
        ),
        (
            .street,
            "street st avenue ave road rd boulevard blvd lane drive square place court bridge airport university "
                + "college school hospital station park river mountain museum foundation institute award prize church "
                + "stadium building library hotel restaurant street island lake beach valley county city town "
                + "center centre "
                + "inc ltd llc corp gmbh sarl company group bank rue prix lycee hopital ecole universite musee gare pont stade theatre quai impasse allee "
                + "clinique fondation mont cap fort lac ile baie pic col pointe cathedrale basilique eglise"
        ),
    ]
}
