/// What a call may take.
public struct CallLimits: Sendable, Hashable {
    /// What happens when the model still asks for tools in the last round that it may have.
    public enum AfterLastRound: Sendable, Hashable {
        /// The call fails with ``LLMError/Kind/tooManyRounds``.
        case fail
        /// The call ends with this text; its span has the error all the same.
        case answer(String)

        /// The text that the Python GlueLLM ends with.
        public static let fixedAnswer = AfterLastRound.answer("Maximum tool execution iterations reached.")
    }

    /// How many model calls a completion may take, at least 1. The tools of the last one still run, so that no call
    /// of the conversation is left without its answer.
    public var rounds: Int
    public var afterLastRound: AfterLastRound
    /// How long one attempt of a model call may take, from connecting to the last byte. What a caller takes to read a
    /// stream does not count.
    public var attempt: Duration
    /// How long a provider may be silent within an answer before the attempt counts as failed; nil for no limit but
    /// ``attempt``. It also bounds the wait for the first byte, in which a model may think.
    public var silence: Duration?
    /// How long the whole completion may take, with all its rounds, attempts, waits and tools; nil for no limit.
    public var whole: Duration?
    /// How long one tool may run; nil for no limit.
    public var tool: Duration?
    /// How often an answer that does not fit its schema is sent back; 0 for never.
    public var repairs: Int

    public init(
        rounds: Int = 10,
        afterLastRound: AfterLastRound = .fail,
        attempt: Duration = .seconds(300),
        silence: Duration? = nil,
        whole: Duration? = nil,
        tool: Duration? = nil,
        repairs: Int = 3
    ) {
        self.rounds = rounds
        self.afterLastRound = afterLastRound
        self.attempt = attempt
        self.silence = silence
        self.whole = whole
        self.tool = tool
        self.repairs = repairs
    }
}
