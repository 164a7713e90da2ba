/// What vocabularies tell letters apart by.
enum ScalarClass: Sendable, Equatable {
    case space
    case newline
    case digit
    case small
    case capital
    /// A Latin letter with a mark.
    case marked
    case punctuation
    case cyrillic
    case greek
    /// Hebrew, Arabic and their neighbours.
    case semitic
    /// The scripts of India and south-east Asia.
    case indic
    case hangul
    /// Chinese characters, kana, and their punctuation.
    case ideograph
    /// Quotation marks, dashes and joiners beyond ASCII.
    case mark
    /// Pictures and whatever else there is.
    case other

    init(_ scalar: Unicode.Scalar) {
        self =
            switch scalar.value {
            case 0x20, 0x09: .space
            case 0x0A, 0x0D: .newline
            case 0x30...0x39: .digit
            case 0x61...0x7A: .small
            case 0x41...0x5A: .capital
            case ..<0x80: .punctuation
            case 0xC0..<0x250, 0x1E00..<0x1F00: .marked
            case 0x400..<0x530: .cyrillic
            case 0x370..<0x400, 0x1F00..<0x2000: .greek
            case 0x530..<0x900: .semitic
            case 0x900..<0x1100: .indic
            case 0xAC00..<0xD7B0, 0x1100..<0x1200: .hangul
            case 0x2E80..<0xA000, 0xF900..<0xFB00, 0xFF00..<0xFFF0, 0x20000..<0x32000: .ideograph
            case 0x2000..<0x2070: .mark
            default: .other
            }
    }

    /// How many letters of it make a token, in hundredths; nil where letters do not count by words.
    var lettersPerToken: Int? {
        switch self {
        case .cyrillic: 320
        case .greek, .indic: 200
        case .semitic: 250
        case .hangul: 111
        case .ideograph: 125
        default: nil
        }
    }
}
