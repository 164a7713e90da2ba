import InMemoryTracing
import Tracing

extension FinishedInMemorySpan {
    func text(_ key: String) -> String? {
        if case .string(let text)? = attributes.get(key) { text } else { nil }
    }

    func integer(_ key: String) -> Int? {
        switch attributes.get(key) {
        case .int64(let value): Int(value)
        case .int32(let value): Int(value)
        default: nil
        }
    }

    func number(_ key: String) -> Double? {
        if case .double(let value)? = attributes.get(key) { value } else { nil }
    }
}
