/// A language that a text can be told to be written in, by its ISO 639-1 code.
///
/// The script says which it is where only one of these languages is written in it; Latin and Cyrillic letters leave it to
/// the words that every text needs. Languages that are not here may be taken for a neighbour that is.
public enum WrittenLanguage: String, Sendable, Hashable, CaseIterable, Codable {
    case arabic = "ar"
    case chinese = "zh"
    case dutch = "nl"
    case english = "en"
    case french = "fr"
    case german = "de"
    case greek = "el"
    case hebrew = "he"
    case hindi = "hi"
    case italian = "it"
    case japanese = "ja"
    case korean = "ko"
    case polish = "pl"
    case portuguese = "pt"
    case russian = "ru"
    case spanish = "es"
    case thai = "th"
    case ukrainian = "uk"

    /// - Returns: Nil where the text does not tell: fewer than two of any language's common words, or as many of two.
    public init?(of text: String) {
        var letters: [Script: Int] = [:]
        for scalar in text.unicodeScalars { if let script = Script(scalar) { letters[script, default: 0] += 1 } }
        // Japanese writes most of its nouns in Chinese characters, Chinese nothing in kana.
        if let kana = letters[.kana], kana * 10 >= letters[.han, default: 0] { letters[.kana] = kana + letters[.han, default: 0] }
        guard let script = letters.max(by: { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) })?.key else { return nil }
        if let language = script.language {
            self = language
            return
        }
        let words = Hook.words(of: text)
        let counts = Self.commonWords.map { (language: $0.key, count: words.count(where: $0.value.contains)) }
            .sorted { $0.count > $1.count }
        guard let first = counts.first, first.count >= 2, first.count > counts[1].count else { return nil }
        self = first.language
    }

    private static let commonWords: [WrittenLanguage: Set<String>] = [
        .english: [
            "the", "and", "of", "to", "is", "that", "it", "you", "for", "with", "are", "this", "not", "have", "was", "be", "from",
        ],
        .german: [
            "der", "die", "das", "und", "ist", "nicht", "ein", "eine", "zu", "mit", "den", "von", "auf", "sich", "ich", "für", "sie",
        ],
        .french: [
            "le", "la", "les", "et", "est", "des", "une", "dans", "pas", "que", "pour", "qui", "sur", "avec", "vous", "je", "du",
        ],
        .spanish: [
            "el", "la", "los", "las", "y", "es", "una", "que", "por", "con", "para", "del", "como", "pero", "está", "más", "muy",
        ],
        .italian: [
            "il", "la", "gli", "è", "che", "di", "per", "una", "non", "con", "sono", "della", "nel", "anche", "più", "questo", "le",
        ],
        .portuguese: [
            "o", "os", "as", "e", "é", "que", "uma", "não", "para", "com", "por", "do", "da", "em", "mais", "você", "como",
        ],
        .dutch: [
            "de", "het", "een", "en", "is", "niet", "van", "dat", "met", "voor", "zijn", "op", "aan", "ik", "je", "ook", "maar",
        ],
        .polish: ["nie", "jest", "się", "na", "to", "że", "z", "do", "jak", "ale", "co", "dla", "są", "tym", "czy", "już", "przez"],
        .russian: ["и", "не", "что", "на", "это", "как", "с", "по", "но", "он", "она", "они", "для", "из", "был", "мы", "вы", "то"],
        .ukrainian: [
            "і", "не", "що", "на", "це", "як", "з", "та", "але", "він", "вона", "вони", "для", "із", "був", "ми", "ви", "є",
        ],
    ]
}

extension WrittenLanguage {
    /// A script that these languages are written in.
    private enum Script: String {
        case latin, cyrillic, greek, hebrew, arabic, devanagari, thai, hangul, kana, han

        /// By the blocks of the Unicode Standard that hold the script's letters.
        init?(_ scalar: Unicode.Scalar) {
            switch scalar.value {
            case 0x41...0x5A, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F, 0x1E00...0x1EFF: self = .latin
            case 0x370...0x3FF, 0x1F00...0x1FFF: self = .greek
            case 0x400...0x52F: self = .cyrillic
            case 0x590...0x5FF: self = .hebrew
            case 0x600...0x6FF, 0x750...0x77F: self = .arabic
            case 0x900...0x97F: self = .devanagari
            case 0xE00...0xE7F: self = .thai
            case 0x1100...0x11FF, 0xAC00...0xD7A3: self = .hangul
            case 0x3041...0x30FF: self = .kana
            case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0x2_0000...0x2_FA1F: self = .han
            default: return nil
            }
        }

        /// Nil where several languages are written in it.
        var language: WrittenLanguage? {
            switch self {
            case .latin, .cyrillic: nil
            case .greek: .greek
            case .hebrew: .hebrew
            case .arabic: .arabic
            case .devanagari: .hindi
            case .thai: .thai
            case .hangul: .korean
            case .kana: .japanese
            case .han: .chinese
            }
        }
    }
}
