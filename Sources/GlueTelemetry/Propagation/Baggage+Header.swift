extension Baggage {
    static let mostMembers = 64
    static let mostBytes = 8192

    /// Reads a `baggage` header. A member that is not valid is left out; so is what exceeds the limits.
    init(header: String) {
        self.init()
        for item in header.prefix(bytes: Self.mostBytes).split(separator: ",", omittingEmptySubsequences: true) {
            guard names.count < Self.mostMembers else { return }
            let parts = item.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
            guard let equals = parts[0].firstIndex(of: "=") else { continue }
            let name = parts[0][..<equals].trimmedOfBlanks
            let value = parts[0][parts[0].index(after: equals)...].trimmedOfBlanks
            guard !name.isEmpty, name.utf8.allSatisfy(\.isTokenByte), value.utf8.allSatisfy(\.isBaggageByte) else { continue }
            let metadata = parts.count > 1 ? String(parts[1].trimmedOfBlanks) : ""
            self[String(name)] = Entry(PercentCoding.decoded(value), metadata: metadata)
        }
    }

    /// The header's value: whole members only, as many as the limits allow. Names that are no HTTP token are left out.
    var header: String {
        var members: [String] = []
        var bytes = 0
        for name in names {
            guard let entry = self[name], !name.isEmpty, name.utf8.allSatisfy(\.isTokenByte) else { continue }
            var member = "\(name)=\(PercentCoding.encoded(entry.value) { $0.isBaggageByte && $0 != UInt8(ascii: "%") })"
            if !entry.metadata.isEmpty, entry.metadata.utf8.allSatisfy({ $0.isMetadataByte }) { member += ";\(entry.metadata)" }
            let size = member.utf8.count + (members.isEmpty ? 0 : 1)
            guard members.count < Self.mostMembers, bytes + size <= Self.mostBytes else { continue }
            bytes += size
            members.append(member)
        }
        return members.joined(separator: ",")
    }
}

extension UInt8 {
    /// RFC 9110, section 5.6.2.
    var isTokenByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "!#$%&'*+-.^_`|~".utf8.contains(self)
        }
    }

    /// Visible ASCII but for `"`, `,`, `;` and `\`.
    var isBaggageByte: Bool { (0x21...0x7E).contains(self) && !"\",;\\".utf8.contains(self) }

    fileprivate var isMetadataByte: Bool { (0x20...0x7E).contains(self) && self != UInt8(ascii: ",") }
}

extension String {
    /// The longest beginning that ends before a comma or at the end, within some bytes.
    fileprivate func prefix(bytes limit: Int) -> Substring {
        guard utf8.count > limit else { return self[...] }
        let cut = utf8.index(utf8.startIndex, offsetBy: limit)
        return self[..<(self[..<cut].lastIndex(of: ",") ?? startIndex)]
    }
}
