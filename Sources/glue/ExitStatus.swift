import Foundation

/// How a command ended, for scripts.
enum ExitStatus: Int32, Error {
    case done = 0
    /// It ran and the answer is no: drift was found, a check failed, spans were lost.
    case no = 1
    /// Wrong usage.
    case usage = 2
    /// The input is not what it says it is.
    case badInput = 3
    /// A peer could not be reached or refused us.
    case peer = 4
    /// By the user.
    case interrupted = 130

    static func leave(with status: ExitStatus) -> Never { exit(status.rawValue) }
}
