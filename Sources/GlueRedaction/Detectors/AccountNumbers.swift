extension Detector {
    /// International bank account numbers, alone or in groups, of the right length and with the right check digits.
    ///
    /// Source: ISO 13616; the lengths from the registry of SWIFT.
    public static let accountNumbers = Detector(name: "iban", shortest: 15, landmarks: nil) { text in
        var ranges: [Range<Int>] = []
        var position = 0
        while position < text.count {
            if let end = AccountNumber.end(in: text, at: position) {
                ranges.append(position..<end)
                position = end
            } else {
                position += 1
            }
        }
        return ranges
    }
}

private enum AccountNumber {
    static func end(in text: ScannedText, at start: Int) -> Int? {
        guard start + 4 < text.count, text.bytes[start].isLetter, text.bytes[start + 1].isLetter, text.bytes[start + 2].isDigit,
            text.bytes[start + 3].isDigit, text.isBoundary(before: start),
            let length = lengths[String(decoding: text.bytes[start...(start + 1)], as: UTF8.self).uppercased()]
        else { return nil }
        var characters: [UInt8] = []
        var position = start
        while position < text.count, characters.count < length {
            let byte = text.bytes[position]
            if byte.isAlphanumeric {
                characters.append(byte)
            } else if byte != UInt8(ascii: " ") || text.bytes[position - 1] == byte {
                return nil
            }
            position += 1
        }
        guard characters.count == length, position == text.count || !text.bytes[position].isAlphanumeric else { return nil }
        return remainder(of: characters[4...] + characters[..<4]) == 1 ? position : nil
    }

    /// By 97, a letter counting as its place in the alphabet plus nine.
    private static func remainder(of characters: ArraySlice<UInt8>) -> Int {
        characters.reduce(0) { remainder, byte in
            byte.isDigit
                ? (remainder * 10 + Int(byte - UInt8(ascii: "0"))) % 97
                : (remainder * 100 + Int(byte.lowercased - UInt8(ascii: "a")) + 10) % 97
        }
    }

    private static let lengths: [String: Int] = [
        "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27, "BR": 29, "BY": 28,
        "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18,
        "FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22,
        "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20,
        "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28, "NL": 18,
        "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24, "SC": 31,
        "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29,
        "VA": 22, "VG": 24, "XK": 20, "YE": 30,
    ]
}
