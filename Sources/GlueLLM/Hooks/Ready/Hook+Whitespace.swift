extension Hook {
    /// Makes one space of each run of spaces, tabs and line breaks, and takes those at the ends away.
    ///
    /// Not for ``HookStage/streamChunk``, where the space between two words may be the end of a piece.
    public static func normalizeWhitespace(at stages: HookStage...) -> Hook {
        Hook("normalize_whitespace", at: Set(stages)) { context in
            context.content = context.content.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
    }
}
