/// Which script a code point belongs to: Unicode's Scripts property, which Swift's standard library does not offer.
///
/// The data are facts of the Unicode Character Database (Scripts), in a form of our own: for every run of code points
/// the distance from the run before, the length less one and the number of the script, in base 36.
enum ScriptTable {
    /// The test for a script by its long name or its four-letter code; nil for an unknown one.
    static func test(_ name: String) -> PatternProperties.Test? {
        guard let script = numbers[name] else { return nil }
        let ranges = runs.compactMap { $0.script == script ? $0.range : nil }
        let set = ScalarSet(ranges).prepared()
        return { set.contains($0.value) }
    }

    private static let numbers: [String: Int] = {
        var result: [String: Int] = [:]
        for (number, pair) in names.split(separator: ",").enumerated() {
            for name in pair.split(whereSeparator: { $0 == " " || $0 == "\n" }) { result[String(name)] = number }
        }
        return result
    }()

    private static let runs: [(range: ClosedRange<UInt32>, script: Int)] = {
        var start: UInt32 = 0
        return data.split(whereSeparator: { $0 == " " || $0 == "\n" }).compactMap { run in
            let parts = run.split(separator: ",").compactMap { UInt32($0, radix: 36) }
            guard parts.count == 3 else { return nil }
            start += parts[0]
            return (start...(start + parts[1]), Int(parts[2]))
        }
    }()

    private static let names = """
        Adlm Adlam, Aghb Caucasian_Albanian, Ahom Ahom, Arab Arabic, Armi Imperial_Aramaic, Armn Armenian,
        Avst Avestan, Bali Balinese, Bamu Bamum, Bass Bassa_Vah, Batk Batak, Beng Bengali, Berf Beria_Erfe,
        Bhks Bhaiksuki, Bopo Bopomofo, Brah Brahmi, Brai Braille, Bugi Buginese, Buhd Buhid, Cakm Chakma,
        Cans Canadian_Aboriginal, Cari Carian, Cham Cham, Cher Cherokee, Chrs Chorasmian, Copt Coptic,
        Cpmn Cypro_Minoan, Cprt Cypriot, Cyrl Cyrillic, Deva Devanagari, Diak Dives_Akuru, Dogr Dogra,
        Dsrt Deseret, Dupl Duployan, Egyp Egyptian_Hieroglyphs, Elba Elbasan, Elym Elymaic, Ethi Ethiopic,
        Gara Garay, Geor Georgian, Glag Glagolitic, Gong Gunjala_Gondi, Gonm Masaram_Gondi, Goth Gothic,
        Gran Grantha, Grek Greek, Gujr Gujarati, Gukh Gurung_Khema, Guru Gurmukhi, Hang Hangul, Hani Han,
        Hano Hanunoo, Hatr Hatran, Hebr Hebrew, Hira Hiragana, Hluw Anatolian_Hieroglyphs, Hmng Pahawh_Hmong,
        Hmnp Nyiakeng_Puachue_Hmong, Hung Old_Hungarian, Ital Old_Italic, Java Javanese, Jurc Jurchen,
        Kali Kayah_Li, Kana Katakana, Kawi Kawi, Khar Kharoshthi, Khmr Khmer, Khoj Khojki,
        Kits Khitan_Small_Script, Knda Kannada, Krai Kirat_Rai, Kthi Kaithi, Lana Tai_Tham, Laoo Lao,
        Latn Latin, Lepc Lepcha, Limb Limbu, Lina Linear_A, Linb Linear_B, Lisu Lisu, Lyci Lycian,
        Lydi Lydian, Mahj Mahajani, Maka Makasar, Mand Mandaic, Mani Manichaean, Marc Marchen,
        Medf Medefaidrin, Mend Mende_Kikakui, Merc Meroitic_Cursive, Mero Meroitic_Hieroglyphs,
        Mlym Malayalam, Modi Modi, Mong Mongolian, Mroo Mro, Mtei Meetei_Mayek, Mult Multani, Mymr Myanmar,
        Nagm Nag_Mundari, Nand Nandinagari, Narb Old_North_Arabian, Nbat Nabataean, Newa Newa, Nkoo Nko,
        Nshu Nushu, Ogam Ogham, Olck Ol_Chiki, Onao Ol_Onal, Orkh Old_Turkic, Orya Oriya, Osge Osage,
        Osma Osmanya, Ougr Old_Uyghur, Palm Palmyrene, Pauc Pau_Cin_Hau, Pcun Proto_Cuneiform,
        Perm Old_Permic, Phag Phags_Pa, Phli Inscriptional_Pahlavi, Phlp Psalter_Pahlavi, Phnx Phoenician,
        Plrd Miao, Prti Inscriptional_Parthian, Rjng Rejang, Rohg Hanifi_Rohingya, Runr Runic,
        Samr Samaritan, Sarb Old_South_Arabian, Saur Saurashtra, Seal Seal, Sgnw SignWriting, Shaw Shavian,
        Shrd Sharada, Sidd Siddham, Sidt Sidetic, Sind Khudawadi, Sinh Sinhala, Sogd Sogdian,
        Sogo Old_Sogdian, Sora Sora_Sompeng, Soyo Soyombo, Sund Sundanese, Sunu Sunuwar, Sylo Syloti_Nagri,
        Syrc Syriac, Tagb Tagbanwa, Takr Takri, Tale Tai_Le, Talu New_Tai_Lue, Taml Tamil, Tang Tangut,
        Tavt Tai_Viet, Tayo Tai_Yo, Telu Telugu, Tfng Tifinagh, Tglg Tagalog, Thaa Thaana, Thai Thai,
        Tibt Tibetan, Tirh Tirhuta, Tnsa Tangsa, Todr Todhri, Tols Tolong_Siki, Toto Toto,
        Tutg Tulu_Tigalari, Ugar Ugaritic, Vaii Vai, Vith Vithkuqi, Wara Warang_Citi, Wcho Wancho,
        Xpeo Old_Persian, Xsux Cuneiform, Yezi Yezidi, Yiii Yi, Zanb Zanabazar_Square, Zinh Inherited,
        Zyyy Common
        """

    private static let data = """
        0,1s,4w 1t,p,22 q,5,4w 6,p,22 q,1a,4w 1b,0,22 1,e,4w f,0,22 1,4,4w 5,m,22 n,0,4w 1,u,22 v,0,4w
        1,cg,22 ch,12,4w 13,4,22 5,4,4w 5,1,e 2,j,4w k,33,4v 34,3,19 4,0,4w 1,2,19 5,3,19 4,0,4w 1,0,19
        5,0,19 1,0,4w 1,0,19 1,0,4w 1,2,19 4,0,19 2,j,19 l,1q,19 1r,d,p e,f,19 g,3o,s 3p,1,4v 2,4o,s 4q,11,5
        13,1j,5 1l,1k,1h 1r,q,1h v,5,1h h,4,3 5,0,4w 1,5,3 6,0,4w 1,d,3 e,0,4w 1,2,3 3,0,4w 1,v,3 w,0,4w
        1,9,3 a,a,4v b,p,3 q,0,4v 1,2z,3 30,0,4w 1,x,3 y,d,40 f,1n,40 1q,2,40 3,1b,3 1c,1d,4c 1s,1m,2v
        1p,2,2v 3,19,3i 1c,e,3i g,r,2c u,0,2c 2,a,40 g,x,3 13,22,3 23,0,4w 1,s,3 t,28,t 29,3,4v 4,e,t f,1,4w
        2,p,t q,3,b 5,7,b a,1,b 4,l,b n,6,b 8,0,b 4,3,b 6,8,b b,1,b 4,3,b c,0,b 5,1,b 3,4,b 7,o,b r,2,1c
        4,5,1c a,1,1c 4,l,1c n,6,1c 8,1,1c 3,1,1c 3,1,1c 4,0,1c 2,4,1c 9,1,1c 4,2,1c 6,0,1c 8,3,1c 5,0,1c
        8,g,1c r,2,1a 4,8,1a a,2,1a 4,l,1a n,6,1a 8,1,1a 3,4,1a 7,9,1a b,2,1a 4,2,1a 5,0,1a g,3,1a 6,b,1a
        j,6,1a 8,2,31 4,7,31 a,1,31 4,l,31 n,6,31 8,1,31 3,4,31 7,8,31 b,1,31 4,2,31 8,4,31 9,1,31 3,4,31
        7,h,31 s,1,45 3,5,45 9,2,45 4,3,45 7,1,45 3,0,45 2,1,45 5,1,45 5,2,45 6,b,45 g,4,45 8,2,45 4,3,45
        6,0,45 7,0,45 f,k,45 q,c,49 e,2,49 4,m,49 o,f,49 i,8,49 a,2,49 4,3,49 b,1,49 3,2,49 4,1,49 4,3,49
        6,9,49 h,8,49 9,c,1x e,2,1x 4,m,1x o,9,1x b,4,1x 7,8,1x a,2,1x 4,3,1x b,1,1x 7,2,1x 4,3,1x 6,9,1x
        b,2,1x f,c,2j e,2,2j 4,1e,2j 1g,2,2j 4,5,2j a,f,2j i,p,2j r,2,3s 4,h,3s l,n,3s p,8,3s a,0,3s 3,6,3s
        a,0,3s 5,5,3s 7,0,3s 2,7,3s e,9,3s c,2,3s f,1l,4d 1q,0,4w 1,r,4d 1t,1,21 3,0,21 2,4,21 6,n,21 p,0,21
        2,m,21 p,4,21 6,0,21 2,6,21 8,9,21 c,3,21 10,1z,4e 21,z,4e 14,12,4e 14,z,4e 11,e,4e g,6,4e 7,3,4w
        4,1,4e 13,4f,2p 4g,11,13 13,0,13 6,0,13 3,16,13 17,0,4w 1,3,13 4,73,1d 74,20,11 22,3,11 6,6,11
        8,0,11 2,3,11 6,14,11 16,3,11 6,w,11 y,3,11 6,6,11 8,0,11 2,3,11 6,e,11 g,1k,11 1m,3,11 6,1u,11
        1x,v,11 z,p,11 w,2d,n 2g,5,n 8,hr,k hs,s,2x w,22,3h 23,2,4w 3,a,3h i,l,4b v,0,4b 1,k,1f l,1,4w b,j,i
        w,c,41 e,2,41 4,1,41 e,2l,1u 2o,9,1u g,9,1u g,1,2l 2,1,4w 2,0,2l 1,0,4w 1,j,2l q,2g,2l 2o,16,2l
        1c,1x,k 28,u,24 w,b,24 g,b,24 g,0,24 4,b,24 c,t,43 w,4,43 g,17,44 1c,p,44 w,a,44 e,1,44 2,v,1u w,r,h
        u,1,h 2,1q,20 1s,s,20 v,a,20 h,9,20 g,d,20 g,1s,4v 28,24,7 26,1d,7 1e,1r,3x 1s,1f,a 1o,3,a 4,1j,23
        1n,e,23 i,2,23 3,1b,2y 1c,a,s g,16,13 19,2,13 3,7,3x g,2,4v 3,0,4w 1,c,4v d,0,4w 1,6,4v 7,3,4w
        4,0,4v 1,5,4w 6,0,4v 1,2,4w 3,1,4v 2,0,4w 6,11,22 12,4,19 5,0,s 1,1c,22 1d,4,19 5,3,22 4,4,19 5,c,22
        d,0,s 1,1x,22 1y,0,19 1,1r,4v 1s,73,22 74,l,19 o,5,19 8,11,19 14,5,19 8,7,19 9,0,19 2,0,19 2,0,19
        2,u,19 x,1g,19 1i,e,19 g,d,19 g,5,19 7,i,19 l,2,19 4,8,19 a,b,4w c,1,4v 2,2e,4w 2g,a,4w b,0,22
        3,a,4w b,0,22 1,f,4w g,f,22 g,10,4w 1c,w,4v 1c,11,4w 12,0,19 1,2,4w 3,1,22 2,5,4w 6,0,22 1,q,4w
        r,0,22 1,g,4w h,14,22 15,2,4w 7,ih,4w j4,a,4w w,pr,4w ps,73,g 74,hf,4w hi,3t,4w 3u,2n,14 2o,v,22
        w,37,p 3d,6,p 7,11,13 13,0,13 6,0,13 3,1j,4a 1r,1,4a g,0,4a 1,m,11 w,6,11 8,6,11 8,6,11 8,6,11
        8,6,11 8,6,11 8,6,11 8,6,11 8,v,s w,2l,4w 2o,3,4w w,p,1e r,2g,1e 2t,5x,1e 6o,k,4w l,0,1e 1,0,4w
        1,0,1e 1,o,4w p,8,1e 9,3,4v 4,1,1d 2,7,4w 8,3,1e 4,3,4w 5,2d,1i 2g,1,4v 2,1,4w 2,2,1i 3,0,4w 1,2h,1r
        2i,1,4w 2,2,1r 8,16,e 18,2l,1d 2n,f,4w g,v,e w,11,4w 1b,0,4w 1,f,1r g,u,1d w,1r,4w 1s,u,1d v,28,4w
        29,1a,1r 1b,0,4w 1,2f,1r 2g,4n,4w 4o,533,1e 534,1r,4w 1s,g73,1e g74,wc,4t wg,1i,4t 1s,1b,27 1c,8b,4m
        8w,2n,s 2o,2f,8 2o,x,4w y,2t,22 2u,2,4w 3,2a,22 2f,0,22 f,e,22 f,18,3z 1c,9,4w g,1j,39 1s,1x,3k
        26,b,3k i,v,t w,19,1q 1a,0,4w 1,0,1q 1,z,3f 1b,0,3f 1,s,1d w,25,1o 27,0,4w 1,9,1o e,1,1o 2,u,2p
        w,1i,m 1s,d,m g,9,m c,3,m 4,v,2p w,1u,47 2j,4,47 5,m,2n x,5,11 8,5,11 8,5,11 f,6,11 8,6,11 8,16,22
        17,0,4w 1,8,22 9,0,19 1,3,22 4,1,4w 2,1,22 4,27,n 28,19,2n 1c,9,2n g,8mb,1d 8mo,m,1d r,1c,1d
        6k5,a5,1e a8,2x,1e 40,6,22 j,4,5 a,p,1h r,4,1h 6,0,1h 2,1,1h 3,1,1h 3,9,1h a,dp,3 dq,1,4w 2,3z,3
        4w,f,3 g,f,4v g,9,4w g,d,4v e,1,s 2,y,4w 10,i,4w k,3,4w 8,4,3 6,3q,3 3t,0,4w 2,v,4w w,p,22 q,5,4w
        6,p,22 q,a,4w b,9,1r a,0,4w 1,18,1r 19,1,4w 2,u,1d y,5,1d 8,5,1d 8,5,1d 8,2,1d 6,6,4w 8,6,4w h,4,4w
        7,b,26 d,p,26 r,i,26 k,1,26 3,e,26 h,d,26 1c,3e,26 3k,2,4w 7,18,4w 1c,8,4w 9,26,19 28,c,4w g,0,19
        1c,18,4w 19,0,4v 3n,s,28 w,1c,l 1s,0,4v 1,q,4w v,z,1n 19,2,1n 3,q,17 w,16,38 1c,t,4l v,0,4l 1,z,4q
        14,d,4q 1k,27,w 28,1b,3n 1c,t,33 w,9,33 g,z,32 14,z,32 14,13,z 1c,1f,1 1r,0,1 1,a,4n c,e,4n g,6,4n
        8,1,4n 3,a,4n c,e,4n g,6,4n 8,1,4n 5,1f,4h 1s,8m,25 8w,l,25 w,7,25 w,5,22 7,15,22 17,d,22 26,5,r
        8,0,r 2,17,r 19,1,r 5,0,r 3,0,r 1,l,4 n,8,4 9,v,35 w,u,2t 13,8,2t 1l,i,1g k,1,1g 7,4,1g 5,r,3c
        v,0,3c 1,p,29 v,0,29 1,p,3q 1s,v,2i w,n,2h s,j,2h m,19,2h 1a,3,1t 5,1,1t 7,7,1t 9,2,1t 4,s,1t v,2,1t
        7,9,1t h,8,1t g,v,3j w,v,2s 1s,12,2d 17,b,2d l,1h,6 1l,6,6 7,l,3e o,7,3e 8,i,3a o,7,3a 8,h,3b p,3,3b
        g,6,3b 2f,20,30 3k,1e,1m 1s,1e,1m 1m,5,1m 6,13,3g 1c,9,3g g,11,12 15,s,12 11,1,12 5u,u,3 w,15,4s
        17,2,4s 5,1,4s i,5,3 7,11,3 13,f,3 g,13,3u 1c,15,3t 1s,p,34 1s,r,o 1c,m,10 w,25,f 2a,z,f 19,0,f
        1,1u,1z 25,0,1z 3,o,3v w,9,3v g,1g,j 1i,h,j q,12,2a 1c,2n,3o 2p,j,3s v,h,1v j,1a,1v 31,6,2o 8,0,2o
        2,3,2o 5,e,2o g,a,2o h,1m,3r 1s,9,3r g,3,18 5,7,18 a,1,18 4,l,18 n,6,18 8,1,18 3,4,18 6,0,4v 1,8,18
        b,1,18 4,2,18 5,0,18 7,0,18 6,6,18 9,6,18 a,4,18 g,9,4k b,0,4k 3,0,4k 2,11,4k 13,9,4k b,0,4k 3,0,4k
        2,3,4k 5,9,4k b,1,4k a,1,4k v,2j,2u 2l,4,2u z,1z,4f 28,9,4f 4w,1h,3p 1k,11,3p 20,1w,2k 28,9,2k
        g,c,2l w,1l,42 1s,9,42 g,j,2p 1c,q,2 t,e,2 j,m,2 5s,1n,v 4g,2a,4o 2n,0,4o 1,6,u 9,0,u 3,7,u 9,1,u
        3,t,u v,1,u 4,b,u l,9,u 28,7,2r a,19,2r 1c,a,2r 12,1z,4u 28,2a,3w 2o,f,k g,1k,36 1s,a,t 2o,7,3o
        2o,x,3y 1c,9,3y g,8,d a,18,d 1a,d,d o,s,d w,v,2e y,l,2e n,d,2e 2f,6,16 8,1,16 3,17,16 1b,0,16 2,1,16
        3,8,16 h,9,16 g,5,15 7,1,15 3,10,15 12,1,15 3,5,15 d,9,15 g,17,4i 1c,9,4i g,1,b 6o,o,2b w,g,1s
        i,14,1s 18,s,1s 36,0,27 g,1d,45 1r,0,45 1,pl,4r sg,8z,4r 9c,2f,4r 2g,4j,37 4k,1m,4r 1tw,2q,q 34,ut,y
        v4,32y,y 334,g6,1j 5q8,1l,1b 1ds,fs,8 g0,u,2m w,9,2m e,1,2m 2,26,4g 28,9,4g g,t,9 w,5,9 g,1x,1k
        28,9,1k b,6,1k 8,k,1k q,i,1k cj,1l,1y 74,2i,2f 2o,o,c r,o,c 1x,22,3d 27,1k,3d 1s,g,3d 29,0,46 1,0,2w
        1,1,1e 2,0,1w c,6,1e g,5bz,46 5c0,d6,1w e7,0,1w 1,w,46 3k,36,46 3k,pd,1p ps,1e,1p 5zk,3,1r 5,6,1r
        8,1,1r 3,0,1r 1,7y,1i 7z,2,1r 3,0,1i 1,4,1r e,0,1i u,2,1i 5,0,1r f,4,1r c,az,2w 234,2y,x 34,c,x
        g,8,x g,9,x c,3,x 4,3,4w 31c,70,4w 74,c3,4w ca,m,4w o,2,4w b,w,4w z,19,4v 1c,m,4v w,37,4w 4w,6t,4w
        74,12,4w 13,1,4v 2,1p,4w 1q,2,4v 3,g,4w h,7,4v 8,1,4w 2,6,4v 7,t,4w u,3,4v 4,29,4w 2a,1x,19 28,a,4w
        b,1,4v 2,10,4w 2r,j,4w w,j,4w w,2e,4w 2o,o,4w 4g,2c,4w 2e,1y,4w 20,1,4w 4,0,4w 3,1,4w 4,3,4w 5,b,4w
        d,0,4w 2,6,4w 8,1s,4w 1u,3,4w 6,7,4w 9,6,4w 8,r,4w t,3,4w 5,4,4w 6,0,4w 4,6,4w 8,9g,4w 9i,83,4w
        86,1d,4w 1e,i3,3m ij,4,3m 6,e,3m 2n,s,4w sg,3l,22 40,6,22 1p,11,22 12,1,19 2,a,22 b,6,14 8,g,14
        j,6,14 8,1,14 3,4,14 a,1p,s 2n,0,s 35,18,1l 1c,d,1l g,9,1l e,1,1l 8y,u,4j 1c,1l,4p 1r,0,4p cx,15,2q
        74,16,2z 1b,0,2z 5d,u,48 w,l,48 u,1,48 6a,6,11 8,3,11 5,1,11 3,e,11 g,5g,2g 5j,f,2g 1l,23,0 28,9,0
        e,1,0 lv,1v,4w 40,1o,4w 73,3,3 5,q,3 s,1,3 3,0,3 3,0,3 2,9,3 b,3,3 5,0,3 2,0,3 7,0,3 5,0,3 2,0,3
        2,0,3 2,2,3 4,1,3 3,0,3 3,0,3 2,0,3 2,0,3 2,0,3 2,0,3 2,1,3 3,0,3 3,3,3 5,6,3 8,3,3 5,3,3 5,0,3
        2,9,3 b,g,3 m,2,3 4,4,3 6,g,3 1x,1,3 7k,17,4w 1c,2r,4w 34,e,4w h,e,4w g,e,4w g,10,4w 1b,4u,4w
        6e,p,4w q,0,1i 1,1,4w f,17,4w 1c,8,4w g,1,4w g,5,4w 4g,rd,4w rg,g,4w k,c,4w g,63,4w 68,b,4w g,r,4w
        w,1j,4w 1s,9,4w g,13,4w 1c,t,4w w,b,4w g,1,4w g,8,4w 1c,9j,4w 9s,d,4w g,c,4w g,1y,4w 20,0,4w 4,h,4w
        j,c,4w g,b,4w h,42,4w 44,2u,4w vg,wyn,1e wzk,3dq,1e 3ds,4gd,1e 4gg,5rk,1e 5s0,h9,1e 2ds,f1,1e
        1kw,3t6,1e 3tc,6jt,1e 119s,8qn,3l eb5t,0,4w v,2n,4w 68,6n,4v
        """
}
