/// Which experiment is meant: by its name, under which one is made where there is none, or by its id.
public enum ExperimentReference: Sendable, Hashable, ExpressibleByStringLiteral {
    case named(String)
    case id(String)

    public init(stringLiteral name: String) { self = .named(name) }
}

extension MLflowClient {
    func id(of experiment: ExperimentReference) async throws(MLflowError) -> String {
        switch experiment {
        case .named(let name): try await experimentID(named: name)
        case .id(let id): id
        }
    }
}
