/// Types that touch every container of a coder.
struct Order: Codable, Equatable {
    enum State: String, Codable { case open, shipped }
    enum Payment: Codable, Equatable {
        case cash
        case card(number: String, month: Int)
    }
    struct Line: Codable, Equatable {
        var name: String
        var price: Double?
        var tags: [String]
    }

    var id: Int64
    var state: State
    var lines: [Line]
    var payment: Payment
    var note: String?
    var matrix: [[Int?]]
    var counts: [String: UInt8]
    var weight: Float
    var isGift: Bool
}

class Vehicle: Codable {
    var wheels: Int
    init(wheels: Int) { self.wheels = wheels }
}

final class Truck: Vehicle {
    enum CodingKeys: String, CodingKey { case load }

    var load: Double

    init(wheels: Int, load: Double) {
        self.load = load
        super.init(wheels: wheels)
    }

    required init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        load = try container.decode(Double.self, forKey: .load)
        try super.init(from: try container.superDecoder())
    }

    override func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(load, forKey: .load)
        try super.encode(to: container.superEncoder())
    }
}

/// Takes apart and builds nested containers by hand.
struct Envelope: Codable, Equatable {
    enum Keys: String, CodingKey { case body, list, inner }

    var text: String
    var numbers: [Int]
    var pair: [String]

    init(text: String, numbers: [Int], pair: [String]) {
        self.text = text
        self.numbers = numbers
        self.pair = pair
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        let body = try container.nestedContainer(keyedBy: Keys.self, forKey: .body)
        text = try body.decode(String.self, forKey: .inner)
        var list = try container.nestedUnkeyedContainer(forKey: .list)
        numbers = []
        var numberList = try list.nestedUnkeyedContainer()
        while !numberList.isAtEnd {
            if try numberList.decodeNil() { continue }
            numbers.append(try numberList.decode(Int.self))
        }
        let last = try list.nestedContainer(keyedBy: Keys.self)
        pair = try last.decode([String].self, forKey: .inner)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        var list = container.nestedUnkeyedContainer(forKey: .list)
        var body = container.nestedContainer(keyedBy: Keys.self, forKey: .body)
        var numberList = list.nestedUnkeyedContainer()
        try numberList.encodeNil()
        for number in numbers { try numberList.encode(number) }
        // Handed out before the one above is done: what goes into either must find its place.
        var last = list.nestedContainer(keyedBy: Keys.self)
        try body.encode(text, forKey: .inner)
        try last.encode(pair, forKey: .inner)
    }
}
