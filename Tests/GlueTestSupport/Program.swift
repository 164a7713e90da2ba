import Glibc
public import Subprocess
import SystemPackage

/// A program that a test runs to its end.
public struct Program: Sendable {
    /// What a program printed and how it ended.
    public struct Outcome: Sendable {
        public var exitCode: Int32
        public var output: [UInt8]
        public var error: String

        public var text: String { String(decoding: output, as: UTF8.self) }

        /// A program that a signal ended has the code that a shell would tell.
        init(_ status: TerminationStatus, _ output: [UInt8], _ error: String) {
            exitCode =
                switch status {
                case .exited(let code): code
                case .signaled(let signal): 128 + signal
                }
            self.output = output
            self.error = error
        }
    }

    public var path: String
    public var arguments: [String]
    public var environment: [String: String]

    public init(_ path: String, _ arguments: [String] = [], environment: [String: String] = [:]) {
        self.path = path
        self.arguments = arguments
        self.environment = environment
    }

    /// A script for one of the Python environments.
    public static func python(_ python: PythonEnvironment, script: String, _ arguments: [String] = []) throws -> Program {
        guard let interpreter = python.interpreter else { throw MissingEnvironment(environment: python) }
        return Program(interpreter, ["-c", script] + arguments, environment: ["PYTHONDONTWRITEBYTECODE": "1"])
    }
}

/// A test reached for an environment that it had not declared with `.needs(…)`.
public struct MissingEnvironment: Error {
    public var environment: PythonEnvironment
}

extension Program {
    /// Runs the program with these bytes on its standard input.
    public func run(input: [UInt8] = []) async throws -> Outcome {
        let result = try await Subprocess.run(
            configuration,
            input: .array(input),
            output: .bytes(limit: 256 << 20),
            error: .string(limit: 16 << 20)
        )
        return Outcome(result.terminationStatus, result.standardOutput, result.standardError)
    }

    /// Runs the program and interrupts it, as Ctrl-C would, once a condition holds. Looked at every few milliseconds.
    public func run(interruptingWhen condition: @escaping @Sendable () -> Bool) async throws -> Outcome {
        try await run(sending: .interrupt, when: condition)
    }

    /// Runs the program and kills it once a condition holds. Looked at every few milliseconds.
    public func run(killingWhen condition: @escaping @Sendable () -> Bool) async throws -> Outcome {
        try await run(sending: .kill, when: condition)
    }

    public func run(sending signal: Signal, when condition: @escaping @Sendable () -> Bool) async throws -> Outcome {
        let result = try await Subprocess.run(
            configuration,
            input: .none,
            output: .bytes(limit: 16 << 20),
            error: .string(limit: 16 << 20)
        ) { execution in
            let id = execution.processIdentifier.value
            while !condition() {
                // One that ended by itself will not bring the condition about any more.
                guard Self.isRunning(id) else { return }
                try await Task.sleep(for: .milliseconds(5))
            }
            try execution.send(signal: signal)
        }
        return Outcome(result.terminationStatus, result.standardOutput, result.standardError)
    }

    private static func isRunning(_ id: pid_t) -> Bool {
        var status = siginfo_t()
        // Looks without taking the status away from whoever waits for it; 0 stands in it where there is none yet.
        guard waitid(P_PID, id_t(id), &status, WEXITED | WNOHANG | WNOWAIT) == 0 else { return false }
        return status.si_signo == 0
    }

    var configuration: Configuration {
        Configuration(
            executable: .path(.init(path)),
            arguments: Arguments(arguments),
            environment: .inherit.updating(Dictionary(uniqueKeysWithValues: environment.map { (.init(stringLiteral: $0.key), $0.value) }))
        )
    }
}
