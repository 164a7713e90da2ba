import Testing

@testable import GlueLLM

@Suite("Files of variables")
struct EnvironmentFileTests {
    @Test(
        "Lines are read as people write them",
        arguments: [
            ("A=1", "1"), ("  A = 1  ", "1"), ("export A=1", "1"), ("A=\"two words\"", "two words"), ("A='it\\n'", "it\\n"),
            ("A=\"a\\n\\\"b\\\"\"", "a\n\"b\""), ("A=1 # a comment", "1"), ("A=a#b", "a#b"), ("A=\"a # b\" # c", "a # b"),
            ("A=x=y", "x=y"), ("A=1\nA=2", "2"), ("# A=1\n\nA=3\r\n", "3"), ("A=", ""), ("A=\"open", "\"open"),
            ("A=two  words", "two  words"), ("A=#all", ""),
        ]
    )
    func lines(text: String, value: String) {
        #expect(EnvironmentFile.parse(text) == ["A": value])
    }

    @Test("What is no assignment is passed over")
    func others() {
        #expect(EnvironmentFile.parse("nothing\n=1\n# x\n\n").isEmpty)
    }
}
