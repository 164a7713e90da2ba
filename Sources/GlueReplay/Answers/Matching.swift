/// How a request finds its recorded answer.
public enum Matching: String, Sendable, CaseIterable {
    /// Every request in the recorded order, equal to the recorded one: model, messages, tools, parameters.
    case strict
    /// In the recorded order, whatever the requests say. The model must be the same where it was recorded.
    case ordered
    /// In any order: the nearest recording that nobody asked for yet. The last message must be the recorded one, and half
    /// of all messages; ids, dates and times within them do not count.
    case lenient
}
