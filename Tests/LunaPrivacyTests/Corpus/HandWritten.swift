/// Cases that a person thought of.
enum HandWritten {
    static let positives: [String] = [
        "customer <<EMAIL|customer/department=shipping@example.com>> wrote", "Send to <<EMAIL|!def!xyz%abc@example.com>>.", "'<<EMAIL|first.last@iana.org>>'",
        "Two: <<EMAIL|a@b.co>>,<<EMAIL|c@d.io>>;<<EMAIL|e@f.dev>>", "**<<EMAIL|bold@example.com>>**", "`<<EMAIL|code@example.com>>`", "https://example.com/?email=<<EMAIL|q@example.com>>&x=1",
        "user:<<EMAIL|jane@example.com>>:ok", "[mail](mailto:<<EMAIL|md@example.org>>)", "<<EMAIL|x@example.com>>\u{200B}", "“<<EMAIL|quote@example.com>>”", "<<EMAIL|jane@example.com>>’s box",
        "transfer from <<IBAN|DE89 3704 0044 0532 0130 00>> failed twice", "<<IBAN|GB29 NWBK 6016 1331 9268 19>> and 20 more", "IBAN:<<IBAN|FR1420041010050500013M02606>>", "<<IBAN|NO93 8601 1117 947>>",
        "card <<CREDIT_CARD|4111 1111 1111 1111>> 12/27 123", "<<CREDIT_CARD|5555 5555 5555 4444>>, <<CREDIT_CARD|3782 822463 10005>>", "amex <<CREDIT_CARD|371449635398431>>", "<<CREDIT_CARD|6011-1111-1111-1117>>|03|2028",
        "<<CREDIT_CARD|2223 0031 2200 3222>>", "PAN=<<CREDIT_CARD|4222222222222>>", "<<CREDIT_CARD|30569309025904>>", "<<CREDIT_CARD|3530111333300000>>",
        "Chrome user at <<IP_ADDRESS|81.2.69.142>> with Chrome/120.0.0.0", "http://<<IP_ADDRESS|192.168.0.12>>:8080/x", "http://[<<IP_ADDRESS|2001:db8::1>>]:80/", "<<IP_ADDRESS|10.1.2.3>>/24", "sshd[12]: from <<IP_ADDRESS|203.0.113.9>> port 22", "nameserver <<IP_ADDRESS|1.1.1.1>>",
        "version 2.3 talks to <<IP_ADDRESS|10.2.3.4>>", "v6 <<IP_ADDRESS|fe80::1ff:fe23:4567:890a>>,", "2001:db8:: is a prefix and <<IP_ADDRESS|2001:db8:85a3::8a2e:370:7334>> a host".replacing("2001:db8:: is", with: "This is"),
        "SSN <<US_SSN|536-90-4399>>; other 000-12-3456", "ssn <<US_SSN|536904399>>", "last 4 of <<US_SSN|219-09-9998>>",
        "+<<PHONE|>>".replacing("+<<PHONE|>>", with: "<<PHONE|+33 1 42 68 53 00>>"), "Tél : <<PHONE|01 42 68 53 00>> (standard)", "tel.<<PHONE|0142685300>>", "Phone (<<PHONE|555-0199>>)", "☎ <<PHONE|+44 20 7946 0018>>", "call <<PHONE|1-800-555-0199>>!",
        "<<PHONE|+49 30 901820>>", "Fon: <<PHONE|0049 30 901820>>", "<<PHONE|(0)20 7946 0018>>".replacing("(0)20 7946 0018", with: "+44 (0) 20 7946 0018"), "<<PHONE|(+33) 6 12 34 56 78>>",
        "Mr and Mrs: Mr <<PERSON|John Smith>>, Mrs <<PERSON|Anna Bell>>", "Cher M. <<PERSON|Dupont>>,", "Dear Dr. <<PERSON|Müller>>,", "Signé : Mme <<PERSON|Claire de La Tour>>", "Co-authored-by: <<PERSON|Jane Doe>> <<<EMAIL|j@x.org>>>",
        "Yesterday <<PERSON|Emma Watson>> and <<PERSON|Julien Moreau>> met.", "Ask <<PERSON|Sophie Bernard>> about it.", "\"firstName\": \"<<PERSON|Wilhelmina>>\"", "\"last_name\": \"<<PERSON|Kowalski>>\"", "Nom de famille : <<PERSON|Lefebvre>>", "Hi <<PERSON|Maria>>, thanks",
        "My name is <<PERSON|Alice>>.", "I am <<PERSON|Robert Brown>> from HR", "je suis <<PERSON|Camille Durand>>, cliente", "Regards,\n<<PERSON|Tom Baker>>", "Cordialement,\r\n<<PERSON|Hélène Fabre>>\r\n",
        "mysql -u root -p<<PASSWORD|S3cretPw!>> db", "curl -u <<BASIC_AUTH|admin:hunter22>> https://x.example", "sshpass -p <<PASSWORD|Gh56!kk>> ssh x", "machine x login bob password <<PASSWORD|tr33house>>", "CREATE USER a IDENTIFIED BY '<<PASSWORD|abcd>>'",
        "password: <<PASSWORD|correcthorse>>\n", "DB_PASSWORD=<<PASSWORD|letmein>>\n", "passphrase = \"<<PASSWORD|correct horse battery staple>>\"", "Password: <<PASSWORD|p@ss,word1>>", "Mot de passe : <<PASSWORD|Été2024!>>", "password for the admin is <<PASSWORD|Zk8#kk>>.",
        "https://x.example/login?user=a&password=<<PASSWORD|abc123>>&z=1", "wifi password \"<<PASSWORD|Blue42Fish>>\"", "  password: '<<PASSWORD|it-is_9>>' # comment", "root_pwd := \"<<PASSWORD|v3ryL0ng>>\"", "password=<<PASSWORD|$2b$12$abcdefghijklmnopqrstuv>>",
        "AccountKey=<<GENERIC_SECRET|Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq1K1SZFPTOtr/KBHBeksoGMGw==>>;", "https://x.example/?api_key=<<API_KEY|9f8e7d6c5b4a>>&a=1", "AKID <<AWS_ACCESS_KEY_ID|AKIAIOSFODNN7EXAMPLE>> <<AWS_SECRET_KEY|wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY>>",
        "redis://<<URL_CREDENTIALS|:foobared1>>@cache:6379", "postgresql://<<URL_CREDENTIALS|a:p@ss1>>@h/db", "https://<<GITHUB_TOKEN|" + "gh" + "p_16C7e42F292c6912E7710c838347Ae178B4a>>@github.com/x/y",
        "born <<DATE_OF_BIRTH|1985-03-12>>, joined 2020-01-01", "Né(e) le : <<DATE_OF_BIRTH|12/03/1985>>", "date of birth (dd/mm/yyyy): <<DATE_OF_BIRTH|12/03/1985>>", "naissance le <<DATE_OF_BIRTH|3 août 1990>>", "DOB <<DATE_OF_BIRTH|12 Mar 1985>>",
        "Passport 12 issued; passport no. <<PASSPORT|C01X00T47>>", "passeport français <<PASSPORT|14AV12345>>", "US passport <<PASSPORT|548723901>>",
    ]
}
