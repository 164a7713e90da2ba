package import NIOCore

extension TimeAmount {
    /// The longest there is where the duration does not fit; none where it is negative.
    package init(clamping duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (nanoseconds, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        self = .nanoseconds(isTooLong ? .max / 2 : max(nanoseconds, 0) + attoseconds / 1_000_000_000)
    }
}
