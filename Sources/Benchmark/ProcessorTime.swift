import Foundation

/// Processor time of this process, all threads, in milliseconds.
func processorMilliseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) * 1e-6
}

/// Least processor time of one run of many after a warm-up, in milliseconds: what else the machine does is left out as
/// far as possible.
func leastMilliseconds(_ repetitions: Int, _ body: () throws -> Void) rethrows -> Double {
    try body()
    return try (0..<repetitions).map { _ in
        let start = processorMilliseconds()
        try body()
        return processorMilliseconds() - start
    }.min() ?? 0
}

/// A row of a table: a name, milliseconds, and how many times those of the reference that is.
func row(_ name: String, _ value: Double, of reference: Double? = nil) {
    let ratio = reference.map { String(format: "%10.2f", value / $0) } ?? ""
    show(name.padding(toLength: 58, withPad: " ", startingAt: 0) + String(format: "%10.3f ms", value) + ratio)
}

func title(_ text: String, _ column: String = "") {
    show("\n" + text.padding(toLength: 71, withPad: " ", startingAt: 0) + column)
}

/// A line that is seen at once, also in a file.
func show(_ line: String) {
    print(line)
    fflush(nil)
}
