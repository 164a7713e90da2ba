/// What Redis is asked to do.
enum RedisCommand: Sendable {
    case plain([String])
    /// A script, of which Redis is sent the hash alone where it has it already.
    case script(RedisScript, keys: [String], arguments: [String])
}

/// A script that runs within Redis as one step: nothing else happens meanwhile.
struct RedisScript: Sendable, Hashable {
    var source: String
}

extension RedisScript {
    /// The command that runs it by its text.
    func eval(_ keys: [String], _ arguments: [String]) -> [String] { ["EVAL", source, String(keys.count)] + keys + arguments }

    /// The command that runs it by its hash.
    func eval(hash: String, _ keys: [String], _ arguments: [String]) -> [String] {
        ["EVALSHA", hash, String(keys.count)] + keys + arguments
    }
}
