import Foundation
import Fuzzing
import Interchange
import Rigor
import Synchronization

// certify-fuzz certificates|importers COUNT [SEED [THREADS [FIRST]]]: COUNT damaged inputs, made by SEED and their number, from FIRST on.
//
// Ends with status 1 after a false certificate that was accepted, an error of several lines, or an input that took longer than a second; a crash names its input.

ApproximateLinearAlgebra.useOneThread()
let arguments = CommandLine.arguments
guard arguments.count >= 3, ["certificates", "importers"].contains(arguments[1]), let count = Int(arguments[2]) else {
    print("usage: certify-fuzz certificates|importers COUNT [SEED [THREADS [FIRST]]]")
    exit(2)
}
let seed = arguments.count > 3 ? UInt64(arguments[3]) ?? 1 : 1
let threads = arguments.count > 4 ? max(1, Int(arguments[4]) ?? 1) : 1
let first = arguments.count > 5 ? Int(arguments[5]) ?? 0 : 0

/// The number of the input that each thread works on, and when it began, read by the handler of crashes and by the watchdog.
nonisolated(unsafe) let current = UnsafeMutablePointer<Int>.allocate(capacity: threads)
nonisolated(unsafe) let began = UnsafeMutablePointer<Double>.allocate(capacity: threads)
for thread in 0..<threads { (current[thread], began[thread]) = (-1, .infinity) }

func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }

for crash in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE] {
    signal(crash) { number in
        for thread in 0..<threads { fputs("crash (signal \(number)): thread \(thread) at input \(current[thread]) of seed \(seed)\n", stderr) }
        _exit(1)
    }
}
Thread {
    while true {
        Thread.sleep(forTimeInterval: 1)
        for thread in 0..<threads where now() - began[thread] > 60 {
            fputs("hang: input \(current[thread]) of seed \(seed) has taken a minute\n", stderr)
            _exit(1)
        }
    }
}.start()

let tally = Mutex<[String: Int]>([:]), slowest = Mutex<(seconds: Double, input: Int)>((0, 0)), findings = Mutex<Int>(0)

func report(_ finding: String, _ input: Int) {
    findings.withLock { $0 += 1 }
    print("FINDING at input \(input) of seed \(seed): \(finding)")
}

func work(_ thread: Int, _ one: (Int) throws -> String) {
    var mine: [String: Int] = [:], longest = (seconds: 0.0, input: 0)
    for input in stride(from: first + thread, to: first + count, by: threads) {
        current[thread] = input
        began[thread] = now()
        do { mine[try one(input), default: 0] += 1 } catch {
            mine["finding", default: 0] += 1
            report("\(error)", input)
        }
        let seconds = now() - began[thread]
        if seconds > longest.seconds { longest = (seconds, input) }
    }
    began[thread] = .infinity
    tally.withLock { all in for (name, count) in mine { all[name, default: 0] += count } }
    slowest.withLock { if longest.seconds > $0.seconds { $0 = longest } }
}

let start = now()
let makeWork: @Sendable () -> (Int) throws -> String
if arguments[1] == "certificates" {
    let fuzzing = try CertificateFuzzing(seed: 1)
    let kinds = Dictionary(grouping: fuzzing.good) { $0.kind }.mapValues(\.count)
    for (kind, count) in kinds.sorted(by: { $0.key < $1.key }) { print("  \(count) good: \(kind)") }
    makeWork = {
        let verifier = CertificateVerifier(), truth = Truth()
        return { "\(try fuzzing.run($0, seed: seed, verifier, truth))" }
    }
} else {
    let fuzzing = try ImporterFuzzing()
    makeWork = {
        { input in
            var generator = SplitMix(seed: seed, input: input)
            let target = fuzzing.targets[input % fuzzing.targets.count]
            return "\(target.name) \(try fuzzing.run(target, &generator) ? "read" : "refused")"
        }
    }
}
let group = DispatchGroup()
for thread in 0..<threads {
    group.enter()
    let worker = Thread {
        work(thread, makeWork())
        group.leave()
    }
    worker.stackSize = 8 << 20
    worker.start()
}
group.wait()
var usage = rusage()
getrusage(RUSAGE_SELF, &usage)
for (name, count) in tally.withLock({ $0 }).sorted(by: { $0.key < $1.key }) { print("  \(count) \(name)") }
let longest = slowest.withLock { $0 }
print("  slowest input \(longest.input): \(longest.seconds) s; largest memory \(usage.ru_maxrss >> 10) MB")
if longest.seconds > 10 { report("it took \(longest.seconds) s", longest.input) }
let found = findings.withLock { $0 }
print("\(count) \(arguments[1]) in \(Int(now() - start)) s, \(found) findings")
exit(found == 0 ? 0 : 1)
