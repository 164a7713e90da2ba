import GlueOTLP

/// A fair sample of a series' measurements, of a fixed size.
///
/// Every measurement has the same chance to be in it: the *n*th one takes a place with the probability of 1/*n* for each.
/// Histograms with given bounds have one place a bucket; other series share a few.
///
/// Source: OpenTelemetry metrics SDK, "ExemplarReservoir"; Vitter, "Random sampling with a reservoir", 1985.
struct ExemplarReservoir: Sendable {
    private struct Place {
        var offered: UInt64 = 0
        var exemplar = OTLP.Exemplar()
        var isTaken = false
    }

    private var places: [Place]
    private let hasPlacePerBucket: Bool
    private var offered: UInt64 = 0
    private var randomness: UInt64

    /// - Parameters:
    ///   - places: How many exemplars there may be.
    ///   - hasPlacePerBucket: Whether each bucket has a place of its own.
    ///   - seed: Where the random numbers start.
    init(places: Int, hasPlacePerBucket: Bool, seed: UInt64) {
        self.places = Array(repeating: Place(), count: places)
        self.hasPlacePerBucket = hasPlacePerBucket
        randomness = seed
    }

    /// Offers a measurement; the exemplar is made only where it gets a place.
    mutating func offer(bucket: Int, _ exemplar: () -> OTLP.Exemplar) {
        let place: Int
        if hasPlacePerBucket {
            place = bucket
            places[place].offered += 1
            if places[place].offered > 1, random(below: places[place].offered) != 0 { return }
        } else {
            offered += 1
            let drawn = offered <= UInt64(places.count) ? offered - 1 : random(below: offered)
            guard drawn < UInt64(places.count) else { return }
            place = Int(drawn)
        }
        places[place].exemplar = exemplar()
        places[place].isTaken = true
    }

    /// Takes out the exemplars and begins anew.
    mutating func take() -> [OTLP.Exemplar] {
        defer {
            offered = 0
            for index in places.indices {
                places[index].offered = 0
                places[index].isTaken = false
            }
        }
        return places.filter(\.isTaken).map(\.exemplar)
    }

    /// SplitMix64, scaled by the high half of a product: even enough to choose among measurements.
    private mutating func random(below limit: UInt64) -> UInt64 {
        randomness &+= 0x9E37_79B9_7F4A_7C15
        var number = randomness
        number = (number ^ (number >> 30)) &* 0xBF58_476D_1CE4_E5B9
        number = (number ^ (number >> 27)) &* 0x94D0_49BB_1331_11EB
        return (number ^ (number >> 31)).multipliedFullWidth(by: limit).high
    }
}
