import GlueLLM
import GlueRedaction
import GlueSemantics

extension Redrive {
    /// Drives the recording until an exchange, then goes on live.
    ///
    /// The verdict compares the whole with the recording: where it first diverges, and what came of that.
    ///
    /// - Throws: ``RedriveError/incomplete(reasons:)`` where there is no such exchange, where it is a workflow's, or where
    ///   something was taken out of what the live part would be told and nothing is given in its place.
    public func run(_ fork: Fork) async throws(RedriveError) -> ReplayOutcome {
        guard let at = recording.exchanges.firstIndex(where: { $0.index == fork.exchange }) else {
            throw .incomplete(reasons: ["there is no exchange \(fork.exchange); the recording has \(recording.exchanges.count), from 0"])
        }
        let target = recording.exchanges[at].spanID
        guard let place = recording.sessions.firstIndex(where: { $0.exchanges.contains { $0.spanID == target } }) else {
            throw .incomplete(reasons: ["exchange \(fork.exchange) is not of a completion of its own; a workflow cannot be forked"])
        }
        try check(recording.sessions[place...], fork)
        let telemetry = ReplayTelemetry()
        var unused: [Exchange] = []
        var conversations: [String: Conversation] = [:]
        for (index, session) in recording.sessions.enumerated() {
            let count = session.exchanges.firstIndex { $0.spanID == target } ?? (index < place ? session.exchanges.count : 0)
            let book = AnswerBook(Array(session.exchanges.prefix(count)), matching: matching, redactor: .none)
            var drive = SessionDrive(session: session, book: book, prices: prices, tracer: telemetry.tracer, speed: speed)
            if index >= place {
                drive.fork = ForkedSession(fork: fork, recorded: count, prompt: session.prompt?.map { $0.replacing(fork.replacements) })
            }
            await drive.run(&conversations)
            unused += book.unused
        }
        return outcome(try await telemetry.traces(), unused)
    }

    /// A model that is asked for real must not be told marks in the place of what was taken out.
    private func check(_ sessions: ArraySlice<RecordedSession>, _ fork: Fork) throws(RedriveError) {
        let told = sessions.flatMap { ($0.prompt ?? []) + $0.exchanges.flatMap { $0.input + $0.output } }
        let marks = RedactionMarks.marks(in: told.map { $0.replacing(fork.replacements) })
        guard marks.isEmpty else { throw .redacted(marks: marks) }
    }
}
