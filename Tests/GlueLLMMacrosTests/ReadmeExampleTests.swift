import Foundation
import GlueJSON
import GlueLLMMacros
import GlueTestSupport
import Testing

@Generable
struct Trip {
    @Guide(description: "The city, in English") var city: String
    @Guide(.range(1...14)) var days: Int
    var stops: [String]
}

@Suite("The README's typed answer")
struct ReadmeExampleTests {
    @Test("It is the type that is compiled here, and reads what fits")
    func trip() throws {
        let readme = try Repository.text("README.md")
        let source = try Repository.text("Tests/GlueLLMMacrosTests/ReadmeExampleTests.swift")
        let declaration = try #require(source.split(separator: "\n\n").first { $0.hasPrefix("@Generable\nstruct Trip") })
        #expect(readme.contains(declaration))
        let trip = try (["city": "Rome", "days": 2, "stops": ["Forum"]] as JSONValue).decoded(as: Trip.self)
        #expect(trip.stops == ["Forum"])
        #expect(Trip.schema.value["properties"]?["days"]?["maximum"] == 14)
    }
}
