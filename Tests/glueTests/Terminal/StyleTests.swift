import Foundation
import Testing

@testable import glue

@Suite("Style")
struct StyleTests {
    @Test("A pipe gets no colours, whatever the environment says")
    func pipe() {
        let pipe = Pipe()
        #expect(!Style(descriptor: pipe.fileHandleForWriting.fileDescriptor, environment: ["TERM": "xterm-256color"]).isColoured)
    }

    @Test("Colours end where they began")
    func paint() {
        #expect(Style(isColoured: true).red("no") == "\u{1B}[31mno\u{1B}[0m")
        #expect(Style(isColoured: true).red("").isEmpty)
        #expect(Style.plain.red("no") == "no")
    }

    @Test("A terminal gets colours unless NO_COLOR or a dumb terminal refuses them")
    func terminal() throws {
        // The near end of a terminal that nobody sits at.
        let terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        try #require(terminal >= 0)
        defer { close(terminal) }
        #expect(Style(descriptor: terminal, environment: ["TERM": "xterm"]).isColoured)
        #expect(Style(descriptor: terminal, environment: ["TERM": "xterm", "NO_COLOR": ""]).isColoured)
        #expect(!Style(descriptor: terminal, environment: ["TERM": "xterm", "NO_COLOR": "1"]).isColoured)
        #expect(!Style(descriptor: terminal, environment: ["TERM": "dumb"]).isColoured)
    }
}
