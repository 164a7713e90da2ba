import Testing

@testable import GlueRedaction

@Suite("Personal data")
struct PersonalDataDetectorTests {
    private func redact(_ detector: Detector, _ text: String) -> String { Redactor(rules: [Rule(detector, .label("X"))]).redact(text) }

    @Test(
        "E-mail addresses",
        arguments: [
            ("jane@example.com", "[X]"), ("to <jane.doe+x@mail.example.co.uk>.", "to <[X]>."), ("a@b.com,c@d.org", "[X],[X]"),
            ("jürgen@bücher.de", "[X]"), ("宛先はjane@example.comです", "宛先は[X]です"), (#"x\njane@example.com\t"#, #"x\n[X]\t"#),
            (#"\u0022jane@example.com\u0022"#, #"\u0022[X]\u0022"#), ("jane@example", "jane@example"), ("@example.com", "@example.com"),
            ("a@", "a@"), ("a@b.c", "a@b.c"), ("v1@2.0", "v1@2.0"), ("x@xn--bcher-kva.xn--p1ai", "[X]"), ("@@@", "@@@"),
            ("git@v1.2.3", "git@v1.2.3"),
        ]
    )
    func email(text: String, redacted: String) {
        #expect(redact(.emailAddresses, text) == redacted)
    }

    @Test(
        "Card numbers with the right check digit, alone and in groups",
        arguments: [
            ("4111111111111111", "[X]"), ("pay 4111 1111 1111 1111 now", "pay [X] now"), ("4111-1111-1111-1111.", "[X]."),
            ("3782 822463 10005", "[X]"), ("5555555555554444", "[X]"), ("2223003122003222", "[X]"), ("6011111111111117", "[X]"),
            ("30569309025904", "[X]"), ("id 42 4111 1111 1111 1111", "id 42 [X]"), ("4111111111111112", "4111111111111112"),
            ("1111111111111117", "1111111111111117"), ("trace 41111111111111110000000000", "trace 41111111111111110000000000"),
            ("x4111111111111111", "x4111111111111111"), ("4111111111111111x", "4111111111111111x"), ("411111111111", "411111111111"),
            (#"\n4111111111111111\n"#, #"\n[X]\n"#), ("year 2024", "year 2024"), ("1785024000000000000", "1785024000000000000"),
        ]
    )
    func cards(text: String, redacted: String) {
        #expect(redact(.cardNumbers, text) == redacted)
    }

    @Test(
        "Bank account numbers with the right length and check digits",
        arguments: [
            ("DE89370400440532013000", "[X]"), ("IBAN DE89 3704 0044 0532 0130 00 USD", "IBAN [X] USD"), ("gb82west12345698765432", "[X]"),
            ("NO9386011117947.", "[X]."), ("MT84MALT011000012345MTLCAST001S", "[X]"), ("DE89370400440532013001", "DE89370400440532013001"),
            ("DE8937040044053201300", "DE8937040044053201300"), ("XX89370400440532013000", "XX89370400440532013000"),
            ("ADE89370400440532013000", "ADE89370400440532013000"), ("DE89", "DE89"),
            ("DE89370400440532013000X", "DE89370400440532013000X"),
        ]
    )
    func accounts(text: String, redacted: String) {
        #expect(redact(.accountNumbers, text) == redacted)
    }
}
