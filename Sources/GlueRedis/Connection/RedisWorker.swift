import CHiredis
import Glibc
import GlueLLM

/// Does jobs one batch after the other, on the thread that runs it: hiredis blocks.
final class RedisWorker {
    private let address: RedisAddress
    private let timeout: timeval
    private var context: UnsafeMutablePointer<redisContext>?
    /// Whether the connection broke, and not just nothing came.
    private var hasHungUp = false
    /// The hashes of the scripts that Redis was given.
    private var hashes: [RedisScript: String] = [:]

    init(_ address: RedisAddress, _ timeout: Duration) {
        self.address = address
        self.timeout = timeval(tv_sec: Int(timeout.microseconds / 1_000_000), tv_usec: Int(timeout.microseconds % 1_000_000))
    }

    deinit { disconnect() }

    func run(_ jobs: RedisJobs) {
        // hiredis writes without MSG_NOSIGNAL: a connection that Redis closed would end the whole process.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        while let batch = jobs.take() {
            // Nobody waits for the others any more.
            let batch = batch.filter { !$0.isOver }
            guard !batch.isEmpty else { continue }
            do throws(RedisFailure) {
                try runReconnecting(batch)
            } catch {
                disconnect()
                for job in batch { job.finish(.failure(error)) }
            }
        }
    }

    /// Makes one more try where Redis has hung up since the last batch, as one that was restarted has.
    private func runReconnecting(_ batch: [RedisJob]) throws(RedisFailure) {
        let isOldConnection = context != nil
        do throws(RedisFailure) {
            try run(batch)
        } catch {
            guard isOldConnection, hasHungUp else { throw error }
            disconnect()
            try run(batch)
        }
    }

    private func run(_ batch: [RedisJob]) throws(RedisFailure) {
        try connect()
        for job in batch {
            if case .script(let script, _, _) = job.command { try load(script) }
        }
        let replies = try exchange(batch.map { words(of: $0.command) })
        // A Redis that was told to forget its scripts is sent the text, which makes it know it again.
        let forgotten = replies.indices.filter { replies[$0].isMissingScript }
        let again = try exchange(forgotten.map { text(of: batch[$0].command) })
        for (index, reply) in zip(replies.indices, replies) where !forgotten.contains(index) { batch[index].finish(.success(reply)) }
        for (index, reply) in zip(forgotten, again) { batch[index].finish(.success(reply)) }
    }

    private func words(of command: RedisCommand) -> [String] {
        switch command {
        case .plain(let words): words
        case .script(let script, let keys, let arguments):
            hashes[script].map { script.eval(hash: $0, keys, arguments) } ?? script.eval(keys, arguments)
        }
    }

    private func text(of command: RedisCommand) -> [String] {
        switch command {
        case .plain(let words): words
        case .script(let script, let keys, let arguments): script.eval(keys, arguments)
        }
    }

    private func load(_ script: RedisScript) throws(RedisFailure) {
        guard hashes[script] == nil else { return }
        if let hash = try exchange([["SCRIPT", "LOAD", script.source]]).first?.text { hashes[script] = hash }
    }

    /// Sends commands together and reads their answers.
    private func exchange(_ commands: [[String]]) throws(RedisFailure) -> [RedisReply] {
        for command in commands {
            let sent = withCStrings(command) { words, lengths in
                redisAppendCommandArgv(context, Int32(command.count), words, lengths)
            }
            guard sent == REDIS_OK else { throw failure() }
        }
        var replies: [RedisReply] = []
        for _ in commands {
            var reply: UnsafeMutableRawPointer?
            guard redisGetReply(context, &reply) == REDIS_OK, let reply else { throw failure() }
            replies.append(RedisReply(reply.assumingMemoryBound(to: redisReply.self).pointee))
            freeReplyObject(reply)
        }
        return replies
    }

    private func connect() throws(RedisFailure) {
        guard context == nil else { return }
        hashes = [:]
        context =
            switch address.place {
            case .tcp(let host, let port): redisConnectWithTimeout(host, Int32(clamping: port), timeout)
            case .unix(let path): redisConnectUnixWithTimeout(path, timeout)
            }
        guard let context, context.pointee.err == 0 else { throw failure() }
        redisSetTimeout(context, timeout)
        // A program that is started meanwhile must not hold the connection open.
        _ = fcntl(context.pointee.fd, F_SETFD, FD_CLOEXEC)
        var commands: [[String]] = []
        if let password = address.password { commands.append(["AUTH"] + (address.username.map { [$0] } ?? []) + [password]) }
        if address.database != 0 { commands.append(["SELECT", String(address.database)]) }
        for case .error(let message) in try exchange(commands) {
            throw .unavailable("\(address) refuses the login: \(message)")
        }
    }

    private func disconnect() {
        redisFree(context)
        context = nil
    }

    /// What went wrong with the connection just now.
    private func failure() -> RedisFailure {
        let code = errno
        hasHungUp = context.map { $0.pointee.err == REDIS_ERR_EOF || $0.pointee.err == REDIS_ERR_IO && code != EAGAIN } ?? false
        guard let context else { return .unavailable("no memory for a connection to \(address)") }
        let reason = withUnsafeBytes(of: context.pointee.errstr) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return .unavailable("\(address): \(reason)")
    }
}

extension RedisReply {
    fileprivate var isMissingScript: Bool {
        if case .error(let message) = self { message.hasPrefix("NOSCRIPT") } else { false }
    }
}

/// Passes words to C, with their lengths in bytes: they may hold anything.
private func withCStrings(
    _ words: [String],
    _ body: (UnsafeMutablePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int>?) -> Int32
) -> Int32 {
    let lengths = words.map(\.utf8.count)
    var bytes = words.flatMap { $0.utf8.map(CChar.init(bitPattern:)) }
    // An empty buffer has no address.
    bytes.append(0)
    return bytes.withUnsafeBufferPointer { buffer in
        var start = 0
        var pointers: [UnsafePointer<CChar>?] = lengths.map { length in
            defer { start += length }
            return buffer.baseAddress.map { $0 + start }
        }
        return pointers.withUnsafeMutableBufferPointer { pointers in
            lengths.withUnsafeBufferPointer { lengths in body(pointers.baseAddress, lengths.baseAddress) }
        }
    }
}
