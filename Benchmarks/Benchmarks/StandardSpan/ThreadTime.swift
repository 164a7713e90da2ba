import Benchmark
import Glibc

extension BenchmarkMetric {
    /// Nanoseconds of processor time that one thread took: what else the machine does meanwhile hardly shows in it.
    static var threadTime: BenchmarkMetric { .custom("thread time") }
}

extension Benchmark {
    /// Times what runs on this thread, and no more of the iteration.
    func time(_ body: () -> Void) {
        startMeasurement()
        let start = Self.threadNanoseconds()
        body()
        let end = Self.threadNanoseconds()
        stopMeasurement()
        measurement(.threadTime, end - start)
    }

    private static func threadNanoseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
