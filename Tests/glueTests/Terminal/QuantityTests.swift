import Testing

@testable import glue

@Suite("Quantities")
struct QuantityTests {
    @Test("Times change their unit", arguments: [(0, "0 µs"), (999_499, "999 µs"), (1_000_000, "1.0 ms"), (1_500_000_000, "1.50 s")])
    func time(nanoseconds: UInt64, text: String) {
        #expect(Quantity.time(nanoseconds: nanoseconds) == text)
    }

    @Test("One is not several")
    func count() {
        #expect(Quantity.count(1, "span") == "1 span")
        #expect(Quantity.count(0, "span") == "0 spans")
    }

    @Test("Costs show what a single call takes")
    func cost() {
        #expect(Quantity.cost(0.0000312) == "$0.000031")
    }
}
