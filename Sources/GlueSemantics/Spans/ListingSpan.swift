package import Tracing

/// A span that takes several attributes at once and in their order, without the dictionary of the tracing API.
package protocol ListingSpan: Tracing.Span {
    func set(_ list: AttributeList)
}
